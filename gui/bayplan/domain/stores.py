"""Derives the stores of an engine from its containers, images and volumes: one thing, one store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bayplan.domain import ids
from bayplan.domain.findings import find
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import ZONE_OF_KIND, StoreKind, Zone
from bayplan.domain.model import CREATED_LABEL, Container, Engine, Image, Mount, Store, Volume


def build_inventory(
    *,
    engine: Engine,
    containers: Iterable[Container],
    images: Iterable[Image],
    volumes: Iterable[Volume],
    taken_at: datetime,
    stage: Stage = Stage.LISTED,
    sizes_as_of: datetime | None = None,
) -> Inventory:
    """An inventory with its stores and findings derived; containers, images and volumes in the order of their names."""
    ordered = sorted(containers, key=lambda c: c.name)
    by_id = {c.id: c for c in ordered}
    images_by_id = {i.id: i for i in sorted(images, key=lambda i: (i.dangling, i.tags, i.id))}
    volumes_by_name = {v.name: v for v in sorted(volumes, key=lambda v: v.name)}
    stores = derive_stores(by_id, images_by_id, volumes_by_name)
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


def derive_stores(
    containers: Mapping[str, Container], images: Mapping[str, Image], volumes: Mapping[str, Volume]
) -> dict[str, Store]:
    """Every store, keyed by store id. ``containers`` must be in the order in which users are to be named."""
    users: dict[str, list[str]] = {}
    first_mount: dict[str, Mount] = {}
    writers: set[str] = set()
    for container in containers.values():
        for mount in container.mounts:
            seen_by = users.setdefault(mount.store, [])
            if not seen_by or seen_by[-1] != container.id:
                seen_by.append(container.id)
            if mount.store not in first_mount or mount.store == ids.shm_store(container.id):
                first_mount[mount.store] = mount  # a /dev/shm that others share is its owner's
            if not mount.read_only:
                writers.add(mount.store)

    stores: dict[str, Store] = {}
    instances: dict[str, list[str]] = {}
    for container in containers.values():
        instances.setdefault(container.image_id, []).append(container.id)
    for image in images.values():
        store = _image_layers(image, instances.get(image.id, ()))
        stores[store.id] = store
    for container in containers.values():
        for store in _own_stores(container):
            stores[store.id] = store
    for volume in volumes.values():
        store_id = ids.volume_store(volume.name)
        stores[store_id] = _volume(volume, users.get(store_id, ()), containers, read_only=store_id not in writers)
    for store_id, mount in first_mount.items():
        if store_id not in stores:
            stores[store_id] = _mounted(mount, users[store_id], containers, read_only=store_id not in writers)
    stores.update(_remote_stores(containers))
    return stores


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


def _volume(volume: Volume, used_by: Iterable[str], containers: Mapping[str, Container], *, read_only: bool) -> Store:
    users = tuple(used_by)
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
        used_by=users,
        test=CREATED_LABEL in volume.labels or _only_test_users(users, containers),
        read_only=read_only and bool(users),
    )


def _mounted(mount: Mount, used_by: list[str], containers: Mapping[str, Container], *, read_only: bool) -> Store:
    """A store that is known only because something mounts it: bind, tmpfs, shm, pipe, image, or a vanished volume."""
    owner = containers[mount.container]
    if mount.kind is StoreKind.SHM and mount.store != ids.shm_store(mount.container):
        return _foreign_shm(mount, used_by, containers, read_only=read_only)
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
        used_by=tuple(used_by),
        test=_only_test_users(tuple(used_by), containers),
        read_only=read_only,
        owner=owner.id if owned else None,
    )


def _foreign_shm(mount: Mount, used_by: list[str], containers: Mapping[str, Container], *, read_only: bool) -> Store:
    """The host's /dev/shm (``--ipc host``), or that of a container that is not there any more."""
    of_host = mount.store == ids.HOST_SHM
    return Store(
        id=mount.store,
        kind=StoreKind.SHM,
        zone=Zone.MEMORY,
        name="host's /dev/shm" if of_host else "/dev/shm of a container that is gone",
        location="memory of the host" if of_host else None,
        used_by=tuple(used_by),
        test=_only_test_users(tuple(used_by), containers),
        read_only=read_only,
    )


def _remote_stores(containers: Mapping[str, Container]) -> dict[str, Store]:
    """Remote stores named in configurations; several containers that name the same one share it."""
    evidence: dict[str, dict[str, list[str]]] = {}
    users: dict[str, list[str]] = {}
    stores: dict[str, Store] = {}
    for container in containers.values():
        for reference in container.remotes:
            named = evidence.setdefault(reference.store, {}).setdefault(reference.evidence, [])
            if container.name not in named:
                named.append(container.name)
            seen_by = users.setdefault(reference.store, [])
            if container.id not in seen_by:
                seen_by.append(container.id)
            tls = {} if reference.tls is None else {"tls": "true" if reference.tls else "false"}
            database = {"database": reference.database} if reference.database else {}
            stores[reference.store] = Store(
                id=reference.store,
                kind=StoreKind.REMOTE,
                zone=Zone.REMOTE,
                name=reference.technology,
                location=reference.location,
                options=database | tls,
                used_by=tuple(seen_by),
                inferred_from="; ".join(
                    f"{variable} of {', '.join(names)}" for variable, names in evidence[reference.store].items()
                ),
                test=_only_test_users(tuple(seen_by), containers),
            )
    return stores


def _only_test_users(users: tuple[str, ...], containers: Mapping[str, Container]) -> bool:
    return bool(users) and all(containers[user].created_by_bayplan for user in users)
