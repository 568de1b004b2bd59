"""The life of the demo's containers, by the engine's rules: what each act loses, keeps and tells.

The order of the events is that of Docker Engine 20.10. Whoever calls holds the engine's lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, networks_of, refused
from bayplan.engine.demo_recording import now_text
from bayplan.engine.demo_volumes import is_memory, volume_names

_SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15}
_KILL = 9
_TERM = 15
#: What the demo's processes end with when such a signal comes; others they take no notice of.
_EXIT_CODES = {2: 0, _KILL: 137, _TERM: 0}
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def check_name(engine: DemoEngine, name: str) -> None:
    """Raises AnswerError when a container may not be called ``name``, or one is already."""
    if not _NAME.fullmatch(name):
        message = f"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        raise refused(400, message, f"{name} is no name for a container.")
    for container in engine.containers.values():
        if container["Name"] == f"/{name}":
            message = f'Conflict. The container name "/{name}" is already in use by container "{container["Id"]}".'
            raise refused(409, message, f"{name} exists.")


def start(engine: DemoEngine, container: Json) -> None:
    """POST /containers/{id}/start; nothing happens to one that runs."""
    state = container["State"]
    if state["Paused"]:
        raise refused(409, "cannot start a paused container, try unpause instead", "The container is paused.")
    if state["Running"]:
        return
    for name in networks_of(container):
        engine.network(name)
    state |= {"Status": "running", "Running": True, "StartedAt": now_text(), "ExitCode": 0}
    if container["HostConfig"]["LogConfig"]["Type"] == "json-file":
        container["LogPath"] = _log_path(engine, container["Id"])
    engine.files.started(container)
    engine.tell_networks(container, "connect")
    _tell_of_mounting(engine, container)
    engine.tell(container, "start")


def stop(engine: DemoEngine, container: Json) -> None:
    """POST /containers/{id}/stop: the demo's processes end as soon as they are asked to."""
    if container["State"]["Running"]:
        _stop(engine, container)
        _remove_if_automatic(engine, container)


def restart(engine: DemoEngine, container: Json) -> None:
    """POST /containers/{id}/restart; keeps one with --rm."""
    if container["State"]["Running"]:
        _stop(engine, container)
    start(engine, container)
    engine.tell(container, "restart")


def kill(engine: DemoEngine, container: Json, signal: str) -> None:
    """POST /containers/{id}/kill."""
    number = _SIGNALS.get(signal.upper().removeprefix("SIG"), int(signal) if signal.isdecimal() else 0)
    if not number:
        raise refused(400, f"Invalid signal: {signal}", f"{signal} is no signal.")
    if not container["State"]["Running"]:
        identity = container["Id"]
        message = f"Cannot kill container: {identity}: Container {identity} is not running"
        raise refused(409, message, "The container is not running.")
    _send_signal(engine, container, number)
    _remove_if_automatic(engine, container)


def pause(engine: DemoEngine, container: Json) -> None:
    """POST /containers/{id}/pause."""
    state = container["State"]
    if not state["Running"] or state["Paused"]:
        problem = "is already paused" if state["Paused"] else "is not running"
        raise refused(409, f"Container {container['Id']} {problem}", f"The container {problem}.")
    state |= {"Status": "paused", "Paused": True}
    engine.tell(container, "pause")


def unpause(engine: DemoEngine, container: Json) -> None:
    """POST /containers/{id}/unpause; 500 for one that is not paused, as Docker has it."""
    state = container["State"]
    if not state["Paused"]:
        raise refused(500, f"Container {container['Id']} is not paused", "The container is not paused.")
    state |= {"Status": "running", "Paused": False}
    engine.tell(container, "unpause")


def rename(engine: DemoEngine, container: Json, name: str) -> None:
    """POST /containers/{id}/rename."""
    if not name:
        raise refused(400, "Neither old nor new names may be empty", "The new name is empty.")
    old = container["Name"]
    if old == f"/{name}":
        message = "Renaming a container with the same name as its current name"
        raise refused(400, message, f"{name} is its name already.")
    check_name(engine, name)
    container["Name"] = f"/{name}"
    engine.tell(container, "rename", oldName=old)


