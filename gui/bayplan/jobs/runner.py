"""Runs whatever may wait (calls to an engine, reading of files) off the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError, CancelledError, unforeseen
from bayplan.jobs.control import JobControl, Progress
from bayplan.jobs.job import Job, JobState
from bayplan.jobs.mailbox import Mailbox

_Result = TypeVar("_Result")

#: A cancelled job that does not end within so many milliseconds is given up: it hangs.
_GRACE_MS = 3000


@dataclass(frozen=True, slots=True)
class _Running:
    """What the runner keeps of a job until it is finished."""

    control: JobControl
    failed: Callable[[BayplanError], None]
    cancelled: Callable[[], None] | None
    progress: Progress | None
    owner: QObject | None


class _LatestProgress:
    """Sends on the newest progress only: a work that reports a thousand times a second must not flood the window."""

    def __init__(self, mailbox: Mailbox, deliver: Progress) -> None:
        self._mailbox = mailbox
        self._deliver = deliver
        self._lock = threading.Lock()
        self._newest: tuple[float | None, str] | None = None

    def put(self, fraction: float | None, text: str) -> None:
        with self._lock:
            on_its_way = self._newest is not None
            self._newest = (fraction, text)
        if not on_its_way:
            self._mailbox.post(self._take)

    def _take(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self._deliver(*newest)


class _Busy:
    """Counts the works that have not returned."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def enter(self) -> None:
        with self._changed:
            self._count += 1

    def leave(self) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait_until_idle(self, timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout)


class JobRunner(QObject):
    """Starts jobs and brings their outcomes back; everything public belongs to the GUI thread.

    Each job has a thread of its own, so one that hangs keeps no other from running. Outcomes arrive as calls on the GUI
    thread, exactly one of done, failed and cancelled; none arrives after ``shutdown``, after the runner is destroyed,
    or when the ``owner`` (or the object whose method is to be called) is destroyed.

    Signals:
        job_started(Job), job_progressed(Job), job_finished(Job): for a display of what goes on.
    """

    job_started = Signal(object)
    job_progressed = Signal(object)
    job_finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, grace_ms: int = _GRACE_MS) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._threads = WorkerThreads("bayplan-job")
        self._grace_ms = grace_ms
        self._running: dict[Job, _Running] = {}
        self._busy = _Busy()

    @property
    def jobs(self) -> list[Job]:
        """The jobs that are not finished, the oldest first."""
        return list(self._running)

    def run(
        self,
        title: str,
        work: Callable[[JobControl], _Result],
        *,
        done: Callable[[_Result], None],
        failed: Callable[[BayplanError], None],
        cancelled: Callable[[], None] | None = None,
        progress: Progress | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Starts ``work`` on a worker thread and returns at once.

        ``done`` gets what the work returned; ``failed`` its BayplanError, or one made of whatever else it raised.
        After a cancel only ``cancelled`` is called, however the work ended. ``progress`` gets (fraction, text), the
        latest only if the window is busy.
        """
        job = Job(title, self._cancel)
        mailbox, busy = self._mailbox, self._busy
        latest = _LatestProgress(mailbox, lambda fraction, text: self._progressed(job, fraction, text))
        control = JobControl(latest.put)
        self._running[job] = _Running(control, failed, cancelled, progress, owner)

        def work_and_tell() -> None:
            try:
                result = work(control)
            except Exception as error:  # noqa: BLE001 - every error of a job goes to its ``failed``
                problem = unforeseen(error)
                mailbox.post(lambda: self._failed(job, problem))
            else:
                mailbox.post(lambda: self._done(job, done, result))
            finally:
                busy.leave()

        busy.enter()
        self._threads.submit(work_and_tell)
        self.job_started.emit(job)
        return job

    def shutdown(self, timeout: float = 1.0) -> bool:
        """Cancels all jobs and waits up to ``timeout`` seconds for them; no outcome is delivered any more.

        False if some went on (they end with the program). For the end of the program: this waits.
        """
        self._mailbox.close()
        for running in self._running.values():
            self._call_elsewhere(running.control.cancel())
        self._running.clear()
        ended = self._busy.wait_until_idle(timeout)
        self._threads.close()
        return ended

    def _cancel(self, job: Job) -> None:
        running = self._running.get(job)
        if running is None or job.state is JobState.CANCELLING:
            return
        job.state = JobState.CANCELLING
        self._call_elsewhere(running.control.cancel())
        self.job_progressed.emit(job)
        QTimer.singleShot(self._grace_ms, self, lambda: self._finish(job, JobState.CANCELLED))

    def _call_elsewhere(self, callbacks: list[Callable[[], None]]) -> None:
        for callback in callbacks:
            self._threads.submit(partial(_call_quietly, callback))

    def _progressed(self, job: Job, fraction: float | None, text: str) -> None:
        running = self._running.get(job)
        if running is None or job.state is not JobState.RUNNING:
            return
        job.fraction, job.text = fraction, text
        if running.progress is not None and _alive(running.progress, running.owner):
            running.progress(fraction, text)
        self.job_progressed.emit(job)

    def _done(self, job: Job, done: Callable[[_Result], None], result: _Result) -> None:
        running = self._finish(job, JobState.DONE)
        if running is not None and _alive(done, running.owner):
            done(result)

    def _failed(self, job: Job, error: BayplanError) -> None:
        if isinstance(error, CancelledError):
            self._finish(job, JobState.CANCELLED)
            return
        if job.state is JobState.RUNNING:
            job.error = error
        running = self._finish(job, JobState.FAILED)
        if running is not None and _alive(running.failed, running.owner):
            running.failed(error)

    def _finish(self, job: Job, state: JobState) -> _Running | None:
        """Ends the job; what to tell it by, None if that is done already or it was cancelled (then it is told here)."""
        running = self._running.pop(job, None)
        if running is None:
            return None
        was_cancelled = state is JobState.CANCELLED or job.state is JobState.CANCELLING
        job.state = JobState.CANCELLED if was_cancelled else state
        self.job_finished.emit(job)
        if not was_cancelled:
            return running
        if running.cancelled is not None and _alive(running.cancelled, running.owner):
            running.cancelled()
        return None


def _alive(callback: Callable[..., None], owner: QObject | None) -> bool:
    """Whether the objects that an outcome is for still exist in Qt."""
    receivers = (owner, getattr(callback, "__self__", None))
    return all(isValid(receiver) for receiver in receivers if isinstance(receiver, QObject))


def _call_quietly(callback: Callable[[], None]) -> None:
    """Ends something that a cancelled job waits for; that it is broken already is no news."""
    with suppress(BayplanError, OSError):
        callback()
