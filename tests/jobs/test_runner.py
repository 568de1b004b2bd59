"""Jobs run off the GUI thread, and bring back exactly one outcome, or none when nobody is there to take it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from bayplan.errors import BayplanError, CancelledError
from bayplan.jobs.control import JobControl
from bayplan.jobs.job import Job, JobState
from bayplan.jobs.runner import JobRunner


class Outcomes:
    """Keeps what a job brought back, and on which thread."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []
        self.threads: set[int] = set()

    def done(self, result: object) -> None:
        self._keep("done", result)

    def failed(self, error: BayplanError) -> None:
        self._keep("failed", error)

    def cancelled(self) -> None:
        self._keep("cancelled", None)

    def progress(self, fraction: float | None, text: str) -> None:
        self._keep("progress", (fraction, text))

    def _keep(self, kind: str, value: object) -> None:
        self.told.append((kind, value))
        self.threads.add(threading.get_ident())


@pytest.fixture
def outcomes() -> Outcomes:
    """Nothing told yet."""
    return Outcomes()


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[JobRunner]:
    """A runner that gives hanging jobs little grace."""
    fresh = JobRunner(qapp, grace_ms=50)
    yield fresh
    fresh.shutdown(20)
    fresh.deleteLater()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hanging works wait for; opened at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def test_the_result_comes_back_on_the_gui_thread(qtbot: QtBot, runner: JobRunner, outcomes: Outcomes) -> None:
    job = runner.run("answer", lambda _: threading.get_ident(), done=outcomes.done, failed=outcomes.failed)
    assert outcomes.told == []
    assert (job.state, runner.jobs) == (JobState.RUNNING, [job])
    qtbot.waitUntil(lambda: bool(outcomes.told))
    ((kind, worker),) = outcomes.told
    assert kind == "done"
    assert outcomes.threads == {threading.get_ident()} != {worker}
    assert (job.state, job.finished, runner.jobs) == (JobState.DONE, True, [])


def test_errors_for_people_come_as_they_are_and_others_with_their_traceback(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes
) -> None:
    known = BayplanError("No such image.")

    def fail(_: JobControl) -> None:
        raise known

    def stumble(_: JobControl) -> None:
        raise ValueError("seven")

    runner.run("fail", fail, done=outcomes.done, failed=outcomes.failed)
    qtbot.waitUntil(lambda: len(outcomes.told) == 1)
    job = runner.run("stumble", stumble, done=outcomes.done, failed=outcomes.failed)
    qtbot.waitUntil(lambda: len(outcomes.told) == 2)
    assert outcomes.told[0] == ("failed", known)
    assert job.error is outcomes.told[1][1]
    assert job.error is not None
    assert "ValueError: seven" in job.error.why
    assert "in stumble" in job.error.details


def test_jobs_that_hang_keep_no_other_from_running(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes, gate: threading.Event
) -> None:
    for _ in range(30):
        runner.run("hang", lambda _: gate.wait(), done=lambda _: None, failed=outcomes.failed)
    runner.run("quick", lambda _: 1, done=outcomes.done, failed=outcomes.failed)
    qtbot.waitUntil(lambda: outcomes.told == [("done", 1)])
    assert len(runner.jobs) == 30


def test_a_cancelled_job_is_not_failed(qtbot: QtBot, runner: JobRunner, outcomes: Outcomes) -> None:
    closed = threading.Event()

    def wait(control: JobControl) -> None:
        control.on_cancel(closed.set)
        closed.wait()
        control.raise_if_cancelled()

    job = runner.run("wait", wait, done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled)
    job.cancel()
    job.cancel()
    qtbot.waitUntil(lambda: bool(outcomes.told))
    assert outcomes.told == [("cancelled", None)]
    job.cancel()
    assert job.state is JobState.CANCELLED


def test_an_error_that_the_cancel_caused_is_no_failure(qtbot: QtBot, runner: JobRunner, outcomes: Outcomes) -> None:
    closed = threading.Event()

    def read(control: JobControl) -> None:
        control.on_cancel(closed.set)
        closed.wait()
        raise BayplanError("The connection was closed.")

    job = runner.run("read", read, done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled)
    job.cancel()
    qtbot.waitUntil(lambda: bool(outcomes.told))
    assert outcomes.told == [("cancelled", None)]
    assert job.error is None


