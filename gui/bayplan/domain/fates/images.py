"""Images: their layers, and images that are mounted into containers."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, say
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
    if _pruned(case.event, image):
        staying = case.remaining
        if staying:
            return case.bystander(f"{say(staying, 'was', 'were')} made from it, so prune leaves it alone.")
        mounting = _mounting(case, image)
        if mounting:
            return case.bystander(f"{say(mounting, 'mounts', 'mount')} it, so prune leaves it alone.")
        return case.verdict(Fate.LOST, f"No container was made from this image. {_AGAIN}")
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


def _pruned(event: Event, image: Image | None) -> bool:
    """Whether the event removes the image unless a container needs it; a system prune takes only untagged ones."""
    return event is Event.IMAGE_PRUNE_ALL or (event in _SYSTEM_PRUNES and image is not None and image.dangling)


def users_of_mounts(inventory: Inventory, image: Image) -> dict[str, None]:
    """Ids of the containers that mount the image as a filesystem."""
    mounts = (inventory.stores.get(ids.image_mount_store(reference)) for reference in (*image.tags, image.id))
    return {user: None for store in mounts if store is not None for user in store.used_by}


def _mounting(case: Case, image: Image | None) -> list[Container]:
    """The containers that still mount the image afterwards."""
    users = users_of_mounts(case.inventory, image) if image is not None else {}
    fates = case.happening.containers
    return [case.inventory.containers[user] for user in users if fates[user].becomes is not Becomes.REMOVED]
