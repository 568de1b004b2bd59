"""The lists while an event is asked about: each row says what would become of it, and stays where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.inventory import Inventory
from bayplan.domain.list_rows import Heading
from bayplan.domain.what_if_answer import Answer, answer
from bayplan.layout.theme import THEMES, load_theme
from tests.support.builders import many
from tests.support.shop import DB, shop
from tests.views.test_lists_panel import Bench

SHOP = shop()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, SHOP)


def asked(event: Event, of: Target = WHOLE_ENGINE, inventory: Inventory = SHOP) -> Answer:
    return answer(inventory, event, of)


def chip(bench: Bench) -> QToolButton:
    [found] = [each for each in bench.page.chips.findChildren(QToolButton) if each.text() == "At risk"]
    return found


def said(bench: Bench) -> dict[str, str]:
    """What the rows that are shown say would become of them."""
    rows = [entry for entry in bench.page.model.entries if not isinstance(entry, Heading)]
    return {row.name: row.fate.words for row in rows if row.fate is not None}


def test_each_row_says_what_would_become_of_it(bench: Bench) -> None:
    names = bench.names()
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    assert said(bench) == {"db-1": "loses at least 63 kB"}
    assert bench.names() == names, "the rows stay where they are"
    index = bench.page.model.index(bench.line("db-1"), 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(
        "What if: loses at least 63 kB. It is removed. Lost: writable layer of db-1; lost: db-1:/dev/shm."
    )
    assert "What if: loses" in index.data(Qt.ItemDataRole.ToolTipRole)
    bench.panel.set_answer(None)
    assert said(bench) == {}


def test_a_list_that_was_not_on_top_catches_up(bench: Bench) -> None:
    bench.panel.show_list(2)
    bench.panel.show_list(0)
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    bench.panel.show_list(2)
    assert said(bench)["shop_pgdata"] == "survives"
    bench.panel.show_list(3)
    assert said(bench)["db-1:/dev/shm"] == "lost"
    bench.panel.set_answer(None)
    bench.panel.show_list(2)
    assert said(bench) == {}


def test_at_risk_shows_only_what_would_be_lost_orphaned_or_left_behind(bench: Bench) -> None:
    assert not chip(bench).isEnabled()
    assert "choose an event" in chip(bench).toolTip()
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    assert chip(bench).isEnabled()
    chip(bench).click()
    assert bench.names() == ["db-1"]
    assert bench.panel.footer.text().startswith("1 of 5 containers")
    bench.panel.set_answer(asked(Event.PAUSE, Target.containers(DB)))
    assert bench.names() == [], "it follows the question"
    bench.panel.set_answer(None)
    assert len(bench.names()) == 5, "back to now it filters nothing"
    assert not chip(bench).isChecked()


def test_a_remembered_filter_of_an_outcome_does_not_come_back(bench: Bench) -> None:
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    chip(bench).click()
    state = bench.panel.save_state()
    bench.panel.set_answer(None)
    bench.panel.restore_state(state)
    assert len(bench.names()) == 5


def test_selection_and_scroll_stay(qtbot: QtBot) -> None:
    inventory = many(60)
    bench = Bench(qtbot, inventory)
    bench.click(bench.line(bench.names()[30]))
    bar = bench.page.view.verticalScrollBar()
    bar.setValue(bar.value() + 40)
    place, chosen = bar.value(), bench.selection.current
    bench.panel.set_answer(asked(Event.HOST_REBOOT, inventory=inventory))
    assert len(said(bench)) > 30
    assert (bar.value(), bench.selection.current) == (place, chosen)
    bench.panel.set_answer(None)
    assert (bar.value(), bench.selection.current) == (place, chosen)


def test_the_columns_have_one_for_it_only_while_it_is_asked(bench: Bench) -> None:
    bench.panel.set_cards(False)
    columns = bench.page.view.columns
    [section] = [at for at, column in enumerate(bench.page.definition.columns) if column.key == "what-if"]
    assert columns.isSectionHidden(section)
    assert "What if" not in [column.title for column in columns.offered()]
    bench.panel.set_answer(asked(Event.REMOVE))
    assert not columns.isSectionHidden(section)
    index = bench.page.model.index(bench.line("db-1"), section)
    assert index.data() == "✕ loses at least 63 kB"
    bench.page.set_sort("what-if", descending=False)
    assert bench.names()[-1] not in {name for name, words in said(bench).items() if words.startswith("loses at")}
    bench.panel.set_answer(None)
    assert columns.isSectionHidden(section)


def test_rows_that_change_keep_their_fate(bench: Bench) -> None:
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    renamed = replace(SHOP.containers[DB], status="Up 4 days")
    bench.show(replace(SHOP, containers={**SHOP.containers, DB: renamed}))
    assert said(bench) == {"db-1": "loses at least 63 kB"}


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("cards", [True, False])
def test_the_tone_is_seen_in_cards_and_columns(bench: Bench, name: str, cards: bool) -> None:
    bench.panel.set_cards(cards)
    bench.panel.resize(700, 600)
    bench.panel.set_theme(load_theme(name))
    danger = load_theme(name).colour("danger").lower()
    assert danger not in _colours(bench)
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    assert any(_distance(colour, danger) < 40 for colour in _colours(bench))


def test_the_engine_can_vanish_while_it_is_asked(bench: Bench) -> None:
    bench.panel.set_answer(asked(Event.REMOVE, Target.containers(DB)))
    bench.show(replace(SHOP, containers={}, stores={}, volumes={}, images={}))
    assert bench.names() == []
    bench.panel.set_answer(asked(Event.REMOVE))
    bench.panel.set_answer(None)
    assert ids.container_thing(DB) not in {entry.thing for entry in bench.page.model.entries}


def _colours(bench: Bench) -> set[str]:
    image = bench.page.view.viewport().grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 1) for y in range(0, image.height(), 1)}


def _distance(one: str, other: str) -> int:
    return sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
