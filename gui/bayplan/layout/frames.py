"""Frames, zone titles, and what a zone says when there is nothing in it."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.model import Engine
from bayplan.layout.canvas import Canvas
from bayplan.layout.contents import Contents
from bayplan.layout.grid import Rect
from bayplan.layout.metrics import FRAME_PAD, FRAME_TITLE, REMOTE_TOP, STORE_TOP, ZONE_PAD
from bayplan.layout.placing import Frames
from bayplan.layout.sections import Storage
from bayplan.layout.shapes import Anchor, Detail, Font, Text
from bayplan.layout.storage import draw_area

_HOST = ids.zone_thing("host")


def heading_of(engine: Engine) -> str:
    """One line that names an engine: "workstation · Docker Engine 28.2 · overlay2"."""
    words = [engine.name, f"{engine.product} {engine.version}".strip()]
    if engine.storage_driver:
        words.append(engine.storage_driver)
    if engine.rootless:
        words.append("rootless")
    if engine.demo:
        words.append("demo")
    return " · ".join(words)


def draw_frames(canvas: Canvas, inventory: Inventory, contents: Contents, storage: Storage, frames: Frames) -> None:
    """Draws every frame with its title, from the outside to the inside."""
    engine = inventory.engine
    canvas.frame(_HOST, *frames.host, "host")
    parent = _HOST
    if frames.vm is None:
        _frame_title(canvas, _HOST, frames.host, f"HOST  {heading_of(engine)}")
    else:
        _frame_title(canvas, _HOST, frames.host, "HOST  this machine" if engine.local else f"HOST of {engine.vm}")
        parent = ids.zone_thing("vm")
        canvas.frame(parent, *frames.vm, "vm", _HOST)
        _frame_title(canvas, parent, frames.vm, f"VM  {engine.vm} · {heading_of(engine)}")
    _zone(canvas, "overlay", frames.overlay, "OVERLAY", "images and writable layers", "kind-image-layers", parent)
    _zone(canvas, "containers", frames.containers, "CONTAINERS", "instances of a process", "text", parent)
    if frames.memory:
        _zone(canvas, "memory", frames.memory, "MEMORY", "tmpfs, never written to disk", "kind-tmpfs", parent)
    if frames.pipes:
        _zone(canvas, "pipe", frames.pipes, "NAMED PIPES", "no data at rest", "kind-npipe", parent)
    place = "FILESYSTEM of the VM" if frames.vm else "HOST FILESYSTEM"
    _zone(canvas, "host-filesystem", frames.filesystem, place, "", "kind-named-volume", parent)
    area = (
        f"{engine.volumes_dir} · only Docker should write here"
        if engine.volumes_dir
        else "only Docker should write here"
    )
    draw_area(
        canvas,
        "docker-area",
        frames.docker_area,
        "Docker area",
        area,
        "kind-named-volume",
        ids.zone_thing("docker-area"),
    )
    caption = "bind mounts · any process may change these"
    if frames.vm:
        caption = "bind mounts · shared folders reach the host outside the VM"
    draw_area(canvas, "elsewhere", frames.elsewhere, "Elsewhere", caption, "kind-bind", ids.zone_thing("host"))
    _zone(canvas, "remote", frames.remote, "REMOTE", "survives the host itself", "kind-remote", "")
    _empty_words(canvas, inventory, contents, storage, frames)


def _zone(canvas: Canvas, name: str, rect: Rect, title: str, caption: str, role: str, parent: str) -> None:
    thing = ids.zone_thing(name)
    canvas.frame(thing, *rect, "zone", parent)
    canvas.title(thing, rect.x, rect.y, rect.w, title, caption, role)


def _frame_title(canvas: Canvas, thing: str, rect: Rect, title: str) -> None:
    canvas.texts.append(
        Text(
            thing,
            rect.x + FRAME_PAD,
            rect.y + FRAME_TITLE,
            rect.w - 2 * FRAME_PAD,
            title,
            Font.HOST,
            "muted",
            Anchor.START,
            Detail.FRAME,
        )
    )


def _empty_words(canvas: Canvas, inventory: Inventory, contents: Contents, storage: Storage, frames: Frames) -> None:
    listed = inventory.stage < Stage.COMPLETE
    soon = "read with the details of the containers…"
    windows = inventory.engine.os_type == "windows"

    def say(rect: Rect, below: float, *lines: str) -> None:
        for number, words in enumerate(lines):
            canvas.line(
                "", rect.x + ZONE_PAD, rect.y + below + 18 * number, rect.w - 2 * ZONE_PAD, words, Font.SMALL, "muted"
            )

    if not inventory.images:
        say(frames.overlay, 58, "No images yet.", "What you pull or build appears here with its layers.")
    if not contents.groups:
        say(
            frames.containers,
            58,
            "No containers yet.",
            "What you start with docker run or Compose appears here at once.",
        )
    if frames.memory and not storage.memory.cells:
        say(frames.memory, STORE_TOP + 18, soon if listed else "No tmpfs mount, no /dev/shm.")
    if frames.pipes and not storage.pipes.cells:
        say(frames.pipes, STORE_TOP + 18, "No named pipe is mounted." if windows else "")
    if not storage.docker.cells:
        say(frames.docker_area, 48, "No volumes yet.")
    if not storage.elsewhere:
        say(frames.elsewhere, 48, "No bind mounts.")
    remote = frames.remote
    if not storage.remote.cells:
        say(remote, REMOTE_TOP + 8, soon if listed else "No remote store is named in any configuration.")
    else:
        below = frames.remote_bottom - remote.y + 26
        say(remote, below, "Inferred from configuration. Secrets are", "never read out, shown or saved.")
