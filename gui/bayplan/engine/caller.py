"""Calls to an engine that may never answer, made so that nobody hangs with them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, wait
from typing import TypeVar

from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError

_Answer = TypeVar("_Answer")


class EngineSilentError(BayplanError):
    """The engine took a call and did not answer it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "The engine does not answer.",
            why=f"It has taken a request and said nothing for {seconds:.0f} seconds.",
            what_next="Bayplan keeps trying. If it stays so, look at the engine's own log or restart it.",
        )


class AbandonedError(BayplanError):
    """Nobody wants the answer any more: the connection is being given up."""

    def __init__(self) -> None:
        super().__init__("The connection was given up.")


class Caller:
    """Makes the calls of one connection, each on a thread that can be left behind.

    ``on_silence(error)`` is called on the waiting thread when an answer takes longer than ``patience`` seconds, and
    ``on_answer()`` when it comes after all.
    """

    def __init__(
        self,
        threads: WorkerThreads,
        *,
        patience: float,
        on_silence: Callable[[EngineSilentError], None],
        on_answer: Callable[[], None],
    ) -> None:
        self._threads = threads
        self._patience = patience
        self._on_silence = on_silence
        self._on_answer = on_answer
        self._lock = threading.Lock()
        self._open: set[Future[object]] = set()
        self._abandoned = False

    def start(self, work: Callable[[], _Answer]) -> Future[_Answer]:
        """Makes a call now; ``wait`` for the answer."""
        future: Future[_Answer] = Future()
        with self._lock:
            if self._abandoned:
                raise AbandonedError
            self._open.add(future)  # type: ignore[arg-type]  # only used to set an error, so the type is of no matter
        self._threads.submit(lambda: _answer(future, work))
        return future

    def wait(self, future: Future[_Answer], deadline: float) -> _Answer:
        """The answer; raises what the call raised, EngineSilentError after ``deadline`` seconds, AbandonedError."""
        patience = min(self._patience, deadline)
        try:
            if not wait([future], timeout=patience).done and deadline > patience:
                self._on_silence(EngineSilentError(patience))
                if wait([future], timeout=deadline - patience).done:
                    self._on_answer()
            if not future.done():
                raise EngineSilentError(deadline)
            return future.result()
        finally:
            with self._lock:
                self._open.discard(future)

    def call(self, work: Callable[[], _Answer], deadline: float) -> _Answer:
        """Makes a call and waits for its answer."""
        return self.wait(self.start(work), deadline)

    def abandon(self) -> None:
        """Every waiting and later call ends with AbandonedError at once; from any thread."""
        with self._lock:
            self._abandoned = True
            waiting, self._open = self._open, set()
        for future in waiting:
            try:
                future.set_exception(AbandonedError())
            except InvalidStateError:
                continue  # it was answered just now


def _answer(future: Future[_Answer], work: Callable[[], _Answer]) -> None:
    """Runs on a worker thread, which must survive whatever the call does; the waiting thread gets the error."""
    try:
        answer = work()
    except BaseException as error:  # noqa: BLE001 - handed over to whoever waits, not swallowed
        outcome: BaseException | None = error
    else:
        outcome = None
    try:
        if outcome is None:
            future.set_result(answer)
        else:
            future.set_exception(outcome)
    except InvalidStateError:
        return  # abandoned meanwhile
