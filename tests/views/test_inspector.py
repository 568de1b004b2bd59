"""The inspector as a person uses it: it follows the selection, keeps its place, and can be used by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.inspection import Row, Section
from bayplan.domain.inventory import Inventory, diff
from bayplan.domain.model import Container
from bayplan.domain.stores import build_inventory
from bayplan.layout.theme import THEMES, load_theme
from bayplan.views.inspector.inspection_view import InspectionView
from bayplan.views.inspector.inspector import Inspector
from bayplan.views.inspector.model import ITEM_ROLE
from bayplan.views.selection import Selection
from tests.support.builders import ENGINE, NOW, many
from tests.support.shop import ANONYMOUS, DB, IMPORT, POSTGRES, WEB_1, shop

Part = TypeVar("Part", bound=QWidget)


class Bench:
    """An inspector on the screen, 340 pixels wide, with its selection and the shop in it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.selection = Selection()
        self.inspector = Inspector()
        qtbot.addWidget(self.inspector)
        self.inspector.resize(340, 800)
        self.inspector.set_selection(self.selection)
        self.inspector.show()
        self.inventory = shop()
        self.inspector.set_inventory(self.inventory, diff(None, self.inventory))
        self.rows = self.part(InspectionView)

    def part(self, kind: type[Part], name: str = "") -> Part:
        """The one widget of that kind (and object name) in the inspector."""
        found = [each for each in self.inspector.findChildren(kind) if name in {"", each.objectName()}]
        assert len(found) == 1
        return found[0]

    def update(self, new: Inventory) -> None:
        self.inspector.set_inventory(new, diff(self.inventory, new))
        self.inventory = new

    def title(self) -> str:
        return self.part(QLabel, "inspectorTitle").accessibleName()

    def section(self, title: str) -> QModelIndex:
        model = self.rows.model()
        for number in range(model.rowCount()):
            index = model.index(number, 0)
            if index.data(ITEM_ROLE).title == title:
                return index
        raise AssertionError(f"no section {title}")

    def row(self, section: str, label: str) -> QModelIndex:
        parent = self.section(section)
        for number in range(self.rows.model().rowCount(parent)):
            index = self.rows.model().index(number, 0, parent)
            if index.data(ITEM_ROLE).label == label:
                return index
        raise AssertionError(f"no row {label} in {section}")

    def button(self, name: str) -> QAbstractButton:
        [found] = [each for each in self.inspector.findChildren(QAbstractButton) if each.accessibleName() == name]
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def click_row(self, index: QModelIndex) -> None:
        self.rows.scrollTo(index)
        viewport = self.rows.viewport()
        centre = self.rows.visualRect(index).center()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)

    def current(self) -> str:
        return _name(self.rows.currentIndex())

    def text(self) -> str:
        return self.part(QPlainTextEdit, "drawerText").toPlainText()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    QGuiApplication.clipboard().setText("untouched")
    return Bench(qtbot)


def changed(inventory: Inventory, container_id: str, **fields: object) -> Inventory:
    containers: list[Container] = [
        replace(each, **fields) if each.id == container_id else each  # type: ignore[arg-type]  # checked by replace
        for each in inventory.containers.values()
    ]
    return build_inventory(
        engine=ENGINE,
        containers=containers,
        images=inventory.images.values(),
        volumes=inventory.volumes.values(),
        taken_at=NOW,
        sizes_as_of=NOW,
    )


def test_nothing_selected_shows_the_engine(bench: Bench) -> None:
    assert bench.title() == "workstation"


def test_it_follows_the_selection_and_finds_the_way_back(bench: Bench) -> None:
    back = bench.button("Back to what was selected before")
    assert not back.isVisible()
    bench.selection.select(ids.container_thing(DB))
    bench.selection.select(ids.volume_store("shop_pgdata"))
    assert bench.title() == "shop_pgdata"
    assert back.isVisible()
    bench.click("Back to what was selected before")
    assert bench.title() == "db-1"


def test_several_things_show_their_list(bench: Bench) -> None:
    things = [ids.container_thing(DB), ids.container_thing(WEB_1)]
    bench.selection.select_many(things, current=things[0])
    assert bench.title() == "2 things selected"
    assert bench.row("Selected", "web-1").isValid()