def test_work_may_say_itself_that_it_was_cancelled(qtbot: QtBot, runner: JobRunner, outcomes: Outcomes) -> None:
    def refuse(_: JobControl) -> None:
        raise CancelledError

    runner.run("ask", refuse, done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled)
    qtbot.waitUntil(lambda: outcomes.told == [("cancelled", None)])


def test_a_job_that_hangs_after_the_cancel_is_given_up(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes, gate: threading.Event
) -> None:
    job = runner.run(
        "hang", lambda _: gate.wait(), done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled
    )
    job.cancel()
    qtbot.waitUntil(lambda: outcomes.told == [("cancelled", None)])
    gate.set()
    assert runner.shutdown(20)
    QCoreApplication.processEvents()
    assert outcomes.told == [("cancelled", None)]


def test_progress_arrives_and_is_thinned_out_for_a_busy_window(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes
) -> None:
    reported = threading.Event()

    def work(control: JobControl) -> str:
        for step in range(1001):
            control.progress(step / 1000, f"step {step}")
        control.progress(7.0, "beyond")
        control.progress(None, "nobody knows")
        reported.set()
        return "all"

    job = runner.run("work", work, done=outcomes.done, failed=outcomes.failed, progress=outcomes.progress)
    assert reported.wait(20)  # the window is busy all the while
    qtbot.waitUntil(lambda: job.finished)
    assert outcomes.told == [("progress", (None, "nobody knows")), ("done", "all")]
    assert (job.fraction, job.text) == (None, "nobody knows")


def test_a_cancel_takes_effect_at_a_progress_point(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes, gate: threading.Event
) -> None:
    passed = []

    def work(control: JobControl) -> None:
        gate.wait()
        control.progress(0.5, "half")
        passed.append("half")

    job = runner.run("work", work, done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(outcomes.told))
    assert passed == []


def test_signals_for_a_display(qtbot: QtBot, runner: JobRunner) -> None:
    seen: list[tuple[str, Job]] = []
    runner.job_started.connect(lambda job: seen.append(("started", job)))
    runner.job_progressed.connect(lambda job: seen.append(("progressed", job)))
    runner.job_finished.connect(lambda job: seen.append(("finished", job)))
    with qtbot.waitSignal(runner.job_finished):
        job = runner.run("look", lambda c: c.progress(0.5, "half"), done=lambda _: None, failed=lambda _: None)
    assert seen == [("started", job), ("progressed", job), ("finished", job)]


def test_nothing_is_delivered_to_those_that_are_destroyed(
    qtbot: QtBot, runner: JobRunner, outcomes: Outcomes, gate: threading.Event
) -> None:
    class Window(QObject):
        def take(self, result: object) -> None:
            outcomes.done(result)

    owner, window = QObject(), Window()
    for done, whose in ((outcomes.done, owner), (window.take, None)):
        runner.run("ask", lambda _: gate.wait(), done=done, failed=outcomes.failed, owner=whose)
    for gone in (owner, window):
        with qtbot.waitSignal(gone.destroyed):
            gone.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: runner.jobs == [])
    assert outcomes.told == []


def test_nothing_is_delivered_after_shutdown_or_when_the_runner_is_gone(
    qtbot: QtBot, outcomes: Outcomes, gate: threading.Event
) -> None:
    first, second = JobRunner(), JobRunner()
    ended = threading.Barrier(3)

    def work(_: JobControl) -> None:
        gate.wait()
        ended.wait()

    for runner in (first, second):
        runner.run("ask", work, done=outcomes.done, failed=outcomes.failed, cancelled=outcomes.cancelled)
    assert not first.shutdown(0.0)
    with qtbot.waitSignal(second.destroyed):
        second.deleteLater()
    gate.set()
    ended.wait(20)
    assert first.shutdown(20)
    QCoreApplication.processEvents()
    assert outcomes.told == []
