"""Who is meant by an event's target, and when an event cannot be applied to it."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain.event import EVENT_WORDS, Event, Reach, Target, TargetKind
from bayplan.domain.formatting import names_text, short_volume_name
from bayplan.domain.ids import volume_store
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container


def members(inventory: Inventory, event: Event, of: Target) -> list[Container]:
    """The containers to which the event is applied.

    All of them for an event that concerns the whole engine; all of their projects' for one that concerns a project.
    """
    if EVENT_WORDS[event].reach is Reach.ENGINE or of.kind is TargetKind.ENGINE:
        return list(inventory.containers.values())
    named = _named(inventory, of)
    if EVENT_WORDS[event].reach is Reach.PROJECT and of.kind is not TargetKind.PROJECT:
        projects = {container.project for container in named if container.project}
        ids = {container.id for container in named}
        return [each for each in inventory.containers.values() if each.project in projects or each.id in ids]
    return named


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
    if event is Event.PAUSE:
        return _why_not_paused(chosen)
    if event is Event.KILL and not any(container.running for container in chosen):
        return "Only a container that runs can be killed."
    return ""


def _named(inventory: Inventory, of: Target) -> list[Container]:
    """The containers that the target itself names, in the inventory's order but for chosen ones."""
    containers = inventory.containers
    match of.kind:
        case TargetKind.CONTAINERS:
            return [containers[key] for key in of.names if key in containers]
        case TargetKind.PROJECT:
            return [container for container in containers.values() if (container.project or "") == of.names[0]]
        case TargetKind.VOLUME:
            return [containers[key] for key in _users(inventory, of.names[0]) if key in containers]
        case TargetKind.ENGINE:
            return list(containers.values())


def _why_not_compose(chosen: list[Container], *, whole: bool) -> str:
    strangers = [container.name for container in chosen if container.group_kind != "compose"]
    if strangers:
        return f"Compose did not make {names_text(strangers)}."
    if whole and len({container.project for container in chosen}) > 1:
        return "Only one project at a time can be brought down."
    return ""


def _why_not_paused(chosen: list[Container]) -> str:
    running = [container for container in chosen if container.running]
    if not running:
        return "Only a container that runs can be paused."
    return "" if any(container.state != "paused" for container in running) else "What is paused cannot be paused again."


def _why_volume_stays(inventory: Inventory, name: str) -> str:
    """The engine refuses to remove a volume that a container refers to, even a stopped one."""
    if name not in inventory.volumes:
        return f"There is no volume {short_volume_name(name)}."
    users = [inventory.containers[user].name for user in _users(inventory, name) if user in inventory.containers]
    if not users:
        return ""
    return f"The engine refuses, because {names_text(users)} still {'refers' if len(users) == 1 else 'refer'} to it."


def _users(inventory: Inventory, volume: str) -> Iterable[str]:
    store = inventory.stores.get(volume_store(volume))
    return store.used_by if store is not None else ()
