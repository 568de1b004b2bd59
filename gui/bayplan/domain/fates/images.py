"""Images: their layers, and images that are mounted into containers."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, Happening, say
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Image
from bayplan.domain.outcome import Becomes, Fate, StoreFate

_AGAIN = (
    "It can be pulled or built again where a registry or the sources still have it; "
    "layers that it shares with other images stay."
)
_SYSTEM_PRUNES = frozenset({Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})


def layers(case: Case) -> StoreFate:
    """The layers of an image stay until the image is removed; no image goes while a container, even a stopped one, was
    made from it or mounts it (the latter seen on Engine 28.5)."""
    image = case.inventory.images.get(ids.split_thing(case.store.id)[1])
    if image is not None and _spared_by_podman(case.inventory, case.event, image):
        return case.bystander("Podman takes docker image prune --all for the images that have a name.")
    if image is not None and _pruned(case.inventory, case.event, image):
        staying = case.remaining
        if staying:
            return case.bystander(f"{say(staying, 'was', 'were')} made from it, so prune leaves it alone.")
        mounting = _mounting(case.happening, image)
        if mounting:
            return case.bystander(f"{say(mounting, 'mounts', 'mount')} it, so prune leaves it alone.")
        lost = case.verdict(Fate.LOST, f"No container was made from this image. {_AGAIN}")
        return replace(lost, size=freed_by_prune(case.happening)[image.id])
    if not case.touched:
        return case.bystander("No image is touched.")
    if case.moved:
        return case.verdict(
            Fate.DEPENDS,
            "The layers stay here; the new node pulls the image.",
            "whether the new node can pull the image",
        )
    return case.verdict(Fate.SURVIVES, "Layers are read-only and belong to the image, not to the container.")


def mounted(case: Case) -> StoreFate:
    """An image that is mounted as a filesystem (API 1.48) is read-only, and prune spares it: seen on Engine 28.5."""
    if not case.touched:
        return case.bystander("No image is touched.")
    if case.moved:
        return case.verdict(Fate.DEPENDS, "The new node pulls the image.", "whether the new node can pull the image")
    return case.verdict(Fate.SURVIVES, "The mounted image is read-only and stays on the host.")


def freed_by_prune(happening: Happening) -> dict[str, int | None]:
    """The bytes that each pruned image frees, by image id: those of its layers that no other image has.

    A layer that only pruned images share counts once, for the first of them. None where a layer's size is not known.
    """
    if happening.freed:
        return happening.freed
    gone, kept = [], set[str]()
    for image in happening.inventory.images.values():
        if _is_gone(happening, image):
            gone.append(image)
        else:
            kept.update(layer.digest for layer in image.layers)
    for image in gone:
        own = [layer for layer in image.layers if layer.digest not in kept]
        kept.update(layer.digest for layer in own)
        sizes = [layer.size for layer in own]
        known = [size for size in sizes if size is not None]
        happening.freed[image.id] = sum(known) if image.layers and len(known) == len(sizes) else None
    return happening.freed


def _is_gone(happening: Happening, image: Image) -> bool:
    if not _pruned(happening.inventory, happening.event, image):
        return False
    inventory = happening.inventory
    store = inventory.stores.get(ids.image_store(image.id))
    users = (*(store.used_by if store is not None else ()), *users_of_mounts(inventory, image))
    # Not from the fates of containers: where only some stores were asked for, they are not all there.
    prunes_containers = happening.event in _SYSTEM_PRUNES
    known = (inventory.containers[user] for user in users if user in inventory.containers)
    return not any(container.running or not prunes_containers for container in known)


def _pruned(inventory: Inventory, event: Event, image: Image) -> bool:
    """Whether the event removes the image unless a container needs it; a system prune takes only untagged ones."""
    if event is Event.IMAGE_PRUNE_ALL:
        return not _spared_by_podman(inventory, event, image)
    return event in _SYSTEM_PRUNES and image.dangling


def _spared_by_podman(inventory: Inventory, event: Event, image: Image) -> bool:
    """Podman understands the API's filter dangling=false as "those that are not dangling" (seen on 5.8)."""
    return inventory.engine.podman and event is Event.IMAGE_PRUNE_ALL and image.dangling


def users_of_mounts(inventory: Inventory, image: Image) -> dict[str, None]:
    """Ids of the containers that mount the image as a filesystem."""
    mounts = (inventory.stores.get(ids.image_mount_store(reference)) for reference in (*image.tags, image.id))
    return {user: None for store in mounts if store is not None for user in store.used_by}


def _mounting(happening: Happening, image: Image) -> list[Container]:
    """The containers that still mount the image afterwards."""
    containers, fates = happening.inventory.containers, happening.containers
    users = [user for user in users_of_mounts(happening.inventory, image) if user in fates]
    return [containers[user] for user in users if fates[user].becomes is not Becomes.REMOVED]
