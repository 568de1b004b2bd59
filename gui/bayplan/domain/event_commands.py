"""An event as the docker commands that bring it about, ready to copy."""

from __future__ import annotations

import shlex

from bayplan.domain.event import Event, Target, TargetKind
from bayplan.domain.fates.targets import members
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Engine
from bayplan.domain.test_mount import api_number

_PER_CONTAINER = {
    Event.PAUSE: "docker pause",
    Event.RESTART: "docker restart",
    Event.STOP: "docker stop",
    Event.KILL: "docker kill",
    Event.REMOVE: "docker rm --force",
    Event.REMOVE_VOLUMES: "docker rm --force --volumes",
}
_WHOLE_ENGINE = {
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
#: The API version from which on ``docker volume prune`` knows --all.
_PRUNE_KNOWS_ALL = (1, 42)


def event_commands(inventory: Inventory, event: Event, of: Target) -> tuple[str, ...]:
    """The commands, one a line; () for an event that no one command brings about."""
    engine = inventory.engine
    if event is Event.VOLUME_PRUNE_ALL and (engine.podman or api_number(engine.api_version) < _PRUNE_KNOWS_ALL):
        return (_WHOLE_ENGINE[Event.VOLUME_PRUNE],)  # which removes named ones too, and knows no --all
    if event in _WHOLE_ENGINE:
        return (_WHOLE_ENGINE[event],)
    if event in {Event.ENGINE_RESTART, Event.HOST_REBOOT}:
        return _on_the_host(engine, event)
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


def _on_the_host(engine: Engine, event: Event) -> tuple[str, ...]:
    """What is typed on the engine's host; nothing where a product's own window does it (Docker Desktop, …)."""
    if engine.vm:
        return ()
    if event is Event.HOST_REBOOT:
        return ("Restart-Computer" if engine.os_type == "windows" else "systemctl reboot",)
    if engine.os_type == "windows":
        return ("Restart-Service docker",)
    service = "podman" if engine.podman else "docker"
    return (f"systemctl {'--user ' if engine.rootless else ''}restart {service}",)


def _compose(event: Event, container: Container, chosen: list[Container]) -> str:
    project = container.project or ""
    command = f"docker compose --project-name {shlex.quote(project)} {_COMPOSE[event]}"
    if event in {Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES}:
        return command
    services = sorted({c.service for c in chosen if c.service and (c.project or "") == project})
    return " ".join([command, "--no-deps", *map(shlex.quote, services)])


def _moves(chosen: list[Container]) -> tuple[str, ...]:
    """Only a swarm moves its tasks by one command: it drains the node that they run on."""
    return ("docker node update --availability drain self",) if any(c.group_kind == "swarm" for c in chosen) else ()
