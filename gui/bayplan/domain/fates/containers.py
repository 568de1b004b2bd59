"""What an event makes of the containers to which it is applied."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Engine
from bayplan.domain.outcome import UNTOUCHED, Becomes, ContainerFate

_PRUNING = frozenset({Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})
#: Events that concern only volumes or images, and commit, which reads and changes nothing.
_HARMLESS = frozenset({Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.IMAGE_PRUNE_ALL, Event.COMMIT})
_GOING = {
    Event.REMOVE: ContainerFate(becomes=Becomes.REMOVED, reason="It is removed."),
    Event.REMOVE_VOLUMES: ContainerFate(
        becomes=Becomes.REMOVED, reason="It is removed with its anonymous volumes.", with_volumes=True
    ),
    Event.RECREATE: ContainerFate(becomes=Becomes.REPLACED, reason="Compose replaces it by a new container."),
    Event.RENEW: ContainerFate(becomes=Becomes.REPLACED, reason="Compose replaces it by a new container."),
    Event.COMPOSE_DOWN: ContainerFate(becomes=Becomes.REMOVED, reason="Compose removes it."),
    Event.COMPOSE_DOWN_VOLUMES: ContainerFate(
        becomes=Becomes.REMOVED, reason="Compose removes it with its anonymous volumes.", with_volumes=True
    ),
    Event.MOVE_NODE: ContainerFate(
        becomes=Becomes.MOVED, reason="Another node runs a new one in its place.", with_volumes=True
    ),
}
#: Policies under which the engine starts a container again after it was itself started.
_COMES_BACK = frozenset({"always", "unless-stopped"})
#: The version from which on live-restore spares containers with --rm (moby pull request 46857; seen on 20.10).
_LIVE_RESTORE_SPARES_RM = (24, 0, 8)


def container_fates(inventory: Inventory, event: Event, chosen: Iterable[Container]) -> dict[str, ContainerFate]:
    """What becomes of the chosen containers, by id; the others are untouched."""
    return {container.id: _fate(inventory, event, container) for container in chosen}


def _fate(inventory: Inventory, event: Event, container: Container) -> ContainerFate:
    if event in _GOING:
        return _GOING[event]
    if event in _HARMLESS:
        return UNTOUCHED
    if event in _PRUNING:
        if container.running:
            return UNTOUCHED
        return ContainerFate(becomes=Becomes.REMOVED, reason="It does not run, so prune removes it.")
    if event is Event.PAUSE:
        # A paused container stays so; one that does not run cannot be paused.
        return (
            ContainerFate(becomes=Becomes.PAUSED, reason="Its processes are frozen.")
            if container.running
            else UNTOUCHED
        )
    if event is Event.RESTART:
        return ContainerFate(becomes=Becomes.RESTARTED, reason="Its processes end and start again.")
    if event in {Event.STOP, Event.KILL}:
        return _ended(container) if container.running else UNTOUCHED
    return _after_engine_start(inventory, event, container)


def _ended(container: Container) -> ContainerFate:
    if container.auto_remove:
        return ContainerFate(
            becomes=Becomes.REMOVED,
            reason="It was made with --rm: the engine removes it and its anonymous volumes as soon as it ends.",
            with_volumes=True,
        )
    return ContainerFate(becomes=Becomes.STOPPED, reason="Its processes end; the container stays.")


def _after_engine_start(inventory: Inventory, event: Event, container: Container) -> ContainerFate:
    """Source: moby, daemon.restore: what is not alive and not to be restarted is removed if made with --rm.

    It asks for the anonymous volumes to go too, but before it knows of any mount, so that they stay; unless the engine
    had the time to remove the container as it ended itself (both seen on 20.10; the order is the same up to 29).
    """
    live_restore = bool(inventory.engine.live_restore) and event is Event.ENGINE_RESTART and container.running
    if container.auto_remove:
        if not live_restore:
            return ContainerFate(
                becomes=Becomes.REMOVED,
                reason="It was made with --rm: the engine removes it when it ends or when it starts again.",
                with_volumes=None,
            )
        if _version(inventory.engine) < _LIVE_RESTORE_SPARES_RM:
            return ContainerFate(
                becomes=Becomes.REMOVED,
                reason="It was made with --rm: engines before 24.0.8 remove it when they start again, also with "
                "live-restore, and leave its anonymous volumes behind.",
            )
    if live_restore or not container.running:
        return UNTOUCHED
    if container.restart_policy in _COMES_BACK:
        return ContainerFate(becomes=Becomes.RESTARTED, reason="Its restart policy starts it again.")
    return ContainerFate(becomes=Becomes.STOPPED, reason="Nothing starts it again by itself.")


def _version(engine: Engine) -> tuple[int, ...]:
    """The product's version as numbers: "20.10.24+dfsg1" gives (20, 10, 24)."""
    numbers = re.match(r"[\d.]*\d", engine.version)
    return tuple(int(part) for part in numbers[0].split(".")) if numbers else ()
