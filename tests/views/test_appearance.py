"""The window wears what the desktop says, live, unless the person chose otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from bayplan.app import Bayplan, WindowOptions
from tests.support.windows import close, open_window, parts_of, wait_until_complete


class Desktop(QObject):
    """What Qt tells of the desktop; Qt's offscreen platform, on which the tests run, knows no colour scheme."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815 -- the name is Qt's

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Dark

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 -- the name is Qt's
        """As QStyleHints has it."""
        return self.scheme

    def turn(self, scheme: Qt.ColorScheme) -> None:
        """The person switches the desktop to this scheme."""
        self.scheme = scheme
        self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """The desktop that the next window asks."""
    assert qapp
    fresh = Desktop()
    monkeypatch.setattr(QApplication, "styleHints", lambda _application: fresh)
    return fresh


@pytest.fixture
def running(desktop: Desktop, tmp_path: Path) -> Iterator[Bayplan]:
    """The demo's window, told to follow the desktop."""
    assert desktop
    window = open_window(WindowOptions(demo=True), tmp_path, theme="desktop")
    wait_until_complete(window)
    yield window
    close(window)


def lightness(running: Bayplan) -> list[int]:
    """How light the ground is (0 to 255): the window's edge, and the diagram as it is painted."""
    window, view = running.window.grab().toImage(), parts_of(running).diagram.grab().toImage()
    spots: list[QColor] = [window.pixelColor(1, window.height() // 2), view.pixelColor(1, view.height() // 2)]
    return [spot.lightness() for spot in spots]


def test_the_whole_window_follows_the_desktop_live(running: Bayplan, desktop: Desktop) -> None:
    assert max(lightness(running)) < 80
    desktop.turn(Qt.ColorScheme.Light)
    assert parts_of(running).appearance.theme.name == "light"
    assert min(lightness(running)) > 200
    desktop.turn(Qt.ColorScheme.Dark)
    assert max(lightness(running)) < 80


def test_what_the_person_chose_comes_before_the_desktop(running: Bayplan, desktop: Desktop) -> None:
    appearance = parts_of(running).appearance
    appearance.choose("dark")
    desktop.turn(Qt.ColorScheme.Light)
    assert appearance.theme.name == "dark"
    assert max(lightness(running)) < 80
    appearance.choose("desktop")
    assert appearance.theme.name == "light"
    assert min(lightness(running)) > 200
