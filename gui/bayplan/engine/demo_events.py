"""The demo's stream of events: what the recorded engine's daemon would say about each change."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator

from bayplan.engine.client import Json


class DemoEventStream:
    """One listener's events, in order; iterating waits for the next one until the stream is closed."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self.closed = False

    def put(self, event: Json) -> None:
        """Hands an event to the listener."""
        self._events.put(event)

    def __iter__(self) -> Iterator[Json]:
        while (event := self._events.get()) is not None:
            yield event

    def close(self) -> None:
        """Ends the iteration; safe to call twice and from any thread."""
        self.closed = True
        self._events.put(None)


class DemoEvents:
    """Hands each event to every open stream."""

    def __init__(self) -> None:
        self._streams: list[DemoEventStream] = []

    def open(self) -> DemoEventStream:
        """A new stream of the events from now on."""
        stream = DemoEventStream()
        self._streams.append(stream)
        return stream

    def emit(self, kind: str, action: str, identity: str, /, **attributes: str) -> None:
        """Sends one event in the API's own form (``GET /events``)."""
        now = time.time_ns()
        event: Json = {
            "Type": kind,
            "Action": action,
            "Actor": {"ID": identity, "Attributes": attributes},
            "scope": "local",
            "time": now // 1_000_000_000,
            "timeNano": now,
        }
        self._streams = [stream for stream in self._streams if not stream.closed]
        for stream in self._streams:
            stream.put(event)