def test_a_click_on_a_row_follows_it(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    index = bench.row("Where its state lives", "shop_pgdata")
    bench.click_row(index)
    assert bench.selection.current == ids.volume_store("shop_pgdata")
    assert bench.title() == "shop_pgdata"


def test_a_click_on_a_title_folds_and_the_fold_holds_for_the_next_thing(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    labels = bench.section("Labels")
    assert not bench.rows.isExpanded(labels)
    bench.click_row(labels)
    assert bench.rows.isExpanded(bench.section("Labels"))
    bench.selection.select(ids.container_thing(IMPORT))
    assert bench.rows.isExpanded(bench.section("Labels"))


def test_tab_goes_through_the_links_and_enter_follows(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    bench.rows.setFocus()
    visited = []
    while bench.rows.focusNextPrevChild(True) and bench.current() not in visited:
        visited.append(bench.current())
        if len(visited) == 6:
            break
    assert visited[:3] == ["writable layer", "shop_pgdata", "9f2c…e1 anonymous"]
    assert "Image" in visited
    bench.rows.focusNextPrevChild(False)
    assert bench.current() == "/dev/shm"
    QTest.keyClick(bench.rows, Qt.Key.Key_Return)
    assert bench.title() == "db-1:/dev/shm"


def test_tab_leaves_after_the_last_link_and_comes_in_at_the_first(bench: Bench, qtbot: QtBot) -> None:
    bench.selection.select(ids.container_thing(DB))
    bench.inspector.activateWindow()
    qtbot.waitUntil(bench.inspector.isActiveWindow)
    bench.rows.clearFocus()
    bench.rows.setFocus(Qt.FocusReason.TabFocusReason)
    assert bench.current() == "writable layer"
    bench.rows.setCurrentIndex(bench.section("Labels"))
    QTest.keyClick(bench.rows, Qt.Key.Key_Tab)
    assert not bench.rows.hasFocus()
    bench.rows.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert bench.current() == "Image"


def test_control_c_copies_the_value(bench: Bench, qtbot: QtBot) -> None:
    bench.selection.select(ids.volume_store("shop_pgdata"))
    bench.rows.setCurrentIndex(bench.row("Where it lives", "Path"))
    with qtbot.waitSignal(bench.inspector.copied):
        QTest.keyClick(bench.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "/var/lib/docker/volumes/shop_pgdata/_data"
    bench.rows.setCurrentIndex(bench.section("Driver"))
    QTest.keyClick(bench.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Driver\nDriver\tlocal")


def test_an_update_keeps_scroll_folds_and_the_current_row(bench: Bench, qtbot: QtBot) -> None:
    bench.inspector.resize(340, 400)
    bench.selection.select(ids.container_thing(DB))
    bench.rows.setExpanded(bench.section("Environment"), True)
    bench.rows.setCurrentIndex(bench.row("Environment", "POSTGRES_DB"))
    qtbot.waitUntil(lambda: bench.rows.verticalScrollBar().maximum() > 0)
    bench.rows.verticalScrollBar().setValue(60)
    first = bench.rows.indexAt(QPoint(20, 5)).data(ITEM_ROLE).key
    bench.update(changed(bench.inventory, DB, size_rw=99_000, state="paused"))
    assert bench.row("Where its state lives", "writable layer").data(ITEM_ROLE).value == "99 kB"
    assert bench.rows.verticalScrollBar().value() == 60
    assert bench.rows.indexAt(QPoint(20, 5)).data(ITEM_ROLE).key == first
    assert bench.rows.isExpanded(bench.section("Environment"))
    assert bench.current() == "POSTGRES_DB"


def test_an_update_changes_only_the_rows_that_differ(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    touched: list[str] = []
    model = bench.rows.model()
    model.modelReset.connect(lambda: touched.append("reset"))
    model.rowsInserted.connect(lambda _parent, _first, _last: touched.append("inserted"))
    model.rowsRemoved.connect(lambda _parent, _first, _last: touched.append("removed"))
    model.dataChanged.connect(lambda top, _bottom, _roles: touched.append(_name(top)))
    bench.update(changed(bench.inventory, DB, size_rw=99_000))
    assert sorted(set(touched)) == ["Where its state lives", "writable layer"]


def _name(index: QModelIndex) -> str:
    item: Row | Section = index.data(ITEM_ROLE)
    return item.title if isinstance(item, Section) else item.label


def test_a_thing_that_vanishes_is_said_to_be_gone(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    rest = [each for each in bench.inventory.containers.values() if each.id != DB]
    bench.update(build_inventory(engine=ENGINE, containers=rest, images=[], volumes=[], taken_at=NOW))
    assert bench.title() == "db-1"
    assert bench.section("Gone").isValid()
    assert not bench.button("Copy as").isEnabled()


def test_sizes_that_are_being_measured(bench: Bench) -> None:
    bench.inspector.set_sizes_pending(True)
    assert bench.section("Where the bytes are").data(ITEM_ROLE).note == "measuring sizes…"
    bench.inspector.set_sizes_pending(False)
    assert bench.section("Where the bytes are").data(ITEM_ROLE).note.startswith("sizes as of")


def test_copy_as_shows_the_text_before_it_is_copied(bench: Bench) -> None:
    bench.selection.select(ids.volume_store("shop_uploads"))
    bench.click("Copy as")
    assert bench.text() == "--mount type=volume,source=shop_uploads,target=/uploads,readonly"
    bench.part(QComboBox).setCurrentIndex(1)
    assert bench.text() == "--mount type=volume,source=shop_uploads,target=/app/uploads"
    tabs = bench.part(QTabBar)
    tabs.setCurrentIndex(1)
    assert bench.text() == "-v shop_uploads:/app/uploads"
    assert QGuiApplication.clipboard().text() == "untouched"
    bench.click("Copy the text")
    assert QGuiApplication.clipboard().text() == "-v shop_uploads:/app/uploads"


def test_the_chosen_form_stays_when_the_inventory_changes(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    bench.click("Copy as")
    bench.part(QTabBar).setCurrentIndex(1)
    assert bench.text().startswith("# •••")
    bench.update(changed(bench.inventory, DB, restart_policy="always"))
    assert "restart: always" in bench.text()


def test_the_drawer_closes_when_there_is_nothing_to_copy(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(DB))
    bench.click("Copy as")
    assert bench.button("Copy the text").isVisible()
    bench.selection.select(ids.image_thing(POSTGRES))
    assert not bench.button("Copy the text").isVisible()


def test_raw_json_is_asked_for_shown_searched_and_refreshed(bench: Bench, qtbot: QtBot) -> None:
    bench.selection.select(ids.container_thing(DB))
    thing = ids.container_thing(DB)
    with qtbot.waitSignal(bench.inspector.raw_json_requested) as asked:
        bench.click("Raw JSON")
    assert asked.args == [thing]
    bench.inspector.set_raw_json("container:other", "not this")
    assert bench.text() == ""
    bench.inspector.set_raw_json(thing, '{"Id": "db", "Name": "db"}')
    assert "Name" in bench.text()
    find = bench.part(QLineEdit)
    QTest.keyClicks(find, "db")
    assert bench.part(QLabel, "matches").text() == "2 found"
    QTest.keyClick(find, Qt.Key.Key_Escape)
    assert bench.button("Copy the text").isVisible()
    with qtbot.waitSignal(bench.inspector.raw_json_requested):
        bench.update(changed(bench.inventory, DB, state="paused"))
    with qtbot.assertNotEmitted(bench.inspector.raw_json_requested):
        bench.update(changed(bench.inventory, WEB_1, state="paused"))
    with qtbot.waitSignal(bench.inspector.raw_json_requested) as asked:
        bench.selection.select(ids.image_thing(POSTGRES))
    assert asked.args == [ids.image_thing(POSTGRES)]
    assert bench.text() == ""


def test_html_and_long_names_are_plain_text(bench: Bench) -> None:
    bench.selection.select(ids.container_thing(IMPORT))
    labels = bench.inspector.findChildren(QLabel)
    assert all(label.textFormat() is not Qt.TextFormat.RichText for label in labels)
    title = bench.part(QLabel, "inspectorTitle")
    assert "…" in title.text()
    assert bench.title().startswith("old-import-xxx")
    assert bench.inspector.minimumSizeHint().width() <= 340
    bench.rows.setExpanded(bench.section("Labels"), True)
    assert "<img" in bench.rows.model().data(bench.row("Labels", "label.0"))


def test_the_whole_name_is_copied_from_an_elided_title(bench: Bench) -> None:
    bench.selection.select(ids.volume_store(ANONYMOUS))
    title = bench.part(QLabel, "inspectorTitle")
    assert "…" in title.text()
    title.setFocus()
    QTest.keyClick(title, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ANONYMOUS


def test_while_it_is_hidden_it_rests_and_catches_up_when_shown(bench: Bench) -> None:
    bench.inspector.hide()
    bench.selection.select(ids.container_thing(DB))
    assert bench.title() == "workstation"
    bench.inspector.show()
    assert bench.title() == "db-1"


@pytest.mark.parametrize("theme", THEMES)
def test_every_thing_can_be_painted_in_every_theme(bench: Bench, theme: str) -> None:
    bench.inspector.set_theme(load_theme(theme))
    things = ["", ids.container_thing(DB), ids.image_thing(POSTGRES), ids.group_thing("shop"), "zone:memory"]
    for thing in [*things, *bench.inventory.stores]:
        bench.selection.select(thing)
        bench.rows.expandAll()
        assert not bench.inspector.grab().isNull()


def test_a_large_engine_is_no_burden(bench: Bench) -> None:
    bench.update(many(500))
    bench.selection.select(ids.zone_thing("docker-area"))
    assert bench.rows.model().rowCount(bench.section("Stores")) == 201
