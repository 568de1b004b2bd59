"""Spreads the showing of an inventory over several turns of the event loop, so that the window answers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from bayplan.domain.inventory import Inventory, InventoryDiff, diff

Show = Callable[[Inventory, InventoryDiff], object]


class Spread(QObject):
    """Gives each of several views the newest inventory, one view a turn, with the difference to what that view has.

    A view that has not had its turn when a newer inventory comes gets the newer one only.

    Attributes:
        busy: some view has not had its turn yet.
    """

    def __init__(self, shows: Sequence[Show], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shows = tuple(shows)
        self._had: dict[int, Inventory] = {}
        self._waiting: deque[int] = deque()
        self._newest: Inventory | None = None
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._take_turn)

    @property
    def busy(self) -> bool:
        """Some view has not had its turn yet."""
        return bool(self._waiting)

    def show(self, inventory: Inventory) -> None:
        """Shows an inventory in every view, soon."""
        self._newest = inventory
        self._waiting.extend(number for number in range(len(self._shows)) if number not in self._waiting)
        self._turn.start()

    def empty(self) -> None:
        """Takes everything off the views, at once, as when another engine is shown."""
        self._waiting.clear()
        self._turn.stop()
        for number, had in self._had.items():
            nothing = replace(had, containers={}, images={}, volumes={}, stores={}, findings=())
            self._shows[number](nothing, diff(had, nothing))
        self._had.clear()

    def _take_turn(self) -> None:
        if not self._waiting or self._newest is None:
            self._turn.stop()
            return
        number, newest = self._waiting.popleft(), self._newest
        difference = diff(self._had.get(number), newest)
        self._had[number] = newest
        self._shows[number](newest, difference)
