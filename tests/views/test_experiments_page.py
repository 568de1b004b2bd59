"""The experiment lab in the window: chosen, run, shown, explained, copied, stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.experiment import EXPERIMENTS
from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.proof_rows import DIFFERS
from bayplan.views.bottom_panel import EXPERIMENTS as TAB
from bayplan.views.error_dialog import ErrorDialog
from bayplan.views.lab.experiments_page import ExperimentsPage
from bayplan.views.lab.proof_model import OBSERVED, STORE, VERDICT
from tests.domain.test_proof_rows import RESULT
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Bayplan]:
    """The window with the whole demo in it."""
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path, size=QSize(1280, 800))
    wait_until_complete(running)
    yield running
    close(running)


def page_of(running: Bayplan) -> ExperimentsPage:
    """The page."""
    assert running.wiring is not None
    return running.wiring.lab.page


def run(running: Bayplan, *events: Event) -> None:
    """Runs the experiments of some events to their end."""
    page_of(running).choose(events)
    page_of(running).run.click()
    wait_for(lambda: parts_of(running).experiments.running)
    wait_for(lambda: not parts_of(running).experiments.running)


def made(running: Bayplan) -> int:
    """How many things of Bayplan are on the engine."""
    source = parts_of(running).engine.source
    assert source is not None
    assert source.open_client is not None
    client = source.open_client()
    things = [*client.containers(), *client.volumes(), *client.images()]
    return sum(CREATED_LABEL in (thing.get("Labels") or {}) for thing in things)


def test_the_toolbars_button_opens_the_lab_with_room_and_everything_safe_chosen(demo: Bayplan) -> None:
    before = demo.window.bottom_dock.height()
    demo.window.top_bar.experiments.click()
    page = page_of(demo)
    wait_for(lambda: demo.window.bottom_dock.height() > before)
    assert parts_of(demo).bottom.currentIndex() == TAB
    safe = [experiment for experiment in EXPERIMENTS if not experiment.why_not]
    assert list(page.choice.chosen()) == safe
    assert page.run.text() == f"Run {len(safe)} experiments"
    texts = [page.choice.list.item(row).text() for row in range(page.choice.list.count())]
    for experiment in set(EXPERIMENTS) - set(safe):
        assert f"{experiment.title}: left out. {experiment.why_not}" in texts


def test_experiments_run_and_their_rows_grow_and_are_explained(demo: Bayplan) -> None:
    page, parts = page_of(demo), parts_of(demo)
    demo.window.commands.run("experiments")
    run(demo, Event.REMOVE, Event.STOP)
    rows = page.table.rows.rows
    assert [row.experiment for row in rows if row.heading] == ["stop", "stop of a --rm container", "remove"]
    assert "3 experiments" in page.status.full_text
    assert "all as predicted" in page.status.full_text
    assert page.status.property("tone") == "ok"
    number = next(i for i, row in enumerate(rows) if row.experiment == "remove" and row.place == "writable layer")
    page.table.selectRow(number)
    wait_for(page.details.isVisible)
    assert "Predicted for writable layer under remove: lost." in page.details.toPlainText()
    assert "Observed: lost." in page.details.toPlainText()
    heading = next(i for i, row in enumerate(rows) if row.heading and row.experiment == "remove")
    page.table.selectRow(heading)
    assert "$ docker rm --force bayplan-lab-" in page.details.toPlainText()
    assert made(demo) == 0
    assert parts.bottom.tabText(TAB) == "Experiments"


def test_each_step_is_shown_with_its_command_while_it_runs(demo: Bayplan) -> None:
    page, parts = page_of(demo), parts_of(demo)
    demo.window.commands.run("experiments")
    said: list[tuple[str, str]] = []
    parts.experiments.stepped.connect(lambda _step: said.append((page.status.full_text, page.command.full_text)))
    run(demo, Event.REMOVE)
    assert any(status.startswith("1 of 1, remove: ") for status, _ in said)
    assert any(command.startswith("$ docker rm --force ") for _, command in said)


def test_what_differs_stands_out_in_words_and_on_the_tab(demo: Bayplan) -> None:
    page, parts = page_of(demo), parts_of(demo)
    parts.experiments.results.append(RESULT)
    parts.experiments.result_came.emit(RESULT)
    model = page.table.rows
    assert model.rows[1].verdict == DIFFERS
    assert model.index(1, VERDICT).data() == DIFFERS
    assert model.index(1, OBSERVED).data(Qt.ItemDataRole.DecorationRole) is not None
    assert model.index(1, STORE).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert model.index(2, STORE).data(Qt.ItemDataRole.BackgroundRole) is None
    assert parts.bottom.tabText(TAB) == "Experiments  ≠ 1"
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.rowCount(QModelIndex()) == 4


def test_a_proof_is_copied_and_saved(demo: Bayplan, tmp_path: Path) -> None:
    page = page_of(demo)
    assert not page.export.isEnabled()
    demo.window.commands.run("experiments")
    run(demo, Event.PAUSE)
    assert page.export.isEnabled()
    page.export_requested.emit("copy")
    assert QApplication.clipboard().text().startswith("# What was predicted and what was observed")
    page.table.selectRow(1)
    page.table.copy_rows()
    assert QApplication.clipboard().text().startswith("pause\t")
    page.export_requested.emit("json")
    (dialog,) = demo.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "proof.json"))
    wait_for((tmp_path / "proof.json").exists)
    wait_for(lambda: not parts_of(demo).runner.jobs)
    assert json.loads((tmp_path / "proof.json").read_text())["format"] == "bayplan-proof"
    dialog.close()


def test_a_run_can_be_stopped_and_leaves_nothing(demo: Bayplan) -> None:
    page, parts = page_of(demo), parts_of(demo)
    demo.window.commands.run("experiments")
    page.run.click()
    wait_for(lambda: len(parts.experiments.results) >= 1)
    assert page.stop.isVisible()
    assert not page.run.isVisible()
    page.stop.click()
    assert not page.stop.isEnabled()
    wait_for(lambda: not parts.experiments.running)
    assert page.status.full_text.startswith("Stopped. ")
    assert made(demo) == 0


def test_closing_the_window_stops_a_run_first(demo: Bayplan) -> None:
    parts = parts_of(demo)
    demo.window.commands.run("experiments")
    page_of(demo).run.click()
    wait_for(lambda: len(parts.experiments.results) >= 1)
    assert demo.window.close() is False
    wait_for(lambda: not demo.window.isVisible())
    assert made(demo) == 0


def test_an_event_is_proven_from_what_would_happen(demo: Bayplan) -> None:
    parts = parts_of(demo)
    inventory = parts.engine.inventory
    assert inventory is not None
    container = next(c for c in inventory.containers.values() if c.name == "db-1")
    parts.selection.select(ids.container_thing(container.id))
    parts.what_if.ask(Event.REMOVE)
    answer = parts.what_if.answer
    assert answer is not None
    offered = {item.title: item for item in parts.inspector.offers(answer, ids.container_thing(container.id))}
    item = offered["Prove it on a test container…"]
    parts.inspector.action_requested.emit(item.action, item.arguments)
    wait_for(lambda: parts.experiments.running)
    assert [experiment.event for experiment in parts.experiments.chosen] == [Event.REMOVE]
    wait_for(lambda: not parts.experiments.running)
    assert parts.experiments.proof is not None
    assert parts.experiments.proof.same


def test_an_event_that_no_persons_engine_may_be_asked_for_is_not_offered_for_proof(demo: Bayplan) -> None:
    parts = parts_of(demo)
    parts.what_if.ask(Event.HOST_REBOOT)
    answer = parts.what_if.answer
    assert answer is not None
    assert all(item.action != "prove" for item in parts.inspector.offers(answer, ""))


def test_an_image_that_must_be_pulled_waits_for_consent(demo: Bayplan) -> None:
    page, parts = page_of(demo), parts_of(demo)
    page.image.setCurrentText("not/here")
    wiring = demo.wiring
    assert wiring is not None
    wiring.lab.prove(Event.REMOVE)
    assert not parts.experiments.running
    assert page.run.text() == "Pull and run 1 experiment"
    page.run.click()
    wait_for(lambda: bool(demo.window.findChildren(ErrorDialog)))  # the demo has no registry
    assert made(demo) == 0


def test_on_a_windows_engine_it_is_said_why_nothing_can_be_tried(demo: Bayplan) -> None:
    parts_of(demo).engine.open_demo("windows")
    wait_until_complete(demo)
    demo.window.commands.run("experiments")
    assert not page_of(demo).run.isEnabled()
    assert page_of(demo).table.isHidden()


def test_all_or_none_are_chosen_with_one_click(demo: Bayplan) -> None:
    page = page_of(demo)
    everything = len(page.choice.chosen())
    page.choice.all.click()
    assert page.choice.chosen() == ()
    assert not page.run.isEnabled()
    page.choice.all.click()
    assert len(page.choice.chosen()) == everything
