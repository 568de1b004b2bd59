"""The bar over the diagram as people use it: in one window of the demo, with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidgetAction
from pytestqt.qtbot import QtBot

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.outcome import Fate
from bayplan.layout.theme import load_theme
from bayplan.parts import Parts
from bayplan.views.dialogs.safe_removal_dialog import SafeRemovalDialog
from bayplan.views.what_if.bar import Question, WhatIfBar
from bayplan.what_if_wiring import NOT_NOW
from tests.support.windows import close, open_window, parts_of, wait_until_complete

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "This plugin does not support")

REFUSED = {Event.RECREATE: "db-1 was not made by Compose."}


@pytest.fixture
def bar(qtbot: QtBot) -> WhatIfBar:
    """A bar by itself, wide enough for everything."""
    made = WhatIfBar()
    qtbot.addWidget(made)
    made.set_theme(load_theme("dark"))
    made.resize(1800, 60)
    made.show_question(Question(target=Target.containers("a"), label="db-1", refusals=REFUSED))
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Bayplan]:
    """The window with the whole demo in it."""
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path, size=QSize(1500, 900))
    wait_until_complete(running)
    running.window.activateWindow()
    yield running
    close(running)


def container(parts: Parts, name: str) -> str:
    """The id of a container of the demo."""
    assert parts.engine.inventory is not None
    return next(each.id for each in parts.engine.inventory.containers.values() if each.name == name)


def select(parts: Parts, *names: str) -> list[str]:
    found = [container(parts, name) for name in names]
    things = [ids.container_thing(each) for each in found]
    parts.selection.select_many(things, current=things[0])
    return found


def entry(menu: QMenu, text: str) -> QAction:
    """The entry of a menu, filled as it is when it is opened."""
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text() == text)


def test_a_pill_asks_and_nothing_leaves(bar: WhatIfBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.event_chosen) as asked:
        bar.pills.buttons[Event.REMOVE].click()
    assert asked.args == [Event.REMOVE]
    assert not bar.pills.buttons[Event.REMOVE].isChecked(), "what is marked follows from what is asked"
    with qtbot.waitSignal(bar.event_chosen) as left:
        bar.pills.buttons[None].click()
    assert left.args == [None]


def test_what_does_not_apply_says_why(bar: WhatIfBar) -> None:
    pill = bar.pills.buttons[Event.RECREATE]
    assert not pill.isEnabled()
    assert REFUSED[Event.RECREATE] in pill.toolTip()
    item = entry(bar.pills.menu, "recreate")
    assert not item.isEnabled()
    assert item.toolTip() == REFUSED[Event.RECREATE]
    assert bar.pills.menu.toolTipsVisible()


def test_the_menu_has_every_event_in_groups(bar: WhatIfBar) -> None:
    bar.pills.menu.aboutToShow.emit()
    entries = bar.pills.menu.actions()
    headings = [action.text() for action in entries if isinstance(action, QWidgetAction)]
    assert headings == ["Containers", "Compose", "The engine"]
    labels = [action.text() for action in entries if action.isCheckable()]
    assert sorted(labels) == sorted(["nothing", *(words.label for words in EVENT_WORDS.values())])


@pytest.mark.parametrize("width", [1800, 1170, 700, 520, 300, 180, 120])
@pytest.mark.parametrize("event", [None, Event.REMOVE, Event.MOVE_NODE, Event.SYSTEM_PRUNE_VOLUMES])
def test_nothing_is_clipped_at_any_width(bar: WhatIfBar, width: int, event: Event | None) -> None:
    bar.resize(width, bar.height())
    bar.show_question(Question(event=event, target=Target.containers("a"), label="a-container-with-a-long-name"))
    bar.show_answer("removing db-1 loses 214 MB in 2 places, orphans 1 volume", Fate.LOST, "danger")
    pills = bar.pills
    shown = pills.stops()
    assert pills.more in shown, "every event can be reached"
    for button in shown:
        assert pills.rect().contains(button.geometry()), button.text()
        if button is not pills.more:
            assert button.width() >= button.sizeHint().width()
    places = sorted(button.geometry().left() for button in shown)
    assert [button.geometry().left() for button in shown] == places
    for part in (pills, bar.target, bar.summary):
        assert bar.rect().contains(part.geometry())
    assert not bar.target.geometry().intersects(pills.geometry().adjusted(0, 0, pills.used_width - pills.width(), 0))
    if event is not None:
        marked = [button for button in shown if button.isChecked()]
        assert [button.text() for button in marked] == [EVENT_WORDS[event].label], "what is asked can always be seen"


def test_the_height_does_not_change_when_a_question_is_asked(bar: WhatIfBar) -> None:
    for width in (1800, 900, 300):
        bar.resize(width, bar.height())
        bar.show_now("as it is now")
        height = bar.height()
        bar.show_answer("removing db-1 loses 214 MB in 2 places, orphans 1 volume", Fate.LOST, "danger")
        assert bar.height() == height


def test_a_long_answer_is_shortened_and_whole_in_its_tooltip(bar: WhatIfBar) -> None:
    bar.resize(300, bar.height())
    sentence = "removing <b>db-1</b> & more loses 214 MB in 2 places, orphans 1 volume"
    bar.show_answer(sentence, Fate.LOST, "danger")
    assert bar.summary.text().endswith("…")
    assert "&lt;b&gt;db-1&lt;/b&gt; &amp; more loses 214 MB" in bar.summary.toolTip()
    assert bar.summary.accessibleName() == sentence
    assert not bar.summary.icon().isNull(), "the fate has its sign, not only its colour"


def test_arrows_go_from_pill_to_pill_and_skip_what_does_not_apply(bar: WhatIfBar, qtbot: QtBot) -> None:
    bar.activateWindow()
    bar.focus_pills()
    assert bar.pills.buttons[None].hasFocus()
    for expected in (Event.RESTART, Event.REMOVE, Event.COMPOSE_DOWN_VOLUMES):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Right)
        assert bar.pills.buttons[expected].hasFocus()
    with qtbot.waitSignal(bar.event_chosen) as asked:
        QTest.keyClick(bar.pills.buttons[Event.COMPOSE_DOWN_VOLUMES], Qt.Key.Key_Return)
    assert asked.args == [Event.COMPOSE_DOWN_VOLUMES]
    with qtbot.waitSignal(bar.event_chosen):
        QTest.keyClick(bar.pills.buttons[Event.COMPOSE_DOWN_VOLUMES], Qt.Key.Key_Space)
    QTest.keyClick(bar.pills.buttons[Event.COMPOSE_DOWN_VOLUMES], Qt.Key.Key_End)
    assert bar.target.hasFocus()
    QTest.keyClick(bar.target, Qt.Key.Key_Home)
    assert bar.pills.buttons[None].hasFocus()


def test_the_target_can_be_pinned_and_let_go(bar: WhatIfBar, qtbot: QtBot) -> None:
    db, project = Target.containers("a"), Target.project("shop")
    choices = [(db, "db-1"), (project, "the project shop"), (WHOLE_ENGINE, "the whole engine")]
    bar.show_question(Question(target=db, label="db-1", choices=choices))
    assert bar.target.text().strip() == "db-1"
    with qtbot.waitSignal(bar.target_chosen) as pinned:
        entry(bar.target.choices_menu, "the project shop").trigger()
    assert pinned.args == [project]
    bar.show_question(Question(target=project, label="shop", choices=choices, pinned=True))
    assert entry(bar.target.choices_menu, "the project shop").isChecked()
    with qtbot.waitSignal(bar.target_chosen) as followed:
        entry(bar.target.choices_menu, "What is selected").trigger()
    assert followed.args == [None]


def test_what_concerns_the_engine_has_no_other_target(bar: WhatIfBar) -> None:
    bar.show_question(Question(event=Event.HOST_REBOOT, target=Target.containers("a"), label="db-1"))
    assert bar.target.text().strip() == "whole engine"
    assert not bar.target.isEnabled()


def test_the_whole_window_turns_into_the_outcome_and_back(demo: Bayplan) -> None:
    parts = parts_of(demo)
    [db] = select(parts, "db-1")
    bar = parts.pane.bar
    assert "what it would do to db-1" in bar.summary.sentence
    bar.pills.buttons[Event.REMOVE].click()

    assert bar.pills.buttons[Event.REMOVE].isChecked()
    assert parts.what_if.answer is not None
    assert parts.layout.outcome is parts.what_if.answer.outcome
    assert parts.layout.outcome.of == Target.containers(db)
    assert bar.summary.sentence.startswith("removing db-1 loses")
    assert bar.summary.property("tone") == "danger"
    assert ("what if: remove", "warning") in parts.diagram._overlays.badges
    assert NOT_NOW in demo.window.status.words()
    demo.window.status.show_event("copied db-1")
    assert "copied db-1" in demo.window.status.words(), "what was done can still be read"

    bar.pills.buttons[None].click()
    assert parts.layout.outcome is None
    assert NOT_NOW not in demo.window.status.words()
    assert bar.summary.property("tone") == "hint"
    assert [words for words, _ in parts.diagram._overlays.badges] == ["demo"]


def test_several_selected_containers_are_asked_about_together(demo: Bayplan) -> None:
    parts = parts_of(demo)
    chosen = select(parts, "web-1", "web-2", "cache-1")
    parts.pane.bar.pills.buttons[Event.RESTART].click()
    assert parts.what_if.answer is not None
    assert set(parts.what_if.answer.outcome.of.names) == set(chosen)
    assert parts.pane.bar.target.text().strip() == "3 containers"


def test_w_goes_to_the_bar_and_escape_takes_one_thing_back_at_a_time(demo: Bayplan) -> None:
    parts, window = parts_of(demo), demo.window
    select(parts, "db-1")
    parts.diagram.setFocus()
    QTest.keyClick(parts.diagram, Qt.Key.Key_W)
    assert parts.pane.bar.pills.buttons[None].hasFocus()
    QTest.keyClick(parts.pane.bar.pills.buttons[None], Qt.Key.Key_Right)
    QTest.keyClick(parts.pane.bar.pills.buttons[Event.RESTART], Qt.Key.Key_Return)
    assert parts.what_if.asked is Event.RESTART
    parts.pane.find_bar.open()
    parts.diagram.setFocus()

    QTest.keyClick(parts.diagram, Qt.Key.Key_Escape)
    assert not parts.pane.find_bar.isVisible()
    assert parts.what_if.asked is Event.RESTART
    window.commands.run("what-if")
    QTest.keyClick(parts.pane.bar.pills.buttons[Event.RESTART], Qt.Key.Key_Escape)
    assert parts.what_if.asked is None
    assert parts.diagram.hasFocus()
    assert parts.selection.current
    QTest.keyClick(parts.diagram, Qt.Key.Key_Escape)
    assert not parts.selection.things


def test_the_palette_asks_what_an_event_would_do(demo: Bayplan) -> None:
    parts = parts_of(demo)
    select(parts, "db-1")
    demo.window.commands.run("palette")
    QTest.keyClicks(parts.palette.field, "what if: remove -v")
    assert parts.palette.shown()[0].title == "What if: remove -v"
    parts.palette.list.clicked.emit(parts.palette.list.currentIndex())
    assert parts.what_if.asked is Event.REMOVE_VOLUMES
    assert parts.pane.bar.pills.more.text() == "remove -v", "what has no pill is marked in the menu's place"
    demo.window.commands.run("what-if-nothing")
    assert parts.what_if.asked is None


def test_a_menu_asks_about_the_thing_under_the_mouse(demo: Bayplan) -> None:
    parts, wiring = parts_of(demo), demo.wiring
    assert wiring is not None
    web = container(parts, "web-1")
    select(parts, "db-1")
    before = set(demo.window.findChildren(QMenu))
    wiring.requests.show_menu([ids.container_thing(web)], demo.window.mapToGlobal(demo.window.rect().center()))
    [menu] = [each for each in demo.window.findChildren(QMenu) if each not in before and each.title() == ""]
    [what_if] = [action for action in menu.actions() if action.text() == "What if I…"]
    submenu = what_if.menu()
    assert isinstance(submenu, QMenu)
    entry(submenu, "stop").trigger()
    menu.close()
    assert parts.what_if.asked is Event.STOP
    assert parts.what_if.target == Target.containers(web)


def test_the_sentence_opens_the_list_which_can_be_copied_and_followed(demo: Bayplan, qapp: QApplication) -> None:
    parts, wiring = parts_of(demo), demo.wiring
    assert wiring is not None
    select(parts, "db-1")
    parts.pane.bar.pills.buttons[Event.REMOVE].click()
    parts.pane.bar.summary.click()
    shown = wiring.what_if.outcome_list
    assert shown is not None
    assert shown.isVisible()
    shown.copy_command.click()
    assert qapp.clipboard().text() == "docker rm --force db-1"
    shown.copy_list.click()
    assert qapp.clipboard().text().startswith("Removing db-1 loses")
    assert "Copied to the clipboard." in {label.text() for label in shown.findChildren(QLabel)}
    model = shown.rows.model()
    lost = model.index(0, 0)
    assert model.data(lost).startswith("Lost")
    row = model.index(0, 0, lost)
    shown.rows.setCurrentIndex(row)
    QTest.keyClick(shown.rows, Qt.Key.Key_Return)
    assert not shown.isVisible()
    assert parts.selection.current in {
        ids.writable_store(container(parts, "db-1")),
        ids.shm_store(container(parts, "db-1")),
    }
    assert parts.what_if.asked is Event.REMOVE, "looking at what is lost does not take the question away"


def test_the_inspector_asks_about_an_event_and_leads_to_doing_it_with_care(demo: Bayplan) -> None:
    parts = parts_of(demo)
    [db] = select(parts, "db-1")
    parts.inspector.event_asked.emit(Event.COMPOSE_DOWN_VOLUMES, Target.project("shop"))
    assert parts.what_if.target == Target.project("shop")
    parts.inspector.event_asked.emit(None, Target.project("shop"))
    assert parts.what_if.asked is None
    parts.pane.bar.pills.buttons[Event.REMOVE].click()
    buttons = [each for each in parts.inspector.findChildren(QPushButton) if each.objectName() == "offer"]
    next(each for each in buttons if each.text() == "Remove db-1…").click()
    [dialog] = demo.window.findChildren(SafeRemovalDialog)
    assert [each.id for each in dialog.plan.containers] == [db]
    dialog.reject()


def test_another_engine_begins_as_it_is_now(demo: Bayplan) -> None:
    parts = parts_of(demo)
    parts.what_if.ask(Event.HOST_REBOOT)
    demo.window.commands.run("demo-windows")
    assert parts.what_if.asked is None
    assert not parts.pane.bar.isEnabled()
    wait_until_complete(demo)
    assert parts.pane.bar.isEnabled()
    assert parts.pane.bar.pills.buttons[None].isChecked()
