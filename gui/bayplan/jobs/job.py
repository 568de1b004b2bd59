"""A running job as the window sees it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from bayplan.errors import BayplanError


class JobState(StrEnum):
    """Where a job is in its life."""

    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job:
    """One job; for the GUI thread.

    Attributes:
        title: what it does, for people. state: see JobState. error: why it failed.
        fraction: 0.0 to 1.0, None if nobody knows. text: what it is doing just now.
    """

    def __init__(self, title: str, cancel: Callable[[Job], None]) -> None:
        self.title = title
        self.state = JobState.RUNNING
        self.fraction: float | None = None
        self.text = ""
        self.error: BayplanError | None = None
        self._cancel = cancel

    @property
    def finished(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    def cancel(self) -> None:
        """Asks the work to stop. ``cancelled`` comes when it has, or when it hangs; no effect once it is finished."""
        self._cancel(self)
