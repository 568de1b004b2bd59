"""Experiments while they run: results as they come, a stop that cleans up, a failure that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from bayplan.domain.event import Event
from bayplan.domain.experiment import LabPhase, LabStep, chosen_experiments
from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.demo_client import DemoClient
from bayplan.errors import BayplanError
from bayplan.jobs.experiments import Experiments
from bayplan.jobs.runner import JobRunner

BUSYBOX = "busybox:latest"


class Bench:
    """A lab on a demo of its own, and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine = DemoClient()
        self.runner = JobRunner()
        self.lab = Experiments(self.runner)
        self.steps: list[LabStep] = []
        self.failures: list[BayplanError] = []
        self.ended = 0
        self.lab.stepped.connect(self.steps.append)
        self.lab.failed.connect(self.failures.append)
        self.lab.ended.connect(self._count)

    def _count(self) -> None:
        self.ended += 1

    def start(self, *events: Event, image: str = BUSYBOX, pull: bool = False) -> None:
        """Runs the experiments of some events."""
        self.lab.start(self.engine.connected_again, chosen_experiments(events), image, pull=pull)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(condition, timeout=30_000)

    def made(self) -> int:
        """How many things of Bayplan are on the engine."""
        things = [*self.engine.containers(), *self.engine.volumes(), *self.engine.images()]
        return sum(CREATED_LABEL in (thing.get("Labels") or {}) for thing in things)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.runner.shutdown(1.0)


def test_results_come_one_by_one_and_all_are_in_the_proof(bench: Bench) -> None:
    bench.start(Event.PAUSE, Event.REMOVE)
    assert bench.lab.running
    bench.wait(lambda: len(bench.lab.results) == 1)
    bench.wait(lambda: not bench.lab.running)
    proof = bench.lab.proof
    assert proof is not None
    assert [result.experiment.event for result in proof.results] == [Event.PAUSE, Event.REMOVE]
    assert list(proof.results) == bench.lab.results
    assert proof.same
    assert {step.phase for step in bench.steps} >= set(LabPhase) - {LabPhase.CLEAR}
    assert any(step.command for step in bench.steps)
    assert bench.made() == 0
    assert bench.ended == 1


def test_a_stop_keeps_what_there_is_and_leaves_nothing_on_the_engine(bench: Bench) -> None:
    then: list[str] = []
    bench.start(*Event)
    bench.wait(lambda: len(bench.lab.results) == 1)
    bench.lab.stop(lambda: then.append("then"))
    assert bench.lab.stopping
    bench.wait(lambda: not bench.lab.running)
    assert then == ["then"]
    proof = bench.lab.proof
    assert proof is not None
    assert 1 <= len(proof.results) < len(bench.lab.chosen)
    assert bench.made() == 0
    assert bench.failures == []


def test_what_fails_is_said_and_leaves_nothing(bench: Bench) -> None:
    bench.start(Event.REMOVE, image="not/here:1")
    bench.wait(lambda: bool(bench.failures))
    assert "not/here:1" in bench.failures[0].what
    assert not bench.lab.running
    bench.start(Event.REMOVE, image="not/here:1", pull=True)
    bench.wait(lambda: len(bench.failures) == 2)
    assert bench.made() == 0


def test_another_engine_stops_a_run_and_nothing_of_it_is_known_any_more(bench: Bench) -> None:
    bench.start(*Event)
    bench.wait(lambda: len(bench.lab.results) == 1)
    bench.lab.forget()
    bench.wait(lambda: not bench.lab.running)
    assert bench.lab.proof is None
    assert bench.lab.results == []
    assert bench.made() == 0


def test_stopping_what_does_not_run_is_over_at_once(bench: Bench) -> None:
    then: list[str] = []
    bench.lab.stop(lambda: then.append("then"))
    assert then == ["then"]
