"""What of a container has to be said to make another one like it, and what comes by itself."""

from __future__ import annotations

from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import DEFAULT_SHM_SIZES, StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, ContainerDetails, Mount

#: Labels that Compose, Swarm, Podman, Docker Desktop and Bayplan write for themselves.
_ENGINE_LABELS = ("com.docker.", "desktop.docker.", "io.podman.", "io.containers.", CREATED_LABEL)


def own_labels(container: Container, inventory: Inventory) -> dict[str, str]:
    """The labels a person gave: without those of Compose and the engine, and without those that the image brings."""
    image = inventory.images.get(container.image_id)
    from_image = image.labels if image else {}
    return {
        name: value
        for name, value in container.labels.items()
        if not name.startswith(_ENGINE_LABELS) and from_image.get(name) != value
    }


def own_mounts(container: Container, inventory: Inventory) -> list[Mount]:
    """The mounts that have to be named: not /dev/shm, not what ``--volumes-from`` copies, and not the anonymous
    volumes of the image's VOLUME lines, which the engine makes again."""
    from_others = inherited(container, inventory)
    return [
        mount
        for mount in container.mounts
        if mount.kind is not StoreKind.SHM
        and (mount.store, mount.destination) not in from_others
        and not (mount.declared and mount.kind is StoreKind.ANONYMOUS_VOLUME)
    ]


def own_hostname(container: Container, details: ContainerDetails) -> str:
    """The host name a person gave; "" for the default (the first digits of the id, or that of a borrowed network)."""
    borrowed = details.network_mode == "host" or details.network_mode.startswith("container:")
    return "" if borrowed or container.id.startswith(details.hostname) else details.hostname


def own_network(details: ContainerDetails) -> str:
    """The network mode, "" for the engine's default bridge."""
    return "" if details.network_mode in {"default", "bridge"} else details.network_mode


def own_ipc_mode(details: ContainerDetails) -> str:
    """The IPC mode, "" for "private", the engine's default."""
    return "" if details.ipc_mode == "private" else details.ipc_mode


def own_shm_size(details: ContainerDetails) -> int | None:
    """The size of /dev/shm in bytes; None when it is the default or when another's /dev/shm is used."""
    borrowed = details.ipc_mode == "host" or details.ipc_mode.startswith("container:")
    return None if borrowed or details.shm_size in {0, *DEFAULT_SHM_SIZES} else details.shm_size


def inherited(container: Container, inventory: Inventory) -> set[tuple[str, str]]:
    """(store, destination) of every mount that ``--volumes-from`` copies into the container: all but tmpfs."""
    found: set[tuple[str, str]] = set()
    for source in container.details.volumes_from if container.details else ():
        named = source.partition(":")[0]
        for other in inventory.containers.values():
            if named == other.name or other.id.startswith(named):
                found.update(
                    (mount.store, mount.destination)
                    for mount in other.mounts
                    if mount.kind not in {StoreKind.TMPFS, StoreKind.SHM}
                )
    return found
