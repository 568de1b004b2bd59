"""How it stands with the connection to an engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bayplan.errors import BayplanError


class Phase(StrEnum):
    """Where a connection is in its life."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"  #: was live; the picture shown is from ``since``; Bayplan is trying again
    FAILED = "failed"  #: never became live
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionState:
    """The state of the connection to ``host``.

    Attributes:
        since: when this phase began; for STALE the time up to which the picture is true.
        error: why it is not live, for STALE and FAILED. retry_in: seconds until the next try, if there is one.
        loading: what is being read just now ("images", "details of 12 containers"), "" when all is read.
    """

    phase: Phase
    host: str
    since: datetime
    error: BayplanError | None = None
    retry_in: float | None = None
    loading: str = ""
