"""Opens the real window for tests, benchmarks and screenshots, and waits until it shows what it should."""

from __future__ import annotations

import gc
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QPixmap

from bayplan.app import Bayplan, WindowOptions, make_application
from bayplan.parts import Parts
from bayplan.settings import Settings
from bayplan.waiting import is_complete, wait_for

__all__ = ["close", "open_window", "parts_of", "picture", "wait_for", "wait_until_complete"]


def open_window(options: WindowOptions, folder: Path, *, theme: str = "dark", size: QSize | None = None) -> Bayplan:
    """The program with its window on the screen, its settings kept in ``folder``; waits until its parts are there."""
    application = make_application()
    settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    settings.theme = theme
    running = Bayplan(application, options, settings)
    if size is not None:
        running.window.resize(size)
    running.start()
    wait_for(lambda: running.wiring is not None)
    return running


def parts_of(running: Bayplan) -> Parts:
    """The parts of a window that was opened."""
    assert running.wiring is not None
    return running.wiring.parts


def wait_until_complete(running: Bayplan) -> None:
    """Waits until every detail has been read and drawn, and nothing moves any more."""
    wait_for(lambda: is_complete(running))


def picture(running: Bayplan) -> QPixmap:
    """The window as it is painted now."""
    return running.window.grab()


def close(running: Bayplan) -> None:
    """Closes the window without questions and ends what runs beside it."""
    running.window.may_close = lambda: True
    running.window.close()
    running.stop()
    shiboken6.delete(running.window)
    # What Python still holds of the window must be gone before the next one is dressed: garbage that is collected
    # while Qt walks through all widgets would be deleted under its feet.
    gc.collect()
    make_application().setStyleSheet("")
