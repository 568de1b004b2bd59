"""How the demo makes a container out of a create request, by the engine's own rules for mounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bayplan.engine.client import Json
from bayplan.engine.failures import AnswerError

#: Default size of /dev/shm (moby, daemon/config: 64 MiB).
_DEFAULT_SHM = 64 << 20


def new_container(
    name: str, body: Json, image: Json, volume: Callable[[str, Json], Json], host_paths: Iterable[str]
) -> Json:
    """The inspect payload of a new container.

    Args:
        name: without the slash. body: as POST /containers/create takes it. image: the image's inspect payload.
        volume: called with a volume's name ("" for an anonymous one) and its VolumeOptions; makes it unless it exists,
            and returns its payload.
        host_paths: what exists on the recorded host, for binds.

    Raises:
        AnswerError: a mount that the engine would refuse.
    """
    asked = dict(body.get("HostConfig") or {})
    image_config = image.get("Config") or {}
    mounts = [_mount(mount, volume, frozenset(host_paths)) for mount in asked.get("Mounts") or ()]
    taken = {mount["Destination"] for mount in mounts} | set(asked.get("Tmpfs") or ())
    for destination in image_config.get("Volumes") or ():
        if destination not in taken:
            mounts.append(_volume_mount(volume("", {}), destination, read_only=False))
    config = {**image_config, **{key: value for key, value in body.items() if key != "HostConfig"}}
    config["Labels"] = {**(image_config.get("Labels") or {}), **(body.get("Labels") or {})}
    command = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
    return {
        "Id": secrets.token_hex(32),
        "Name": f"/{name}",
        "Created": _now(),
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": {
            "Status": "created",
            "Running": False,
            "Paused": False,
            "ExitCode": 0,
            "StartedAt": "",
            "FinishedAt": "",
        },
        "Image": image["Id"],
        "Driver": "overlay2",
        "Config": config,
        "HostConfig": {
            "NetworkMode": "none",
            "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
            "AutoRemove": False,
            "IpcMode": "private",
            "ShmSize": _DEFAULT_SHM,
            "LogConfig": {"Type": "json-file", "Config": {}},
            **asked,
        },
        "Mounts": mounts,
        "NetworkSettings": {},
    }


def list_entry(container: Json, *, size: bool) -> Json:
    """The entry of GET /containers/json that goes with an inspect payload."""
    state = container["State"]
    status = state["Status"]
    phrases = {
        "running": "Up",
        "paused": "Up (Paused)",
        "created": "Created",
        "exited": f"Exited ({state['ExitCode']})",
    }
    created = container["Created"].partition(".")[0].removesuffix("Z")
    entry: Json = {
        "Id": container["Id"],
        "Names": [container["Name"]],
        "Image": container["Config"].get("Image") or container["Image"],
        "ImageID": container["Image"],
        "Command": " ".join([container["Path"], *container["Args"]]).strip(),
        "Created": int(datetime.fromisoformat(created).replace(tzinfo=UTC).timestamp()),
        "Ports": [],
        "Labels": container["Config"].get("Labels") or {},
        "State": status,
        "Status": phrases.get(status, status),
        "HostConfig": {"NetworkMode": container["HostConfig"].get("NetworkMode", "none")},
        "NetworkSettings": {},
        "Mounts": container["Mounts"],
    }
    if size:
        entry |= {"SizeRw": container.get("SizeRw", 0), "SizeRootFs": container.get("SizeRootFs", 0)}
    return entry


def _mount(asked: Json, volume: Callable[[str, Json], Json], host_paths: frozenset[str]) -> Json:
    """One entry of the answer's Mounts for one entry of the request's HostConfig.Mounts."""
    destination, read_only = asked["Target"], bool(asked.get("ReadOnly"))
    match asked["Type"]:
        case "volume":
            made = volume(asked.get("Source") or "", asked.get("VolumeOptions") or {})
            return _volume_mount(made, destination, read_only=read_only)
        case "bind":
            options = asked.get("BindOptions") or {}
            if asked["Source"] not in host_paths and not options.get("CreateMountpoint"):
                message = f'invalid mount config for type "bind": bind source path does not exist: {asked["Source"]}'
                raise AnswerError("The engine refused the request.", status=400, message=message, why=message)
            propagation = options.get("Propagation") or "rprivate"
            return _plain_mount("bind", asked["Source"], destination, read_only=read_only, propagation=propagation)
        case "tmpfs":
            return _plain_mount("tmpfs", "", destination, read_only=read_only, propagation="")
        case kind:
            return _plain_mount(kind, asked["Source"], destination, read_only=read_only, propagation="")


def _volume_mount(volume: Json, destination: str, *, read_only: bool) -> Json:
    return {
        "Type": "volume",
        "Name": volume["Name"],
        "Source": volume["Mountpoint"],
        "Destination": destination,
        "Driver": volume["Driver"],
        "Mode": "z",
        "RW": not read_only,
        "Propagation": "",
    }


def _plain_mount(kind: str, source: str, destination: str, *, read_only: bool, propagation: str) -> Json:
    mount: dict[str, Any] = {
        "Type": kind,
        "Source": source,
        "Destination": destination,
        "Mode": "",
        "RW": not read_only,
        "Propagation": propagation,
    }
    return mount


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
