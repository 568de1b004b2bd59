"""The window's frame: docks that come back, a place that is remembered, keys that do what they say."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bayplan.app import Bayplan, WindowOptions
from bayplan.layout.theme import load_theme
from bayplan.settings import Settings
from bayplan.views.bottom_panel import ACTIVITY
from bayplan.views.help_window import PROOF
from bayplan.views.main_window import MainWindow
from bayplan.views.style import style_sheet
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete


@pytest.fixture
def frames(qapp: QApplication) -> Iterator[list[MainWindow]]:
    """Two windows without anything in them, one to take the other's place."""
    assert qapp
    made = [MainWindow(), MainWindow()]
    yield made
    for window in made:
        shiboken6.delete(window)
    gc.collect()


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Bayplan]:
    """The window with the whole demo in it."""
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path, size=QSize(1400, 900))
    wait_until_complete(running)
    yield running
    close(running)


def test_docks_come_back_where_they_were(frames: list[MainWindow]) -> None:
    first, second = frames
    first.show()
    first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.lists_dock)
    first.bottom_dock.hide()

    second.restore_place(*first.place())
    second.show()

    assert second.dockWidgetArea(second.lists_dock) == Qt.DockWidgetArea.RightDockWidgetArea
    assert not second.bottom_dock.isVisible()


@pytest.mark.qt_log_ignore("does not support raise")
def test_reset_layout_shows_every_panel_at_its_side_again(frames: list[MainWindow]) -> None:
    window = frames[0]
    window.show()
    window.inspector_dock.hide()
    window.lists_dock.setFloating(True)

    window.reset_layout()

    assert all(dock.isVisible() and not dock.isFloating() for dock in window.docks)
    assert window.dockWidgetArea(window.lists_dock) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_a_broken_saved_place_is_ignored(frames: list[MainWindow], tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("window/geometry", "nonsense")
    store.setValue("theme", "purple")
    settings = Settings(store)
    window = frames[0]

    window.restore_place(*settings.window_place())
    window.show()

    assert window.lists_dock.isVisible()
    assert settings.theme == "desktop"


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_place_is_remembered_from_one_start_to_the_next(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path)
    running.window.inspector_dock.hide()
    running.window.commands.run("list-3")
    close(running)

    again = open_window(WindowOptions(demo=True), tmp_path)
    try:
        assert not again.window.inspector_dock.isVisible()
        assert parts_of(again).lists.tabs.currentIndex() == 2
    finally:
        close(again)


def test_single_keys_are_commands_but_not_while_typing(demo: Bayplan) -> None:
    window, parts = demo.window, parts_of(demo)
    window.activateWindow()
    parts.diagram.setFocus()
    QTest.keyClick(parts.diagram, Qt.Key.Key_6)
    assert parts.bottom.currentIndex() == ACTIVITY

    window.commands.run("search")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "f5?1")
    assert field.property("text") == "f5?1"
    assert parts.bottom.currentIndex() == ACTIVITY


def test_every_shortcut_belongs_to_one_command(demo: Bayplan) -> None:
    offered = demo.window.commands.offered()
    keys = [key for command, _ in offered for key in command.keys]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+K", "Ctrl+F", "/", "F5", "F", "?", "Ctrl+N", "Alt+Left", "Ctrl+Q", "F11", "1", "6"} <= set(keys)


def test_escape_clears_the_selection(demo: Bayplan) -> None:
    parts = parts_of(demo)
    assert parts.engine.inventory is not None
    container = next(iter(parts.engine.inventory.containers))
    parts.selection.select(f"container:{container}")
    QTest.keyClick(demo.window, Qt.Key.Key_Escape)
    assert parts.selection.current == ""


def test_the_theme_changes_in_place(demo: Bayplan, qapp: QApplication) -> None:
    for name in ("light", "dark"):
        demo.window.commands.run(f"theme-{name}")
        expected = load_theme(name).colour("window").lower()
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == expected
        assert demo.window.grab().toImage().pixelColor(3, demo.window.height() // 2).name() == expected


@pytest.mark.qt_log_ignore("does not support raise")
def test_help_opens_beside_the_window_and_lists_the_shortcuts(demo: Bayplan) -> None:
    demo.window.commands.run("shortcuts")
    wiring = demo.wiring
    assert wiring is not None
    help_window = wiring.requests.help_window
    assert help_window is not None
    assert help_window.isVisible()
    assert "Ctrl+K" in help_window.page_text()
    help_window.show_page(PROOF)
    assert "all as predicted" in help_window.page_text()
    help_window.close()


def test_the_window_stays_while_test_mounts_are_asked_about(demo: Bayplan) -> None:
    demo.window.may_close = lambda: False
    demo.window.close()
    assert demo.window.isVisible()


def test_switching_the_engine_drops_everything_of_the_one_before(demo: Bayplan) -> None:
    parts = parts_of(demo)
    before = parts.engine.inventory
    assert before is not None
    parts.selection.select(f"container:{next(iter(before.containers))}")

    demo.window.commands.run("demo-windows")

    assert parts.selection.current == ""
    assert parts.layout.latest is None
    wait_until_complete(demo)
    after = parts.engine.inventory
    assert after is not None
    assert after.engine.os_type == "windows"
    assert not set(before.containers) & set(after.containers)
    wait_for(lambda: "Demo (Windows)" in demo.window.windowTitle())


def test_the_style_sheet_leaves_no_colour_of_another_palette(qapp: QApplication) -> None:
    assert qapp
    for name in ("dark", "light"):
        theme = load_theme(name)
        ours = {colour.upper() for colour in (*theme.colours.values(), *theme.kinds.values())}
        assert set(re.findall(r"#[0-9A-F]{6}", style_sheet(theme).upper())) <= ours
        assert "@" not in style_sheet(theme), "every role has its colour"
        assert all(Path(path).is_file() for path in re.findall(r'url\("?([^")]+)"?\)', style_sheet(theme)))
