"""What belongs together: image ↔ its containers ↔ their stores ↔ the stores' users."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container


def linked(thing: str, inventory: Inventory) -> list[str]:
    """The things that ``thing`` touches directly, as thing ids without repetition; [] for a thing that is not there.

    A container is linked to its image and its stores, an image to its containers, its layers and the VOLUMEs it
    declares, a store to its users (the layers of an image also to the image), a layer to its images, a group to its
    containers, a zone to its stores, an image's declared VOLUME to the image, its containers and what they have
    mounted there.
    """
    prefix, rest = ids.split_thing(thing)
    match prefix:
        case "container":
            found = _of_container(rest, inventory)
        case "image":
            found = _of_image(rest, inventory)
        case "layer":
            found = [
                ids.image_thing(image.id)
                for image in inventory.images.values()
                if any(layer.digest == rest for layer in image.layers)
            ]
        case "group":
            found = [ids.container_thing(c.id) for c in inventory.containers.values() if (c.project or "") == rest]
        case "zone":
            found = [store.id for store in inventory.stores.values() if store.zone == rest]
        case "declared-volume":
            found = list(_of_declared_volume(thing, inventory))
        case _:
            store = inventory.stores.get(thing)
            found = [] if store is None else [ids.container_thing(user) for user in store.used_by]
            if store is not None and prefix == "image-layers":
                found.insert(0, ids.image_thing(rest))
    return list(dict.fromkeys(found))


def belongs_together(thing: str, inventory: Inventory) -> list[str]:
    """``thing``, what it touches, and what lies behind its containers: an image's containers with their stores,
    a store's users with their images. The things to bring out when ``thing`` is pointed at."""
    direct = linked(thing, inventory)
    found = [thing, *direct]
    prefix, _ = ids.split_thing(thing)
    for neighbour in direct:
        near, container_id = ids.split_thing(neighbour)
        container = inventory.containers.get(container_id) if near == "container" else None
        if container is None:
            continue
        if prefix in {"image", "layer", "group"}:
            found.extend(stores_of(container, inventory))
        if prefix not in {"image", "layer"}:
            found.append(ids.image_thing(container.image_id))
    return list(dict.fromkeys(found))


def stores_of(container: Container, inventory: Inventory) -> list[str]:
    """Ids of the stores a container uses: what it mounts, what is its own, and the remote stores it names."""
    own = (
        ids.writable_store(container.id),
        ids.log_store(container.id),
        ids.runtime_store(container.id),
    )
    found = [mount.store for mount in container.mounts]
    found.extend(store for store in own if store in inventory.stores)
    found.extend(reference.store for reference in container.remotes)
    return list(dict.fromkeys(found))


def users_of_image(image_id: str, inventory: Inventory) -> tuple[str, ...]:
    """Ids of the containers made from an image, in the order of their names."""
    store = inventory.stores.get(ids.image_store(image_id))
    return () if store is None else store.used_by


def _of_container(container_id: str, inventory: Inventory) -> list[str]:
    container = inventory.containers.get(container_id)
    if container is None:
        return []
    image = container.image_id
    return [ids.image_thing(image), ids.image_store(image), *stores_of(container, inventory)]


def _of_image(image_id: str, inventory: Inventory) -> list[str]:
    image = inventory.images.get(image_id)
    if image is None:
        return []
    declared = [ids.declared_volume_thing(image_id, path) for path in image.declared_volumes or ()]
    users = map(ids.container_thing, users_of_image(image_id, inventory))
    return [*users, ids.image_store(image_id), *declared]


def _of_declared_volume(thing: str, inventory: Inventory) -> Iterable[str]:
    image_id, path = ids.split_declared_volume(thing)
    if image_id not in inventory.images:
        return
    yield ids.image_thing(image_id)
    for user in users_of_image(image_id, inventory):
        for mount in inventory.containers[user].mounts:
            if mount.destination == path:
                yield ids.container_thing(user)
                yield mount.store
