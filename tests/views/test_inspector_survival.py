"""What survives what in the inspector: the table, its reasons, and the outcome of what is asked about."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.outcome import NO_FACTS, Fate
from bayplan.domain.what_if_answer import answer
from bayplan.layout.theme import load_theme
from bayplan.views.inspector.if_panel import IfPanel
from bayplan.views.inspector.survival_panel import SurvivalPanel
from bayplan.views.inspector.survival_view import SurvivalView
from bayplan.views.what_if.offers import offers
from tests.support.shop import DB, POSTGRES, RUNNER, WEB_1
from tests.views.test_inspector import Bench, changed

REMOVED_ONE = Target.containers(DB)
DB_THING = ids.container_thing(DB)


class Table:
    """The inspector with the database selected, and its table."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bench = Bench(qtbot)
        self.bench.inspector.activateWindow()
        self.bench.selection.select(DB_THING)
        self.panel = self.bench.part(SurvivalPanel)
        self.answer = self.bench.part(IfPanel)
        self.settle()

    @property
    def view(self) -> SurvivalView:
        return self.panel.view

    def settle(self) -> None:
        """Lets the rows be laid out."""
        self.bench.rows.executeDelayedItemsLayout()
        self.qtbot.waitUntil(lambda: not self.panel.isVisible() or self.view.height() >= self.view.sizeHint().height())

    def ask(self, event: Event, of: Target = REMOVED_ONE) -> None:
        self.bench.inspector.set_answer(answer(self.bench.inventory, event, of), NO_FACTS)
        self.settle()

    def events(self) -> list[Event]:
        return [column.event for column in self.view.cells.columns]

    def cell(self, label: str, event: Event) -> QModelIndex:
        assert self.view.cells.table is not None
        labels = [row.label for row in self.view.cells.table.rows]
        return self.view.cells.index(labels.index(label), self.events().index(event))

    def lines(self) -> list[str]:
        return [line.text().replace("\u2060", "") for line in self.answer.lines]


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    QGuiApplication.clipboard().setText("untouched")
    return Table(qtbot)


def test_the_table_stands_where_its_section_is(table: Table) -> None:
    rows, panel = table.bench.rows, table.panel
    section = table.bench.section("What survives what")
    place = rows.visualRect(rows.model().index(0, 0, section))
    assert panel.isVisible()
    assert panel.geometry() == place
    before = panel.y()
    rows.verticalScrollBar().setValue(40)
    assert panel.y() == before - 40, "it scrolls with the rows around it"
    rows.collapse(section)
    table.settle()
    assert not panel.isVisible()
    rows.expand(section)
    table.settle()
    assert panel.isVisible()


def test_it_is_there_for_containers_stores_and_images_only(table: Table) -> None:
    for thing, there in (
        (ids.volume_store("shop_pgdata"), True),
        ("", False),
        (ids.image_thing(POSTGRES), True),
        (ids.group_thing("shop"), False),
        (DB_THING, True),
    ):
        table.bench.selection.select(thing)
        table.settle()
        assert table.panel.isVisible() == there, thing


@pytest.mark.parametrize("width", [280, 300, 340, 390, 600])
@pytest.mark.parametrize("event", [None, Event.SYSTEM_PRUNE_VOLUMES])
def test_nothing_is_clipped_at_any_width(table: Table, width: int, event: Event | None) -> None:
    table.bench.inspector.resize(width, 900)
    if event is not None:
        table.ask(event, WHOLE_ENGINE)
    table.settle()
    view = table.view
    assert view.horizontalScrollBar().maximum() == 0
    whole = sum(view.columnWidth(at) for at in range(len(table.events())))
    assert whole + view.titles.overhang(view.cells.columns, view.columnWidth(0)) <= view.viewport().width()
    last = view.visualRect(view.cells.index(view.cells.rowCount() - 1, 0))
    assert view.viewport().rect().contains(last)
    assert len(table.events()) >= (4 if width <= 300 else 6)
    assert view.columnWidth(0) >= 20
    for part in (view, table.panel.legend, table.panel.all_events):
        assert table.panel.rect().contains(part.geometry())


def test_every_event_can_be_seen_and_scrolled_to(table: Table) -> None:
    table.panel.all_events.click()
    table.settle()
    assert len(table.events()) == len(Event)
    bar = table.view.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    last = table.view.visualRect(table.view.cells.index(0, len(Event) - 1))
    overhang = table.view.titles.overhang(table.view.cells.columns, table.view.columnWidth(0))
    assert last.right() + overhang <= table.view.viewport().width() + 1
    table.panel.all_events.click()
    assert len(table.events()) < len(Event)


def test_each_cell_speaks_and_has_its_reason_as_a_tooltip(table: Table) -> None:
    index = table.cell("9f2c…e1", Event.REMOVE)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("9f2c…e1, remove: orphaned. It stays, but nothing refers to it any more")
    assert "nothing refers to it" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data() == "◌"
    model = table.view.cells
    assert model.headerData(index.column(), Qt.Orientation.Horizontal) == "remove"
    assert model.headerData(0, Qt.Orientation.Vertical) == "writable layer"
    assert EVENT_WORDS[Event.REMOVE].explanation in model.headerData(
        index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )


