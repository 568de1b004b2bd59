"""What a person means by the names they type: containers, a project or a volume that an event is to be applied to."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target, TargetKind
from bayplan.domain.formatting import count_text
from bayplan.domain.inventory import Inventory
from bayplan.errors import WrongUseError

_MEANT = 3  # names that are offered instead of one that is not there


def named_target(inventory: Inventory, event: Event, names: Sequence[str]) -> Target:
    """What ``names`` mean for an event: container names or the beginnings of ids, a project, a volume.

    Several containers and projects are taken together. An event that concerns the whole engine needs no name and takes
    none.

    Raises:
        WrongUseError: a name is missing, unknown, or means several things.
    """
    words = EVENT_WORDS[event]
    if words.reach is Reach.ENGINE:
        if names:
            raise WrongUseError(f"{event} concerns the whole engine.", what_next=f"Leave out {', '.join(names)}.")
        return WHOLE_ENGINE
    if not names:
        kind = "a project" if words.reach is Reach.PROJECT else "a container, a project or a volume"
        raise WrongUseError(f"{event} must be applied to something.", what_next=f"Name {kind}.")
    found = [_meant(inventory, name, project_first=words.reach is Reach.PROJECT) for name in names]
    if len(found) == 1:
        return found[0]
    return Target.containers(*dict.fromkeys(key for target in found for key in _containers(inventory, target)))


def _meant(inventory: Inventory, name: str, *, project_first: bool) -> Target:
    container = next((one.id for one in inventory.containers.values() if one.name == name), None)
    is_project = any(one.project == name for one in inventory.containers.values())
    if is_project and (project_first or container is None):
        return Target.project(name)
    if container is not None:
        return Target.containers(container)
    if name in inventory.volumes:
        return Target.volume(name)
    begun = [Target.containers(key) for key in inventory.containers if name and key.startswith(name)]
    begun += [Target.volume(key) for key in inventory.volumes if len(key) == 64 and name and key.startswith(name)]
    if len(begun) > 1:
        raise WrongUseError(
            f"{count_text(len(begun), 'id')} begin with {name}.", what_next="Type more of the one you mean."
        )
    if not begun:
        raise _unknown(inventory, name)
    return begun[0]


def _unknown(inventory: Inventory, name: str) -> WrongUseError:
    containers = inventory.containers.values()
    known = {*(one.name for one in containers), *(one.project for one in containers if one.project), *inventory.volumes}
    near = get_close_matches(name, sorted(known), _MEANT)
    meant = f"Did you mean {' or '.join(near)}?" if near else ""
    return WrongUseError(f"There is no container, project or volume called {name or 'nothing'}.", what_next=meant)


def _containers(inventory: Inventory, target: Target) -> list[str]:
    """The containers of a target that was named beside others."""
    if target.kind is TargetKind.PROJECT:
        return [one.id for one in inventory.containers.values() if one.project == target.names[0]]
    if target.kind is TargetKind.VOLUME:
        raise WrongUseError("A volume cannot be named together with other things.", what_next="Name it alone.")
    return list(target.names)
