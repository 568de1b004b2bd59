"""What happened on the engine, in words: the lines of the activity journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One event of the engine (or one action of Bayplan) as a line to read.

    Attributes:
        at: when the engine says it happened. subject: id of the thing (see ids), "" when it has none any more.
        sentence: e.g. "volume shop_uploads mounted by web-2". own: Bayplan caused it.
    """

    at: datetime
    subject: str
    sentence: str
    own: bool = False
