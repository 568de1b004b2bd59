"""The window at work: what it shows when there is no engine, when one stops, and what it offers to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain.activity import Activity
from bayplan.domain.snapshot import snapshot_to_json
from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError
from bayplan.views.error_dialog import ErrorDialog
from bayplan.views.exporting import Exporter, write_png, write_snapshot, write_svg
from tests.support.builders import many
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An environment in which no engine can be found; gives the address that is tried."""
    url = f"unix://{tmp_path}/no.sock"
    monkeypatch.setenv("DOCKER_HOST", url)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return url


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Bayplan]:
    """The window with the whole demo in it."""
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path)
    wait_until_complete(running)
    yield running
    close(running)


def test_without_an_engine_the_demo_is_shown_and_said_to_be_one(
    nowhere: str, qapp: QApplication, tmp_path: Path
) -> None:
    assert qapp
    running = open_window(WindowOptions(), tmp_path)
    try:
        wait_until_complete(running)
        notice = running.window.connection_bar.notice
        assert notice is not None
        assert notice.tone == "demo"
        assert nowhere in notice.why
        assert [name for name, _ in notice.commands] == ["engines", "look-again"]
        assert running.window.status.words().startswith("demo · ")
        assert "Demo" in running.window.windowTitle()
    finally:
        close(running)


def test_an_engine_that_was_named_and_is_not_there_is_no_reason_for_the_demo(
    nowhere: str, qapp: QApplication, tmp_path: Path
) -> None:
    assert qapp
    running = open_window(WindowOptions(host=nowhere), tmp_path)
    try:
        wait_for(running.window.connection_bar.isVisible)
        notice = running.window.connection_bar.notice
        assert notice is not None
        assert notice.tone == "failed"
        assert parts_of(running).engine.inventory is None
        assert not running.window.top_bar.new_test_mount.isVisible()
    finally:
        close(running)


def test_a_stale_picture_says_since_when_and_counts_down(demo: Bayplan) -> None:
    since = datetime.now(UTC) - timedelta(minutes=3)
    error = BayplanError("The engine does not answer.", details="timed out")
    state = ConnectionState(phase=Phase.STALE, host="demo:", since=since, error=error, retry_in=4.0)

    parts_of(demo).live.state_changed.emit(state)

    notice = demo.window.connection_bar.notice
    assert notice is not None
    assert since.astimezone().strftime("%H:%M") in notice.what
    assert "Trying again in 4 s." in notice.why
    assert demo.window.connection_bar.isVisible()
    assert "stale since" in demo.window.status.words()
    assert parts_of(demo).layout.latest is not None, "the picture stays"

    live = ConnectionState(phase=Phase.LIVE, host="demo:", since=since)
    parts_of(demo).live.state_changed.emit(live)
    assert not demo.window.connection_bar.isVisible()


def test_events_are_told_in_the_status_bar_and_the_journal(demo: Bayplan) -> None:
    line = Activity(at=datetime.now(UTC), subject="", sentence="volume <b>x</b> removed")
    parts_of(demo).live.activity.emit(line)
    assert "volume <b>x</b> removed" in demo.window.status.words()
    assert parts_of(demo).bottom.activity.lines.lines[0].cells[1] == "volume <b>x</b> removed"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_palette_finds_a_thing_and_flies_there(demo: Bayplan) -> None:
    parts = parts_of(demo)
    demo.window.commands.run("palette")
    QTest.keyClicks(parts.palette.field, "paused-job")
    found = parts.palette.shown()
    assert found[0].title == "paused-job"
    parts.palette.list.clicked.emit(parts.palette.list.currentIndex())
    assert parts.selection.current == found[0].key.removeprefix("thing:")
    assert not parts.palette.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_palette_runs_a_command(demo: Bayplan) -> None:
    parts = parts_of(demo)
    demo.window.commands.run("palette")
    QTest.keyClicks(parts.palette.field, "show activity")
    assert parts.palette.shown()[0].key == "command:activity"
    parts.palette.list.clicked.emit(parts.palette.list.currentIndex())
    assert parts_of(demo).bottom.currentWidget() is parts_of(demo).bottom.activity


