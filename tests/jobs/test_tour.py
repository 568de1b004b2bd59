"""The guided tour while it is given, without a window: on the demo, and on one that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.tour import Place
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.failures import AnswerError
from bayplan.errors import BayplanError
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.tour import Tour, TourPhase


class Stubborn(DemoClient):
    """A demo that refuses what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses: set[str] = set()

    def start_container(self, container_id: str) -> None:
        """Refused as an engine would."""
        self._refuse("start")
        super().start_container(container_id)

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """Refused as an engine would."""
        self._refuse("remove")
        super().remove_container(container_id, volumes=volumes, force=force)

    def _refuse(self, what: str) -> None:
        if what in self.refuses:
            raise AnswerError(f"The engine could not {what} it.", status=500, message="no", why="No.")


class Bench:
    """A tour, and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.engine = Stubborn()
        self.runner = JobRunner()
        self.tour = Tour(self.runner)
        self.arrived: list[Place] = []
        self.failures: list[BayplanError] = []
        self.ended = 0
        self.tour.arrived.connect(self.arrived.append)
        self.tour.failed.connect(self.failures.append)
        self.tour.ended.connect(self._count)

    def _count(self) -> None:
        self.ended += 1

    def begin(self) -> None:
        """Begins, and waits for the first moment."""
        self.tour.begin(self.engine.connected_again, "busybox")
        self.wait(lambda: self.tour.place == Place() and not self.tour.doing)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Waits until it is so."""
        self.qtbot.waitUntil(condition, timeout=20_000)

    def made(self) -> int:
        """How many containers and volumes of Bayplan there are."""
        things = [*self.engine.containers(), *self.engine.volumes()]
        return sum(CREATED_LABEL in (thing.get("Labels") or {}) for thing in things)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.runner.shutdown(1.0)


def test_on_and_back_and_once_more_to_the_end(bench: Bench) -> None:
    bench.begin()
    bench.tour.go_on()
    bench.wait(lambda: bench.tour.place == Place(0, 1) and not bench.tour.doing)
    bench.tour.go_back()
    bench.wait(lambda: bench.tour.place == Place(0, 0) and not bench.tour.doing)
    bench.tour.go_back()  # nothing is before
    assert bench.tour.place == Place()
    bench.tour.go_to(Place(6, 2))
    bench.wait(lambda: bench.tour.place == Place(6, 2) and not bench.tour.doing)
    assert bench.tour.is_last
    bench.tour.replay()
    bench.wait(lambda: bench.tour.place == Place(6, 0) and not bench.tour.doing)
    bench.tour.go_to(Place(6, 2))
    bench.wait(lambda: bench.tour.place == Place(6, 2) and not bench.tour.doing)
    bench.tour.go_on()
    bench.wait(lambda: bench.tour.phase is TourPhase.OFF)
    assert bench.made() == 0
    assert bench.ended == 1
    assert bench.failures == []


def test_keys_pressed_faster_than_the_engine_answers_add_up(bench: Bench) -> None:
    bench.begin()
    for _ in range(4):
        bench.tour.go_on()
    assert bench.tour.heading_for == Place(1, 2)
    bench.wait(lambda: bench.tour.place == Place(1, 2) and not bench.tour.doing)
    assert bench.arrived[-1] == Place(1, 2)


@pytest.mark.parametrize("step", range(7))
def test_leaving_in_any_step_leaves_nothing(bench: Bench, step: int) -> None:
    bench.begin()
    bench.tour.go_to(Place(step, len(bench.tour.steps[step].moments) - 1))
    bench.wait(lambda: bench.tour.place is not None and bench.tour.place.step == step and not bench.tour.doing)
    left: list[str] = []
    bench.tour.leave(lambda: left.append("then"))
    bench.tour.leave(lambda: left.append("and then"))
    bench.wait(lambda: bench.tour.phase is TourPhase.OFF)
    assert left == ["then", "and then"]
    assert bench.made() == 0


def test_leaving_while_something_is_done_waits_for_it_and_leaves_nothing(bench: Bench) -> None:
    bench.begin()
    bench.tour.go_to(Place(6, 2))
    bench.tour.leave()
    bench.wait(lambda: bench.tour.phase is TourPhase.OFF)
    assert bench.made() == 0


def test_what_fails_is_said_and_the_step_can_be_shown_again(bench: Bench) -> None:
    bench.begin()
    bench.engine.refuses.add("start")
    bench.tour.go_on()
    bench.wait(lambda: bench.tour.error is not None)
    assert bench.tour.place == Place(0, 1)
    bench.engine.refuses.clear()
    bench.tour.replay()
    bench.wait(lambda: bench.tour.place == Place() and not bench.tour.doing)
    assert bench.tour.error is None
    assert bench.made() == 1


def test_what_cannot_be_removed_is_said_and_the_tour_ends_all_the_same(bench: Bench) -> None:
    bench.begin()
    bench.engine.refuses.add("remove")
    bench.tour.leave()
    bench.wait(lambda: bench.tour.phase is TourPhase.OFF)
    (failure,) = bench.failures
    assert "bayplan clean" in failure.what_next
    assert bench.made() == 1


def test_an_image_that_is_not_there_is_said_and_no_tour_begins(bench: Bench) -> None:
    bench.tour.begin(bench.engine.connected_again, "not/here:1")
    bench.wait(lambda: bool(bench.failures))
    assert bench.tour.phase is TourPhase.OFF
    assert bench.made() == 0
