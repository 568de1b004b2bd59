"""Filter, sort and change one row among 10,000, beside QSortFilterProxyModel over the same rows in the same run.

Run: QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_lists
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

from bayplan.domain.inventory import Changes, Inventory, InventoryDiff
from bayplan.domain.rows import ContainerRow, container_row
from bayplan.layout.theme import load_theme
from bayplan.views.lists.container_list import CONTAINERS
from bayplan.views.lists.page import ListPage
from tests.support.builders import NOW, many

ROWS = 10_000
ROUNDS = 9
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SORTS = ("size", "image", "name", "created")


class PeerModel(QAbstractTableModel):
    """The usual way: a table model with display and sort roles, for a proxy to filter and sort."""

    def __init__(self, rows: list[ContainerRow]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(CONTAINERS.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return CONTAINERS.columns[index.column()].text(row, NOW)
        if role == Qt.ItemDataRole.UserRole:
            # A proxy compares what Qt can hold: text, or numbers (as doubles, for 64-bit sizes are cut short).
            return float(row.size or 0) if CONTAINERS.columns[index.column()].key == "size" else row.name
        return None


def median_ms(action: Callable[[], object]) -> float:
    """The median duration of an action over some rounds, in milliseconds; the first, unmeasured round warms up."""
    action()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure_ours(application: QApplication, inventory: Inventory) -> dict[str, float]:
    """Our page: each figure includes the list, the model, the view's selection and places, and the painting."""
    found: dict[str, float] = {}
    for look in ("cards", "columns"):
        page = ListPage(CONTAINERS, load_theme("dark"), lambda: NOW)
        page.resize(900, 800)
        page.show()
        page.set_inventory(inventory)
        page.set_cards(look == "cards")
        application.processEvents()
        found[f"filter ({look})"] = median_ms(_each(page.set_text, ["service-7", "service", "3", ""]))
        page.set_text("")
        found[f"sort ({look})"] = median_ms(_each(partial(page.set_sort, descending=True), _SORTS))
        page.set_sort("name", descending=False)
        changed, moved = _changed(inventory), _changed(inventory, project="elsewhere")
        found[f"one row ({look})"] = median_ms(_each(partial(_follow, page), changed, paint=False))
        found[f"one row moves ({look})"] = median_ms(_each(partial(_follow, page), moved, paint=False))
        page.close()
    return found


def measure_peer(application: QApplication, inventory: Inventory) -> dict[str, float]:
    """A proxy over the same rows and texts, shown in a plain table view."""
    model = PeerModel([container_row(container, inventory, 0) for container in inventory.containers.values()])
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.setSortRole(Qt.ItemDataRole.UserRole)
    proxy.setFilterKeyColumn(-1)
    view = QTableView()
    view.setModel(proxy)
    view.resize(900, 800)
    view.show()
    proxy.sort(0)
    application.processEvents()
    found: dict[str, float] = {}
    found["filter"] = median_ms(_each(proxy.setFilterFixedString, ["service-7", "service", "3", ""]))
    proxy.setFilterFixedString("")
    keys = [column.key for column in CONTAINERS.columns]
    columns = [keys.index(key) for key in _SORTS]
    found["sort"] = median_ms(_each(lambda at: proxy.sort(at, Qt.SortOrder.DescendingOrder), columns))
    proxy.sort(0)
    sizes = cycle(range(100))

    def change() -> None:
        model.rows[5000] = model.rows[5000]._replace(size=next(sizes))
        model.dataChanged.emit(model.index(5000, 0), model.index(5000, model.columnCount() - 1))

    found["one row"] = median_ms(change)
    view.close()
    return found


def _each(action: Callable[[Any], object], arguments: Iterable[Any], *, paint: bool = True) -> Callable[[], None]:
    """Something that does ``action`` with the next argument every time, round and round, and paints the outcome."""
    following = cycle(arguments)

    def step() -> None:
        action(next(following))
        if paint:
            QApplication.processEvents()

    return step


def _follow(page: ListPage, step: tuple[Inventory, InventoryDiff]) -> None:
    page.set_inventory(*step)


def _changed(inventory: Inventory, **values: Any) -> list[tuple[Inventory, InventoryDiff]]:
    """Inventories that differ in one container, back and forth, each with the diff that leads to it."""
    key = list(inventory.containers)[ROWS // 2]
    before = inventory.containers[key]
    none = Changes(frozenset(), frozenset(), frozenset())
    diff = InventoryDiff(Changes(frozenset(), frozenset({key}), frozenset()), none, none, none)
    after = replace(before, **(values or {"state": "paused", "size_rw": 1 << 40}))
    # As after a real update, the findings are equal but not the same object.
    return [
        (replace(inventory, findings=(*inventory.findings,), containers={**inventory.containers, key: container}), diff)
        for container in (after, before)
    ]


def main() -> int:
    """Prints the figures; 1 when a bound is missed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    inventory = many(ROWS, stores_each=2)
    ours, peer = measure_ours(application, inventory), measure_peer(application, inventory)
    print(f"{ROWS:,} rows, medians of {ROUNDS}, milliseconds; painting included in filter and sort")
    missed = False
    for name, figure in ours.items():
        kind = name.partition(" (")[0]
        bound = 1.0 if kind == "one row" else 50.0
        other = peer.get(kind)
        beside = f"   proxy {other:8.2f}   ratio {other / figure:6.1f} ×" if other else ""
        missed = missed or figure > bound
        print(f"{name:26}{figure:9.2f}   bound {bound:4.0f}{beside}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
