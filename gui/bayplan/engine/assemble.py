"""Puts translated parts together: what one payload alone cannot tell, and a whole reading of an engine at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Engine, Image, Mount, Volume
from bayplan.domain.stores import build_inventory, with_memory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.memory_use import measure_memory
from bayplan.engine.remote_names import drop_local_names
from bayplan.engine.translate import (
    Repeats,
    container_from_inspect,
    container_from_list,
    engine_from,
    image_from_inspect,
    image_from_list,
    usage_from,
    volume_from,
    with_usage,
)

_SHM_PREFIX = "shm:"


def read_engine(client: EngineClient) -> Engine:
    """The engine behind ``client`` (two calls)."""
    return engine_from(
        client.info(),
        client.version(),
        client.host,
        api_version=client.api_version,
        local=is_local(client.host),
        demo=client.demo,
    )


def read_inventory(client: EngineClient, *, sizes: bool = False, ask_containers: bool = False) -> Inventory:
    """Reads everything once: lists, every inspect, images with their history, volumes; ``sizes`` measures, slowly.

    With ``ask_containers`` too, ``df`` is run in the containers whose memory cannot be measured from here.

    Raises BayplanError as the client's calls do.
    """
    engine = read_engine(client)
    listed = [container_from_list(payload) for payload in client.containers(size=sizes)]
    by_id = {container.id: container for container in listed}
    by_id |= {container.id: container for container in with_details(by_id, client.inspect_containers(list(by_id)))}
    images = {image.id: image for image in map(image_from_list, client.images())}
    for payload in client.inspect_images(list(images)):
        image = image_from_inspect(payload, images.get(payload.get("Id", "")))
        images[image.id] = image
    volumes = [volume_from(payload) for payload in client.volumes()]
    measured = None
    if sizes:
        volumes = with_usage(volumes, usage_from(client.disk_usage()))
        measured = datetime.now(UTC)
    inventory = build_inventory(
        engine=engine,
        containers=settle(by_id.values(), images, {volume.name: volume for volume in volumes}),
        images=images.values(),
        volumes=volumes,
        taken_at=datetime.now(UTC),
        stage=Stage.COMPLETE,
        sizes_as_of=measured,
    )
    return with_memory(inventory, measure_memory(client, inventory, consent=ask_containers)) if sizes else inventory


def with_details(listed: Mapping[str, Container], inspected: Iterable[Json]) -> list[Container]:
    """Those of the ``listed`` containers, by id, that were inspected, with what the inspects tell of them."""
    repeats = Repeats()
    return [
        container_from_inspect(payload, listed[payload["Id"]], repeats)
        for payload in inspected
        if payload["Id"] in listed
    ]


def is_local(host: str) -> bool:
    """True when the URL is a socket or a pipe of this machine."""
    return host.startswith(("unix://", "npipe://", "/"))


def settle(
    containers: Iterable[Container], images: Mapping[str, Image], volumes: Mapping[str, Volume]
) -> list[Container]:
    """Completes containers with what only the others tell; those that need nothing are the same objects as before.

    A mount of a volume gets the volume's kind (only the volume's options tell NFS from local); an anonymous volume is
    ``declared`` when the image declares its path; a /dev/shm shared by a container's name gets its id; references to
    other containers of the engine are no remote stores. ``images`` by id, ``volumes`` by name. Pure.
    """
    known = list(containers)
    shm_owners = _ids_by_name(known) if any(c.details and ":" in c.details.ipc_mode for c in known) else {}
    names = names_on_engine(known) if any(container.remotes for container in known) else frozenset()
    return [_settled(container, images.get(container.image_id), volumes, shm_owners, names) for container in known]


def names_on_engine(containers: Iterable[Container]) -> frozenset[str]:
    """Every name and address, in lower case, under which the engine's containers reach each other."""
    names: set[str] = set()
    for container in containers:
        names.update((container.name.lower(), container.id, container.id[:12]))
        if container.service:
            names.add(container.service.lower())
            names.add(f"{container.project}_{container.service}".lower())
        if container.details is not None:
            names.add(container.details.hostname.lower())
            names.update(container.details.network_names)
    names.discard("")
    return frozenset(names)


def _ids_by_name(containers: Iterable[Container]) -> dict[str, str]:
    found: dict[str, str] = {}
    for container in containers:
        found.update({container.name: container.id, container.id[:12]: container.id, container.id: container.id})
    return found


def _settled(
    container: Container,
    image: Image | None,
    volumes: Mapping[str, Volume],
    shm_owners: Mapping[str, str],
    names: frozenset[str],
) -> Container:
    changed: dict[int, Mount] = {}
    for index, mount in enumerate(container.mounts):
        settled = _settled_mount(mount, image, volumes, shm_owners)
        if settled is not mount:
            changed[index] = settled
    remotes = drop_local_names(container.remotes, names)
    if not changed and len(remotes) == len(container.remotes):
        return container
    mounts = tuple(changed.get(index, mount) for index, mount in enumerate(container.mounts))
    return replace(container, mounts=mounts, remotes=remotes)


def _settled_mount(
    mount: Mount, image: Image | None, volumes: Mapping[str, Volume], shm_owners: Mapping[str, str]
) -> Mount:
    if mount.kind.is_volume:
        volume = volumes.get(mount.source)
        kind = volume.kind if volume is not None else mount.kind
        declared = mount.declared
        if image is not None and image.declared_volumes is not None:
            declared = kind is StoreKind.ANONYMOUS_VOLUME and mount.destination in image.declared_volumes
        if kind is not mount.kind or declared != mount.declared:
            return replace(mount, kind=kind, declared=declared)
    elif mount.kind is StoreKind.SHM:
        owner = mount.store.removeprefix(_SHM_PREFIX)
        if mount.store != ids.HOST_SHM and shm_owners.get(owner, owner) != owner:
            return replace(mount, store=ids.shm_store(shm_owners[owner]))
    return mount
