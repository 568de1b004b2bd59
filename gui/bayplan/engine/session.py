"""Watching one engine through one connection, from the first list to the loss of the connection."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from bayplan.domain.activity import Activity
from bayplan.domain.inventory import Inventory
from bayplan.engine.bulk_memory import no_garbage_search
from bayplan.engine.caller import AbandonedError
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.connection import Connection, StreamEnded
from bayplan.engine.event_batch import EventBatch
from bayplan.engine.measuring import Measured, Measuring, Sizes
from bayplan.engine.standing import Standing
from bayplan.engine.state import ConnectionState
from bayplan.engine.synchronizer import Synchronizer
from bayplan.engine.timing import Timing
from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError


class WatchListener(Protocol):
    """Hears what a watcher finds out. Called on the watcher's own thread, one call at a time; must not wait."""

    def inventory_changed(self, inventory: Inventory) -> None:
        """Something differs from the inventory before (or a refresh confirmed it)."""

    def state_changed(self, state: ConnectionState) -> None:
        """It stands differently with the connection."""

    def activity(self, activity: Activity) -> None:
        """Something happened on the engine."""


class Request(Enum):
    """What other threads may ask of a watcher."""

    REFRESH = auto()
    MEASURE = auto()
    CANCEL_MEASURING = auto()
    RECONNECT = auto()
    STOP = auto()


@dataclass(frozen=True, slots=True)
class MeasureSome:
    """Asks for the sizes of a few containers of Bayplan's own, by their ids."""

    containers: frozenset[str]


#: What arrives in a watcher's inbox: a request, or something from a connection (perhaps one that is closed by now).
Message = Request | MeasureSome | tuple[Connection, Json | StreamEnded | Measured]
Inbox = queue.SimpleQueue[Message]


class Session:
    """Everything that happens between subscribing to an engine's events and losing the connection.

    Belongs to the watcher's thread. ``measure`` asks for sizes as soon as all details are read.
    """

    def __init__(
        self,
        connection: Connection,
        client: EngineClient,
        reader: Synchronizer,
        *,
        inbox: Inbox,
        threads: WorkerThreads,
        standing: Standing,
        listener: WatchListener,
        timing: Timing,
        clock: Callable[[], datetime],
        measure: bool,
    ) -> None:
        self._connection = connection
        self._client = client
        self._reader = reader
        self._inbox = inbox
        self._standing = standing
        self._listener = listener
        self._timing = timing
        self._clock = clock
        self._measure_wanted = measure
        self._some_to_measure: frozenset[str] = frozenset()
        self._measuring = Measuring(client, threads, clock, lambda measured: inbox.put((connection, measured)))
        self._batch = EventBatch(timing)
        self._published_at = 0.0

    def run(self) -> None:
        """Watches until the connection is lost; always ends with an exception: BayplanError or AbandonedError."""
        self._list()
        while True:
            if self._reader.waiting:
                self._read_details()
            self._begin_to_measure()
            self._standing.loading(self._reader.waiting or ("sizes" if self._measuring.going_on else ""))
            self._hear_messages()
            self._act_on_events()

    def _begin_to_measure(self) -> None:
        """Measures what was asked for, once the details are there and nothing else is being measured."""
        if self._reader.waiting or self._measuring.going_on:
            return
        if self._measure_wanted:
            self._measure_wanted, self._some_to_measure = False, frozenset()
            self._measuring.start(self._reader.holdings.shown)
        elif self._some_to_measure:
            some, self._some_to_measure = self._some_to_measure, frozenset()
            self._measuring.start(self._reader.holdings.shown, some)

    def _list(self) -> None:
        with no_garbage_search():
            self._reader.list_everything()
            self._publish(always=True)
        self._standing.now_live(self._reader.waiting)

    def _read_details(self) -> None:
        with no_garbage_search():
            self._reader.inspect_some()
            self._standing.heard()
            overdue = time.monotonic() - self._published_at >= self._timing.publish
            if not self._reader.waiting or (overdue and not self._reader.ending):
                self._publish()

    def _hear_messages(self) -> None:
        """Waits for a message (not at all while details wait), then takes all that come while events are gathered."""
        pause = 0.0 if self._reader.waiting else self._batch.quiet_until(self._timing.liveness)
        try:
            self._hear(self._inbox.get(timeout=pause))
            while (pause := self._batch.gathering()) > 0:
                self._hear(self._inbox.get(timeout=pause))
        except queue.Empty:
            if pause == self._timing.liveness:
                self._connection.caller.call(self._client.info, self._timing.deadline)
                self._standing.heard()

    def _hear(self, message: Message) -> None:
        if isinstance(message, Request):
            self._do(message)
            return
        if isinstance(message, MeasureSome):
            self._some_to_measure |= message.containers
            return
        source, news = message
        if source is not self._connection:
            return
        if isinstance(news, StreamEnded):
            raise self._end_of(news)
        if isinstance(news, Measured):
            self._take_sizes(self._measuring.accept(news))
        else:
            self._batch.add(news)
            self._standing.heard()

    def _do(self, request: Request) -> None:
        match request:
            case Request.STOP:
                raise AbandonedError
            case Request.REFRESH:
                self._list()
            case Request.MEASURE:
                self._measure_wanted = True
            case Request.CANCEL_MEASURING:
                self._measure_wanted, self._some_to_measure = False, frozenset()
                self._measuring.cancel()
            case Request.RECONNECT:
                pass  # there is a connection

    def _end_of(self, ended: StreamEnded) -> BayplanError:
        if self._connection.closed:
            return AbandonedError()
        if ended.error is not None:
            return ended.error
        self._standing.heard()  # up to now every event was heard
        return BayplanError(
            "The engine closed the connection.",
            why="It was stopped or restarted, or the way to it broke.",
            what_next="Bayplan connects again by itself.",
        )

    def _act_on_events(self) -> None:
        need, lines = self._batch.take(self._reader.holdings)
        if need:
            self._reader.apply(need)
            self._standing.heard()
            self._publish()
        for line in lines:
            self._listener.activity(line)

    def _take_sizes(self, outcome: Sizes | BayplanError | None) -> None:
        if isinstance(outcome, Sizes):
            self._reader.holdings.measure(outcome)
            self._publish()
        elif outcome is not None:
            sentence = f"sizes could not be measured: {outcome.sentence()}"
            self._listener.activity(Activity(at=self._clock(), subject="", sentence=sentence, own=True))

    def _publish(self, *, always: bool = False) -> None:
        inventory, differs = self._reader.holdings.inventory(self._clock())
        if differs or always:
            self._published_at = time.monotonic()
            self._listener.inventory_changed(inventory)
