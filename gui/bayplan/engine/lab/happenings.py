"""Does each event for real, with the calls that the docker CLI makes."""

from __future__ import annotations

import time
from collections.abc import Callable

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.experiment import LAB_PREFIX, LabPhase
from bayplan.domain.inventory import Inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.compose import Compose
from bayplan.engine.lab.control import EngineControl
from bayplan.engine.lab.safety import Filters, Limit
from bayplan.engine.lab.specimen import Specimen
from bayplan.engine.lab.stages import COMPOSED
from bayplan.errors import BayplanError

#: Seconds that the engine may take to remove a --rm container after it ended, and the pause between two looks.
_PATIENCE, _PAUSE = 20.0, 0.05

#: What is done to each subject: a sentence, the docker command, and the call.
_EACH: dict[Event, tuple[str, str, Callable[[EngineClient, str], None]]] = {
    Event.PAUSE: ("Pausing", "docker pause", lambda client, key: client.pause_container(key)),
    Event.RESTART: ("Restarting", "docker restart", lambda client, key: client.restart_container(key)),
    Event.STOP: ("Stopping", "docker stop", lambda client, key: client.stop_container(key)),
    Event.KILL: ("Killing", "docker kill", lambda client, key: client.kill_container(key)),
    Event.REMOVE: ("Removing", "docker rm --force", lambda client, key: client.remove_container(key, force=True)),
    Event.REMOVE_VOLUMES: (
        "Removing, with its anonymous volumes,",
        "docker rm --force --volumes",
        lambda client, key: client.remove_container(key, force=True, volumes=True),
    ),
}


def happen(
    bench: Bench,
    specimen: Specimen,
    before: Inventory,
    *,
    limit: Limit,
    control: EngineControl | None,
    compose: Compose,
) -> None:
    """Does the experiment's event; ``before`` is the engine before it, ``limit`` how far a prune may reach."""
    event = bench.experiment.event
    if event in _EACH:
        _do_to_each(bench, specimen)
    elif event in _PRUNES:
        _prune(bench, limit)
    elif event in {Event.RECREATE, Event.RENEW}:
        compose.recreate(bench, specimen, before, renew=event is Event.RENEW)
    elif event in {Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES}:
        compose.down(bench, specimen, before, volumes=event is Event.COMPOSE_DOWN_VOLUMES)
    elif event is Event.COMMIT:
        _commit(bench, specimen)
    elif control is not None:
        _do_to_engine(bench, control)


def variant(bench: Bench, compose: Compose) -> str:
    """What was special about how the event was done, for the experiment's title; or ""."""
    if bench.experiment.event in COMPOSED:
        return compose.how
    if bench.experiment.event is Event.ENGINE_RESTART and bench.engine.live_restore:
        return "with live-restore"
    return ""


def _do_to_engine(bench: Bench, control: EngineControl) -> None:
    if bench.experiment.event is Event.HOST_REBOOT:
        bench.step(LabPhase.HAPPEN, "Leaving the engine as a reboot of its host does.", "systemctl reboot")
        control.reboot()
    else:
        bench.step(LabPhase.HAPPEN, "Restarting the engine.", "systemctl restart docker")
        control.restart()


def _do_to_each(bench: Bench, specimen: Specimen) -> None:
    """Pause, restart, stop, kill and both removals of every subject; what was paused goes on afterwards."""
    sentence, command, call = _EACH[bench.experiment.event]
    for identity, name in specimen.subjects.items():
        bench.step(LabPhase.HAPPEN, f"{sentence} {name}.", f"{command} {name}", ids.container_thing(identity))
        call(bench.client, identity)
        if bench.experiment.event is Event.PAUSE:
            bench.step(LabPhase.HAPPEN, f"Letting {name} go on.", f"docker unpause {name}")
            bench.client.unpause_container(identity)
        if bench.experiment.auto_remove:
            _wait_until_gone(bench.client, identity, name)


def _commit(bench: Bench, specimen: Specimen) -> None:
    """Makes an image of the subject."""
    ((identity, name),) = specimen.subjects.items()
    tag = f"{LAB_PREFIX}{bench.run}:saved"
    bench.step(LabPhase.HAPPEN, f"Committing {name} to the image {tag}.", f"docker commit {name} {tag}")
    specimen.saved = bench.client.commit_container(identity, tag)


def _prune(bench: Bench, limit: Limit) -> None:
    """The prunes of the event, in the order of the docker CLI; networks and the build cache hold no state."""
    for what in _PRUNES[bench.experiment.event]:
        sentence, command, call = _PRUNE_CALLS[what]
        bench.step(LabPhase.HAPPEN, sentence, f"{command}{limit.option}")
        call(bench.client, limit.filters)


#: Each prune: a sentence, the docker command, and the call with its filters.
_PRUNE_CALLS: dict[str, tuple[str, str, Callable[[EngineClient, Filters], object]]] = {
    "containers": (
        "Pruning containers.",
        "docker container prune --force",
        lambda client, filters: client.prune_containers(filters),
    ),
    "volumes": (
        "Pruning volumes.",
        "docker volume prune --force",
        lambda client, filters: client.prune_volumes(filters),
    ),
    "all volumes": (
        "Pruning all volumes.",
        "docker volume prune --force --all",
        lambda client, filters: client.prune_volumes(filters, named=True),
    ),
    "images": (
        "Pruning dangling images.",
        "docker image prune --force",
        lambda client, filters: client.prune_images(filters),
    ),
    "all images": (
        "Pruning all images.",
        "docker image prune --force --all",
        lambda client, filters: client.prune_images(filters, dangling=False),
    ),
}
_PRUNES: dict[Event, tuple[str, ...]] = {
    Event.CONTAINER_PRUNE: ("containers",),
    Event.VOLUME_PRUNE: ("volumes",),
    Event.VOLUME_PRUNE_ALL: ("all volumes",),
    Event.IMAGE_PRUNE_ALL: ("all images",),
    Event.SYSTEM_PRUNE: ("containers", "images"),
    Event.SYSTEM_PRUNE_VOLUMES: ("containers", "volumes", "images"),
}


def _wait_until_gone(client: EngineClient, identity: str, name: str) -> None:
    """The engine removes a --rm container by itself, a moment after it ended."""
    give_up = time.monotonic() + _PATIENCE
    while client.containers([identity]):
        if time.monotonic() > give_up:
            raise BayplanError(f"The engine did not remove {name}.", why=f"It ended {_PATIENCE:g} seconds ago.")
        time.sleep(_PAUSE)
