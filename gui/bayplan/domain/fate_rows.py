"""The fates of stores as rows: what ``bayplan fates`` prints, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target, TargetKind
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Store
from bayplan.domain.named_target import named_target
from bayplan.domain.outcome import HostFacts, Outcome
from bayplan.domain.outcome_words import OutcomeLine, outcome_line, summary, worst_first

_PROJECT_LABEL = "com.docker.compose.project"
_COMPOSE_EVENTS = frozenset({Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES})


@dataclass(frozen=True, slots=True, kw_only=True)
class FateRow:
    """What one event does to one store, for one container that uses it.

    Attributes:
        container: id; "" for a store that no container uses. line: the fate, its reason and the bytes at stake.
        location: see Store. captured: see StoreFate.
    """

    event: Event
    container: str
    line: OutcomeLine
    location: str | None
    captured: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FateBlock:
    """One event, applied to one target: a sentence that sums it up, and its rows, the worst first.

    ``refused``: the event cannot happen so; the sentence and every row say why.
    """

    sentence: str
    refused: bool
    rows: tuple[FateRow, ...]


def fate_blocks(
    inventory: Inventory, events: Iterable[Event], names: Sequence[str], facts: HostFacts
) -> list[FateBlock]:
    """What each event would do to what the names mean; without names, to everything on the engine.

    An event that concerns the whole engine is told as far as it touches what was named. Without names, what only
    Compose does is told for each project.

    Raises:
        WrongUseError: a name is unknown, or means several things.
    """
    blocks = []
    for event in events:
        for of, told_of in _questions(inventory, event, names):
            blocks.append(_block(inventory, fates(inventory, event, of, facts=facts), told_of, names))
    return blocks


def row_as_json(row: FateRow, inventory: Inventory) -> dict[str, Any]:
    """One row as a program reads it; unknown is None."""
    container = inventory.containers.get(row.container)
    return {
        "engine": inventory.engine.name,
        "container": container.name if container else None,
        "store": row.line.store,
        "kind": row.line.kind.value,
        "location": row.location,
        "event": row.event.value,
        "fate": row.line.fate.value,
        "reason": row.line.reason,
        "bytes": row.line.size,
        "depends_on": row.line.depends_on or None,
        "captured": row.captured,
        "container_id": row.container or None,
        "name": row.line.name,
    }


def _questions(inventory: Inventory, event: Event, names: Sequence[str]) -> list[tuple[Target, Target]]:
    """To what the event is applied, and of what it is told."""
    engine_wide = EVENT_WORDS[event].reach is Reach.ENGINE
    if names:
        told_of = named_target(inventory, Event.STOP if engine_wide else event, names)
        return [(WHOLE_ENGINE if engine_wide else told_of, told_of)]
    if event not in _COMPOSE_EVENTS:
        return [(WHOLE_ENGINE, WHOLE_ENGINE)]
    containers = inventory.containers.values()
    projects = sorted({one.project for one in containers if one.group_kind == "compose" and one.project})
    targets = [Target.project(name) for name in projects]
    strangers = [one.id for one in containers if one.group_kind != "compose"]
    if strangers:
        targets.append(Target.containers(*strangers))
    return [(of, of) for of in targets]


def _block(inventory: Inventory, outcome: Outcome, told_of: Target, names: Sequence[str]) -> FateBlock:
    users = _containers(inventory, told_of)
    mine = _stores(inventory, told_of, users)
    wide = outcome.of != told_of
    stores = inventory.stores
    found = [key for key, fate in outcome.stores.items() if key in mine or (fate.concerned and not wide)]
    lines = worst_first(outcome_line(stores[key], outcome.stores[key]) for key in found)
    sums = [line for line in lines if outcome.stores[line.store].concerned]
    sentence = summary(outcome, inventory, sums)
    rows = (row for line in lines for row in _rows(outcome, line, stores[line.store], users))
    told = f"for {', '.join(names)}: {sentence}" if wide else sentence
    return FateBlock(sentence=told, refused=bool(outcome.refused), rows=tuple(rows))


def _rows(outcome: Outcome, line: OutcomeLine, store: Store, users: frozenset[str]) -> Iterable[FateRow]:
    told = [user for user in store.used_by if user in users] or list(store.used_by) or [""]
    for container in told:
        yield FateRow(
            event=outcome.event,
            container=container,
            line=line,
            location=store.location,
            captured=outcome.stores[line.store].captured,
        )


def _containers(inventory: Inventory, of: Target) -> frozenset[str]:
    """The containers of which something is told."""
    match of.kind:
        case TargetKind.CONTAINERS:
            return frozenset(of.names)
        case TargetKind.PROJECT:
            return frozenset(key for key, one in inventory.containers.items() if one.project == of.names[0])
        case TargetKind.VOLUME:
            return frozenset()
        case TargetKind.ENGINE:
            return frozenset(inventory.containers)


def _stores(inventory: Inventory, of: Target, users: frozenset[str]) -> frozenset[str]:
    """The stores of which something is told, whether the event touches them or not."""
    if of.kind is TargetKind.ENGINE:
        return frozenset(inventory.stores)
    if of.kind is TargetKind.VOLUME:
        return frozenset({ids.volume_store(of.names[0])})
    project = of.names[0] if of.kind is TargetKind.PROJECT else None
    return frozenset(
        store.id
        for store in inventory.stores.values()
        if not users.isdisjoint(store.used_by) or (project and store.labels.get(_PROJECT_LABEL) == project)
    )
