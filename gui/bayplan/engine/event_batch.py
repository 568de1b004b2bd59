"""Gathers events for a moment, so that a burst of them is read about once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bayplan.domain.activity import Activity
from bayplan.engine.client import Json
from bayplan.engine.event_words import activities
from bayplan.engine.events import EngineEvent, Need, need_of, parse_event
from bayplan.engine.holdings import Holdings
from bayplan.engine.timing import Timing

#: How many events are remembered to know a second delivery by; an engine repeats at most its last 256.
_REMEMBERED = 1024


class EventBatch:
    """The events since the last ``take``. Belongs to one thread."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._events: list[EngineEvent] = []
        self._begun = 0.0
        self._latest = 0.0
        self._seen: set[tuple[int, str, str, str]] = set()
        self._order: deque[tuple[int, str, str, str]] = deque()
        self._helpers: set[str] = set()
        self._health: dict[str, str] = {}
        self._health_due = 0.0

    def add(self, payload: Json) -> None:
        """Takes an event from its JSON, unless it was delivered before or Bayplan's own helpers caused it."""
        event = parse_event(payload)
        if event is None or event.key in self._seen or self._by_helper(event):
            return
        self._seen.add(event.key)
        self._order.append(event.key)
        if len(self._order) > _REMEMBERED:
            self._seen.discard(self._order.popleft())
        self._latest = time.monotonic()
        if not self._events:
            self._begun = self._latest
        self._events.append(event)
        if event.kind == "container" and event.action == "health_status":
            if not self._health:
                self._health_due = time.monotonic() + self._timing.health
            self._health[event.subject] = event.argument

    def _by_helper(self, event: EngineEvent) -> bool:
        """A volume's event names the container that mounts it, but only that container's own events have its labels."""
        if event.by_helper and event.action == "destroy":
            self._helpers.discard(event.subject)
        elif event.by_helper:
            self._helpers.add(event.subject)
        return event.by_helper or event.attributes.get("container") in self._helpers

    def gathering(self) -> float:
        """Seconds to go on gathering; 0 when there is nothing to gather or it is time to act."""
        if not self._events:
            return 0.0
        until = min(self._begun + self._timing.coalesce, self._latest + self._timing.lull)
        return max(0.0, until - time.monotonic())

    def quiet_until(self, most: float) -> float:
        """Seconds until something must be done even if no event comes, ``most`` at most."""
        return min(most, max(0.0, self._health_due - time.monotonic())) if self._health else most

    def take(self, holdings: Holdings) -> tuple[Need, list[Activity]]:
        """What the gathered events make necessary, and their lines for the journal; begins a new batch.

        Changes of health wait for their time, and are left out when the health is known already: Podman reports every
        check, changed or not.
        """
        events, self._events = list(_news(self._events, holdings)), []
        need = need_of(events)
        for known in need.containers | need.gone_containers:
            self._health.pop(known, None)
        overdue: set[str] = set()
        if self._health and time.monotonic() >= self._health_due:
            overdue = {key for key, health in self._health.items() if holdings.health(key) != health}
            self._health = {}
        return replace(need, health=frozenset(overdue)), activities(events, holdings.container_name)


def _news(events: Iterable[EngineEvent], holdings: Holdings) -> Iterator[EngineEvent]:
    """Leaves out creations of volumes that are there: engines report one for every container that is made with it."""
    there: dict[str, bool] = {}
    for event in events:
        if event.kind == "volume" and event.action in {"create", "destroy"}:
            created = event.action == "create"
            if created and there.get(event.subject, holdings.has_volume(event.subject)):
                continue
            there[event.subject] = created
        yield event
