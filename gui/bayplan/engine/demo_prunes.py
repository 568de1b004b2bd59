"""What the demo's prunes take, by the rules of Docker Engine 20.10 (API 1.41). Whoever calls holds the lock."""

from __future__ import annotations

from bayplan.engine import demo_images, demo_lifecycle, demo_networks
from bayplan.engine.client import Filters
from bayplan.engine.demo_engine import DemoEngine, seconds
from bayplan.engine.demo_filters import check_filters, fits

_LABELS = ("label", "label!")
_LABELS_AND_TIME = (*_LABELS, "until")


def prune_containers(engine: DemoEngine, filters: Filters) -> list[str]:
    """Every container that does not run; its anonymous volumes stay."""
    check_filters(filters, _LABELS_AND_TIME)
    taken = [
        container
        for container in engine.containers.values()
        if not container["State"]["Running"]
        and fits(filters, container["Config"].get("Labels"), seconds(container["Created"]))
    ]
    for container in taken:
        demo_lifecycle.delete(engine, container, volumes=False)
    engine.events.emit("container", "prune", "", reclaimed="0")
    return [str(container["Id"]) for container in taken]


def prune_volumes(engine: DemoEngine, filters: Filters) -> list[str]:
    """Every local volume without options that no container refers to; named ones too, as before API 1.42."""
    check_filters(filters, _LABELS)
    taken = [
        name
        for name, volume in engine.volumes.items()
        if volume["Driver"] == "local"
        and not volume.get("Options")
        and not engine.users_of(name)
        and fits(filters, volume.get("Labels"))
    ]
    for name in taken:
        engine.forget_volume(name)
    engine.events.emit("volume", "prune", "", reclaimed="0")
    return taken


def prune_images(engine: DemoEngine, filters: Filters, *, dangling: bool) -> list[str]:
    """Every untagged image, or every image at all, that no container uses."""
    check_filters(filters, _LABELS_AND_TIME)
    gone: list[str] = []
    for image_id, image in list(engine.images.items()):
        if image_id in engine.images and fits(filters, image.get("Labels"), seconds(image["Created"])):
            gone += demo_images.prune(engine, image_id, dangling=dangling)
    engine.events.emit("image", "prune", "", reclaimed="0")
    return gone


def prune_networks(engine: DemoEngine, filters: Filters) -> list[str]:
    """Every network but the engine's own that no running container is connected to."""
    check_filters(filters, _LABELS_AND_TIME)
    taken = [
        network
        for name, network in engine.networks.items()
        if demo_networks.removable(engine, name) and fits(filters, network["Labels"], seconds(network["Created"]))
    ]
    for network in taken:
        demo_networks.remove(engine, network)
    engine.events.emit("network", "prune", "", reclaimed="0")
    return [str(network["Name"]) for network in taken]
