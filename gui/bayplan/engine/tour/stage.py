"""What a tour has on one engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bayplan.domain.model import Engine
from bayplan.domain.tour import Cast, Place, Step


@dataclass(slots=True, kw_only=True)
class Stage:
    """One tour on one engine; used by one thread at a time.

    Attributes:
        steps: the script for this engine. cast: the names in use.
        at: the place whose moment was done last; None before the first, and after something failed on the way.
        untouched: ids of containers in which nothing was done since they were started.
        folder_used: the tour's folder was made.
    """

    engine: Engine
    steps: Sequence[Step]
    cast: Cast
    at: Place | None = None
    untouched: set[str] = field(default_factory=set)
    folder_used: bool = False
