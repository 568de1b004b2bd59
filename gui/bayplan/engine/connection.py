"""One connection to an engine: its client, its stream of events, and everything that must end with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bayplan.engine.caller import AbandonedError, Caller, EngineSilentError
from bayplan.engine.client import EngineClient, EventStream, Json
from bayplan.engine.timing import Timing
from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError, unforeseen


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """No more events will come; ``error`` is None when the stream just ended."""

    error: BayplanError | None


class Connection:
    """Opens a client, hears its events, and can be closed from any thread even while a call hangs.

    ``heard(connection, message)`` gets every event (its JSON) and at last StreamEnded, on the stream's own thread.
    """

    def __init__(
        self,
        open_client: Callable[[], EngineClient],
        threads: WorkerThreads,
        timing: Timing,
        *,
        heard: Callable[[Connection, Json | StreamEnded], None],
        on_silence: Callable[[EngineSilentError], None],
        on_answer: Callable[[], None],
    ) -> None:
        self._open_client = open_client
        self._threads = threads
        self._deadline = timing.deadline
        self._heard = heard
        self.caller = Caller(threads, patience=timing.patience, on_silence=on_silence, on_answer=on_answer)
        self._lock = threading.Lock()
        self._closed = False
        self._client: EngineClient | None = None
        self._stream: EventStream | None = None

    @property
    def closed(self) -> bool:
        """Whether it was given up on our side."""
        return self._closed

    def open(self) -> EngineClient:
        """Connects and begins to hear events; from here on no change is missed. Raises BayplanError."""
        client = self.caller.call(self._connect, self._deadline)
        stream = self.caller.call(lambda: self._subscribe(client), self._deadline)
        threading.Thread(target=self._listen, args=(stream,), name="bayplan-events", daemon=True).start()
        return client

    def close(self) -> None:
        """Gives everything up without waiting for anything; safe to call twice and from any thread."""
        with self._lock:
            self._closed = True
            client, self._client = self._client, None
            stream, self._stream = self._stream, None
        self.caller.abandon()
        self._threads.submit(lambda: _close(stream, client))  # closing may wait for a lock that a hung call holds

    def _connect(self) -> EngineClient:
        client = self._open_client()
        with self._lock:
            if not self._closed:
                self._client = client
                return client
        client.close()  # it came when nobody waited any more
        raise AbandonedError

    def _subscribe(self, client: EngineClient) -> EventStream:
        stream = client.events()
        with self._lock:
            if not self._closed:
                self._stream = stream
                return stream
        stream.close()
        raise AbandonedError

    def _listen(self, stream: EventStream) -> None:
        error: BayplanError | None = None
        try:
            for event in stream:
                self._heard(self, event)
        except Exception as problem:  # noqa: BLE001 - handed over with the end of the stream, not swallowed
            error = unforeseen(problem)
        self._heard(self, StreamEnded(error))


def _close(stream: EventStream | None, client: EngineClient | None) -> None:
    with suppress(BayplanError, OSError):  # what is given up may be broken already
        if stream is not None:
            stream.close()
    with suppress(BayplanError, OSError):
        if client is not None:
            client.close()
