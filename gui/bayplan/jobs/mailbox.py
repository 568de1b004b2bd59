"""The way from worker threads to the GUI thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class _Box:
    """What outlives the QObject: a worker may post while, or after, the mailbox is destroyed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.calls: deque[Callable[[], None]] = deque()
        self.closed = False

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self.calls.clear()


class Mailbox(QObject):
    """Takes calls from any thread and makes them, in order, on the thread it lives in.

    Once it is closed or destroyed nothing is delivered any more, whatever was posted before.
    """

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box = _Box()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(self._box.close)

    def post(self, call: Callable[[], None]) -> bool:
        """Leaves ``call`` to be made; False if the mailbox is closed. Never waits for the receiver."""
        box = self._box
        with box.lock:  # so that the mailbox cannot be destroyed between the look and the signal
            if box.closed:
                return False
            box.calls.append(call)
            if len(box.calls) == 1:
                self._arrived.emit()
            return True

    def close(self) -> None:
        """Drops what was not delivered and takes nothing more."""
        self._box.close()

    def _deliver(self) -> None:
        box = self._box
        with box.lock:
            calls, box.calls = box.calls, deque()
        while calls:
            if box.closed:  # by one of the calls
                return
            call = calls.popleft()
            try:
                call()
            except BaseException:
                self._put_back(calls)  # one call's error must not cost the others their turn
                raise

    def _put_back(self, calls: deque[Callable[[], None]]) -> None:
        box = self._box
        with box.lock:
            if box.closed or not calls:
                return
            if not box.calls:
                self._arrived.emit()
            box.calls.extendleft(reversed(calls))
