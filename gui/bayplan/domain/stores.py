"""Derives the stores of an engine from its containers, images and volumes: one thing, one store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bayplan.domain import ids
from bayplan.domain.findings import find
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import MEMORY_KINDS, ZONE_OF_KIND, StoreKind, Zone
from bayplan.domain.model import CREATED_LABEL, Container, Engine, Image, Mount, RemoteReference, Store, Volume


def build_inventory(
    *,
    engine: Engine,
    containers: Iterable[Container],
    images: Iterable[Image],
    volumes: Iterable[Volume],
    taken_at: datetime,
    stage: Stage = Stage.LISTED,
    sizes_as_of: datetime | None = None,
    before: Inventory | None = None,
) -> Inventory:
    """An inventory with its stores and findings derived; containers, images and volumes in the order of their names.

    ``before`` is an earlier inventory of the same engine: what was derived from the very same objects is taken from it.
    """
    ordered = sorted(containers, key=lambda c: c.name)
    by_id = {c.id: c for c in ordered}
    images_by_id = {i.id: i for i in sorted(images, key=lambda i: (i.dangling, i.tags, i.id))}
    volumes_by_name = {v.name: v for v in sorted(volumes, key=lambda v: v.name)}
    stores = derive_stores(by_id, images_by_id, volumes_by_name, before)
    return Inventory(
        engine=engine,
        taken_at=taken_at,
        stage=stage,
        containers=by_id,
        images=images_by_id,
        volumes=volumes_by_name,
        stores=stores,
        findings=find(engine, by_id, stores),
        sizes_as_of=sizes_as_of,
    )


def with_memory(inventory: Inventory, use: Mapping[str, int | None]) -> Inventory:
    """The inventory with the bytes in use of stores that lie in memory, by store id; what is not in it is not known.

    Of a volume it counts where the engine itself told no size: that of one that is a tmpfs.
    """
    changed: dict[str, Store] = {}
    for store in inventory.stores.values():
        if store.kind in MEMORY_KINDS or store.options.get("type") == "tmpfs" or store.id in use:
            volume = inventory.volumes.get(store.name) if store.kind.is_volume else None
            size = volume.size if volume is not None and volume.size is not None else use.get(store.id)
            if size != store.size:
                changed[store.id] = replace(store, size=size)
    return replace(inventory, stores={**inventory.stores, **changed}) if changed else inventory


def derive_stores(
    containers: Mapping[str, Container],
    images: Mapping[str, Image],
    volumes: Mapping[str, Volume],
    before: Inventory | None = None,
) -> dict[str, Store]:
    """Every store, keyed by store id. ``containers`` must be in the order in which users are to be named.

    ``before``: see build_inventory.
    """
    earlier = _Earlier(before, containers)
    users, first_mount, writers = _uses(containers)
    tests = frozenset(container.id for container in containers.values() if container.created_by_bayplan)

    stores: dict[str, Store] = {}
    instances: dict[str, list[str]] = {}
    for container in containers.values():
        instances.setdefault(container.image_id, []).append(container.id)
    for image in images.values():
        store = _image_layers(image, instances.get(image.id, ()))
        stores[store.id] = store
    for container in containers.values():
        for store in earlier.own_stores(container) or _own_stores(container):
            stores[store.id] = store
    for volume in volumes.values():
        store_id = ids.volume_store(volume.name)
        used_by = tuple(users.get(store_id, ()))
        read_only = bool(used_by) and store_id not in writers
        test = CREATED_LABEL in volume.labels or _only_tests(used_by, tests)
        stores[store_id] = earlier.volume(volume, used_by, read_only=read_only, test=test) or _volume(
            volume, used_by, read_only=read_only, test=test
        )
    for store_id, mount in first_mount.items():
        if store_id not in stores:
            used_by = tuple(users[store_id])
            stores[store_id] = earlier.mounted(mount, used_by) or _mounted(
                mount, used_by, containers[mount.container], read_only=store_id not in writers, tests=tests
            )
    stores.update((store.id, store) for store in _remote_stores(containers, tests))
    return stores


def _uses(containers: Mapping[str, Container]) -> tuple[dict[str, list[str]], dict[str, Mount], set[str]]:
    """By store id: the containers that mount it and the mount that tells of it; and which are written to."""
    users: dict[str, list[str]] = {}
    first_mount: dict[str, Mount] = {}
    writers: set[str] = set()
    for container in containers.values():
        own_shm = ids.shm_store(container.id)
        for mount in container.mounts:
            store = mount.store
            seen_by = users.get(store)
            if seen_by is None:
                users[store] = [container.id]
                first_mount[store] = mount
            else:
                if seen_by[-1] != container.id:
                    seen_by.append(container.id)
                if store == own_shm:
                    first_mount[store] = mount  # a /dev/shm that others share is its owner's
            if not mount.read_only:
                writers.add(store)
    return users, first_mount, writers


class _Earlier:
    """Stores of an earlier inventory that are still true because all that they were derived from is the same."""

    def __init__(self, before: Inventory | None, containers: Mapping[str, Container]) -> None:
        self._before = before
        self._same = (
            {key for key, container in containers.items() if before.containers.get(key) is container}
            if before
            else set[str]()
        )

    def own_stores(self, container: Container) -> list[Store] | None:
        if self._before is None or container.id not in self._same:
            return None
        stores = self._before.stores
        own = (ids.writable_store(container.id), ids.log_store(container.id), ids.runtime_store(container.id))
        return [stores[store_id] for store_id in own if store_id in stores]

    def volume(self, volume: Volume, used_by: tuple[str, ...], *, read_only: bool, test: bool) -> Store | None:
        if self._before is None or self._before.volumes.get(volume.name) is not volume:
            return None
        store = self._before.stores.get(ids.volume_store(volume.name))
        same = store is not None and (store.used_by, store.read_only, store.test) == (used_by, read_only, test)
        return store if same else None

    def mounted(self, mount: Mount, used_by: tuple[str, ...]) -> Store | None:
        # A volume that is only mounted now may have been listed before.
        return None if mount.kind.is_volume else self._with_same_users(mount.store, used_by)

    def _with_same_users(self, store_id: str, used_by: tuple[str, ...]) -> Store | None:
        store = self._before.stores.get(store_id) if self._before else None
        return store if store and store.used_by == used_by and self._same.issuperset(used_by) else None


def _image_layers(image: Image, used_by: Iterable[str]) -> Store:
    return Store(
        id=ids.image_store(image.id),
        kind=StoreKind.IMAGE_LAYERS,
        zone=Zone.OVERLAY,
        name=image.tags[0] if image.tags else image.id.removeprefix("sha256:")[:12],
        size=image.size,
        created=image.created,
        used_by=tuple(used_by),
        test=CREATED_LABEL in image.labels,
        read_only=True,
    )


def _own_stores(container: Container) -> Iterable[Store]:
    """The stores that every container has, whatever it mounts."""
    details = container.details
    used_by = (container.id,)
    test = container.created_by_bayplan
    yield Store(
        id=ids.writable_store(container.id),
        kind=StoreKind.WRITABLE_LAYER,
        zone=Zone.OVERLAY,
        name=f"writable layer of {container.name}",
        location=details.upper_dir if details else None,
        driver=details.graph_driver if details else None,
        size=container.size_rw,
        created=container.created,
        used_by=used_by,
        test=test,
        read_only=bool(container.read_only_rootfs),
        owner=container.id,
    )
    if details is None:
        return
    if details.log_path:
        yield Store(
            id=ids.log_store(container.id),
            kind=StoreKind.LOG,
            zone=Zone.DOCKER_AREA,
            name=f"log of {container.name}",
            location=details.log_path,
            driver=details.log_driver,
            used_by=used_by,
            test=test,
            owner=container.id,
        )
    yield Store(
        id=ids.runtime_store(container.id),
        kind=StoreKind.RUNTIME_FILE,
        zone=Zone.DOCKER_AREA,
        name=f"hosts, hostname, resolv.conf of {container.name}",
        used_by=used_by,
        test=test,
        owner=container.id,
    )


def _volume(volume: Volume, used_by: tuple[str, ...], *, read_only: bool, test: bool) -> Store:
    return Store(
        id=ids.volume_store(volume.name),
        kind=volume.kind,
        zone=ZONE_OF_KIND[volume.kind],
        name=volume.name,
        location=volume.remote or volume.mountpoint or None,
        driver=volume.driver,
        options=volume.options,
        labels=volume.labels,
        size=volume.size,
        created=volume.created,
        used_by=used_by,
        test=test,
        read_only=read_only,
    )


def _mounted(
    mount: Mount, used_by: tuple[str, ...], owner: Container, *, read_only: bool, tests: frozenset[str]
) -> Store:
    """A store that is known only because something mounts it: bind, tmpfs, shm, pipe, image, or a vanished volume.

    ``owner`` is the container of the mount, ``tests`` those that Bayplan made.
    """
    test = _only_tests(used_by, tests)
    if mount.kind is StoreKind.SHM and mount.store != ids.shm_store(mount.container):
        return _foreign_shm(mount, used_by, read_only=read_only, test=test)
    owned = mount.kind in {StoreKind.TMPFS, StoreKind.SHM}
    limit = mount.options.get("size")
    return Store(
        id=mount.store,
        kind=mount.kind,
        zone=ZONE_OF_KIND[mount.kind],
        name=f"{owner.name}:{mount.destination}" if owned else mount.source,
        # A volume that is mounted but not listed (yet): its name says nothing about where it lies.
        location=f"memory of {owner.name}" if owned else None if mount.kind.is_volume else mount.source,
        options=mount.options if owned else {},
        size_limit=int(limit) if limit and limit.isdecimal() else None,
        used_by=used_by,
        test=test,
        read_only=read_only,
        owner=owner.id if owned else None,
    )


def _foreign_shm(mount: Mount, used_by: tuple[str, ...], *, read_only: bool, test: bool) -> Store:
    """The host's /dev/shm (``--ipc host``), or that of a container that is not there any more."""
    of_host = mount.store == ids.HOST_SHM
    return Store(
        id=mount.store,
        kind=StoreKind.SHM,
        zone=Zone.MEMORY,
        name="host's /dev/shm" if of_host else "/dev/shm of a container that is gone",
        location="memory of the host" if of_host else None,
        used_by=used_by,
        test=test,
        read_only=read_only,
    )


