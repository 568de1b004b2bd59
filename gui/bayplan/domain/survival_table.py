"""What survives what, as a table: the stores of a thing as rows, the events as columns, a fate in each cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target
from bayplan.domain.fates import fates
from bayplan.domain.formatting import short_volume_name
from bayplan.domain.inspect_container import in_reading_order
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Store
from bayplan.domain.outcome import NO_FACTS, Fate, HostFacts, StoreFate

#: The columns from left to right: from what touches only the processes to what takes everything away.
_COLUMNS = (
    Event.PAUSE,
    Event.RESTART,
    Event.STOP,
    Event.KILL,
    Event.ENGINE_RESTART,
    Event.HOST_REBOOT,
    Event.REMOVE,
    Event.REMOVE_VOLUMES,
    Event.RECREATE,
    Event.RENEW,
    Event.COMPOSE_DOWN,
    Event.COMPOSE_DOWN_VOLUMES,
    Event.CONTAINER_PRUNE,
    Event.VOLUME_PRUNE,
    Event.VOLUME_PRUNE_ALL,
    Event.IMAGE_PRUNE_ALL,
    Event.SYSTEM_PRUNE,
    Event.SYSTEM_PRUNE_VOLUMES,
    Event.MOVE_NODE,
    Event.COMMIT,
)

_OF_COMPOSE = frozenset({Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES})

#: Where there is no room for all, these come first, in this order; the others follow.
_FIRST = (
    Event.RESTART,
    Event.HOST_REBOOT,
    Event.REMOVE,
    Event.REMOVE_VOLUMES,
    Event.MOVE_NODE,
    Event.RECREATE,
    Event.VOLUME_PRUNE,
    Event.STOP,
    Event.COMPOSE_DOWN_VOLUMES,
    Event.ENGINE_RESTART,
    Event.SYSTEM_PRUNE_VOLUMES,
    Event.RENEW,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalRow:
    """A store. ``label`` is short for a narrow table, ``name`` says all of it."""

    store: str
    kind: StoreKind
    label: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalColumn:
    """An event.

    Attributes:
        of: what it is applied to. applies: it can happen to that. rank: the lower, the sooner it gets room.
    """

    event: Event
    of: Target
    applies: bool
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalTable:
    """The table of one thing; ``cells`` has every row with every column, by store id and event."""

    thing: str
    rows: tuple[SurvivalRow, ...]
    columns: tuple[SurvivalColumn, ...]
    cells: Mapping[tuple[str, Event], StoreFate]

    def cell(self, row: SurvivalRow, column: SurvivalColumn) -> StoreFate:
        """The fate of a store under an event."""
        return self.cells[row.store, column.event]

    def best_columns(self, most: int, always: Event | None = None) -> tuple[SurvivalColumn, ...]:
        """At most ``most`` of the columns that apply, those that matter most, in their order; with ``always``."""
        ranked = sorted(
            (column for column in self.columns if column.applies or column.event is always),
            key=lambda column: (column.event is not always, column.rank),
        )
        chosen = {column.event for column in ranked[:most]}
        return tuple(column for column in self.columns if column.event in chosen)


def survival_table(inventory: Inventory, thing: str, facts: HostFacts = NO_FACTS) -> SurvivalTable | None:
    """The table of a container (its stores), of a store, or of an image (its layers); None for any other thing.

    Events of containers are applied to the container, or to all that use the store; those of a project to the project.
    """
    rows = _rows(inventory, thing)
    if not rows:
        return None
    stores = [row.store for row in rows]
    cells: dict[tuple[str, Event], StoreFate] = {}
    targets = {event: _target(inventory, thing, event) for event in _COLUMNS}
    near = _neighbourhood(inventory, thing, stores)
    for event, of in targets.items():
        outcome = fates(near, event, of, facts=facts, stores=stores)
        cells.update(((store, event), fate) for store, fate in outcome.stores.items())
    columns = []
    for event, of in targets.items():
        column = [cells[store, event].fate for store in stores]
        columns.append(
            SurvivalColumn(
                event=event,
                of=of,
                applies=any(fate is not Fate.NOT_APPLICABLE for fate in column),
                rank=_rank(event, column),
            )
        )
    return SurvivalTable(thing=thing, rows=tuple(rows), columns=tuple(columns), cells=cells)


def has_survival_table(inventory: Inventory, thing: str) -> bool:
    """Whether :func:`survival_table` has anything to say about a thing, without saying it."""
    prefix, rest = ids.split_thing(thing)
    return rest in inventory.containers if prefix == "container" else _store_of(thing) in inventory.stores


def _neighbourhood(inventory: Inventory, thing: str, stores: list[str]) -> Inventory:
    """The engine with only those containers that have a say in the fate of the stores.

    Twenty events on an engine with thousands of containers would take a third of a second; nobody but the users of a
    store, and the rest of their projects, which may come down with them, decides about it.
    """
    users = {user for store in stores for user in inventory.stores[store].used_by}
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        users.add(rest)
    projects = {inventory.containers[user].project for user in users if user in inventory.containers} - {None}
    containers = {
        key: container
        for key, container in inventory.containers.items()
        if key in users or (container.project is not None and container.project in projects)
    }
    return replace(inventory, containers=containers)


def _rank(event: Event, column: list[Fate]) -> int:
    """Of one store the events that hurt it matter most; of several those that people ask about."""
    place = _FIRST.index(event) if event in _FIRST else len(_FIRST) + _COLUMNS.index(event)
    harmless = len(column) == 1 and column[0] is Fate.SURVIVES
    return place + (len(_FIRST) + len(_COLUMNS) if harmless else 0)


def _target(inventory: Inventory, thing: str, event: Event) -> Target:
    reach = EVENT_WORDS[event].reach
    if reach is Reach.ENGINE:
        return WHOLE_ENGINE
    prefix, rest = ids.split_thing(thing)
    store = inventory.stores.get(_store_of(thing))
    users = (rest,) if prefix == "container" else _known_users(inventory, store)
    if store is not None and store.kind.is_volume and not users:
        return Target.volume(store.name)
    if event in _OF_COMPOSE:
        return _compose_target(inventory, users, event)
    return Target.containers(*users)


def _compose_target(inventory: Inventory, users: Collection[str], event: Event) -> Target:
    """Of those who use a store only what Compose made can be recreated or brought down, one project at a time."""
    made = [user for user in users if inventory.containers[user].group_kind == "compose"]
    projects = {inventory.containers[user].project for user in made}
    project = next(iter(projects), None)
    if EVENT_WORDS[event].reach is Reach.PROJECT and len(projects) == 1 and project:
        return Target.project(project)
    return Target.containers(*(made or users))


def _known_users(inventory: Inventory, store: Store | None) -> tuple[str, ...]:
    return tuple(user for user in store.used_by if user in inventory.containers) if store else ()


def _store_of(thing: str) -> str:
    """The store that a thing is, or stands for."""
    prefix, rest = ids.split_thing(thing)
    return ids.image_store(rest) if prefix == "image" else thing


def _rows(inventory: Inventory, thing: str) -> list[SurvivalRow]:
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return _of_container(inventory, container) if container else []
    store = inventory.stores.get(_store_of(thing))
    return [] if store is None else [_row(store, store.name)]


def _of_container(inventory: Inventory, container: Container) -> list[SurvivalRow]:
    """The stores of a container in reading order: what it writes, what it mounts, what it names, what it is given."""
    labels = {ids.writable_store(container.id): "writable layer"}
    for mount in in_reading_order(container.mounts):
        in_memory = mount.kind in {StoreKind.TMPFS, StoreKind.SHM}
        labels.setdefault(mount.store, mount.destination if in_memory else mount.source or mount.destination)
    for reference in container.remotes:
        labels.setdefault(reference.store, reference.technology)
    labels[ids.log_store(container.id)] = "log"
    labels[ids.runtime_store(container.id)] = "runtime files"
    return [_row(inventory.stores[key], label) for key, label in labels.items() if key in inventory.stores]


def _row(store: Store, label: str) -> SurvivalRow:
    short = {StoreKind.IMAGE_LAYERS: "layers", StoreKind.WRITABLE_LAYER: "writable layer"}.get(store.kind, label)
    return SurvivalRow(store=store.id, kind=store.kind, label=short_volume_name(short), name=store.name)
