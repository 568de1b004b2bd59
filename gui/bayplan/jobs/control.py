"""A running job as the work itself sees it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bayplan.errors import CancelledError

#: Gets how far a job is (0.0 to 1.0, None if nobody knows) and what it is doing.
Progress = Callable[[float | None, str], None]


class JobControl:
    """Given to the work of a job: to report progress and to learn of a cancel. For any thread."""

    def __init__(self, report: Progress) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._cancelled = False
        self._on_cancel: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancelled

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Says how far it got: 0.0 to 1.0, None for "nobody knows". Also a point at which a cancel takes effect."""
        self.raise_if_cancelled()
        self._report(None if fraction is None else min(1.0, max(0.0, fraction)), text)

    def raise_if_cancelled(self) -> None:
        """Raises CancelledError if somebody asked to stop."""
        if self._cancelled:
            raise CancelledError

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """``callback`` is called at a cancel, on some worker thread, to end what waits: close a stream, say."""
        with self._lock:
            if not self._cancelled:
                self._on_cancel.append(callback)
                return
        callback()

    def cancel(self) -> list[Callable[[], None]]:
        """Asks to stop, at once; returns what was left with ``on_cancel``, to be called where waiting does no harm."""
        with self._lock:
            self._cancelled = True
            callbacks, self._on_cancel = self._on_cancel, []
        return callbacks
