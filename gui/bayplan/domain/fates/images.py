"""Images: their layers, and images that are mounted into containers."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, names
from bayplan.domain.outcome import Becomes, Fate, StoreFate

_AGAIN = "They can be pulled or built again where a registry or the sources still have them."


def layers(case: Case) -> StoreFate:
    """The layers of an image stay until the image is removed, and no image goes while a container was made from it."""
    image = case.inventory.images.get(ids.split_thing(case.store.id)[1])
    if case.event is Event.MOVE_NODE and case.touched:
        return case.verdict(
            Fate.DEPENDS,
            "The new node pulls the image; here the layers stay.",
            "whether the new node can pull the image",
        )
    pruned = case.event is Event.IMAGE_PRUNE_ALL or (
        case.event in {Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES} and image is not None and image.dangling
    )
    if pruned:
        staying = [container for container, fate in case.users if fate.becomes is not Becomes.REMOVED]
        if staying:
            return case.verdict(Fate.SURVIVES, f"{names(staying)} was made from it, so prune leaves it alone.")
        return case.verdict(Fate.LOST, f"No container was made from this image. {_AGAIN}")
    if not case.touched:
        return case.bystander("Images are not touched.")
    return case.verdict(Fate.SURVIVES, "Layers are read-only and belong to the image, not to the container.")


def mounted(case: Case) -> StoreFate:
    """An image that is mounted as a filesystem (API 1.48) is read-only."""
    if case.event in {Event.IMAGE_PRUNE_ALL, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES}:
        return case.verdict(
            Fate.DEPENDS, "Whether prune spares an image that is only mounted is not established.", "the engine"
        )
    if not case.touched:
        return case.bystander("Images are not touched.")
    if case.event is Event.MOVE_NODE:
        return case.verdict(Fate.DEPENDS, "The new node pulls the image.", "whether the new node can pull the image")
    return case.verdict(Fate.SURVIVES, "The mounted image is read-only and stays on the host.")
