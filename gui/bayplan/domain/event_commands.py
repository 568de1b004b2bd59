"""An event as the docker commands that bring it about, ready to copy."""

from __future__ import annotations

import shlex

from bayplan.domain.event import Event, Target, TargetKind
from bayplan.domain.fates.targets import members
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container

_PER_CONTAINER = {
    Event.PAUSE: "docker pause",
    Event.RESTART: "docker restart",
    Event.STOP: "docker stop",
    Event.KILL: "docker kill",
    Event.REMOVE: "docker rm --force",
    Event.REMOVE_VOLUMES: "docker rm --force --volumes",
}
_WHOLE_ENGINE = {
    Event.ENGINE_RESTART: "systemctl restart docker",
    Event.HOST_REBOOT: "systemctl reboot",
    Event.CONTAINER_PRUNE: "docker container prune",
    Event.VOLUME_PRUNE: "docker volume prune",
    Event.VOLUME_PRUNE_ALL: "docker volume prune --all",
    Event.IMAGE_PRUNE_ALL: "docker image prune --all",
    Event.SYSTEM_PRUNE: "docker system prune",
    Event.SYSTEM_PRUNE_VOLUMES: "docker system prune --volumes",
}
_COMPOSE = {
    Event.RECREATE: "up --detach --force-recreate",
    Event.RENEW: "up --detach --force-recreate --renew-anon-volumes",
    Event.COMPOSE_DOWN: "down",
    Event.COMPOSE_DOWN_VOLUMES: "down --volumes",
}


def event_commands(inventory: Inventory, event: Event, of: Target) -> tuple[str, ...]:
    """The commands, one a line; () for an event that no one command brings about."""
    if event in _WHOLE_ENGINE:
        return (_WHOLE_ENGINE[event],)
    if of.kind is TargetKind.VOLUME and event is Event.REMOVE:
        return (f"docker volume rm {shlex.quote(of.names[0])}",)
    chosen = members(inventory, event, of)
    if event in _PER_CONTAINER:
        names = " ".join(shlex.quote(container.name) for container in chosen)
        return (f"{_PER_CONTAINER[event]} {names}",) if chosen else ()
    if event is Event.COMMIT:
        return tuple(f"docker commit {shlex.quote(c.name)} {shlex.quote(f'{c.name}:saved')}" for c in chosen)
    if event in _COMPOSE:
        return tuple(dict.fromkeys(_compose(event, container, chosen) for container in chosen))
    return _moves(chosen)


def _compose(event: Event, container: Container, chosen: list[Container]) -> str:
    project = container.project or ""
    command = f"docker compose --project-name {shlex.quote(project)} {_COMPOSE[event]}"
    if event in {Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES}:
        return command
    services = sorted({c.service for c in chosen if c.service and c.project == container.project})
    return " ".join([command, "--no-deps", *map(shlex.quote, services)])


def _moves(chosen: list[Container]) -> tuple[str, ...]:
    """Only a swarm moves its tasks by one command: it drains the node that they run on."""
    return ("docker node update --availability drain self",) if any(c.group_kind == "swarm" for c in chosen) else ()