def _remote_stores(containers: Mapping[str, Container], tests: frozenset[str]) -> Iterable[Store]:
    """Remote stores named in configurations; several containers that name the same one share it."""
    named: dict[str, list[tuple[Container, RemoteReference]]] = {}
    for container in containers.values():
        for reference in container.remotes:
            named.setdefault(reference.store, []).append((container, reference))
    for store_id, references in named.items():
        users = tuple(dict.fromkeys(container.id for container, _ in references))
        evidence: dict[str, dict[str, None]] = {}  # an ordered set of names for each variable
        for container, reference in references:
            evidence.setdefault(reference.evidence, {})[container.name] = None
        last = references[-1][1]
        tls = {} if last.tls is None else {"tls": "true" if last.tls else "false"}
        database = {"database": last.database} if last.database else {}
        yield Store(
            id=store_id,
            kind=StoreKind.REMOTE,
            zone=Zone.REMOTE,
            name=last.technology,
            location=last.location,
            options=database | tls,
            used_by=users,
            inferred_from="; ".join(f"{variable} of {', '.join(names)}" for variable, names in evidence.items()),
            test=_only_tests(users, tests),
        )


def _only_tests(users: tuple[str, ...], tests: frozenset[str]) -> bool:
    return bool(tests and users) and tests.issuperset(users)
