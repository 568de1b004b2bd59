"""All that is known of one engine at one instant, and what changed between two instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from bayplan.domain import ids
from bayplan.domain.model import Container, Engine, Finding, Image, Mount, Store, Volume


class Stage(IntEnum):
    """How complete an inventory is: first a picture at once, then the details."""

    LISTED = 1
    COMPLETE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """An engine's containers, images, volumes and the stores derived from them, each keyed by id.

    Make one with :func:`bayplan.domain.stores.build_inventory`, which derives ``stores`` and ``findings``.

    Attributes:
        taken_at: when the reading was finished. sizes_as_of: when sizes were measured, None if never.
        protected: ids of the things that the person has protected in Bayplan (see ``protection``).
    """

    engine: Engine
    taken_at: datetime
    stage: Stage = Stage.LISTED
    containers: Mapping[str, Container] = field(default_factory=dict)
    images: Mapping[str, Image] = field(default_factory=dict)
    volumes: Mapping[str, Volume] = field(default_factory=dict)
    stores: Mapping[str, Store] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sizes_as_of: datetime | None = None
    protected: frozenset[str] = frozenset()

    def mounts(self) -> Iterable[Mount]:
        """Every mount of every container."""
        for container in self.containers.values():
            yield from container.mounts

    def instances(self, image_id: str) -> list[Container]:
        """The containers made from an image, in the order of their names."""
        found = [c for c in self.containers.values() if c.image_id == image_id]
        return sorted(found, key=lambda c: c.name)


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys that are new, different or gone, for one kind of thing."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class InventoryDiff:
    """What a new inventory changes for those who showed the old one."""

    containers: Changes
    images: Changes
    volumes: Changes
    stores: Changes

    def __bool__(self) -> bool:
        return any((self.containers, self.images, self.volumes, self.stores))


def changes_between(old: Mapping[str, object], new: Mapping[str, object]) -> Changes:
    """Compares two mappings by identity first (cheap: unchanged things are the same objects), then by value."""
    added = frozenset(new.keys() - old.keys())
    removed = frozenset(old.keys() - new.keys())
    changed = frozenset(key for key, value in new.items() if key in old and value is not old[key] and value != old[key])
    return Changes(added, changed, removed)


def diff(old: Inventory | None, new: Inventory) -> InventoryDiff:
    """What changed from ``old`` (None: nothing was known) to ``new``; protection is part of what is protected."""
    found = InventoryDiff(
        containers=changes_between(old.containers if old else {}, new.containers),
        images=changes_between(old.images if old else {}, new.images),
        volumes=changes_between(old.volumes if old else {}, new.volumes),
        stores=changes_between(old.stores if old else {}, new.stores),
    )
    turned = old.protected ^ new.protected if old else frozenset[str]()
    return _with_turned(found, turned, new) if turned else found


def _with_turned(found: InventoryDiff, turned: Iterable[str], new: Inventory) -> InventoryDiff:
    """The diff with the things whose protection was put on or taken off among the changed ones."""
    split = [ids.split_thing(thing) for thing in turned]
    containers = {rest for prefix, rest in split if prefix == "container" and rest in new.containers}
    volumes = {rest for prefix, rest in split if prefix == "volume" and rest in new.volumes}
    return InventoryDiff(
        containers=_and_changed(found.containers, containers),
        images=found.images,
        volumes=_and_changed(found.volumes, volumes),
        stores=_and_changed(found.stores, {ids.volume_store(name) for name in volumes} & new.stores.keys()),
    )


def _and_changed(changes: Changes, keys: Iterable[str]) -> Changes:
    return Changes(changes.added, changes.changed | (frozenset(keys) - changes.added), changes.removed)