def test_the_keyboard_moves_a_cursor_explains_and_asks(table: Table) -> None:
    view = table.view
    view.setFocus()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (0, 0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, 1)
    view.setCurrentIndex(table.cell("writable layer", Event.REMOVE))
    height = table.panel.height()
    QTest.keyClick(view, Qt.Key.Key_Return)
    table.settle()
    reason = table.panel.reason
    assert reason.text().startswith("✕ writable layer, remove: lost. The writable layer is deleted")
    assert table.panel.height() > height
    assert table.panel.rect().contains(reason.geometry())
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "shop_pgdata, remove: survives." in reason.text(), "it follows the cursor"
    with table.qtbot.waitSignal(table.bench.inspector.event_asked) as asked:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert asked.args == [Event.REMOVE, Target.containers(DB)]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not reason.isVisible()


def test_the_event_that_is_asked_about_can_be_taken_back(table: Table) -> None:
    table.ask(Event.REMOVE)
    table.view.setFocus()
    table.view.setCurrentIndex(table.cell("writable layer", Event.REMOVE))
    with table.qtbot.waitSignal(table.bench.inspector.event_asked) as asked:
        QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert asked.args[0] is None


def test_a_click_on_a_title_asks_and_on_a_cell_explains(table: Table) -> None:
    titles = table.view.titles
    section = table.events().index(Event.MOVE_NODE)
    place = titles.sectionViewportPosition(section) + titles.sectionSize(section) // 2
    with table.qtbot.waitSignal(table.bench.inspector.event_asked) as asked:
        QTest.mouseClick(
            titles.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QRect(place, titles.height() - 12, 1, 1).topLeft(),
        )
    assert asked.args == [Event.MOVE_NODE, Target.containers(DB)]
    index = table.cell("shop_pgdata", Event.MOVE_NODE)
    QTest.mouseClick(
        table.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        table.view.visualRect(index).center(),
    )
    assert table.panel.reason.isVisible()
    assert "left behind" in table.panel.reason.text()


def test_the_tab_key_comes_to_the_table_after_the_rows_and_goes_on(table: Table) -> None:
    view = table.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert table.panel.all_events.hasFocus()
    QTest.keyClick(table.panel.all_events, Qt.Key.Key_Backtab)
    assert view.hasFocus()
    table.ask(Event.REMOVE)
    stops: list[QWidget] = [table.bench.rows]
    table.bench.rows.setFocus()
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not stops[-1] and focused is not None:
            stops.append(focused)
    answer = table.answer
    wanted = [view, table.panel.all_events, answer.copy_command, answer.whole_list, answer.copy_list]
    assert stops[1:6] == wanted
    assert stops[6] is table.bench.button("Copy as")


def test_the_column_that_is_asked_about_is_shown_even_where_it_would_not_be(table: Table) -> None:
    assert Event.COMMIT not in table.events()
    table.ask(Event.COMMIT)
    assert Event.COMMIT in table.events()
    assert table.view.cells.asked is Event.COMMIT


def test_the_table_follows_the_engine_and_the_cursor_stays(table: Table) -> None:
    table.view.setFocus()
    table.view.setCurrentIndex(table.cell("9f2c…e1", Event.STOP))
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    before = table.view.cells.fate(table.cell("9f2c…e1", Event.STOP)).fate
    table.bench.update(changed(table.bench.inventory, DB, auto_remove=True))
    index = table.cell("9f2c…e1", Event.STOP)
    assert (before, table.view.cells.fate(index).fate) == (Fate.SURVIVES, Fate.LOST)
    assert table.view.currentIndex() == index
    assert "9f2c…e1, stop: lost" in table.panel.reason.text()


def test_a_table_that_cannot_be_seen_is_not_worked_out(table: Table) -> None:
    table.bench.rows.collapse(table.bench.section("What survives what"))
    table.settle()
    table.bench.selection.select(ids.container_thing(WEB_1))
    table.settle()
    assert table.view.table is not None
    assert table.view.table.thing == DB_THING, "the one before is still in the part that is folded away"
    table.bench.rows.expand(table.bench.section("What survives what"))
    table.settle()
    assert table.view.table.thing == ids.container_thing(WEB_1)


def test_what_is_asked_about_is_answered_in_a_few_lines(table: Table) -> None:
    assert not table.answer.isVisible()
    table.ask(Event.REMOVE)
    assert table.answer.isVisible()
    assert table.lines() == [
        "Lost: 63 kB in the writable layer, /dev/shm (size unknown)",
        "Orphaned: anonymous volume 9f2c…e1 (96 MB)",
        "Kept: shop_pgdata (1.2 GB), /etc/ssl/certs",
    ]
    assert [line.property("tone") for line in table.answer.lines] == ["danger", "warning", "ok"]
    assert all(table.answer.rect().contains(line.geometry()) for line in table.answer.lines)
    assert table.answer.command.full_text == "docker rm --force db-1"
    table.answer.copy_command.click()
    assert QGuiApplication.clipboard().text() == "docker rm --force db-1"
    table.answer.copy_list.click()
    assert QGuiApplication.clipboard().text().startswith("Lost: 63 kB in the writable layer, /dev/shm")
    with table.qtbot.waitSignal(table.bench.inspector.list_requested):
        table.answer.whole_list.click()


