"""The model of a list: changes in place, under the eyes of Qt's own tester."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from bayplan.domain.list_rows import Entry, Heading
from bayplan.domain.rows import ContainerRow, container_row
from bayplan.views.lists.container_list import CONTAINERS
from bayplan.views.lists.model import RowsModel, plain_tooltip, runs_of
from tests.support.builders import NOW, many

INVENTORY = many(60)
ROWS = [container_row(container, INVENTORY, 0) for container in INVENTORY.containers.values()]
pytestmark = pytest.mark.usefixtures("qapp")

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def _model(entries: Sequence[Entry] = ()) -> RowsModel:
    model = RowsModel(CONTAINERS, lambda: NOW)
    if entries:
        model.show(list(entries))
    return model


def test_random_updates_keep_every_index_on_its_thing() -> None:
    """Inserts, removals, new orders and changed values, small and large: no reset, and no index goes astray."""
    chance = random.Random(3)
    model = _model(ROWS)
    tester = QAbstractItemModelTester(model, FATAL)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    watched = [(QPersistentModelIndex(model.index(at, 0)), row.thing) for at, row in enumerate(ROWS)]
    pool: list[Entry] = [*ROWS, *(Heading(f"group:{n}", str(n), str(n), n, False) for n in range(9))]
    for step in range(150):
        entries = list(model.entries)
        match step % 4:
            case 0:
                entries = chance.sample(pool, chance.randrange(len(pool)))
            case 1:
                entries = [entry for entry in entries if chance.random() > 0.1]
            case 2:
                missing = [entry for entry in pool if model.row_of(entry.thing) < 0]
                for entry in missing[:3]:
                    entries.insert(chance.randrange(len(entries) + 1), entry)
            case _:
                entries = [
                    entry._replace(size=step) if isinstance(entry, ContainerRow) and chance.random() < 0.3 else entry
                    for entry in entries
                ]
        model.show(list(entries))

        assert list(model.entries) == entries
        for index, thing in watched:
            if index.isValid():
                assert model.entry(index.row()).thing == thing
        watched = [pair for pair in watched if pair[0].isValid()]
        assert all(model.row_of(entry.thing) == at for at, entry in enumerate(entries))
    assert not resets
    assert tester.model() is model


def test_a_changed_row_tells_of_itself_alone() -> None:
    model = _model(ROWS)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))

    model.replace([ROWS[7]._replace(size=12), ROWS[8]._replace(size=12), ROWS[40]._replace(state="dead")])

    assert told == [(7, 8), (40, 40)]
    assert model.entry(7) == ROWS[7]._replace(size=12)


def test_rows_that_are_not_shown_are_not_replaced() -> None:
    model = _model(ROWS[:5])

    model.replace([ROWS[20]._replace(size=1)])

    assert list(model.entries) == ROWS[:5]


def test_sizes_beyond_32_bits_are_said_in_full() -> None:
    model = _model([ROWS[0]._replace(size=3 << 40)])
    column = [column.key for column in CONTAINERS.columns].index("size")

    assert model.index(0, column).data() == "3.3 TB"


@pytest.mark.parametrize("text", ["<b>bold</b>", "a & b", '<img src="x">', "&lt;"])
def test_tooltips_show_markup_literally(text: str) -> None:
    tooltip = plain_tooltip(text)

    assert tooltip.startswith("<qt>")
    assert "<b>" not in tooltip
    assert "<img" not in tooltip
    assert plain_tooltip("") == ""


def test_headings_speak_for_themselves() -> None:
    model = _model([Heading("group:a", "a", "a", 1, True), ROWS[0]])

    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "a, 1 container, folded"
    assert "running" in model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) or not ROWS[0].running


def test_runs_join_neighbours() -> None:
    assert runs_of([]) == []
    assert runs_of([1]) == [(1, 1)]
    assert runs_of([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
