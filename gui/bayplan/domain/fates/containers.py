"""What an event makes of the containers to which it is applied."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain.event import Event
from bayplan.domain.fates.engine_start import AUTO_REMOVE_UNREAD, after_engine_start, auto_remove_unread
from bayplan.domain.fates.keeper import keeper_of
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container
from bayplan.domain.outcome import UNTOUCHED, Becomes, ContainerFate

_PRUNING = frozenset({Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})
_STARTING = frozenset({Event.ENGINE_RESTART, Event.HOST_REBOOT})
_GOING = {
    # ``docker rm --force`` marks the container as being removed before it ends it, so that what --rm asks for at the
    # end (remove the anonymous volumes too) is not done: seen on Engine 20.10, 26.1 and 28.5.
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
    # A swarm removes a task's container with its anonymous volumes (moby, executor/container/adapter.go).
    Event.MOVE_NODE: ContainerFate(
        becomes=Becomes.MOVED, reason="Another node runs a new one in its place.", with_volumes=True
    ),
}
_PRUNED = ContainerFate(becomes=Becomes.REMOVED, reason="It does not run, so prune removes it.")
_PAUSED = ContainerFate(becomes=Becomes.PAUSED, reason="Its processes are frozen.")
_RESTARTED = ContainerFate(becomes=Becomes.RESTARTED, reason="Its processes end and start again.")
_STARTED = ContainerFate(becomes=Becomes.RESTARTED, reason="It does not run, so a restart only starts it.")
_STOPPED = ContainerFate(becomes=Becomes.STOPPED, reason="Its processes end; the container stays.")
_STAYS_STOPPED = ContainerFate(
    becomes=Becomes.STOPPED,
    # ``docker kill`` too: the engine counts both as stopped by hand (seen on Engine 20.10, 26.1 and 28.5).
    reason="Its processes end; the container stays, and its restart policy leaves it stopped.",
)
_AUTO_REMOVED = ContainerFate(
    becomes=Becomes.REMOVED,
    reason="It was made with --rm: the engine removes it and its anonymous volumes as soon as it ends.",
    with_volumes=True,
)
_PERHAPS_AUTO_REMOVED = ContainerFate(
    becomes=Becomes.STOPPED,
    reason="Its processes end; whether it was made with --rm, and so goes with them, has not been read yet.",
    in_doubt=AUTO_REMOVE_UNREAD,
)


def container_fates(inventory: Inventory, event: Event, chosen: Iterable[Container]) -> dict[str, ContainerFate]:
    """What becomes of the chosen containers, by id; the others are untouched."""
    return {container.id: _fate(inventory, event, container) for container in chosen}


def _fate(inventory: Inventory, event: Event, container: Container) -> ContainerFate:
    if event in _GOING:
        return _going(event, container)
    if event in _PRUNING:
        return UNTOUCHED if container.running else _PRUNED
    if event in _STARTING:
        return after_engine_start(inventory, event, container)
    if event is Event.PAUSE:
        # A paused container stays so; one that does not run cannot be paused.
        return _PAUSED if container.running and container.state != "paused" else UNTOUCHED
    if event is Event.RESTART:
        # The engine sets --rm aside while it restarts a container: seen on Engine 20.10, 26.1 and 28.5.
        return _ended(_RESTARTED, container) if container.running else _STARTED
    if event in {Event.STOP, Event.KILL} and container.running:
        return _stopped(inventory, container)
    return UNTOUCHED


def _going(event: Event, container: Container) -> ContainerFate:
    if event is Event.COMPOSE_DOWN and container.auto_remove and container.running:
        return _AUTO_REMOVED  # Compose stops it first ("compose run --rm")
    keeper = keeper_of(container)
    if keeper and event in {Event.REMOVE, Event.REMOVE_VOLUMES}:
        fate = _GOING[event]
        reason = f"{fate.reason} {keeper.name[:1].upper()}{keeper.name[1:]} starts a new one in its place."
        return ContainerFate(becomes=fate.becomes, reason=reason, with_volumes=fate.with_volumes)
    return _GOING[event]


def _stopped(inventory: Inventory, container: Container) -> ContainerFate:
    if container.auto_remove:
        return _AUTO_REMOVED
    if keeper_of(container):
        return _ended(_STOPPED, container)
    if auto_remove_unread(inventory, container):
        return _PERHAPS_AUTO_REMOVED
    return _STAYS_STOPPED if container.restart_policy not in {None, "no"} else _STOPPED


def _ended(fate: ContainerFate, container: Container) -> ContainerFate:
    """A swarm or Kubernetes takes an end for the end of its task, and starts another container."""
    keeper = keeper_of(container)
    return keeper.after_end(fate.becomes) if keeper else fate
