"""Removing a person's own things safely: a list of exactly what goes, and a look at each before it does.

``planning`` makes the list and says what comes of it, ``sameness`` tells whether a thing is still the one that was
listed, ``report`` holds what came of the removal. All are pure; ``engine.safe_removal`` carries a plan out.
"""

from __future__ import annotations

from bayplan.domain.safe_removal.plan import RemovalRequest, SafeRemoval, Spared
from bayplan.domain.safe_removal.planning import plan_safe_removal
from bayplan.domain.safe_removal.report import Ended, RemovalEntry, RemovalReport
from bayplan.domain.safe_removal.request import PRUNES, prune_request, request_for

__all__ = [
    "PRUNES",
    "Ended",
    "RemovalEntry",
    "RemovalReport",
    "RemovalRequest",
    "SafeRemoval",
    "Spared",
    "plan_safe_removal",
    "prune_request",
    "request_for",
]
