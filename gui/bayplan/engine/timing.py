"""The times that rule how an engine is watched; tests shorten them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All in seconds.

    Attributes:
        coalesce: how long events are gathered, at most, before anything is read because of them.
        lull: gathering ends sooner when no event came for so long: a single event is not kept waiting.
        health: how long changes of health alone may wait, because some engines report every check.
        publish: least time between two inventories while details are still being read.
        inspect: how long one batch of inspects should take; events are looked at between two batches.
        patience: an answer that takes longer makes the picture stale. deadline: then the connection is given up.
        liveness: after so long without a word, one small question shows whether the engine still answers: a stopped
            process keeps its sockets open, so nothing else would tell.
        first_retry, last_retry: the waits before trying to connect again.
        steady: a connection must have held so long before the waits begin again with the first.
    """

    coalesce: float = 0.05
    lull: float = 0.015
    health: float = 1.0
    publish: float = 0.15
    inspect: float = 0.1
    patience: float = 4.0
    deadline: float = 45.0
    liveness: float = 25.0
    first_retry: float = 0.5
    last_retry: float = 30.0
    steady: float = 10.0
