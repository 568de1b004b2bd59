"""The panel of lists as people use it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, diff
from bayplan.domain.list_rows import Heading
from bayplan.domain.model import Container
from bayplan.domain.stores import build_inventory
from bayplan.layout.theme import load_theme
from bayplan.views.lists.page import ListPage
from bayplan.views.lists.panel import ListsPanel
from bayplan.views.selection import Selection
from tests.support.builders import ENGINE, NOW, many

INVENTORY = many(60)


class Bench:
    """A panel on the screen, with its selection and the inventory that it shows."""

    def __init__(self, qtbot: QtBot, inventory: Inventory) -> None:
        self.panel = ListsPanel(load_theme("dark"), clock=lambda: NOW)
        self.selection = Selection(self.panel)
        self.inventory: Inventory | None = None
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 800)
        self.panel.set_selection(self.selection)
        self.show(inventory)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.panel.show_list(0)

    def show(self, inventory: Inventory) -> None:
        change = diff(self.inventory, inventory)
        self.inventory = inventory
        self.panel.set_inventory(inventory, change)

    @property
    def page(self) -> ListPage:
        return self.panel.page

    def names(self) -> list[str]:
        return [entry.name for entry in self.page.model.entries if not isinstance(entry, Heading)]

    def line(self, name: str) -> int:
        entries = self.page.model.entries
        return next(at for at, entry in enumerate(entries) if not isinstance(entry, Heading) and entry.name == name)

    def click(self, line: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        view = self.page.view
        view.scrollTo(self.page.model.index(line, 0))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, _centre(self.page, line))


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, INVENTORY)


def _centre(page: ListPage, line: int) -> QPoint:
    return page.view.visualRect(page.model.index(line, 0)).center()


def _with(inventory: Inventory, containers: dict[str, Container]) -> Inventory:
    return build_inventory(
        engine=ENGINE,
        containers=containers.values(),
        images=inventory.images.values(),
        volumes=inventory.volumes.values(),
        taken_at=NOW,
    )


def _thing(name: str) -> str:
    return next(ids.container_thing(c.id) for c in INVENTORY.containers.values() if c.name == name)


def test_tabs_count_live_and_the_sum_is_honest(bench: Bench) -> None:
    containers = dict(INVENTORY.containers)
    gone = next(iter(containers))
    containers.pop(gone)
    unknown = next(iter(containers))
    containers[unknown] = replace(containers[unknown], size_rw=None)

    bench.show(_with(INVENTORY, containers))

    assert bench.panel.tabs.tabText(0) == "Containers 59"
    assert bench.panel.tabs.tabText(1) == "Images 20"
    assert bench.panel.footer.text().startswith("59 containers · ")
    assert "1 not measured" in bench.panel.footer.text()


def test_selection_scroll_current_row_and_sort_survive_a_hundred_refreshes(bench: Bench) -> None:
    """Whatever comes, goes or changes around them, what a person looks at stays where it is."""
    page, view = bench.page, bench.page.view
    chance = random.Random(11)
    page.set_sort("size", descending=True)
    kept = {_thing("project-2-service-4"), _thing("project-2-service-6")}
    current = _thing("project-2-service-6")
    bench.selection.select_many(kept, current=current)
    view.scrollTo(page.model.index(page.model.row_of(current), 0), QAbstractItemView.ScrollHint.PositionAtCenter)
    spared = {c.id for c in INVENTORY.containers.values() if c.project == "project-2"}
    position = view.rowViewportPosition(page.model.row_of(current))
    containers = dict(INVENTORY.containers)
    assert view.verticalScrollBar().value() > 0
    for _ in range(100):
        for _ in range(chance.randrange(1, 5)):
            key = chance.choice([key for key in containers if key not in spared])
            if chance.random() < 0.3 and len(containers) > 45:
                containers.pop(key)
            elif chance.random() < 0.5:
                new = f"{chance.randrange(1 << 60):064x}"
                containers[new] = replace(containers[key], id=new, name=f"n-{new[-5:]}", mounts=(), project="project-0")
            else:
                containers[key] = replace(containers[key], state=chance.choice(["running", "exited", "paused"]))
        bench.show(_with(INVENTORY, containers))

        assert {page.model.entry(line).thing for line in view.selected_lines()} == kept
        assert page.model.entry(view.currentIndex().row()).thing == current
        assert page.sort == ("size", True)
        for line, entry in enumerate(page.model.entries):
            assert view.rowHeight(line) == (28 if isinstance(entry, Heading) else 48)
        assert view.rowViewportPosition(page.model.row_of(current)) == position
    assert bench.selection.things == kept


def test_selecting_in_the_list_selects_everywhere(bench: Bench) -> None:
    first, second = bench.line("project-0-service-1"), bench.line("project-0-service-3")

    bench.click(first)
    assert bench.selection.things == {_thing("project-0-service-1")}
    assert bench.selection.current == _thing("project-0-service-1")

    bench.click(second, Qt.KeyboardModifier.ShiftModifier)
    assert len(bench.selection.things) == 3

    bench.click(first, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.selection.things) == 2
    assert bench.selection.current in bench.selection.things


def test_selecting_elsewhere_reveals_in_the_list(bench: Bench) -> None:
    target = _thing("project-5-service-9")
    bench.page.fold("project-5", True)
    assert bench.page.model.row_of(target) < 0

    bench.selection.select(target)

    line = bench.page.model.row_of(target)
    assert bench.page.view.selected_lines() == {line}
    assert bench.page.view.viewport().rect().contains(_centre(bench.page, line))


def test_an_image_marks_its_containers_and_a_container_its_stores(bench: Bench) -> None:
    container = next(iter(INVENTORY.containers.values()))

    bench.selection.select(ids.image_thing(container.image_id))
    assert ids.container_thing(container.id) in bench.page.view.related()

    bench.selection.select(ids.container_thing(container.id))
    bench.panel.show_list(2)
    assert container.mounts[0].store in bench.page.view.related()
    bench.panel.show_list(1)
    assert ids.image_thing(container.image_id) in bench.page.view.related()


def test_select_all_takes_rows_and_no_headings(bench: Bench) -> None:
    QTest.keyClick(bench.page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    assert bench.selection.things == {ids.container_thing(key) for key in INVENTORY.containers}


def test_the_keyboard_goes_everywhere(bench: Bench, qtbot: QtBot) -> None:
    view, page = bench.page.view, bench.page
    bench.click(bench.line("project-0-service-1"))
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert bench.selection.current == _thing("project-0-service-2")

    QTest.keyClick(view, Qt.Key.Key_Left)
    assert bench.selection.current == ids.group_thing("project-0")
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert page.model.row_of(_thing("project-0-service-2")) < 0
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert bench.selection.current == _thing("project-0-service-0")

    with qtbot.waitSignal(bench.panel.activated) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [_thing("project-0-service-0")]

    QTest.keyClicks(view, "project-3-service-5")
    assert bench.selection.current == _thing("project-3-service-5")

    QTest.keyClick(view, Qt.Key.Key_Slash)
    assert bench.panel.filter.hasFocus()
    QTest.keyClicks(bench.panel.filter, "project-1 service-4")
    assert bench.names() == ["project-1-service-4"]
    QTest.keyClick(bench.panel.filter, Qt.Key.Key_Escape)
    assert len(bench.names()) == 60
    QTest.keyClick(bench.panel.filter, Qt.Key.Key_Escape)
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bench.panel.filter.hasFocus()


def test_chips_and_words_combine_and_say_what_they_leave(bench: Bench) -> None:
    bench.page.chips.set_filters({"running"}, {"project": {"project-0", "project-1"}})
    bench.panel.filter.setText("service-2")

    assert bench.names() == ["project-0-service-2", "project-1-service-2"]
    assert bench.panel.footer.text().startswith("2 of 60 containers")
    assert bench.page.chips.choices(bench.page.definition.pickers[0]) == [f"project-{n}" for n in range(6)]


def test_nothing_found_says_so_and_offers_the_way_back(bench: Bench) -> None:
    bench.page.chips.set_filters({"findings"}, {})
    bench.panel.filter.setText("<b>xyz</b>")
    note = bench.page.note
    assert note.isVisible()
    assert note.words() == "No container matches ‘<b>xyz</b>’."

    QTest.mouseClick(note.clear_button, Qt.MouseButton.LeftButton)

    assert len(bench.names()) == 60
    assert bench.panel.filter.text() == ""
    assert not note.isVisible()


def test_an_empty_engine_says_how_to_begin(qtbot: QtBot) -> None:
    bench = Bench(qtbot, _with(many(0, images=0), {}))
    for index, words in enumerate(("docker run", "docker pull", "docker volume create", "listed here")):
        bench.panel.show_list(index)
        assert words in bench.page.note.words()
        assert bench.panel.footer.text() == ""


def test_storage_shows_every_store_and_hides_the_quiet_ones(qtbot: QtBot) -> None:
    images = {key: replace(image, declared_volumes=("/data0",)) for key, image in INVENTORY.images.items()}
    inventory = build_inventory(
        engine=ENGINE,
        containers=INVENTORY.containers.values(),
        images=images.values(),
        volumes=INVENTORY.volumes.values(),
        taken_at=NOW,
    )
    bench = Bench(qtbot, inventory)
    bench.panel.show_list(3)

    shown = {entry.thing for entry in bench.page.model.entries if not isinstance(entry, Heading)}
    assert {key for key in inventory.stores if not key.startswith("image-layers:")} <= shown
    assert {ids.declared_volume_thing(key, "/data0") for key in images} <= shown
    assert bench.panel.tabs.tabText(3) == f"Storage {len(shown)}"


def test_hostile_names_are_shown_literally_in_both_looks(qtbot: QtBot) -> None:
    names = ["x" * 250, "<img src=x onerror=alert(1)>", "سفينة الحاويات", "a & b\nline two", "&File", "a\u202eb"]
    base = next(iter(INVENTORY.containers.values()))
    containers = {
        f"{n:064x}": replace(base, id=f"{n:064x}", name=name, project=name, mounts=()) for n, name in enumerate(names)
    }
    bench = Bench(qtbot, _with(INVENTORY, containers))
    for cards in (True, False):
        bench.panel.set_cards(cards)
        assert sorted(bench.names()) == sorted(names)
        assert not bench.panel.grab().isNull()
    tip = bench.page.model.index(bench.line(names[1]), 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img" in tip
    assert "<img" not in tip


def test_headings_fold_by_mouse_and_search_looks_into_folded_groups(bench: Bench) -> None:
    bench.click(0)
    assert "project-0-service-1" not in bench.names()

    bench.panel.filter.setText("project-0-service-1")

    assert bench.names() == ["project-0-service-1"]


def test_columns_sort_by_click_and_state_survives(bench: Bench, qtbot: QtBot) -> None:
    bench.panel.set_cards(False)
    header = bench.page.view.columns
    header.show_column("project", shown=False)
    keys = [column.key for column in bench.page.definition.columns]
    image, state_column, project = (keys.index(key) for key in ("image", "state", "project"))
    header.resizeSection(image, 222)
    spot = QPoint(header.sectionViewportPosition(state_column) + 10, 8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert bench.page.sort == ("state", False)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert bench.page.sort == ("state", True)
    assert bench.page.model.headerData(state_column, Qt.Orientation.Horizontal) == "State ↓"
    bench.page.chips.set_filters({"running"}, {"project": {"project-1"}})
    state = bench.panel.save_state()

    other = Bench(qtbot, INVENTORY)
    other.panel.restore_state(state)

    assert other.panel.save_state() == state
    assert not other.page.cards
    assert other.names() == bench.names()
    assert other.page.view.columns.sectionSize(image) == 222
    assert other.page.view.columns.isSectionHidden(project)


def test_lists_that_were_never_shown_keep_their_set_up(bench: Bench, qtbot: QtBot) -> None:
    bench.panel.show_list(1)
    bench.panel.page.set_sort("size", descending=True)
    bench.panel.show_list(0)
    state = bench.panel.save_state()
    other = ListsPanel()
    qtbot.addWidget(other)
    other.restore_state(state)

    third = ListsPanel()
    qtbot.addWidget(third)
    third.restore_state(other.save_state())
    third.show_list(1)

    assert third.page.sort == ("size", True)
    assert third.save_state()["lists"]["images"] == state["lists"]["images"]


def test_the_tab_key_comes_to_a_list_that_was_made_late_before_it_leaves_the_panel(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel, neighbour = ListsPanel(parent=window), QLineEdit(window)
    panel.show_list(1)

    passed = panel.footer.cards_button.nextInFocusChain()
    while passed is not None and passed not in (panel.page.view, neighbour):
        passed = passed.nextInFocusChain()

    assert passed is panel.page.view


def test_old_or_foreign_state_is_ignored(bench: Bench) -> None:
    before = bench.panel.save_state()

    bench.panel.restore_state({})
    bench.panel.restore_state({"lists": {"containers": {"sort": "no such", "chips": ["gone"], "columns": {}}}})

    assert bench.panel.save_state() == before


def test_menus_are_for_the_rows_they_are_asked_on(bench: Bench) -> None:
    bench.click(1)
    bench.click(3, Qt.KeyboardModifier.ControlModifier)
    asked: list[list[str]] = []
    bench.panel.context_menu_requested.connect(lambda things, _position: asked.append(things))

    for line in (3, 5, 0, -1):
        bench.page.view.menu_requested.emit(line, QPoint())

    entries = bench.page.model.entries
    assert asked == [[entries[1].thing, entries[3].thing], [entries[5].thing], [ids.group_thing("project-0")], []]


def test_reveal_finds_the_list_and_clears_what_hides(bench: Bench) -> None:
    volume = ids.volume_store("project-3_data-1")
    bench.panel.filter.setText("nothing of this name")

    assert bench.panel.reveal(volume)
    assert bench.panel.tabs.currentIndex() == 2
    assert bench.page.model.row_of(volume) >= 0
    assert not bench.panel.reveal("container:gone")


def test_ten_thousand_rows_are_all_there(qtbot: QtBot) -> None:
    bench = Bench(qtbot, many(10_000, stores_each=1))

    assert len(bench.names()) == 10_000
    assert bench.panel.tabs.tabText(0) == "Containers 10k"
    bench.panel.filter.setText("service-7")
    assert len(bench.names()) == 1000
    assert bench.panel.grab().width() == 300


def test_both_themes_paint_every_list(bench: Bench) -> None:
    for theme in ("light", "dark"):
        bench.panel.set_theme(load_theme(theme))
        for index in range(4):
            bench.panel.show_list(index)
            assert not bench.panel.grab().isNull()
