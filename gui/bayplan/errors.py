"""The one type of error that is meant for people."""

from __future__ import annotations

import traceback


class BayplanError(Exception):
    """Something went wrong that a person can understand and act upon.

    Attributes:
        what: what happened, one plain sentence without a full stop at the end of a fragment.
        why: the cause as far as it is known; empty when it is not.
        what_next: what the person can do now; empty when there is nothing.
        details: technical text for copying (the engine's own message, a traceback); never shown first.
    """

    def __init__(self, what: str, *, why: str = "", what_next: str = "", details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.what_next = what_next
        self.details = details

    def sentence(self) -> str:
        """The whole error as one line for a terminal or a status bar."""
        return " ".join(part.strip() for part in (self.what, self.why, self.what_next) if part.strip())


class WrongUseError(BayplanError):
    """What was asked for cannot be: a name that nothing has, or words that do not go together."""


class CancelledError(BayplanError):
    """The person cancelled what was going on; not a failure."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


def unforeseen(error: BaseException) -> BayplanError:
    """Any exception as an error for people: a BayplanError as it is, anything else with its traceback as details."""
    if isinstance(error, BayplanError):
        return error
    return BayplanError(
        "Something went wrong that Bayplan did not foresee.",
        why=f"{type(error).__name__}: {error}",
        what_next="Please report it with the details.",
        details="".join(traceback.format_exception(error)),
    )
