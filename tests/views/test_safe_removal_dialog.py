"""The question before a removal, and the job behind it, played on the demo engine."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.inspection import Section
from bayplan.domain.protection import UNPROTECTED, Protection
from bayplan.domain.safe_removal import RemovalReport, plan_safe_removal, request_for
from bayplan.domain.safe_removal.sections import MORE, removal_sections, report_sections
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.errors import BayplanError
from bayplan.jobs.runner import JobRunner
from bayplan.layout.theme import load_theme
from bayplan.views.dialogs.removals import Removals
from bayplan.views.dialogs.safe_removal_dialog import SafeRemovalDialog
from tests.support.builders import many
from tests.support.shop import DB, shop


class Bench:
    """A demo engine of its own with the controller under test."""

    def __init__(self) -> None:
        self.engine = DemoClient()
        self.runner = JobRunner()
        self.window = QWidget()
        self.said: list[str] = []
        self.protected = UNPROTECTED
        self.removals = Removals(self.runner, self.window, self.said.append, lambda _engine: self.protected)
        self.removals.set_engine(self.connect)
        self.refresh()

    def connect(self) -> EngineClient:
        """Another connection to the demo."""
        return self.engine.connected_again()

    def refresh(self) -> None:
        """Reads the inventory again, as the watcher would."""
        self.inventory = read_inventory(self.engine)
        self.removals.set_inventory(self.inventory)

    def thing(self, name: str) -> str:
        """The thing id of the container called ``name``."""
        return next(ids.container_thing(c.id) for c in self.inventory.containers.values() if c.name == name)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made.window)
    yield made
    made.runner.shutdown()
    # A worker of the next test must not find what is left of this one: its widgets belong to this thread.
    made.removals.set_engine(None)
    del made
    gc.collect()


def asked(bench: Bench, *things: str, with_volumes: bool = False) -> SafeRemovalDialog:
    """The question about these things."""
    dialog = bench.removals.ask(things, with_volumes=with_volumes)
    assert dialog is not None
    return dialog


def titles(sections: tuple[Section, ...]) -> list[str]:
    """What the sections are about."""
    return [section.title for section in sections]


def test_what_was_shown_goes_and_the_report_says_so(qtbot: QtBot, bench: Bench) -> None:
    volumes = {v["Name"] for v in bench.engine.volumes()}
    dialog = asked(bench, bench.thing("db-1"))
    assert dialog.title.text() == "Remove db-1"
    assert dialog.sentence.text().startswith("Removing db-1 loses ")
    assert dialog.commands.text.toPlainText() == "docker rm --force db-1"
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.sentence.text() == "Removed 1 thing.")
    assert "db-1" not in {c.name for c in read_inventory(bench.engine).containers.values()}
    assert {v["Name"] for v in bench.engine.volumes()} == volumes
    assert dialog.close_button.text() == "Close"
    assert not dialog.act_button.isVisible()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_the_safe_answer_is_the_default(qtbot: QtBot, bench: Bench) -> None:
    before = len(bench.engine.containers())
    dialog = asked(bench, bench.thing("db-1"))
    assert dialog.close_button.isDefault()
    assert not dialog.act_button.autoDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert len(bench.engine.containers()) == before


def test_the_name_must_be_typed_where_a_named_volume_would_be_lost(qtbot: QtBot, bench: Bench) -> None:
    unused = next(s for s in bench.inventory.stores.values() if s.kind == "named-volume" and not s.used_by)
    dialog = asked(bench, unused.id)
    assert not dialog.act_button.isEnabled()
    qtbot.keyClicks(dialog.confirmation, unused.name[:-1])
    assert not dialog.act_button.isEnabled()
    qtbot.keyClicks(dialog.confirmation, unused.name[-1])
    assert dialog.act_button.isEnabled()
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.sentence.text() == "Removed 1 thing.")
    assert unused.name not in {v["Name"] for v in bench.engine.volumes()}


def test_a_prune_lists_and_takes_exactly_what_it_listed(qtbot: QtBot, bench: Bench) -> None:
    dialog = bench.removals.prune(Event.CONTAINER_PRUNE)
    assert dialog is not None
    listed = {container.id for container in dialog.plan.containers}
    assert listed == {c["Id"] for c in bench.engine.containers() if c["State"] != "running" and c["State"] != "paused"}
    later = bench.engine.create_container("later", {"Image": "busybox:latest", "HostConfig": {}})
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.sentence.text().startswith("Removed"))
    left = {c["Id"] for c in bench.engine.containers()}
    assert later in left
    assert not left & listed


def test_what_is_in_use_says_why_it_stays(bench: Bench) -> None:
    used = next(s for s in bench.inventory.stores.values() if s.kind == "named-volume" and s.used_by)
    dialog = asked(bench, used.id)
    assert not dialog.act_button.isVisible()
    assert dialog.close_button.text() == "Close"
    assert dialog.sentence.text() == "Nothing of this can be removed."
    assert "Left alone" in titles(removal_sections(dialog.plan))


def test_a_failure_is_shown_and_can_be_tried_again(qtbot: QtBot, bench: Bench) -> None:
    def broken() -> EngineClient:
        raise BayplanError("The engine does not answer.")

    bench.removals.set_engine(broken)
    bench.refresh()
    dialog = asked(bench, bench.thing("db-1"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✕"))
    assert "does not answer" in dialog.outcome.text()
    assert dialog.act_button.isEnabled()


def test_what_was_protected_while_it_was_asked_stays(qtbot: QtBot, bench: Bench) -> None:
    dialog = asked(bench, bench.thing("db-1"))
    bench.protected = Protection(containers=frozenset({"db-1"}))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.sentence.text() == "Removed 0 of 1; 1 was left alone.")
    assert "db-1" in {c.name for c in read_inventory(bench.engine).containers.values()}


def chain_from(widget: QWidget) -> Iterator[QWidget]:
    """The widgets after one in the order of the Tab key, once around."""
    here = widget.nextInFocusChain()
    while here is not None and here is not widget:
        yield here
        here = here.nextInFocusChain()


def test_the_tab_key_goes_from_top_to_bottom(bench: Bench) -> None:
    dialog = asked(bench, bench.thing("db-1"), with_volumes=True)
    assert dialog.focusWidget() is dialog.close_button
    way = list(chain_from(dialog.close_button))
    wanted = [
        dialog.listing,
        dialog.ways_out.stores,
        *dialog.ways_out.buttons.values(),
        dialog.commands.copy_button,
        dialog.commands.text,
    ]
    assert [widget for widget in way if widget in wanted] == wanted
    dialog.ways_out.stores.setCurrentIndex(1)
    buttons = list(dialog.ways_out.buttons.values())
    assert list(chain_from(dialog.ways_out.stores))[: len(buttons)] == buttons


def test_esc_stops_what_is_being_done(qtbot: QtBot) -> None:
    inventory = shop()
    dialog = SafeRemovalDialog(
        plan_safe_removal(inventory, request_for([ids.container_thing(DB)], inventory)), load_theme("dark")
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_progress(0.5, "Removing container db-1")
    assert dialog.close_button.text() == "Stop"
    with qtbot.waitSignal(dialog.stop_requested):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_nothing_is_asked_of_a_snapshot_or_about_what_cannot_be_removed(bench: Bench) -> None:
    thing = bench.thing("db-1")
    assert bench.removals.ask([ids.bind_store("/etc")]) is None
    assert bench.said == ["Select a container, a volume, an image or a project to remove it."]
    bench.removals.set_engine(None)
    bench.refresh()
    assert bench.removals.ask([thing]) is None
    assert bench.removals.prune(Event.SYSTEM_PRUNE) is None


def test_a_long_list_is_shown_in_part_until_all_of_it_is_wanted(qtbot: QtBot) -> None:
    inventory = many(400)
    bench_runner = JobRunner()
    window = QWidget()
    qtbot.addWidget(window)
    removals = Removals(bench_runner, window, lambda _text: None, lambda _engine: UNPROTECTED)
    removals.set_engine(DemoClient)
    removals.set_inventory(inventory)
    assert removals.ask([ids.container_thing(container) for container in inventory.containers]) is None
    qtbot.waitUntil(lambda: bool(window.findChildren(SafeRemovalDialog)))
    (dialog,) = window.findChildren(SafeRemovalDialog)
    assert len(dialog.plan.containers) == 400
    model = dialog.listing.model()
    goes = model.index(0, 0)
    assert model.rowCount(goes) == 101
    dialog.listing.followed.emit(MORE)
    assert model.rowCount(model.index(0, 0)) == 400
    bench_runner.shutdown()


def test_every_thing_stands_in_the_list_once() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([ids.container_thing(DB)], inventory, with_volumes=True))
    sections = removal_sections(plan)
    things = [row.thing for section in sections for row in section.rows]
    assert len(things) == len(set(things))
    assert {line.store for line in plan.lines} <= set(things)
    assert titles(sections)[:2] == ["Goes", "Lost"]
    assert all(section.rows for section in (*sections, *report_sections(RemovalReport(()))))
