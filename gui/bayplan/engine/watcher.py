"""Keeps the inventory of one engine true: lists first, details after, then only what events say."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bayplan.engine.backoff import Backoff
from bayplan.engine.caller import AbandonedError
from bayplan.engine.client import EngineClient
from bayplan.engine.connection import Connection
from bayplan.engine.holdings import Holdings
from bayplan.engine.session import Inbox, MeasureSome, Request, Session, WatchListener
from bayplan.engine.standing import Standing
from bayplan.engine.synchronizer import Synchronizer
from bayplan.engine.timing import Timing
from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError, unforeseen

_LOG = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class EngineWatcher:
    """Watches one engine from ``start()`` to ``stop()``; every method is for any thread and returns at once.

    ``open_client`` connects anew each time it is called and raises BayplanError when it cannot. ``host`` is what the
    states are about. After any gap in the events Bayplan subscribes first and then lists everything again.
    ``measure_at_start`` asks for sizes once, when the first details have been read.
    """

    def __init__(
        self,
        open_client: Callable[[], EngineClient],
        listener: WatchListener,
        *,
        host: str = "",
        clock: Callable[[], datetime] = utc_now,
        timing: Timing | None = None,
        measure_at_start: bool = True,
    ) -> None:
        self._open_client = open_client
        self._listener = listener
        self._clock = clock
        self._timing = timing or Timing()
        self._measure_wanted = measure_at_start
        self._threads = WorkerThreads("bayplan-engine")
        self._inbox: Inbox = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._standing = Standing(host, clock, listener.state_changed)
        self._backoff = Backoff(self._timing.first_retry, self._timing.last_retry)
        self._holdings: Holdings | None = None
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="bayplan-watcher", daemon=True)

    # For any thread

    def start(self) -> None:
        """Begins to watch."""
        self._thread.start()

    def refresh(self) -> None:
        """Reads everything again now; tries to connect at once if there is no connection."""
        self._inbox.put(Request.REFRESH)

    def measure_sizes(self) -> None:
        """Measures writable layers and volumes on the side; may take the engine long."""
        self._inbox.put(Request.MEASURE)

    def measure_some(self, containers: frozenset[str]) -> None:
        """Measures writable layers and memory of these containers of Bayplan's own (ids) on the side."""
        self._inbox.put(MeasureSome(containers))

    def cancel_measuring(self) -> None:
        """Forgets about a measurement that is going on; sizes stay as they were."""
        self._inbox.put(Request.CANCEL_MEASURING)

    def reconnect_now(self) -> None:
        """Tries again at once instead of waiting, and gives up a connection that does not answer; else nothing."""
        self._inbox.put(Request.RECONNECT)
        connection = self._connection
        if connection is not None and not self._standing.live:
            connection.close()

    def stop(self, wait: float = 0.0) -> None:
        """Ends watching; waits up to ``wait`` seconds for that. Calls that hang are left behind on their threads."""
        self._stopping.set()
        self._inbox.put(Request.STOP)
        connection = self._connection
        if connection is not None:
            connection.close()
        if wait and self._thread.is_alive():
            self._thread.join(wait)

    # On the watcher's thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._standing.trying()
            connection = Connection(
                self._open_client,
                self._threads,
                self._timing,
                heard=lambda source, message: self._inbox.put((source, message)),
                on_silence=self._standing.silent,
                on_answer=self._standing.answered,
            )
            self._connection = connection
            begun = time.monotonic()
            problem = self._watch(connection)
            connection.close()
            if time.monotonic() - begun > self._timing.steady:
                self._backoff.reset()
            if problem is not None and not self._stopping.is_set():
                self._wait_to_retry(problem)
        self._threads.close()
        self._standing.closed()

    def _watch(self, connection: Connection) -> BayplanError | None:
        """Watches until the connection is lost; why it was lost, None if it was given up on purpose."""
        if self._stopping.is_set():
            return None  # stop() may have come before it could see this connection
        try:
            client = connection.open()
            reader = Synchronizer(client, connection.caller, self._timing, self._holdings)
            session = Session(
                connection,
                client,
                reader,
                inbox=self._inbox,
                threads=self._threads,
                standing=self._standing,
                listener=self._listener,
                timing=self._timing,
                clock=self._clock,
                measure=self._measure_wanted,
            )
            self._measure_wanted = False
            try:
                session.run()
            finally:
                self._holdings = reader.known
        except AbandonedError:
            return None
        except Exception as error:  # noqa: BLE001 - said in the state, and tried again: watching must not end
            if not isinstance(error, BayplanError):
                _LOG.exception("Watching %s failed in a way that was not foreseen", self._standing.state.host)
            return unforeseen(error)
        raise AssertionError("unreachable: a session ends with an exception")

    def _wait_to_retry(self, problem: BayplanError) -> None:
        delay = self._backoff.next_delay()
        self._standing.lost(problem, delay)
        until = time.monotonic() + delay
        while not self._stopping.is_set() and (left := until - time.monotonic()) > 0:
            try:
                message = self._inbox.get(timeout=left)
            except queue.Empty:
                return
            if message is Request.REFRESH or message is Request.RECONNECT:
                return
            if message is Request.MEASURE:
                self._measure_wanted = True
