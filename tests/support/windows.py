"""Opens the real window for tests, benchmarks and screenshots, and waits until it shows what it should."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSettings, QSize, QTimer
from PySide6.QtGui import QPixmap

from bayplan.app import Bayplan, WindowOptions, make_application
from bayplan.domain.inventory import Stage
from bayplan.parts import Parts
from bayplan.settings import Settings

_PATIENCE_MS = 30_000


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


def wait_for(condition: Callable[[], bool], patience_ms: int = _PATIENCE_MS) -> None:
    """Runs the event loop until ``condition()``; raises TimeoutError when it does not come true."""
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(5)
    deadline = QDeadlineTimer(patience_ms)
    look.timeout.connect(lambda: loop.quit() if condition() or deadline.hasExpired() else None)
    look.start()
    if not condition():
        loop.exec()
    if not condition():
        raise TimeoutError("the window does not show what it should")


def wait_until_complete(running: Bayplan) -> None:
    """Waits until every detail has been read and drawn, and nothing moves any more."""
    parts, wiring = parts_of(running), running.wiring

    def complete() -> bool:
        inventory = parts.engine.inventory
        return (
            inventory is not None
            and inventory.stage is Stage.COMPLETE
            and parts.layout.latest is not None
            and wiring is not None
            and wiring.settled
            and not parts.diagram.moving
            and not parts.diagram.fade.running
        )

    wait_for(complete)


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
