"""How long to wait before the next try to reach an engine."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Waiting times that double from ``first`` to ``most`` seconds, each shortened by chance by up to a quarter.

    The chance keeps several Bayplans from knocking at an engine in step when it comes back.
    """

    def __init__(self, first: float = 0.5, most: float = 30.0, *, chance: Callable[[], float] = random.random) -> None:
        self._first = first
        self._most = most
        self._chance = chance
        self._tries = 0

    def next_delay(self) -> float:
        """Seconds to wait before the next try."""
        full: float = min(self._most, self._first * 2.0 ** min(self._tries, 16))
        self._tries += 1
        return full * (1.0 - 0.25 * self._chance())

    def reset(self) -> None:
        """The engine answered well: begin again with the shortest wait."""
        self._tries = 0
