"""What is known of one engine right now, piece by piece, and the inventory made of it. Knows no threads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import TypeVar

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import MEMORY_KINDS
from bayplan.domain.model import Container, Engine, Image, Volume
from bayplan.domain.stores import build_inventory, with_memory
from bayplan.engine.assemble import settle
from bayplan.engine.client import Json
from bayplan.engine.events import is_helper
from bayplan.engine.measuring import Sizes
from bayplan.engine.translate import (
    VolumeUsage,
    container_from_list,
    image_from_inspect,
    image_from_list,
    volume_from,
    with_usage,
)

_Value = TypeVar("_Value")

#: What only inspects and measurements tell: a new listing says nothing about these.
_NOT_LISTED = frozenset(
    {"id", "auto_remove", "read_only_rootfs", "restart_policy", "size_rw", "mounts", "remotes", "details"}
)
_LISTED = tuple(field.name for field in fields(Container) if field.name not in _NOT_LISTED)


class Holdings:
    """The newest reading of every container, image and volume of one engine, keyed by id.

    An object stays the same object until something in it differs, so that comparing two inventories is cheap and views
    repaint only what changed. Bayplan's helper containers are never held: they come and go with its own reading.

    Attributes:
        engine: the engine as it last described itself. uninspected_containers, uninspected_images: ids that are
            to be inspected (again), in the order in which they were listed.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.uninspected_containers: dict[str, None] = {}
        self.uninspected_images: dict[str, None] = {}
        self._containers: dict[str, Container] = {}
        self._listed: dict[str, Container] = {}
        self._images: dict[str, Image] = {}
        self._volumes: dict[str, Volume] = {}
        self._writable: dict[str, int | None] = {}
        self._volume_usage: dict[str, VolumeUsage] = {}
        #: Bytes by store, each with what says whose memory it is, and since when.
        self._memory: dict[str, tuple[int | None, object]] = {}
        self._sizes_as_of: datetime | None = None
        self._last: Inventory | None = None

    # What is known

    def container_name(self, container_id: str) -> str:
        """Name of a container, "" when it is not known."""
        container = self._containers.get(container_id)
        return container.name if container else ""

    def health(self, container_id: str) -> str | None:
        """Last known health of a container ("healthy"), None when it is not known."""
        container = self._containers.get(container_id)
        return container.details.health if container and container.details else None

    @property
    def shown(self) -> Inventory | None:
        """The inventory that was made last."""
        return self._last

    def has_volume(self, name: str) -> bool:
        """Whether a volume is known."""
        return name in self._volumes

    def unknown_volumes(self, container_ids: Iterable[str]) -> set[str]:
        """Names of volumes that these containers mount and that were never listed (made on another node)."""
        return {
            volume
            for container_id in container_ids
            if container_id in self._containers
            for mount in self._containers[container_id].mounts
            if mount.kind.is_volume and (volume := mount.store.removeprefix(ids.volume_store(""))) not in self._volumes
        }

    def unknown_images(self, container_ids: Iterable[str]) -> set[str]:
        """Ids of images that these containers are made from and that were never listed."""
        return {
            self._containers[container_id].image_id
            for container_id in container_ids
            if container_id in self._containers and self._containers[container_id].image_id not in self._images
        }

    # What was read

    def list_containers(self, listed: Iterable[Json], *, complete: bool) -> None:
        """Takes over list facts; what differs is to be inspected. ``complete``: what is not listed is gone."""
        seen: set[str] = set()
        for payload in listed:
            if is_helper(payload.get("Labels") or {}):
                continue
            container = container_from_list(payload)
            seen.add(container.id)
            self._list_container(container)
        if complete:
            self.drop_containers(self._containers.keys() - seen)

    def listed(self, container_ids: Iterable[str]) -> dict[str, Container]:
        """What the last listings said of these containers, by id; their details are to be joined with it."""
        return {key: self._listed[key] for key in container_ids if key in self._listed}

    def inspect_containers(self, asked: Iterable[str], inspected: Iterable[Container]) -> None:
        """Takes over listed containers with their details; ``asked`` are those that were to be inspected."""
        for container in inspected:
            known = self._containers.get(container.id)
            if known is not None:
                self._containers[container.id] = _same(known, self._measured_container(container))
        for container_id in asked:
            self.uninspected_containers.pop(container_id, None)

    def distrust(self) -> None:
        """Events may have been missed: inspect every container again. Images stand: an id is its contents."""
        self.uninspected_containers = dict.fromkeys(self._containers)

    def inspect_again(self, container_id: str) -> None:
        """Marks one container for inspection, if it is there."""
        if container_id in self._containers:
            self.uninspected_containers[container_id] = None

    def drop_containers(self, gone: Iterable[str]) -> None:
        """Forgets containers."""
        for container_id in list(gone):
            for known in (self._containers, self._listed, self._writable, self.uninspected_containers):
                known.pop(container_id, None)

    def list_images(self, listed: Iterable[Json]) -> None:
        """Takes over the complete list of images; those never seen before are to be inspected."""
        seen: dict[str, Image] = {}
        for payload in listed:
            image = image_from_list(payload)
            known = self._images.get(image.id)
            if known is not None and known.inspected:
                # An id stands for the contents: only the names and the engine's own accounting can differ.
                seen[image.id] = _same(known, replace(known, tags=image.tags))
            else:
                seen[image.id] = _same(known, image)
                self.uninspected_images[image.id] = None
        self.drop_images(self._images.keys() - seen.keys())
        self._images = seen

    def inspect_images(self, asked: Iterable[str], inspected: Iterable[Json]) -> None:
        """Takes over layers and configuration of listed images."""
        for payload in inspected:
            listed = self._images.get(str(payload.get("Id", "")))
            if listed is not None:
                # Tags may have moved since; the list is read again whenever they do.
                image = replace(image_from_inspect(payload, listed), tags=listed.tags)
                self._images[image.id] = _same(listed, image)
        for image_id in asked:
            self.uninspected_images.pop(image_id, None)

    def drop_images(self, gone: Iterable[str]) -> None:
        """Forgets images."""
        for image_id in list(gone):
            self._images.pop(image_id, None)
            self.uninspected_images.pop(image_id, None)

    def list_volumes(self, listed: Iterable[Json], *, complete: bool) -> None:
        """Takes over volumes. ``complete``: what is not among them is gone."""
        seen: set[str] = set()
        for volume in with_usage(map(volume_from, listed), self._volume_usage):
            seen.add(volume.name)
            self._volumes[volume.name] = _same(self._volumes.get(volume.name), volume)
        if complete:
            self.drop_volumes(self._volumes.keys() - seen)

    def drop_volumes(self, gone: Iterable[str]) -> None:
        """Forgets volumes, and what was measured of them: a new one of the same name is another volume."""
        for name in list(gone):
            self._volumes.pop(name, None)
            self._volume_usage.pop(name, None)

    def measure(self, sizes: Sizes) -> None:
        """Takes over a measurement; what one of a few containers does not tell of stays as it is."""
        writable = {key: size for key, size in sizes.writable.items() if key in self._containers}
        memory = {store: (size, self._started(store)) for store, size in sizes.memory.items()}
        if sizes.whole:
            self._sizes_as_of = sizes.as_of
            self._writable, self._memory = writable, memory
            self._volume_usage = {name: usage for name, usage in sizes.volumes.items() if name in self._volumes}
        else:
            self._writable |= writable
            self._memory |= memory
        for container_id, container in self._containers.items():
            self._containers[container_id] = self._measured_container(container)
        for known, measured in zip(
            list(self._volumes.values()), with_usage(self._volumes.values(), self._volume_usage), strict=True
        ):
            self._volumes[known.name] = _same(known, measured)

    # What comes of it

    def inventory(self, now: datetime) -> tuple[Inventory, bool]:
        """The inventory as of ``now``, and whether it differs from the one that was made before."""
        old = self._last
        waiting = any(self._containers[key].details is None for key in self.uninspected_containers) or any(
            not self._images[key].inspected for key in self.uninspected_images
        )
        shown = old.containers if old else {}
        settled = settle(self._containers.values(), self._images, self._volumes)
        new = build_inventory(
            engine=self.engine,
            containers=[_same(shown.get(container.id), container) for container in settled],
            images=self._images.values(),
            volumes=self._volumes.values(),
            taken_at=now,
            stage=Stage.LISTED if waiting else Stage.COMPLETE,
            sizes_as_of=self._sizes_as_of,
            before=old,
        )
        new = with_memory(new, self._memory_in_use())
        if old is not None:
            new = replace(new, stores={key: _same(old.stores.get(key), store) for key, store in new.stores.items()})
        self._last = new
        return new, old is None or not _equal(old, new)

    def _memory_in_use(self) -> dict[str, int | None]:
        """What was measured of memory, as far as the containers whose it is have run without a break since."""
        return {store: size for store, (size, started) in self._memory.items() if started == self._started(store)}

    def _started(self, store: str) -> object:
        """Since when the container that owns the memory runs; of memory that is shared, who keeps it since when."""
        kind, rest = ids.split_thing(store)
        owner = self._containers.get(rest.partition(":")[0]) if kind in MEMORY_KINDS else None
        if owner is not None:
            return owner.running, owner.details.started_at if owner.details else None
        return [
            (container.id, container.details.started_at if container.details else None)
            for container in self._containers.values()
            if container.running and any(mount.store == store for mount in container.mounts)
        ]

    def _list_container(self, container: Container) -> None:
        known = self._containers.get(container.id)
        before = self._listed.get(container.id)
        if known is None or before is None or known.details is None:
            self._containers[container.id] = _same(known, self._measured_container(container))
            self.uninspected_containers[container.id] = None
        else:
            # Only what differs between two listings is news: an inspect may word the same fact in another way.
            news = {
                name: getattr(container, name) for name in _LISTED if getattr(container, name) != getattr(before, name)
            }
            if news:
                self._containers[container.id] = replace(known, **news)
            if news.keys() - {"status"} or container.mounts != before.mounts:
                self.uninspected_containers[container.id] = None
        self._listed[container.id] = container

    def _measured_container(self, container: Container) -> Container:
        size = self._writable.get(container.id)
        return container if container.size_rw == size else replace(container, size_rw=size)


def _same(old: _Value | None, new: _Value) -> _Value:
    """``old`` when it equals ``new``, so that identity tells what changed."""
    return old if old is not None and (old is new or old == new) else new


def _equal(old: Inventory, new: Inventory) -> bool:
    return (
        old.engine == new.engine
        and old.stage == new.stage
        and old.sizes_as_of == new.sizes_as_of
        and old.containers == new.containers
        and old.images == new.images
        and old.volumes == new.volumes
        and old.stores == new.stores
    )