def test_the_engine_menu_ticks_what_is_shown(demo: Bayplan, nowhere: str) -> None:
    parts = parts_of(demo)
    parts.engine.list_engines()
    wiring = demo.wiring
    assert wiring is not None
    menu = wiring.requests.engine_menu
    wait_for(lambda: not parts.runner.jobs)
    texts = [action.text() for action in menu.actions()]
    failing = [action for action in menu.actions() if nowhere in action.toolTip()]
    assert len(failing) == 1
    assert "⚠ There is no" in failing[0].text(), "an engine that does not answer says why"
    assert not failing[0].isChecked()
    assert "Show the demo" in texts
    assert "Show the Windows demo" in texts


def test_an_error_shows_its_text_literally_and_can_be_copied(qtbot: QtBot, qapp: QApplication) -> None:
    hostile = "<b>bold</b> & <img src=x>"
    dialog = ErrorDialog(BayplanError(hostile, why=hostile, what_next="Do this.", details="line 1\nline 2"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.what.text() == hostile
    assert dialog.what.textFormat().name == "PlainText"
    assert not dialog.details.isVisible()
    dialog.more.click()
    assert dialog.details.isVisible()
    dialog.copy()
    assert qapp.clipboard().text() == f"{hostile}\n\n{hostile}\n\nDo this.\n\nline 1\nline 2"


def test_a_snapshot_is_shown_with_its_date_and_cannot_be_changed(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    file = tmp_path / "kept.json"
    file.write_text(json.dumps(snapshot_to_json(many(12))), encoding="utf-8")
    running = open_window(WindowOptions(snapshot=file), tmp_path)
    try:
        wait_until_complete(running)
        assert "snapshot of workstation, taken 2026-03-01" in running.window.status.words()
        assert not running.window.top_bar.new_test_mount.isVisible()
        offered = {command.name for command, _ in running.window.commands.offered()}
        assert not {"refresh", "measure-sizes", "new-test-mount"} & offered
        assert "kept.json" in running.window.windowTitle()
    finally:
        close(running)


def test_a_file_that_is_no_snapshot_is_said_to_be_none(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    file = tmp_path / "other.json"
    file.write_text("{", encoding="utf-8")
    running = open_window(WindowOptions(snapshot=file), tmp_path)
    try:
        wait_for(lambda: bool(running.window.findChildren(ErrorDialog)))
        dialog = running.window.findChildren(ErrorDialog)[0]
        assert "is not a snapshot" in dialog.what.text()
    finally:
        close(running)


def test_what_is_shown_can_be_written_into_files(demo: Bayplan, tmp_path: Path) -> None:
    parts = parts_of(demo)
    picture, inventory = parts.layout.latest, parts.engine.inventory
    assert picture is not None
    assert inventory is not None
    theme = parts.appearance.theme
    exporter = Exporter(demo.window, parts.runner, demo.window.status.show_event, parts.show_error)
    exporter.write(tmp_path / "d.svg", lambda path: write_svg(path, picture, theme))
    exporter.write(tmp_path / "d.png", lambda path: write_png(path, picture, theme))
    exporter.write(tmp_path / "d.json", lambda path: write_snapshot(path, inventory))
    wait_for(lambda: not parts.runner.jobs)
    assert (tmp_path / "d.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "d.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["format"] == "bayplan-snapshot"


def test_the_inspector_gets_the_engines_json_with_secrets_masked(
    demo: Bayplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of(demo)
    assert parts.engine.inventory is not None
    shown: list[str] = []
    monkeypatch.setattr(parts.inspector, "set_raw_json", lambda _thing, text: shown.append(text))
    container = next(iter(parts.engine.inventory.containers))
    parts.inspector.raw_json_requested.emit(f"container:{container}")
    wait_for(lambda: bool(shown))
    assert json.loads(shown[0])["Id"] == container
