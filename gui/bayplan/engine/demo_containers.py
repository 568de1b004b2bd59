"""How the demo makes a container out of a create request, and how it lists containers."""

from __future__ import annotations

import secrets

from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, seconds
from bayplan.engine.demo_mounts import NewMount, new_mounts
from bayplan.engine.demo_networks import endpoint_settings
from bayplan.engine.demo_recording import now_text

#: Default size of /dev/shm (moby, daemon/config: 64 MiB).
_DEFAULT_SHM = 64 << 20
#: What a request has beside the container's configuration.
_NOT_CONFIG = frozenset({"HostConfig", "NetworkingConfig"})


def create(engine: DemoEngine, name: str, body: Json) -> Json:
    """POST /containers/create: the inspect payload of the new container.

    ``body`` is as the API takes it. Raises AnswerError for what the engine would refuse; then nothing is made.
    """
    image = engine.image(str(body.get("Image", "")))
    identity = secrets.token_hex(32)
    config = _config(body, image, identity)
    host_config = _host_config(body.get("HostConfig") or {})
    mounts = new_mounts(engine, host_config, config.get("Volumes") or ())
    command = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
    state = {"Status": "created", "Running": False, "Paused": False, "ExitCode": 0, "StartedAt": "", "FinishedAt": ""}
    container: Json = {
        "Id": identity,
        "Name": f"/{name}",
        "Created": now_text(),
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": state,
        "Image": image["Id"],
        "LogPath": "",
        "Driver": engine.info["Driver"],
        "Config": config,
        "HostConfig": host_config,
        "Mounts": [mount.entry for mount in mounts],
        "NetworkSettings": {"Networks": _networks(engine, host_config, body.get("NetworkingConfig") or {})},
    }
    engine.containers[identity] = container
    engine.by_name[identity] = frozenset(mount.entry["Name"] for mount in mounts if mount.named)
    _fill(engine, mounts, image["Id"])
    engine.tell(container, "create")
    return container


def list_entry(engine: DemoEngine, container: Json, *, size: bool) -> Json:
    """The entry of GET /containers/json that goes with an inspect payload, with what was recorded of it."""
    recorded = engine.listed.get(container["Id"], {})
    state = container["State"]
    entry: Json = {
        "Id": container["Id"],
        "ImageID": container["Image"],
        "Command": " ".join([container["Path"], *container["Args"]]).strip(),
        "Created": seconds(container["Created"]),
        "Ports": [],
        "Labels": container["Config"].get("Labels") or {},
        "HostConfig": {"NetworkMode": container["HostConfig"].get("NetworkMode", "none")},
        "Mounts": container["Mounts"],
        **{key: value for key, value in recorded.items() if not key.startswith("Size")},
        "Names": [container["Name"]],
        "Image": _image_name(engine, container),
        "NetworkSettings": {"Networks": (container.get("NetworkSettings") or {}).get("Networks") or {}},
    }
    if recorded.get("State") != state["Status"]:
        entry |= {"State": state["Status"], "Status": _phrase(state)}
    if size:
        written = int(recorded.get("SizeRw") or 0) + engine.files.size(f"layer:{container['Id']}")
        whole = int(recorded.get("SizeRootFs") or engine.images.get(container["Image"], {}).get("Size") or 0)
        entry |= {"SizeRw": written, "SizeRootFs": whole + written - int(recorded.get("SizeRw") or 0)}
    return entry


def _config(body: Json, image: Json, identity: str) -> Json:
    """The request's configuration, completed from the image's (moby, daemon/commit.go, merge)."""
    from_image = image.get("Config") or {}
    asked = {key: value for key, value in body.items() if key not in _NOT_CONFIG}
    given = {key: value for key, value in asked.items() if value not in (None, "", [], {})}
    config = {**from_image, **given}
    if asked.get("Entrypoint") and not asked.get("Cmd"):
        config["Cmd"] = None
    set_here = {entry.partition("=")[0] for entry in asked.get("Env") or ()}
    inherited = [entry for entry in from_image.get("Env") or () if entry.partition("=")[0] not in set_here]
    config["Env"] = [*(asked.get("Env") or ()), *inherited]
    config["Labels"] = {**(from_image.get("Labels") or {}), **(asked.get("Labels") or {})}
    config["Volumes"] = {**(from_image.get("Volumes") or {}), **(asked.get("Volumes") or {})} or None
    config["Hostname"] = asked.get("Hostname") or identity[:12]
    return config


def _host_config(asked: Json) -> Json:
    mode = asked.get("NetworkMode")
    return {
        "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
        "AutoRemove": False,
        "IpcMode": "private",
        "ShmSize": _DEFAULT_SHM,
        "LogConfig": {"Type": "json-file", "Config": {}},
        **asked,
        "NetworkMode": "none" if mode in {None, ""} else mode,
    }


def _networks(engine: DemoEngine, host_config: Json, networking: Json) -> Json:
    """The connections of a new container: the network it is created in, and those its request describes."""
    described = networking.get("EndpointsConfig") or {}
    mode = "bridge" if host_config["NetworkMode"] == "default" else str(host_config["NetworkMode"])
    if mode.startswith("container:"):
        return {}
    names = dict.fromkeys([mode, *described])
    return {name: endpoint_settings(engine.networks.get(name, {"Id": ""}), described.get(name) or {}) for name in names}


def _fill(engine: DemoEngine, mounts: list[NewMount], image_id: str) -> None:
    for mount in mounts:
        if mount.copies:
            engine.files.copy_up(mount.entry["Name"], image_id, mount.entry["Destination"])


def _image_name(engine: DemoEngine, container: Json) -> str:
    """The name that the container was made with while it still means the same image, else the image's id."""
    name, image_id = str(container["Config"].get("Image") or container["Image"]), str(container["Image"])
    tags = (engine.images.get(image_id) or {}).get("RepoTags") or ()
    return name if name == image_id or {name, f"{name}:latest"} & set(tags) else image_id


def _phrase(state: Json) -> str:
    exited = f"Exited ({state['ExitCode']})"
    words = {"running": "Up", "paused": "Up (Paused)", "created": "Created", "exited": exited}
    return words.get(state["Status"], str(state["Status"]))
