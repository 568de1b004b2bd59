"""Measures how long the GUI thread is kept from answering, and shows what kept it."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from bayplan.jobs.mailbox import Mailbox

#: Set in the environment (to anything) to have stalls logged.
VARIABLE = "BAYPLAN_STALLS"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stall:
    """One time that the GUI thread did not answer.

    Attributes:
        seconds: how long. stack: what it was doing when the threshold passed, as a traceback's text.
    """

    seconds: float
    stack: str


class StallWatchdog(QObject):
    """Between ``start()`` and ``stop()`` asks the GUI thread for a sign of life every ``interval`` seconds.

    Costs nothing while it is stopped; while it runs it wakes the window all the time, so it is for benchmarks and for
    hunting stalls only. ``stalled`` (called on the watchdog's thread) gets each stall that is longer than
    ``threshold`` seconds when it is over. Create it on the GUI thread.

    Attributes:
        longest: seconds of the longest wait so far, below the threshold too.
        stalls: all that were longer than the threshold.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        threshold: float = 0.05,
        interval: float = 0.005,
        stalled: Callable[[Stall], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self.stalls: list[Stall] = []
        self._threshold = threshold
        self._interval = interval
        self._stalled = stalled
        self._gui_thread = threading.get_ident()
        self._mailbox = Mailbox(self)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to measure, with ``longest`` and ``stalls`` as they are."""
        if self._thread is None:
            self._stopping = threading.Event()
            self._thread = threading.Thread(
                target=self._watch, args=(self._stopping,), name="bayplan-stall-watchdog", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Ends measuring."""
        self._stopping.set()
        self._thread = None

    def _watch(self, stopping: threading.Event) -> None:
        while not stopping.wait(self._interval):
            answered = threading.Event()
            asked = time.perf_counter()
            if not self._mailbox.post(answered.set):
                return
            stack = ""
            if not answered.wait(self._threshold):
                stack = self._gui_stack()
                while not answered.wait(1.0):
                    if stopping.is_set():
                        return
            self._record(time.perf_counter() - asked, stack)

    def _gui_stack(self) -> str:
        frame = sys._current_frames().get(self._gui_thread)
        return "".join(traceback.format_stack(frame)) if frame is not None else ""

    def _record(self, seconds: float, stack: str) -> None:
        self.longest = max(self.longest, seconds)
        if stack:
            stall = Stall(seconds, stack)
            self.stalls.append(stall)
            if self._stalled is not None:
                self._stalled(stall)


def watch_if_asked(parent: QObject) -> StallWatchdog | None:
    """A running watchdog that logs each stall as a warning, if VARIABLE is set; on the GUI thread."""
    if not os.environ.get(VARIABLE):
        return None
    watchdog = StallWatchdog(parent, stalled=_log)
    watchdog.start()
    return watchdog


def _log(stall: Stall) -> None:
    _LOG.warning("The window did not answer for %.0f ms:\n%s", stall.seconds * 1000, stall.stack)
