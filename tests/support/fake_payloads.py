"""What a fake engine answers about its containers, in the shapes of the Engine API."""

from __future__ import annotations

from typing import Any

from bayplan.engine.client import Json

#: 2026-03-01T12:00:00Z, when everything on a fake engine was made.
START = 1_772_366_400


def listed(container: Json, *, size: bool) -> Json:
    """A container as GET /containers/json has it."""
    entry: Json = {
        "Id": container["Id"],
        "Names": [f"/{container['Name']}"],
        "Image": "busybox",
        "ImageID": container["Image"],
        "Command": "sh",
        "Created": START,
        "State": container["State"],
        "Status": container["State"].capitalize(),
        "Labels": container["Labels"],
        "Mounts": [_mount(name) for name in container["Volumes"]],
    }
    return entry | {"SizeRw": 42, "SizeRootFs": 1042} if size else entry


def inspected(container: Json) -> Json:
    """A container as GET /containers/{id}/json has it."""
    health = {"Health": {"Status": container["Health"]}} if "Health" in container else {}
    return {
        "Id": container["Id"],
        "Name": f"/{container['Name']}",
        "Created": "2026-03-01T12:00:00Z",
        "Path": "sh",
        "Args": [],
        "State": {"Status": container["State"], "StartedAt": container.get("StartedAt", ""), **health},
        "Image": container["Image"],
        "Config": {"Image": "busybox", "Labels": container["Labels"], "Env": [], "Cmd": ["sh"]},
        "HostConfig": {"IpcMode": "private", "ShmSize": 67108864, "Binds": []},
        "Mounts": [_mount(name) for name in container["Volumes"]],
    }


def _mount(name: str) -> dict[str, Any]:
    return {"Type": "volume", "Name": name, "Source": f"/v/{name}", "Destination": f"/data/{name}", "RW": True}
