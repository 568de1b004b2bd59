"""The whole window on a real engine: every kind of mount arrives in every view, and a crash is survived."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome import Fate
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.domain.ways_out import WayOut
from bayplan.engine import test_mounts
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.state import Phase
from bayplan.parts import Parts
from bayplan.views.dialogs.promote_dialog import PromoteDialog
from bayplan.views.dialogs.removal_dialog import RemovalDialog
from bayplan.views.dialogs.safe_removal_dialog import SafeRemovalDialog
from bayplan.views.dialogs.test_mount_dialog import TestMountDialog
from tests.support.private_engine import PrivateEngine
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete

HOSTILE = "<b>not bold</b> & \u202b\u05e9\u05dc\u05d5\u05dd"


@pytest.fixture
def running(qapp: QApplication, tmp_path: Path, fresh_engine: PrivateEngine) -> Iterator[Bayplan]:
    """The window on an engine of its own."""
    assert qapp
    window = open_window(WindowOptions(host=fresh_engine.host), tmp_path)
    wait_until_complete(window)
    yield window
    close(window)


@pytest.fixture
def parts(running: Bayplan) -> Parts:
    return parts_of(running)


def named(parts: Parts, name: str) -> str:
    """Thing id of the container called ``name``; waits until the window has its details."""

    def found() -> list[str]:
        inventory = parts.engine.inventory
        return [c.id for c in inventory.containers.values() if c.name == name and c.details] if inventory else []

    wait_for(lambda: bool(found()))
    return ids.container_thing(found()[0])


def is_shown(parts: Parts, thing: str) -> bool:
    """Whether a thing can be found in the diagram and selected there."""
    return thing in parts.diagram.index.boxes_of


def is_proven(dialog: TestMountDialog) -> bool:
    """Whether the dialog says that the marker was read back."""
    return dialog.outcome.text().startswith("✓")


def test_every_mount_made_by_the_cli_arrives_in_lists_diagram_and_inspector(
    parts: Parts, fresh_engine: PrivateEngine, tmp_path: Path
) -> None:
    fresh_engine.docker(
        *("run", "-d", "--network", "none", "--name", "cli", "--shm-size", "32m", "--label", f"note={HOSTILE}"),
        *("-v", "named:/named", "-v", "/anonymous", "-v", f"{tmp_path}:/bind:ro", "--tmpfs", "/t1:size=1m"),
        *("--mount", "type=tmpfs,target=/t2,tmpfs-size=2m", "busybox:latest", "sleep", "1000"),
    )
    thing = named(parts, "cli")
    inventory = parts.engine.inventory
    assert inventory is not None
    container = inventory.containers[ids.split_thing(thing)[1]]
    kinds = {mount.destination: mount.kind for mount in container.mounts}
    assert kinds == {
        "/named": StoreKind.NAMED_VOLUME,
        "/anonymous": StoreKind.ANONYMOUS_VOLUME,
        "/bind": StoreKind.BIND,
        "/t1": StoreKind.TMPFS,
        "/t2": StoreKind.TMPFS,
        "/dev/shm": StoreKind.SHM,
    }
    stores = [mount.store for mount in container.mounts]
    wait_for(lambda: all(is_shown(parts, store) for store in [thing, *stores]))
    wait_for(lambda: parts.lists.reveal(thing))  # the lists follow one turn after the diagram
    parts.lists.show_list(3)
    wait_for(lambda: all(parts.lists.page.has(store) for store in stores))
    parts.selection.select(thing)
    assert parts.inspector.isVisible()


def test_the_dialogs_mounts_arrive_marked_as_tests_and_go_again(
    parts: Parts, running: Bayplan, fresh_engine: PrivateEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    for spec in (
        TestMountSpec(type=MountType.VOLUME, source="trial", destination="/data"),
        TestMountSpec(type=MountType.BIND, source=str(tmp_path), destination="/host"),
        TestMountSpec(type=MountType.TMPFS, destination="/scratch", size=1 << 20),
    ):
        dialog = parts.tests.new(spec)
        assert dialog is not None
        qtbot.waitUntil(dialog.create_button.isEnabled)
        dialog.create_button.click()
        wait_for(partial(is_proven, dialog))
        dialog.reject()
    made = json.loads(fresh_engine.docker("inspect", *fresh_engine.docker("ps", "-q").split()))
    assert {mount["Type"] for raw in made for mount in raw["Mounts"]} == {"volume", "bind", "tmpfs"}
    stores = [ids.volume_store("trial"), ids.bind_store(str(tmp_path))]
    wait_for(lambda: all(is_shown(parts, store) for store in stores))
    assert all(box.flags & {"test"} for store in stores for box in parts.diagram.index.boxes_of[store])
    wait_for(lambda: len((parts.tests.left() or pytest.fail("nothing is known")).containers) == 3)
    removal = parts.tests.remove()
    assert removal is not None
    removal.remove_button.click()
    wait_for(lambda: not fresh_engine.docker("ps", "-aq") and not fresh_engine.docker("volume", "ls", "-q"))
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == ["mine.txt"]
    wait_for(lambda: not is_shown(parts, stores[0]))
    assert running.window.isVisible()


def test_a_crash_in_the_middle_is_shown_as_stale_and_mended_by_itself(
    parts: Parts, running: Bayplan, fresh_engine: PrivateEngine
) -> None:
    fresh_engine.docker("create", "--name", "before", "-v", "kept:/kept", "busybox:latest", "true")
    before = named(parts, "before")
    parts.selection.select(before)
    wait_for(lambda: is_shown(parts, before))
    fresh_engine.kill()
    wait_for(lambda: parts.live.state is not None and parts.live.state.phase is Phase.STALE)
    notice = running.window.connection_bar.notice
    assert notice is not None
    assert notice.tone == "stale"
    assert is_shown(parts, before)
    fresh_engine.start()
    fresh_engine.docker("create", "--name", "after", "busybox:latest", "true")
    after = named(parts, "after")
    wait_for(lambda: is_shown(parts, after))
    assert parts.live.state is not None
    assert parts.live.state.phase is Phase.LIVE
    assert running.window.connection_bar.notice is None
    assert parts.selection.current == before


@pytest.mark.parametrize("answer", ["leave", "remove"])
def test_closing_asks_about_the_test_mounts_that_are_left(
    running: Bayplan, parts: Parts, fresh_engine: PrivateEngine, answer: str
) -> None:
    client = connect(resolve(host=fresh_engine.host))
    made = test_mounts.create(
        client, TestMountSpec(type=MountType.VOLUME, source="trial", destination="/data"), lambda _step: None
    )
    client.close()
    wait_for(lambda: bool(parts.tests.left()))
    running.window.close()
    assert running.window.isVisible(), "it waits for the answer"
    dialog = running.window.findChild(RemovalDialog)
    assert dialog is not None
    wait_for(dialog.isVisible)
    if answer == "leave":
        dialog.reject()
    else:
        dialog.remove_button.click()
    wait_for(lambda: not running.window.isVisible())
    left = fresh_engine.docker("ps", "-q", "--no-trunc"), fresh_engine.docker("volume", "ls", "-q")
    assert left == ((made.container, "trial") if answer == "leave" else ("", ""))


def test_closing_asks_nothing_when_no_test_mount_is_left(running: Bayplan, fresh_engine: PrivateEngine) -> None:
    fresh_engine.docker("create", "--name", "mine", "-v", "mine:/mine", "busybox:latest", "true")
    running.window.close()
    assert not running.window.isVisible()
    assert fresh_engine.docker("volume", "ls", "-q") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which folders lie in memory")
def test_a_host_path_in_memory_is_known_to_be_lost_by_a_reboot(parts: Parts, fresh_engine: PrivateEngine) -> None:
    folder = f"/dev/shm/{fresh_engine.folder.name}"
    fresh_engine.docker("create", "--network", "none", "--name", "cli", "-v", f"{folder}:/bind", "busybox", "true")
    try:
        named(parts, "cli")
        parts.what_if.ask(Event.HOST_REBOOT)
        wait_for(lambda: bool((given := parts.what_if.answer) and ids.bind_store(folder) in given.outcome.stores))
        wait_for(lambda: parts.what_if.facts.tmpfs is not None)
        answer = parts.what_if.answer
        assert answer is not None
        found = answer.outcome.stores[ids.bind_store(folder)]
        assert (found.fate, "in the host's memory" in found.reason) == (Fate.LOST, True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_delete_key_asks_and_removes_exactly_what_was_listed(
    parts: Parts, running: Bayplan, fresh_engine: PrivateEngine, qtbot: QtBot
) -> None:
    run = ("run", "-d", "--network", "none", "--name")
    fresh_engine.docker(*run, "bystander", "-v", "kept:/data", "-v", "/cache", "busybox:latest", "sleep", "1000")
    fresh_engine.docker(*run, "doomed", "-v", "named:/data", "-v", "/cache", "busybox:latest", "sleep", "1000")
    bystander, doomed = named(parts, "bystander"), named(parts, "doomed")
    volumes = set(fresh_engine.docker("volume", "ls", "-q").split())
    wait_for(lambda: parts.lists.reveal(doomed))
    parts.selection.select(doomed)
    parts.lists.page.focus_list()
    qtbot.keyClick(parts.lists.page.view, Qt.Key.Key_Delete)
    (question,) = running.window.findChildren(SafeRemovalDialog)
    assert question.title.text() == "Remove doomed"
    question.act_button.click()
    wait_for(lambda: question.sentence.text() == "Removed 1 thing.")
    question.close_button.click()
    assert fresh_engine.docker("ps", "-aq", "--no-trunc") == ids.split_thing(bystander)[1]
    assert set(fresh_engine.docker("volume", "ls", "-q").split()) == volumes
    wait_for(lambda: not is_shown(parts, doomed))
    assert is_shown(parts, bystander)


def test_an_anonymous_volume_is_promoted_and_the_old_container_removed(
    parts: Parts, running: Bayplan, fresh_engine: PrivateEngine
) -> None:
    fresh_engine.docker(
        *("run", "-d", "--network", "none", "--name", "keeper", "-v", "/cache", "busybox:latest"),
        *("sh", "-c", "echo precious > /cache/file; exec sleep 1000"),
    )
    old = named(parts, "keeper")
    inventory = parts.engine.inventory
    assert inventory is not None
    mounts = inventory.containers[ids.split_thing(old)[1]].mounts
    anonymous = next(mount.store for mount in mounts if mount.kind is StoreKind.ANONYMOUS_VOLUME)
    dialog = parts.removals.keeping.keep(anonymous, way=WayOut.PROMOTE)
    assert isinstance(dialog, PromoteDialog)
    dialog.name.setText("kept")
    dialog.act_button.click()
    wait_for(lambda: dialog.outcome.text().startswith("✓"))
    wait_for(dialog.remove_both.isEnabled)
    dialog.remove_both.click()
    (question,) = running.window.findChildren(SafeRemovalDialog)
    assert question.title.text().startswith("Remove keeper-before and volume ")
    question.act_button.click()
    wait_for(lambda: question.sentence.text() == "Removed 2 things.")
    assert fresh_engine.docker("ps", "--format={{.Names}}") == "keeper"
    assert fresh_engine.docker("volume", "ls", "-q") == "kept"
    assert fresh_engine.docker("exec", "keeper", "cat", "/cache/file") == "precious"
    wait_for(lambda: is_shown(parts, ids.volume_store("kept")) and not is_shown(parts, anonymous))
