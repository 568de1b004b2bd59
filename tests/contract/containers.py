"""Containers that the contract tests act on."""

from __future__ import annotations

from bayplan.engine.client import EngineClient, Json

STAY = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"]


def body(*mounts: Json, **host_config: object) -> Json:
    """A create request for a container that stays."""
    return {
        "Image": "busybox:latest",
        "Cmd": STAY,
        "NetworkDisabled": True,
        "HostConfig": {"Mounts": list(mounts), "NetworkMode": "none", **host_config},
    }


def started(client: EngineClient, name: str, *mounts: Json, **host_config: object) -> str:
    """A running container."""
    identity = client.create_container(name, body(*mounts, **host_config))
    client.start_container(identity)
    return identity


def state(client: EngineClient, identity: str) -> str:
    """The engine's word for the container's state, "gone" when there is no such container."""
    found = list(client.inspect_containers([identity]))
    return str(found[0]["State"]["Status"]) if found else "gone"


def volume_names(client: EngineClient) -> set[str]:
    """Every volume there is."""
    return {str(volume["Name"]) for volume in client.volumes()}


def request(image: str = "busybox:latest", **host_config: object) -> Json:
    """The same for another image."""
    return {**body(**host_config), "Image": image}
