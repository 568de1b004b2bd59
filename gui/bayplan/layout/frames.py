"""Frames, zone titles, and what a zone says when there is nothing in it."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.model import Engine
from bayplan.layout.canvas import Canvas, Line, Words
from bayplan.layout.contents import Contents
from bayplan.layout.grid import Rect
from bayplan.layout.metrics import FRAME_PAD, FRAME_TITLE, REMOTE_TOP, STORE_TOP, ZONE_PAD
from bayplan.layout.placing import Frames
from bayplan.layout.sections import Storage
from bayplan.layout.shapes import Box, Detail, Font
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


def draw_frames(canvas: Canvas, inventory: Inventory, frames: Frames) -> None:
    """Draws every frame with its title, from the outside to the inside."""
    engine = inventory.engine
    canvas.frame(_HOST, frames.host, "host")
    parent = _HOST
    if frames.vm is None:
        _frame_title(canvas, _HOST, frames.host, f"HOST  {heading_of(engine)}")
    else:
        _frame_title(canvas, _HOST, frames.host, "HOST  this machine" if engine.local else f"HOST of {engine.vm}")
        parent = ids.zone_thing("vm")
        canvas.frame(parent, frames.vm, "vm", _HOST)
        _frame_title(canvas, parent, frames.vm, f"VM  {engine.vm} · {heading_of(engine)}")

    def zone(name: str, rect: Rect | None, title: Words, caption: str) -> None:
        if rect is not None:
            thing = ids.zone_thing(name)
            canvas.frame(thing, rect, "zone", "" if name == "remote" else parent)
            canvas.title(thing, rect, title, Words(caption, Font.CAPTION, "muted"))

    zone("overlay", frames.overlay, Words("OVERLAY", Font.ZONE, "kind-image-layers"), "images and writable layers")
    zone("containers", frames.containers, Words("CONTAINERS", Font.ZONE, "text"), "instances of a process")
    zone("memory", frames.memory, Words("MEMORY", Font.ZONE, "kind-tmpfs"), "tmpfs, never written to disk")
    zone("pipe", frames.pipes, Words("NAMED PIPES", Font.ZONE, "kind-npipe"), "no data at rest")
    place = "FILESYSTEM of the VM" if frames.vm else "HOST FILESYSTEM"
    zone("filesystem", frames.filesystem, Words(place, Font.ZONE, "kind-named-volume"), "")
    zone("remote", frames.remote, Words("REMOTE", Font.ZONE, "kind-remote"), "survives the host itself")
    _areas(canvas, engine, frames)


def _areas(canvas: Canvas, engine: Engine, frames: Frames) -> None:
    parent = ids.zone_thing("filesystem")
    where = f"{engine.volumes_dir} · " if engine.volumes_dir else ""
    docker = Box(
        ids.zone_thing("docker-area"), *frames.docker_area, "docker-area", Detail.FRAME, "", frozenset(), parent
    )
    title = Words("Docker area", Font.GROUP, "kind-named-volume")
    draw_area(canvas, docker, title, f"{where}only Docker should write here")
    reach = "shared folders reach the host outside the VM" if frames.vm else "any process may change these"
    elsewhere = Box(ids.zone_thing("host"), *frames.elsewhere, "elsewhere", Detail.FRAME, "", frozenset(), parent)
    draw_area(canvas, elsewhere, Words("Elsewhere", Font.GROUP, "kind-bind"), f"bind mounts · {reach}")


def _frame_title(canvas: Canvas, thing: str, rect: Rect, title: str) -> None:
    line = Line(rect.x + FRAME_PAD, rect.y + FRAME_TITLE, rect.w - 2 * FRAME_PAD)
    canvas.line(thing, line, Words(title, Font.HOST, "muted"), Detail.FRAME)


def say_what_is_empty(
    canvas: Canvas, inventory: Inventory, contents: Contents, storage: Storage, frames: Frames
) -> None:
    """Says in every zone that holds nothing why it holds nothing, and of remote stores where they come from."""
    listed = inventory.stage < Stage.COMPLETE
    soon = "Read together with the details of the containers…"

    def say(rect: Rect, below: float, first: str, second: str = "") -> None:
        line = Line(rect.x + ZONE_PAD, rect.y + below, rect.w - 2 * ZONE_PAD)
        canvas.line("", line, Words(first, Font.SMALL, "muted"))
        if second:
            canvas.line("", line._replace(baseline=line.baseline + 16), Words(second, Font.SMALL, "muted"))

    if not inventory.images:
        say(frames.overlay, 58, "No images yet.", "What you pull or build appears here with its layers.")
    if not contents.groups:
        say(frames.containers, 58, "No containers yet.", "What you start appears here at once, with all its mounts.")
    if frames.memory and not storage.memory.cells:
        say(frames.memory, STORE_TOP + 18, soon if listed else "No tmpfs mount and no /dev/shm.")
    if frames.pipes and not storage.pipes.cells:
        say(frames.pipes, STORE_TOP + 18, "No named pipe is mounted.")
    if not storage.docker.cells:
        say(frames.docker_area, 48, "No volumes yet.")
    if not storage.elsewhere:
        say(frames.elsewhere, 48, "No bind mounts.")
    if not storage.remote.cells:
        say(frames.remote, REMOTE_TOP + 4, soon if listed else "No configuration names a remote store.")
    else:
        below = frames.remote_bottom - frames.remote.y + 26
        say(frames.remote, below, "Inferred from configuration. Secrets are", "never read out, shown or saved.")
