"""The rows of one list, kept true from inventory to inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.inventory import diff as inventory_diff
from bayplan.domain.list_rows import Order, Totals, in_name_order, same_place
from bayplan.domain.row_fates import RowFate
from bayplan.domain.row_sources import RowSource
from bayplan.domain.rows import Row, with_fate
from bayplan.domain.what_if_answer import Answer


class KeptRows:
    """All rows of a list, wanted or not.

    Attributes:
        inventory: what they were made from, None before the first. totals: sums over all of them.
    """

    def __init__(self, source: RowSource, measure: Callable[[Any], tuple[int, ...]], measures: int) -> None:
        self.inventory: Inventory | None = None
        self.totals = Totals(measure, measures)
        self._source = source
        self._fates: Mapping[str, RowFate] = {}
        self._rows: dict[str, Row] = {}
        self._by_name: list[str] = []

    def get(self, thing: str) -> Row | None:
        """The row of a thing, None when there is none."""
        return self._rows.get(thing)

    def __iter__(self) -> Iterator[Row]:
        """The rows in name order."""
        return map(self._rows.__getitem__, self._by_name)

    def count(self, inventory: Inventory) -> int:
        """How many rows there are for an inventory, cheaply: without making them."""
        return self._source.count(inventory)

    def update(self, inventory: Inventory, diff: InventoryDiff | None, order: Order) -> list[Row] | None:
        """Follows the inventory; ``diff`` leads from the one before to this (None: find out).

        Returns the rows that changed if all of them stay where ``order`` has put them; None when rows came, went or
        moved.
        """
        if diff is None:
            diff = inventory_diff(self.inventory, inventory)
        self.inventory = inventory
        changes = self._source.changes(inventory, diff)
        stayed: list[Row] = []
        moved = renamed = False
        for thing in changes.removed:
            old = self._rows.pop(thing, None)
            self.totals.replace(old, None)
            renamed = renamed or old is not None
        for thing, made in changes.upserts.items():
            row = with_fate(made, self._fates[thing]) if thing in self._fates else made
            old = self._rows.get(thing)
            if old == row:
                continue
            self._rows[thing] = row
            self.totals.replace(old, row)
            if old is None or old.name != row.name:
                renamed = True
            elif same_place(old, row, order):
                stayed.append(row)
            else:
                moved = True
        if renamed:
            self._by_name = [row.thing for row in in_name_order(self._rows.values())]
        return None if moved or renamed else stayed

    def set_answer(self, answer: Answer | None, order: Order) -> list[Row] | None:
        """Says of every row what becomes of its thing; None: everything stays as it is now.

        Returns the rows that changed if all of them stay where ``order`` has put them; None when some move, come or go.
        """
        before = self._fates
        self._fates = {} if answer is None else self._source.fates(answer)
        stayed: list[Row] = []
        moved = False
        for thing in before.keys() | self._fates.keys():
            old = self._rows.get(thing)
            if old is None or old.fate == self._fates.get(thing):
                continue
            row = self._rows[thing] = with_fate(old, self._fates.get(thing))
            self.totals.replace(old, row)
            stayed.append(row)
            moved = moved or not same_place(old, row, order)
        return None if moved else stayed
