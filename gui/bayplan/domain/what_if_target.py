"""What an event is applied to while a person selects this and that."""

from __future__ import annotations

from collections.abc import Collection

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Target, TargetKind
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome_words import target_text, thing_target

#: What events happen to; anything else that is selected is only looked at.
_ACTORS = frozenset({"container", "group"})


def selection_target(things: Collection[str], current: str, inventory: Inventory) -> Target | None:
    """What an event is applied to when these things are selected; None when it is nothing that events happen to.

    Several containers and groups are taken together; of several volumes it is the current one.
    """
    if len(things) <= 1:
        return thing_target(current or next(iter(things), ""), inventory)
    chosen = _containers_of([thing for thing in things if ids.split_thing(thing)[0] in _ACTORS], inventory)
    if chosen:
        return Target.containers(*chosen)
    volume = thing_target(current, inventory)
    if volume is not None and volume.kind is TargetKind.VOLUME:
        return volume
    users = {user for thing in things if thing in inventory.stores for user in inventory.stores[thing].used_by}
    return Target.containers(*_in_name_order(users, inventory)) if users else None


def next_target(
    asked: Target, things: Collection[str], current: str, inventory: Inventory, *, open_question: bool
) -> Target:
    """What the event is applied to after another selection, given what it was applied to before.

    While a question is open, selecting containers moves it there; selecting a store only looks at what becomes of it,
    and clearing the selection takes nothing back. Without one, nothing selected means the whole engine.
    """
    chosen = selection_target(things, current, inventory)
    if not open_question:
        return chosen or WHOLE_ENGINE
    if chosen is None:
        return asked
    if any(ids.split_thing(thing)[0] in _ACTORS for thing in things):
        return chosen
    both_volumes = chosen.kind is TargetKind.VOLUME and asked.kind is TargetKind.VOLUME
    return chosen if both_volumes else asked


def target_choices(things: Collection[str], current: str, inventory: Inventory) -> list[Target]:
    """What an event can be applied to from here: what is selected, its project, its containers, the whole engine."""
    found: list[Target] = []
    chosen = selection_target(things, current, inventory)
    if chosen is not None:
        found.append(chosen)
        users = _users(chosen, inventory)
        if chosen.kind is TargetKind.VOLUME and users:
            found.append(Target.containers(*users))
        projects = {inventory.containers[user].project for user in users if user in inventory.containers}
        found += [Target.project(project) for project in sorted(filter(None, projects))]
    return list(dict.fromkeys([*found, WHOLE_ENGINE]))


def is_there(target: Target, inventory: Inventory) -> bool:
    """Whether anything of the target exists (any more)."""
    match target.kind:
        case TargetKind.CONTAINERS:
            return any(key in inventory.containers for key in target.names)
        case TargetKind.PROJECT:
            return any((c.project or "") == target.names[0] for c in inventory.containers.values())
        case TargetKind.VOLUME:
            return target.names[0] in inventory.volumes
        case TargetKind.ENGINE:
            return True


def target_things(target: Target) -> tuple[str, ...]:
    """The ids of the things that a target names; () for the whole engine."""
    match target.kind:
        case TargetKind.CONTAINERS:
            return tuple(map(ids.container_thing, target.names))
        case TargetKind.PROJECT:
            return (ids.group_thing(target.names[0]),)
        case TargetKind.VOLUME:
            return (ids.volume_store(target.names[0]),)
        case TargetKind.ENGINE:
            return ()


def target_label(target: Target, inventory: Inventory) -> str:
    """A target on a button: "db-1", "3 containers", "shop", "whole engine"."""
    return "whole engine" if target.kind is TargetKind.ENGINE else target_text(target, inventory)


def target_title(target: Target, inventory: Inventory) -> str:
    """A target in a menu, where it stands beside others: "the project shop"."""
    label = target_label(target, inventory)
    if target.kind is TargetKind.PROJECT and target.names[0]:
        return f"the project {label}"
    return f"the {label}" if target.kind is TargetKind.ENGINE else label


def _users(target: Target, inventory: Inventory) -> list[str]:
    if target.kind is TargetKind.VOLUME:
        store = inventory.stores.get(ids.volume_store(target.names[0]))
        return list(store.used_by) if store else []
    return list(target.names) if target.kind is TargetKind.CONTAINERS else []


def _containers_of(things: Collection[str], inventory: Inventory) -> list[str]:
    """The containers among the things and in their groups, in the order of their names."""
    found: set[str] = set()
    for thing in things:
        prefix, rest = ids.split_thing(thing)
        if prefix == "container":
            found.add(rest)
        else:
            found.update(c.id for c in inventory.containers.values() if (c.project or "") == rest)
    return _in_name_order(found, inventory)


def _in_name_order(chosen: Collection[str], inventory: Inventory) -> list[str]:
    known = [inventory.containers[key] for key in chosen if key in inventory.containers]
    return [container.id for container in sorted(known, key=lambda container: container.name)]
