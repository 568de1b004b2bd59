"""From what is selected, or a prune, to what is asked to be removed."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.safe_removal.plan import RemovalRequest

#: The prunes that are offered, in the order in which they are.
PRUNES = (
    Event.CONTAINER_PRUNE,
    Event.VOLUME_PRUNE,
    Event.VOLUME_PRUNE_ALL,
    Event.IMAGE_PRUNE_ALL,
    Event.SYSTEM_PRUNE,
    Event.SYSTEM_PRUNE_VOLUMES,
)


def request_for(things: Iterable[str], inventory: Inventory, *, with_volumes: bool = False) -> RemovalRequest:
    """Removal of the things with these ids: containers, volumes, images, and groups for all their containers.

    What cannot be removed (a host path, memory, a layer) and what is gone is left out.
    """
    containers: dict[str, None] = {}
    volumes: dict[str, None] = {}
    images: dict[str, None] = {}
    for thing in things:
        prefix, rest = ids.split_thing(thing)
        if prefix == "container" and rest in inventory.containers:
            containers[rest] = None
        elif prefix == "group":
            members = [c.id for c in inventory.containers.values() if (c.project or "") == rest]
            containers.update(dict.fromkeys(members))
        elif prefix == "volume" and rest in inventory.volumes:
            volumes[rest] = None
        elif prefix in {"image", "image-layers"} and rest in inventory.images:
            images[rest] = None
    return RemovalRequest(
        containers=tuple(containers), with_volumes=with_volumes, volumes=tuple(volumes), images=tuple(images)
    )


def prune_request(event: Event) -> RemovalRequest:
    """Removal of whatever a prune would take. Raises ValueError for an event that is no prune."""
    if event not in PRUNES:
        raise ValueError(f"{event} prunes nothing")
    return RemovalRequest(prune=event)
