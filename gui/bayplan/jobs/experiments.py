"""Experiments while they run: their steps and results as they come, and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from bayplan.domain.experiment import Experiment, ExperimentResult, LabStep, Proof
from bayplan.domain.model import Engine
from bayplan.engine import test_mounts
from bayplan.engine.assemble import read_engine
from bayplan.engine.client import EngineClient
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.means import means_at_hand
from bayplan.errors import BayplanError, CancelledError
from bayplan.jobs.control import JobControl
from bayplan.jobs.mailbox import Mailbox
from bayplan.jobs.runner import JobRunner

OpenClient = Callable[[], EngineClient]


class Experiments(QObject):
    """Runs experiments on one engine, one run at a time; everything public belongs to the GUI thread.

    Attributes:
        running: a run is going on. stopping: it was asked to stop, and is removing what it made.
        chosen: the experiments of the last run. results: what came of them so far.
        proof: all of the last run; when it was stopped or failed, what there was by then. None before the first.

    Signals:
        changed(): any of these differs. stepped(LabStep): what is done next.
        preparing(str): the image is pulled, in the engine's words.
        result_came(ExperimentResult). ended(): all that the run made is removed, unless ``failed`` says otherwise.
        failed(BayplanError).
    """

    changed = Signal()
    stepped = Signal(object)
    preparing = Signal(str)
    result_came = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = self.stopping = self._forgotten = False
        self.chosen: tuple[Experiment, ...] = ()
        self.results: list[ExperimentResult] = []
        self.proof: Proof | None = None
        self._runner = runner
        self._mailbox = Mailbox(self)
        self._stop = threading.Event()
        self._then: list[Callable[[], object]] = []
        self._started_at = datetime.now(UTC)
        self._engine: Engine | None = None

    def start(self, open_client: OpenClient, experiments: Iterable[Experiment], image: str, *, pull: bool) -> None:
        """Runs experiments with containers made from ``image``, which is pulled first if ``pull``."""
        if self.running:
            return
        self.running, self.stopping = True, False
        self.chosen, self.results, self.proof = tuple(experiments), [], None
        self._started_at = datetime.now(UTC)
        # Not the job's own cancel: a run that is stopped removes what it made first, and that may take its time.
        stop = self._stop = threading.Event()
        mailbox, chosen = self._mailbox, self.chosen

        def step(next_step: LabStep) -> None:
            if stop.is_set():
                raise CancelledError
            mailbox.post(lambda: self.stepped.emit(next_step))

        def say(text: str) -> None:
            if stop.is_set():
                raise CancelledError
            mailbox.post(lambda: self.preparing.emit(text))

        def came(result: ExperimentResult) -> None:
            mailbox.post(lambda: self._take_result(result))

        def work(_control: JobControl) -> Proof | None:
            client = open_client()
            try:
                engine = read_engine(client)
                mailbox.post(lambda: self._take_engine(engine))
                if pull:
                    test_mounts.pull(client, image, say)
                return prove(
                    client,
                    chosen,
                    helper=image,
                    report=step,
                    means=means_at_hand(client),
                    result=came,
                )
            except CancelledError:
                return None
            finally:
                client.close()

        self._runner.run("Experiments", work, done=self._done, failed=self._failed, owner=self)
        self.changed.emit()

    def stop(self, then: Callable[[], object] | None = None) -> None:
        """Stops after the present step and removes what was made; ``then`` is called when that is over."""
        if not self.running:
            if then is not None:
                then()
            return
        if then is not None:
            self._then.append(then)
        if not self.stopping:
            self.stopping = True
            self._stop.set()
            self.changed.emit()

    def forget(self) -> None:
        """Another engine is shown from now on: its own experiments are to be run, and nothing is known of them yet."""
        self.stop()
        self._forgotten = self.running
        if not self.running:
            self._clear()
            self.changed.emit()

    def _clear(self) -> None:
        self.chosen, self.results, self.proof, self._forgotten = (), [], None, False

    def _take_engine(self, engine: Engine) -> None:
        self._engine = engine

    def _take_result(self, result: ExperimentResult) -> None:
        self.results.append(result)
        self.result_came.emit(result)

    def _done(self, proof: Proof | None) -> None:
        self._end(proof or self._so_far())

    def _failed(self, error: BayplanError) -> None:
        self._end(self._so_far())
        self.failed.emit(error)

    def _so_far(self) -> Proof | None:
        if self._engine is None:
            return None
        return Proof(engine=self._engine, started_at=self._started_at, results=tuple(self.results))

    def _end(self, proof: Proof | None) -> None:
        self.proof = proof
        self.running = self.stopping = False
        if self._forgotten:
            self._clear()
        self.changed.emit()
        self.ended.emit()
        then, self._then = self._then, []
        for call in then:
            call()
