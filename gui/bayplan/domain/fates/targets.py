"""Who is meant by an event's target, and when an event cannot be applied to it."""

from __future__ import annotations

from bayplan.domain.event import EVENT_WORDS, Event, Reach, Target, TargetKind
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container


def members(inventory: Inventory, event: Event, of: Target) -> list[Container]:
    """The containers to which the event is applied: all of them for an event that concerns the whole engine."""
    everyone = list(inventory.containers.values())
    if EVENT_WORDS[event].reach is Reach.ENGINE or of.kind is TargetKind.ENGINE:
        return everyone
    if of.kind is TargetKind.PROJECT:
        return [container for container in everyone if (container.project or "") == of.names[0]]
    if of.kind is TargetKind.VOLUME:
        users = _users(inventory, of.names[0])
        return [container for container in everyone if container.id in users]
    return [inventory.containers[key] for key in of.names if key in inventory.containers]


def why_refused(inventory: Inventory, event: Event, of: Target) -> str:
    """Why the event cannot be applied to the target, in one sentence; "" when it can."""
    reach = EVENT_WORDS[event].reach
    if reach is Reach.ENGINE:
        return ""
    if of.kind is TargetKind.VOLUME and event is Event.REMOVE:
        return _why_volume_stays(inventory, of.names[0])
    chosen = members(inventory, event, of)
    if not chosen:
        return "There is no container to which this could happen."
    if reach is Reach.PROJECT or event in {Event.RECREATE, Event.RENEW}:
        return _why_not_compose(chosen, whole=reach is Reach.PROJECT)
    if event is Event.PAUSE and not any(container.running for container in chosen):
        return "Only a container that runs can be paused."
    if event is Event.KILL and not any(container.running for container in chosen):
        return "Only a container that runs can be killed."
    return ""


def _why_not_compose(chosen: list[Container], *, whole: bool) -> str:
    strangers = [container for container in chosen if container.group_kind != "compose"]
    if strangers:
        return f"{strangers[0].name} was not made by Compose."
    projects = {container.project for container in chosen}
    if whole and len(projects) > 1:
        return "Compose brings one project down at a time."
    return ""


def _why_volume_stays(inventory: Inventory, name: str) -> str:
    """The engine refuses to remove a volume that a container refers to, even a stopped one."""
    if name not in inventory.volumes:
        return f"There is no volume {name}."
    users = [inventory.containers[user].name for user in _users(inventory, name)]
    return f"The engine refuses: {', '.join(users)} still refers to it." if users else ""


def _users(inventory: Inventory, volume: str) -> list[str]:
    return [
        container.id
        for container in inventory.containers.values()
        if any(mount.kind.is_volume and mount.source == volume for mount in container.mounts)
    ]


#: Kinds that a project's file may declare as volumes of its own.
DECLARABLE = frozenset(
    {StoreKind.NAMED_VOLUME, StoreKind.NETWORK_VOLUME, StoreKind.PLUGIN_VOLUME, StoreKind.CLUSTER_VOLUME}
)
