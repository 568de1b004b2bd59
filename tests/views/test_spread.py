"""Inventories reach every view, one view a turn."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.views.spread import Spread
from tests.support.builders import many


class Seen:
    """A view that remembers what it was given."""

    def __init__(self) -> None:
        self.inventories: list[Inventory] = []
        self.differences: list[InventoryDiff] = []

    def show(self, inventory: Inventory, difference: InventoryDiff) -> None:
        self.inventories.append(inventory)
        self.differences.append(difference)


def test_every_view_gets_the_newest_with_the_difference_to_what_it_has(qtbot: QtBot) -> None:
    first, second = Seen(), Seen()
    spread = Spread([first.show, second.show])
    small, large = many(3), many(5)

    spread.show(small)
    assert first.inventories == [], "nothing is shown in the turn in which it came"
    qtbot.waitUntil(lambda: bool(first.inventories))
    spread.show(large)
    qtbot.waitUntil(lambda: not spread.busy)

    assert first.inventories[-1] is large
    assert second.inventories[-1] is large
    for seen in (first, second):
        added = [len(difference.containers.added) for difference in seen.differences]
        assert sum(added) == 5, "what was left out in between is in the next difference"


def test_emptying_takes_away_what_each_view_has_at_once(qtbot: QtBot) -> None:
    seen = Seen()
    spread = Spread([seen.show])
    spread.show(many(3))
    qtbot.waitUntil(lambda: not spread.busy)

    spread.empty()

    assert not seen.inventories[-1].containers
    assert len(seen.differences[-1].containers.removed) == 3
    assert not spread.busy