def update(engine: DemoEngine, container: Json, body: Json) -> None:
    """POST /containers/{id}/update: what is not named in the body stays as it is."""
    if container["HostConfig"].get("AutoRemove") and (body.get("RestartPolicy") or {}).get("Name") not in {
        None,
        "",
        "no",
    }:
        message = "Restart policy cannot be updated because AutoRemove is enabled for the container"
        raise refused(400, message, "It was made with --rm.")
    container["HostConfig"] |= body
    engine.tell(container, "update")


def remove(engine: DemoEngine, container: Json, *, volumes: bool, force: bool) -> None:
    """DELETE /containers/{id}; forced, it keeps the anonymous volumes of one with --rm as well, unless asked for."""
    state = container["State"]
    if state["Running"]:
        if not force:
            what = "paused" if state["Paused"] else "running"
            message = f"You cannot remove a {what} container {container['Id']}. Stop the container before attempting"
            raise refused(409, message, f"The container is {what}.")
        _send_signal(engine, container, _KILL)
    delete(engine, container, volumes=volumes)


def delete(engine: DemoEngine, container: Json, *, volumes: bool) -> None:
    """Deletes a container that does not run; with ``volumes`` also what it alone uses and was never given by name."""
    identity = container["Id"]
    del engine.containers[identity]
    by_name = engine.by_name.pop(identity)
    engine.listed.pop(identity, None)
    engine.changes.pop(identity, None)
    engine.files.removed(identity)
    if volumes:
        for name in dict.fromkeys(volume_names(container)):
            if name in engine.volumes and name not in by_name and not engine.users_of(name):
                engine.remove_volume(name)
    engine.tell(container, "destroy")


def _stop(engine: DemoEngine, container: Json) -> None:
    _send_signal(engine, container, _TERM)
    engine.tell(container, "stop")


def _send_signal(engine: DemoEngine, container: Json, number: int) -> None:
    """What follows when the signal ends the processes: the container's memory is lost."""
    engine.tell(container, "kill", signal=str(number))
    if number not in _EXIT_CODES:
        return
    state = container["State"]
    if state["Paused"] and number == _TERM:
        engine.tell(container, "unpause")
    code = _EXIT_CODES[number]
    ended = {"Status": "exited", "Running": False, "Paused": False, "FinishedAt": now_text(), "ExitCode": code}
    container["State"] = state | ended
    engine.files.stopped(container["Id"])
    engine.tell(container, "die", exitCode=str(code))
    engine.tell_networks(container, "disconnect")
    for name in volume_names(container):
        _tell_volume(engine, container, name, "unmount")
        running = any(user["State"]["Running"] for user in engine.users_of(name))
        if name in engine.volumes and is_memory(engine.volumes[name]) and not running:
            engine.files.volume_removed(name)


def _remove_if_automatic(engine: DemoEngine, container: Json) -> None:
    """--rm: a container that has ended by itself or was stopped goes with its anonymous volumes."""
    if container["HostConfig"].get("AutoRemove") and not container["State"]["Running"]:
        delete(engine, container, volumes=True)


@contextmanager
def mounted(engine: DemoEngine, container: Json) -> Iterator[None]:
    """Tells that the volumes are mounted and unmounted, as around every archive call, also while the container runs."""
    _tell_of_mounting(engine, container)
    try:
        yield
    finally:
        for name in volume_names(container):
            _tell_volume(engine, container, name, "unmount")


def _tell_of_mounting(engine: DemoEngine, container: Json) -> None:
    for mount in container.get("Mounts") or ():
        if mount["Type"] == "volume":
            about = {"destination": mount["Destination"], "read/write": str(bool(mount["RW"])).lower()}
            _tell_volume(engine, container, mount["Name"], "mount", propagation="", **about)


def _tell_volume(engine: DemoEngine, container: Json, name: str, action: str, **attributes: str) -> None:
    driver = str(engine.volumes.get(name, {}).get("Driver", "local"))
    engine.events.emit("volume", action, name, container=container["Id"], driver=driver, **attributes)


def _log_path(engine: DemoEngine, identity: str) -> str:
    """Where the engine writes the log of a container that has been started."""
    root = str(engine.info["DockerRootDir"])
    separator = "\\" if "\\" in root else "/"
    return separator.join([root, "containers", identity, f"{identity}-json.log"])
