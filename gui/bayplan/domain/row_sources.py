"""Which rows an update of the inventory adds, alters or removes, for each of the four lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.kinds import QUIET_KINDS
from bayplan.domain.links import stores_of
from bayplan.domain.model import Container, Engine
from bayplan.domain.row_fates import RowFate
from bayplan.domain.rows import (
    Row,
    container_row,
    declared_rows,
    image_row,
    store_row,
    volume_row,
)
from bayplan.domain.what_if_answer import Answer


class RowChanges(NamedTuple):
    """Rows to put in place of older ones or to add, by thing, and the things whose rows go."""

    upserts: dict[str, Row]
    removed: frozenset[str]


class RowSource(Protocol):
    """Makes the rows of one list."""

    def changes(self, inventory: Inventory, diff: InventoryDiff) -> RowChanges:
        """The rows that ``diff``, which led to ``inventory``, adds, alters or removes."""

    def count(self, inventory: Inventory) -> int:
        """How many rows there are in all, cheaply: without making them."""

    def fates(self, answer: Answer) -> Mapping[str, RowFate]:
        """What becomes of the things of the rows, by thing; those that are not concerned are left out."""


class ContainerRows:
    """Makes the rows of containers."""

    def __init__(self) -> None:
        self._engine: Engine | None = None

    def changes(self, inventory: Inventory, diff: InventoryDiff) -> RowChanges:
        """The rows that ``diff``, which led to ``inventory``, adds, alters or removes."""
        touched = set(diff.containers.added | diff.containers.changed)
        if inventory.engine != self._engine:
            # Where the engine keeps its data decides which mounts are sensitive.
            self._engine = inventory.engine
            touched = set(inventory.containers)
        if len(touched) < len(inventory.containers):
            # What one container mounts may be a finding for all who share it.
            shared = {store for key in touched for store in stores_of(inventory.containers[key], inventory)}
            for store_id in shared | diff.stores.added | diff.stores.changed:
                if store_id in inventory.stores:
                    touched.update(inventory.stores[store_id].used_by)
        findings = Counter(finding.thing for finding in inventory.findings)
        rows = (
            container_row(container, inventory, _findings_of(container, findings))
            for container in map(inventory.containers.__getitem__, touched)
        )
        return _changes(rows, map(ids.container_thing, diff.containers.removed))

    def count(self, inventory: Inventory) -> int:
        """How many rows there are in all."""
        return len(inventory.containers)

    def fates(self, answer: Answer) -> Mapping[str, RowFate]:
        """What becomes of containers."""
        return answer.containers


class ImageRows:
    """Makes the rows of images."""

    def changes(self, inventory: Inventory, diff: InventoryDiff) -> RowChanges:
        """The rows that ``diff``, which led to ``inventory``, adds, alters or removes."""
        touched = _touched_images(inventory, diff)
        rows = (image_row(inventory.images[key], inventory) for key in touched)
        return _changes(rows, map(ids.image_thing, diff.images.removed))

    def count(self, inventory: Inventory) -> int:
        """How many rows there are in all."""
        return len(inventory.images)

    def fates(self, answer: Answer) -> Mapping[str, RowFate]:
        """What becomes of images, for which their layers stand."""
        return answer.stores


class VolumeRows:
    """Makes the rows of volumes."""

    def changes(self, inventory: Inventory, diff: InventoryDiff) -> RowChanges:
        """The rows that ``diff``, which led to ``inventory``, adds, alters or removes."""
        touched = set(diff.volumes.added | diff.volumes.changed)
        for store_id in _touched_stores(inventory, diff):
            prefix, name = ids.split_thing(store_id)
            if prefix == "volume" and name in inventory.volumes:
                touched.add(name)
        rows = (volume_row(inventory.volumes[key], inventory) for key in touched)
        return _changes(rows, map(ids.volume_store, diff.volumes.removed))

    def count(self, inventory: Inventory) -> int:
        """How many rows there are in all."""
        return len(inventory.volumes)

    def fates(self, answer: Answer) -> Mapping[str, RowFate]:
        """What becomes of volumes."""
        return answer.stores


class StoreRows:
    """Makes the rows of all stores and of the VOLUMEs that images declare."""

    def __init__(self) -> None:
        self._declared: dict[str, frozenset[str]] = {}

    def changes(self, inventory: Inventory, diff: InventoryDiff) -> RowChanges:
        """The rows that ``diff``, which led to ``inventory``, adds, alters or removes."""
        rows: list[Row] = [store_row(inventory.stores[key], inventory) for key in _touched_stores(inventory, diff)]
        gone = {_store_thing(key) for key in diff.stores.removed}
        for image_id in diff.images.removed:
            gone.update(self._declared.pop(image_id, ()))
        for image_id in _touched_images(inventory, diff):
            declared = list(declared_rows(inventory.images[image_id], inventory))
            things = frozenset(row.thing for row in declared)
            gone.update(self._declared.get(image_id, frozenset()) - things)
            self._declared[image_id] = things
            rows.extend(declared)
        return _changes(rows, gone)

    def count(self, inventory: Inventory) -> int:
        """How many rows there are in all, quiet ones left out."""
        loud = sum(store.kind not in QUIET_KINDS for store in inventory.stores.values())
        return loud + sum(len(image.declared_volumes or ()) for image in inventory.images.values())

    def fates(self, answer: Answer) -> Mapping[str, RowFate]:
        """What becomes of stores."""
        return answer.stores


def _changes(rows: Iterable[Row], removed: Iterable[str]) -> RowChanges:
    upserts = {row.thing: row for row in rows}
    return RowChanges(upserts, frozenset(removed) - upserts.keys())


def _findings_of(container: Container, findings: Mapping[str, int]) -> int:
    """How many findings there are about a container or a store it uses; ``findings`` counts them by thing."""
    if not findings:
        return 0
    key = container.id
    things = {ids.container_thing(key), ids.writable_store(key), ids.log_store(key), ids.runtime_store(key)}
    things.update(mount.store for mount in container.mounts)
    things.update(remote.store for remote in container.remotes)
    return sum(findings.get(thing, 0) for thing in things)


def _store_thing(store_id: str) -> str:
    prefix, rest = ids.split_thing(store_id)
    return ids.image_thing(rest) if prefix == "image-layers" else store_id


def _touched_stores(inventory: Inventory, diff: InventoryDiff) -> set[str]:
    """Stores that are new or different, or whose users may have another name now."""
    touched = set(diff.stores.added | diff.stores.changed)
    for container_id in diff.containers.changed:
        touched.update(stores_of(inventory.containers[container_id], inventory))
        touched.add(ids.image_store(inventory.containers[container_id].image_id))
    return {key for key in touched if key in inventory.stores}


def _touched_images(inventory: Inventory, diff: InventoryDiff) -> set[str]:
    touched = set(diff.images.added | diff.images.changed)
    for store_id in diff.stores.added | diff.stores.changed:
        prefix, image_id = ids.split_thing(store_id)
        if prefix == "image-layers":
            touched.add(image_id)
    touched.update(inventory.containers[key].image_id for key in diff.containers.changed | diff.containers.added)
    return {key for key in touched if key in inventory.images}
