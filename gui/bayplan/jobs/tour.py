"""The guided tour while it is given: where it is, what it is doing, and the way to anywhere else in it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bayplan.domain.tour import Cast, Moment, Place, Step, Told, moment_at, place_after, place_before
from bayplan.engine import test_mounts
from bayplan.engine.client import EngineClient
from bayplan.engine.tour import playing
from bayplan.engine.tour.stage import Stage
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.job import Job
from bayplan.jobs.runner import JobRunner

OpenClient = Callable[[], EngineClient]
_Result = TypeVar("_Result")


class TourPhase(Enum):
    """Where a tour is in its life."""

    OFF = auto()
    PREPARING = auto()
    GIVEN = auto()
    LEAVING = auto()


class Tour(QObject):
    """Gives a tour on one engine; everything public belongs to the GUI thread and returns at once.

    Attributes:
        phase: see TourPhase. place: whose moment is shown, None before the first.
        told: what was done at that place. doing: what is being done now, "" while nothing is.
        error: why the last move failed, None when it did not.

    Signals:
        changed(): any of these differs. arrived(Place): its moment was done.
        ended(): the tour is over; all that it made is gone, unless ``failed`` came before.
        failed(BayplanError): it could not be prepared, or not all that it made could be removed.
    """

    changed = Signal()
    arrived = Signal(object)
    ended = Signal()
    failed = Signal(object)

    phase: TourPhase
    place: Place | None
    told: tuple[Told, ...]
    doing: str
    error: BayplanError | None

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._open_client: OpenClient | None
        self._stage: Stage | None
        self._wanted: Place | None
        self._job: Job | None = None
        self._then: list[Callable[[], object]] = []
        self._forget()

    @property
    def cast(self) -> Cast | None:
        """How the tour's things are called; None while no tour is given."""
        return self._stage.cast if self._stage is not None else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The script; () while no tour is given."""
        return tuple(self._stage.steps) if self._stage is not None else ()

    @property
    def moment(self) -> Moment | None:
        """The moment that is shown."""
        return moment_at(self.steps, self.place) if self.place is not None else None

    @property
    def heading_for(self) -> Place | None:
        """Where it is going, or where it is."""
        return self._wanted or self.place

    @property
    def is_last(self) -> bool:
        """Whether going on from here ends the tour."""
        here = self.heading_for
        return here is not None and place_after(self.steps, here) is None

    def begin(self, open_client: OpenClient, image: str, *, pull: bool = False) -> None:
        """Begins a tour with containers made from ``image``, which is pulled first if ``pull``."""
        if self.phase is not TourPhase.OFF:
            return
        self._open_client, self.phase = open_client, TourPhase.PREPARING
        self._run("Preparing the guided tour", partial(_prepare, image=image, pull=pull), self._prepared, self._refused)

    def go_on(self) -> None:
        """To the next moment; from the last one it leaves the tour."""
        here = self.heading_for
        if here is None:
            return
        ahead = place_after(self.steps, here)
        if ahead is None:
            self.leave()
        else:
            self.go_to(ahead)

    def go_back(self) -> None:
        """To the moment before."""
        here = self.heading_for
        before = place_before(self.steps, here) if here is not None else None
        if before is not None:
            self.go_to(before)

    def replay(self) -> None:
        """Shows the step again, from its first moment."""
        here = self.heading_for
        if here is not None:
            self.go_to(Place(here.step))

    def go_to(self, place: Place) -> None:
        """To any place; if it is on its way to another, to this one after that."""
        if self.phase is not TourPhase.GIVEN or self._stage is None:
            return
        self._wanted = place
        if self._job is None:
            self._move(self._stage, place)
        else:
            self.changed.emit()

    def leave(self, then: Callable[[], object] | None = None) -> None:
        """Ends the tour and removes all that it made; ``then`` is called when that is over, however it went."""
        if self.phase is TourPhase.OFF:
            if then is not None:
                then()
            return
        if then is not None:
            self._then.append(then)
        if self.phase is TourPhase.LEAVING:
            return
        self.phase, self._wanted = TourPhase.LEAVING, None
        if self._job is not None:
            self._job.cancel()  # what it was at ends first, else it could make something after all was removed
        else:
            self._strike()
        self.changed.emit()

    def _prepared(self, stage: Stage) -> None:
        self._stage, self.phase = stage, TourPhase.GIVEN
        self.go_to(Place())

    def _refused(self, error: BayplanError) -> None:
        self._end()
        self.failed.emit(error)

    def _move(self, stage: Stage, place: Place) -> None:
        self.error = None
        work = partial(_go, stage=stage, place=place)
        self._run("Guided tour", work, partial(self._arrived, place), partial(self._stopped, place))

    def _arrived(self, place: Place, told: list[Told]) -> None:
        self.place, self.told = place, tuple(told)
        self.arrived.emit(place)
        self._follow_wish(place)

    def _stopped(self, place: Place, error: BayplanError) -> None:
        self.place, self.told, self.error = place, (), error
        self._follow_wish(place)

    def _follow_wish(self, place: Place) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted != place:
            self.go_to(wanted)
        self.changed.emit()

    def _strike(self) -> None:
        if self._stage is None:
            self._end()
            return
        self._run("Removing what the tour made", partial(_strike, stage=self._stage), self._struck, self._not_struck)

    def _struck(self, _nothing: None) -> None:
        self._end()

    def _not_struck(self, error: BayplanError) -> None:
        self.failed.emit(error)
        self._end()

    def _end(self) -> None:
        then, self._then = self._then, []
        self._forget()
        self.changed.emit()
        self.ended.emit()
        for call in then:
            call()

    def _forget(self) -> None:
        self.phase, self.place, self.told, self.doing, self.error = TourPhase.OFF, None, (), "", None
        self._stage = self._open_client = self._wanted = None

    def _run(
        self,
        title: str,
        work: Callable[[JobControl, EngineClient], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[BayplanError], None],
    ) -> None:
        open_client = self._open_client
        if open_client is None:
            return

        def connect_and_work(control: JobControl) -> _Result:
            client = open_client()
            control.on_cancel(client.close)
            try:
                return work(control, client)
            finally:
                client.close()

        self.doing = title
        self._job = self._runner.run(
            title,
            connect_and_work,
            done=lambda result: self._finished(partial(done, result)),
            failed=lambda error: self._finished(partial(failed, error)),
            cancelled=lambda: self._finished(self._strike),
            progress=self._show_doing,
            owner=self,
        )
        self.changed.emit()

    def _finished(self, go_on: Callable[[], None]) -> None:
        self._job, self.doing = None, ""
        go_on()

    def _show_doing(self, _fraction: float | None, text: str) -> None:
        self.doing = text
        self.changed.emit()


def _prepare(control: JobControl, client: EngineClient, *, image: str, pull: bool) -> Stage:
    def say(text: str) -> None:
        control.progress(None, text)

    if pull:
        test_mounts.pull(client, image, say)
    return playing.set_stage(client, image)


def _go(control: JobControl, client: EngineClient, *, stage: Stage, place: Place) -> list[Told]:
    return playing.go(client, stage, place, lambda command: control.progress(None, command))


def _strike(_control: JobControl, client: EngineClient, *, stage: Stage) -> None:
    playing.strike(client, stage)
