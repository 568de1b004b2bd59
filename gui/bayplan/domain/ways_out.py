"""The ways out for what would be lost: how the data of a store can be kept before it goes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, Mount, Store
from bayplan.domain.promotion import promotable


class WayOut(StrEnum):
    """One way of keeping data."""

    TAR = "tar"
    FOLDER = "folder"
    VOLUME = "volume"
    IMAGE = "image"
    PROMOTE = "promote"


@dataclass(frozen=True, slots=True)
class WayOutWords:
    """A way out in words.

    Attributes:
        offer: on a button and in menus. choice: among others. explanation: what it keeps and what not.
    """

    offer: str
    choice: str
    explanation: str


WAY_OUT_WORDS: dict[WayOut, WayOutWords] = {
    WayOut.TAR: WayOutWords(
        "Save to a tar…", "A tar file", "One file on this computer that keeps owners, modes, links and times."
    ),
    WayOut.FOLDER: WayOutWords(
        "Save to a folder…",
        "A folder",
        "A new folder on this computer. Only root can keep the owners; device files are left out.",
    ),
    WayOut.VOLUME: WayOutWords(
        "Copy to a volume…", "Another volume", "A new named volume on the same engine, with owners, modes and links."
    ),
    WayOut.IMAGE: WayOutWords(
        "Commit to an image…",
        "An image",
        "A new image on the same engine: the container's image with its writable layer on top, and without its mounts.",
    ),
    WayOut.PROMOTE: WayOutWords(
        "Make it a named volume…",
        "A named volume",
        "The container is made again with the same settings and a named volume in place of the anonymous one.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """A container through which a volume can be read: it sees the whole volume at ``path``, and nothing else below."""

    container: str
    path: str


def ways_out(store: Store, inventory: Inventory) -> tuple[WayOut, ...]:
    """The ways in which the data of a store can be kept, in the order in which they are offered; () for none.

    Memory can only be read from within; the files of the host are not lost by any removal.
    """
    if inventory.engine.os_type == "windows":
        return ()  # a Windows engine copies nothing out of what runs, and has no tar of owners and modes
    if store.kind is StoreKind.WRITABLE_LAYER:
        owner = inventory.containers.get(store.owner or "")
        return () if owner is None or store.read_only else (WayOut.TAR, WayOut.FOLDER, WayOut.IMAGE)
    if not store.kind.is_volume or store.name not in inventory.volumes:
        return ()
    if inventory.engine.podman:
        return (WayOut.TAR, WayOut.FOLDER)  # it tells no owners, without which a volume is of no use to a database
    found = (WayOut.TAR, WayOut.FOLDER, WayOut.VOLUME)
    return (WayOut.PROMOTE, *found) if promotable(store, inventory) else found


def readers(volume: str, inventory: Inventory) -> tuple[Reader, ...]:
    """Containers through which the volume can be read without a helper, those that run first."""
    found = [
        (not container.running, container.name, Reader(container.id, mount.destination.rstrip("/")))
        for container in inventory.containers.values()
        if CREATED_LABEL not in container.labels
        for mount in container.mounts
        if mount.store == ids.volume_store(volume) and _shows_it_all(mount, container)
    ]
    return tuple(reader for _, _, reader in sorted(found, key=lambda each: each[:2]))


def helper_images(inventory: Inventory) -> tuple[str, ...]:
    """Ids of images that a helper container can be made from, the best first: it is never started, so any one does.

    One that declares no volumes and is small comes first.
    """
    usable = [image for image in inventory.images.values() if image.os in {None, "linux"}]
    usable.sort(key=lambda image: (bool(image.declared_volumes), not image.tags, image.size or 0))
    return tuple(image.id for image in usable)


def _shows_it_all(mount: Mount, container: Container) -> bool:
    """The container sees the whole volume, and nothing is mounted over a part of it."""
    if mount.options.get("subpath"):
        return False
    folder = f"{mount.destination.rstrip('/')}/"
    return not _any_below(folder, (other.destination for other in container.mounts))


def _any_below(folder: str, paths: Iterable[str]) -> bool:
    return any(path.startswith(folder) for path in paths)