def test_what_can_be_done_about_it_is_offered_below(table: Table) -> None:
    table.bench.inspector.offers = lambda given, thing: offers(given, thing, can_act=True)
    for width in (280, 390):
        table.bench.inspector.resize(width, 900)
        table.ask(Event.REMOVE_VOLUMES)
        for button in table.answer.buttons:
            assert table.answer.rect().contains(button.geometry())
            assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()
    assert [button.sentence for button in table.answer.buttons] == [
        "Make 9f2c…e1 a named volume…",
        "Keep what is at stake in 2 places…",
        "Remove db-1 with anonymous volumes…",
        "Prove it on a test container…",
    ]
    for number, asked in ((-2, ["remove-volumes", (DB_THING,)]), (-1, ["prove", ("remove-volumes",)])):
        with table.qtbot.waitSignal(table.bench.inspector.action_requested) as wanted:
            table.answer.buttons[number].click()
        assert wanted.args == asked
    table.bench.selection.select(ids.volume_store("shop_pgdata"))
    table.settle()
    assert len(table.answer.buttons) == 2, "nothing of this volume is at stake"
    table.ask(Event.HOST_REBOOT)
    assert table.answer.buttons == []


def test_only_what_can_be_done_is_offered(table: Table) -> None:
    inventory = table.bench.inventory

    def offered(event: Event, of: Target, *, can_act: bool = True) -> list[tuple[str, tuple[str, ...]]]:
        found = offers(answer(inventory, event, of), "", can_act=can_act)
        return [(item.action, item.arguments) for item in found if item.action != "prove"]

    def proves(event: Event, of: Target) -> bool:
        return any(item.action == "prove" for item in offers(answer(inventory, event, of), "", can_act=True))

    assert offered(Event.REMOVE, Target.containers(DB), can_act=False) == []
    assert offered(Event.REMOVE, Target.volume("shop_pgdata")) == [], "the engine refuses: it is in use"
    assert offered(Event.REMOVE, WHOLE_ENGINE)[-1][0] == "keep", "nobody removes everything by one button"
    assert len(offered(Event.REMOVE, WHOLE_ENGINE)) <= 4
    assert offered(Event.SYSTEM_PRUNE, WHOLE_ENGINE)[-1] == ("prune", ("system-prune",))
    assert offered(Event.REMOVE, Target.project("shop"))[-1] == ("remove", (ids.group_thing("shop"),))
    assert proves(Event.REMOVE, Target.containers(DB))
    assert proves(Event.SYSTEM_PRUNE, WHOLE_ENGINE)
    assert not proves(Event.ENGINE_RESTART, WHOLE_ENGINE), "no person's engine may be asked for that"
    assert not proves(Event.REMOVE, Target.volume("old_pgdata")), "the lab removes a container, not a volume"


def test_an_event_without_a_command_offers_none(table: Table) -> None:
    table.ask(Event.MOVE_NODE)
    assert not table.answer.copy_command.isVisible()
    assert table.answer.copy_list.isVisible()


def test_going_back_to_now_takes_the_answer_away(table: Table) -> None:
    table.ask(Event.REMOVE)
    table.bench.inspector.set_answer(None, NO_FACTS)
    table.settle()
    assert not table.answer.isVisible()
    assert table.view.cells.asked is None


def test_names_of_the_engine_are_shown_literally(table: Table) -> None:
    table.bench.update(changed(table.bench.inventory, RUNNER, name="<b>x</b>"))
    table.ask(Event.REMOVE, Target.containers(RUNNER))
    table.bench.selection.select(ids.container_thing(RUNNER))
    assert all(line.textFormat() is Qt.TextFormat.PlainText for line in table.answer.lines)
    assert table.answer.command.full_text == "docker rm --force '<b>x</b>'"
    assert "&lt;b&gt;" in table.answer.command.toolTip()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_both_themes_paint_it(table: Table, name: str) -> None:
    table.ask(Event.REMOVE)
    theme = load_theme(name)
    table.bench.inspector.set_theme(theme)
    lost = table.view.visualRect(table.cell("writable layer", Event.REMOVE)).center()
    kept = table.view.visualRect(table.cell("shop_pgdata", Event.RESTART)).center()
    image = table.view.viewport().grab().toImage()
    for spot, role in ((lost, "danger"), (kept, "ok")):
        near = {image.pixelColor(spot.x() + dx, spot.y() + dy).name() for dx in range(-6, 7) for dy in range(-6, 7)}
        wanted = theme.colour(role).lower()
        assert any(_distance(colour, wanted) < 60 for colour in near), role


def _distance(one: str, other: str) -> int:
    return sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
