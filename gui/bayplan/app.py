"""The window: where engine, inventory, layout and views are wired together. Nothing else knows all of them."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from bayplan import __version__
from bayplan.errors import BayplanError
from bayplan.jobs.exception_hook import ExceptionHook
from bayplan.jobs.mailbox import Mailbox
from bayplan.settings import Settings
from bayplan.views.appearance import Appearance
from bayplan.views.fonts import set_application_font
from bayplan.views.icons import app_icon
from bayplan.views.main_window import MainWindow

if TYPE_CHECKING:
    from bayplan.wiring import Wiring

#: Seconds after which a thread hands Python's lock on to another that waits for it.
_SWITCH_INTERVAL = 0.0001
#: How many new objects, and rounds of the generation below, make Python look for garbage in each generation.
_GARBAGE_THRESHOLDS = (20_000, 20, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """What the window is to show at first.

    Attributes:
        host, context: the engine to speak to; at most one. demo: show the demo; demo_os: "linux" or "windows".
        snapshot: a snapshot file to open instead.
    """

    host: str | None = None
    context: str | None = None
    demo: bool = False
    demo_os: str = "linux"
    snapshot: Path | None = None


def run_window(options: WindowOptions) -> int:
    """Shows the window until it is closed; returns the exit code. Raises BayplanError when there is no display."""
    _need_display()
    application = make_application()
    hook = ExceptionHook()
    hook.install()
    running = Bayplan(application, options)
    hook.unforeseen.connect(running.show_error)
    running.start()
    code = application.exec()
    running.stop()
    hook.uninstall()
    return code


def make_application() -> QApplication:
    """The QApplication with the program's name, icon and type."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("bayplan")
    application.setApplicationDisplayName("Bayplan")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("io.bayplan.Bayplan")
    application.setWindowIcon(app_icon())
    set_application_font(application)
    # Workers must not keep the window waiting for Python's lock. Measured with 500 containers loading, the longest wait
    # is 76 ms instead of 106; and a fifth of the loading time went into looking for garbage that was not there.
    sys.setswitchinterval(_SWITCH_INTERVAL)
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    return application


class Bayplan(QObject):
    """The running program: one window and what it shows.

    Attributes:
        window: the main window. wiring: the parts and what joins them, None until the window has been painted.
    """

    def __init__(self, application: QApplication, options: WindowOptions, settings: Settings | None = None) -> None:
        super().__init__()
        self.options = options
        self.settings = settings or Settings()
        self.appearance = Appearance(application, self.settings, self)
        self.window = MainWindow()
        self.window.set_theme(self.appearance.theme)
        self.window.restore_place(*self.settings.window_place())
        self.window.closing.connect(self._remember_place)
        self.wiring: Wiring | None = None
        self._is_loaded = self._is_painted = False
        self._steps: Iterator[str] = self._fill_steps()
        self._ending: list[Callable[[], None]] = []

    def start(self) -> None:
        """Shows the window at once, and fills it when it has been painted and what takes time has been loaded."""
        mailbox = Mailbox(self)

        def load() -> None:
            import bayplan.wiring  # noqa: F401, PLC0415 -- loading it is the purpose

            mailbox.post(self._loaded)

        # On a worker thread, because the window has to answer meanwhile.
        threading.Thread(target=load, name="bayplan-load").start()
        self.window.installEventFilter(self)
        self.window.show()

    def _loaded(self) -> None:
        self._is_loaded = True
        self._fill()

    def _fill(self) -> None:
        """Begins to fill the window, step by step, so that it stays alive."""
        if self._is_loaded and self._is_painted:
            self._next_step()

    def _next_step(self) -> None:
        if next(self._steps, None) is not None:
            QTimer.singleShot(0, self, self._next_step)

    def _fill_steps(self) -> Iterator[str]:
        """Makes the parts and begins to look for an engine; each step is short, and named for who reads a stall."""
        # These modules are loaded by now.
        from bayplan.engine.protection_file import ProtectionFile  # noqa: PLC0415
        from bayplan.parts import Parts, Views  # noqa: PLC0415
        from bayplan.views.bottom_panel import BottomPanel  # noqa: PLC0415
        from bayplan.views.diagram.pane import DiagramPane  # noqa: PLC0415
        from bayplan.views.inspector.inspector import Inspector  # noqa: PLC0415
        from bayplan.views.lists.panel import ListsPanel  # noqa: PLC0415
        from bayplan.wiring import Wiring  # noqa: PLC0415

        pane = DiagramPane()
        yield "diagram"
        lists = ListsPanel()
        yield "lists"
        inspector = Inspector()
        yield "inspector"
        bottom = BottomPanel()
        yield "panel below"
        protections = ProtectionFile(self.settings.protection_path)
        views = Views(lists, pane, inspector, bottom)
        parts = Parts(self.window, self.appearance, self.show_error, views, protections)
        self._ending.append(parts.stop)
        yield "parts"
        self.wiring = Wiring(parts, self.settings)
        yield "wiring"
        self.wiring.open(self.options)

    def stop(self) -> None:
        """Ends what runs beside the window, and filling it if that is still going on."""
        self._steps = iter(())
        for end in reversed(self._ending):
            end()
        self._ending.clear()

    def show_error(self, error: BayplanError) -> None:
        """Shows an error over the window."""
        from bayplan.views.error_dialog import ErrorDialog  # noqa: PLC0415 -- hopefully never needed

        ErrorDialog(error, self.window).open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window and event.type() == QEvent.Type.Paint:
            self.window.removeEventFilter(self)
            self._is_painted = True
            QTimer.singleShot(0, self, self._fill)
        return super().eventFilter(watched, event)

    def _remember_place(self) -> None:
        self.settings.save_window_place(*self.window.place())


def _need_display() -> None:
    """Qt ends the process when it finds no display; say it as an error instead."""
    if not sys.platform.startswith("linux"):
        return
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise BayplanError(
            "There is no display for a window.",
            why="Neither DISPLAY nor WAYLAND_DISPLAY is set.",
            what_next="Without a window: bayplan diagram -o FILE.png, or bayplan snapshot -o FILE.",
        )
