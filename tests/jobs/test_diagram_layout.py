"""The layout that a window shows: an outcome dresses it and takes nothing from its place, at once or as a job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Stage
from bayplan.jobs import diagram_layout
from bayplan.jobs.diagram_layout import DiagramLayout
from bayplan.jobs.runner import JobRunner
from bayplan.layout.diagram import lay_out
from bayplan.layout.shapes import Diagram
from bayplan.layout.view_options import ViewOptions
from tests.layout import scenarios
from tests.support.builders import many


@pytest.fixture
def layout(qapp: object) -> Iterator[DiagramLayout]:
    del qapp
    runner = JobRunner()
    yield DiagramLayout(runner)
    runner.shutdown(5.0)


@pytest.fixture
def ready(layout: DiagramLayout) -> list[Diagram]:
    """Every diagram that was ready."""
    heard: list[Diagram] = []
    layout.ready.connect(heard.append)
    return heard


def test_an_outcome_is_shown_and_taken_back(layout: DiagramLayout, ready: list[Diagram]) -> None:
    inventory = scenarios.design()
    outcome = fates(inventory, Event.REMOVE, Target.containers("db-1"))
    layout.set_outcome(outcome)
    assert ready == [], "there is nothing to show yet"
    layout.show(inventory)
    layout.set_outcome(None)
    layout.set_outcome(None)
    layout.set_outcome(outcome)
    assert [bool(diagram.what_if) for diagram in ready] == [True, False, True]
    assert layout.latest == ready[0] == ready[2]


def test_the_first_complete_picture_is_the_same_however_the_details_came(
    layout: DiagramLayout, ready: list[Diagram]
) -> None:
    whole = scenarios.design()
    parts = [replace(c, mounts=c.mounts[:1], remotes=()) for c in whole.containers.values()]
    layout.show(replace(scenarios.inventory(parts[:4]), stage=Stage.LISTED))
    layout.show(replace(scenarios.inventory(parts), stage=Stage.LISTED))
    layout.show(whole)
    assert ready[-1] == lay_out(whole, layout.options)
    fewer = scenarios.inventory(list(whole.containers.values())[1:])
    layout.show(replace(fewer, stage=Stage.LISTED))
    layout.show(fewer)
    assert ready[-1] == lay_out(fewer, layout.options, ready[-2]), "later on, places are kept"


def test_the_outcome_stays_when_the_inventory_moves_on(layout: DiagramLayout, ready: list[Diagram]) -> None:
    inventory = scenarios.design()
    layout.show(inventory)
    layout.set_outcome(fates(inventory, Event.REMOVE, Target.containers("db-1")))
    layout.show(scenarios.inventory(list(inventory.containers.values())[:3]))
    assert ready[-1].what_if is not None
    layout.forget()
    assert layout.outcome is None
    layout.show(inventory)
    assert ready[-1].what_if is None


def test_a_large_engine_is_dressed_as_a_job_and_the_latest_wish_wins(
    layout: DiagramLayout, ready: list[Diagram], qtbot: QtBot
) -> None:
    inventory = many(400)
    with qtbot.waitSignal(layout.ready):
        layout.show(inventory)
    layout.set_outcome(fates(inventory, Event.HOST_REBOOT, WHOLE_ENGINE))
    assert len(ready) == 1
    prune = fates(inventory, Event.SYSTEM_PRUNE, WHOLE_ENGINE)
    layout.set_outcome(prune)
    qtbot.waitUntil(lambda: layout.latest is not None and _summary(layout.latest).startswith("pruning the system"))
    layout.set_outcome(None)
    qtbot.waitUntil(lambda: layout.latest is not None and layout.latest.what_if is None)


def test_an_outcome_only_dresses_the_layout_that_is_there(
    layout: DiagramLayout, ready: list[Diagram], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory = many(400)
    with qtbot.waitSignal(layout.ready):
        layout.show(inventory)
    laid_out: list[object] = []

    def noted(*arguments: object) -> Diagram:
        laid_out.append(arguments)
        return ready[0]

    monkeypatch.setattr(diagram_layout, "lay_out", noted)
    for event in (Event.HOST_REBOOT, Event.SYSTEM_PRUNE, Event.VOLUME_PRUNE):
        layout.set_outcome(fates(inventory, event, WHOLE_ENGINE))
    qtbot.waitUntil(lambda: layout.latest is not None and _summary(layout.latest).startswith("pruning volumes"))
    assert laid_out == []
    with qtbot.waitSignal(layout.ready):
        layout.set_options(ViewOptions(show_quiet=True))
    assert len(laid_out) == 1


def _summary(diagram: Diagram) -> str:
    return diagram.what_if.summary if diagram.what_if else ""
