"""The rows of the lists: raw values of one thing each, ready to be filtered, sorted and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from bayplan.domain import ids
from bayplan.domain.formatting import short_id, short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import DEFAULT_SHM_SIZES, QUIET_KINDS, StoreKind, Zone
from bayplan.domain.links import users_of_image
from bayplan.domain.model import Container, Image, Mount, Store, Volume
from bayplan.domain.row_fates import RowFate

#: The kinds that are counted together in a container's row, under the kind that lends them its colour.
FAMILY_OF_KIND: Mapping[StoreKind, StoreKind] = {
    StoreKind.TMPFS: StoreKind.TMPFS,
    StoreKind.SHM: StoreKind.TMPFS,
    StoreKind.SECRET: StoreKind.TMPFS,
    StoreKind.NAMED_VOLUME: StoreKind.NAMED_VOLUME,
    StoreKind.ANONYMOUS_VOLUME: StoreKind.NAMED_VOLUME,
    StoreKind.BIND: StoreKind.BIND,
    StoreKind.NPIPE: StoreKind.NPIPE,
    StoreKind.NETWORK_VOLUME: StoreKind.REMOTE,
    StoreKind.PLUGIN_VOLUME: StoreKind.REMOTE,
    StoreKind.CLUSTER_VOLUME: StoreKind.REMOTE,
    StoreKind.REMOTE: StoreKind.REMOTE,
    StoreKind.IMAGE_MOUNT: StoreKind.IMAGE_MOUNT,
}

#: The order in which the families are shown.
FAMILIES = (
    StoreKind.TMPFS,
    StoreKind.NAMED_VOLUME,
    StoreKind.BIND,
    StoreKind.NPIPE,
    StoreKind.IMAGE_MOUNT,
    StoreKind.REMOTE,
)


_DEFAULT_SHM_SIZES = frozenset(map(str, DEFAULT_SHM_SIZES))


class Row(Protocol):
    """What every row has: the id of its thing, its name, all searchable text, case-folded, and what becomes of it when
    an event is asked about."""

    @property
    def thing(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def search(self) -> str: ...
    @property
    def fate(self) -> RowFate | None: ...


class ContainerRow(NamedTuple):
    """A container. ``mounts`` counts stores by family; ``findings`` counts those about it or its stores."""

    thing: str
    name: str
    image: str
    state: str
    status: str
    running: bool
    project: str
    mounts: tuple[tuple[StoreKind, int], ...]
    size: int | None
    created: datetime | None
    findings: int
    test: bool
    protected: bool
    search: str
    fate: RowFate | None = None


class ImageRow(NamedTuple):
    """An image. ``layers`` is None until they were read; ``users`` are names of containers."""

    thing: str
    name: str
    tags: tuple[str, ...]
    size: int | None
    layers: int | None
    users: tuple[str, ...]
    dangling: bool
    created: datetime | None
    test: bool
    search: str
    fate: RowFate | None = None


class VolumeRow(NamedTuple):
    """A volume. ``in_use`` counts stopped containers too, and users the engine knows but does not list."""

    thing: str
    name: str
    label: str
    kind: StoreKind
    driver: str
    size: int | None
    users: tuple[str, ...]
    in_use: bool
    created: datetime | None
    location: str
    test: bool
    protected: bool
    search: str
    fate: RowFate | None = None


class StoreRow(NamedTuple):
    """Any store, or a VOLUME that an image declares (``declared``; then ``location`` is the path in the container)."""

    thing: str
    name: str
    kind: StoreKind
    zone: Zone
    size: int | None
    limit: int | None
    users: tuple[str, ...]
    in_use: bool
    location: str
    created: datetime | None
    inferred_from: str
    read_only: bool
    quiet: bool
    declared: bool
    test: bool
    protected: bool
    search: str
    fate: RowFate | None = None


def with_fate(row: Row, fate: RowFate | None) -> Row:
    """The same row with another fate."""
    named: Any = row  # every row is a named tuple, which a protocol cannot say
    changed: Row = named._replace(fate=fate)
    return changed


def container_row(container: Container, inventory: Inventory, findings: int) -> ContainerRow:
    """The row of a container; ``findings`` counts those about it or a store it uses."""
    words = [container.name, container.image, container.project or "", container.id]
    test = container.created_by_bayplan
    for mount in container.mounts:
        words += (mount.source, mount.destination)
        store = inventory.stores.get(mount.store)
        test = test or (store is not None and store.test)
    for remote in container.remotes:
        words += (remote.technology, remote.location)
    thing = ids.container_thing(container.id)
    return ContainerRow(
        thing=thing,
        name=container.name,
        image=container.image,
        state=container.state,
        status=container.status,
        running=container.running,
        project=container.project or "",
        mounts=_families(container),
        size=container.size_rw,
        created=container.created,
        findings=findings,
        test=test,
        protected=thing in inventory.protected,
        search=_search_text(*words, *_labels(container.labels)),
    )


def image_row(image: Image, inventory: Inventory) -> ImageRow:
    """The row of an image."""
    users = _names(users_of_image(image.id, inventory), inventory)
    store = inventory.stores.get(ids.image_store(image.id))
    name = image.tags[0] if image.tags else short_id(image.id)
    return ImageRow(
        thing=ids.image_thing(image.id),
        name=name,
        tags=image.tags,
        size=image.size,
        layers=len(image.layers) if image.layers or image.inspected else None,
        users=users,
        dangling=image.dangling,
        created=image.created,
        test=store.test if store else False,
        search=_search_text(
            name, *image.tags, image.id, *users, *(image.declared_volumes or ()), *_labels(image.labels)
        ),
    )


def volume_row(volume: Volume, inventory: Inventory) -> VolumeRow:
    """The row of a volume."""
    thing = ids.volume_store(volume.name)
    store = inventory.stores.get(thing)
    users = _names(store.used_by if store else (), inventory)
    return VolumeRow(
        thing=thing,
        name=volume.name,
        label=short_volume_name(volume.name),
        kind=volume.kind,
        driver=volume.driver,
        size=volume.size,
        users=users,
        in_use=bool(users) or bool(volume.ref_count),
        created=volume.created,
        location=volume.remote or volume.mountpoint,
        test=store.test if store else False,
        protected=thing in inventory.protected,
        search=_search_text(
            volume.name, volume.driver, volume.mountpoint, volume.remote, *users, *_labels(volume.labels)
        ),
    )


def store_row(store: Store, inventory: Inventory) -> StoreRow:
    """The row of a store. The layers of an image stand for the image, so that they are selected together."""
    users = _names(store.used_by, inventory)
    volume = inventory.volumes.get(store.name) if store.kind.is_volume else None
    is_image = store.kind is StoreKind.IMAGE_LAYERS
    thing = ids.image_thing(ids.split_thing(store.id)[1]) if is_image else store.id
    return StoreRow(
        thing=thing,
        name=store.name,
        kind=store.kind,
        zone=store.zone,
        size=store.size,
        limit=store.size_limit,
        users=users,
        in_use=bool(users) or bool(volume and volume.ref_count),
        location=store.location or "",
        created=store.created,
        inferred_from=store.inferred_from or "",
        read_only=store.read_only,
        quiet=store.kind in QUIET_KINDS,
        declared=False,
        test=store.test,
        protected=store.id in inventory.protected,
        search=_search_text(
            store.name, store.location or "", store.kind, store.inferred_from or "", *users, *_labels(store.labels)
        ),
    )


def declared_rows(image: Image, inventory: Inventory) -> Iterable[StoreRow]:
    """A row for each VOLUME that an image declares, used by those of its containers that mount something there."""
    users = users_of_image(image.id, inventory)
    name = image.tags[0] if image.tags else short_id(image.id)
    for path in image.declared_volumes or ():
        mounting = [
            user for user in users if any(mount.destination == path for mount in inventory.containers[user].mounts)
        ]
        names = _names(mounting, inventory)
        yield StoreRow(
            thing=ids.declared_volume_thing(image.id, path),
            name=f"declared VOLUME {path} of {name}",
            kind=StoreKind.ANONYMOUS_VOLUME,
            zone=Zone.DOCKER_AREA,
            size=None,
            limit=None,
            users=names,
            in_use=bool(names),
            location=path,
            created=image.created,
            inferred_from="",
            read_only=False,
            quiet=False,
            declared=True,
            test=False,
            protected=False,
            search=_search_text("declared volume", path, *image.tags, *names),
        )


def is_default_shm(mount: Mount) -> bool:
    """True for the /dev/shm that a container gets without asking."""
    return mount.kind is StoreKind.SHM and ("size" not in mount.options or mount.options["size"] in _DEFAULT_SHM_SIZES)


def _families(container: Container) -> tuple[tuple[StoreKind, int], ...]:
    stores = {m.store: m.kind for m in container.mounts if m.kind in FAMILY_OF_KIND and not is_default_shm(m)}
    stores.update((remote.store, StoreKind.REMOTE) for remote in container.remotes)
    counts = dict.fromkeys(FAMILIES, 0)
    for kind in stores.values():
        counts[FAMILY_OF_KIND[kind]] += 1
    return tuple((family, count) for family, count in counts.items() if count)


def _names(container_ids: Iterable[str], inventory: Inventory) -> tuple[str, ...]:
    containers = inventory.containers
    return tuple(containers[user].name for user in container_ids if user in containers)


def _labels(labels: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in labels.items()]


def _search_text(*parts: str) -> str:
    # One part per line, so that a word never matches across two of them.
    return "\n".join(parts).casefold()
