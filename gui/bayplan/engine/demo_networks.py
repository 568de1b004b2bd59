"""The demo's networks. They carry nothing; whoever calls holds the engine's lock."""

from __future__ import annotations

from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, networks_of, refused

_OWN = frozenset({"bridge", "host", "none", "nat"})


def create(engine: DemoEngine, body: Json) -> str:
    """POST /networks/create; the id."""
    name = body["Name"]
    if name in engine.networks:
        raise refused(409, f"network with name {name} already exists", f"There is a network {name} already.")
    network = engine.add_network(body)
    engine.events.emit("network", "create", network["Id"], name=name, type=network["Driver"])
    return str(network["Id"])


def connect(engine: DemoEngine, network: Json, container: Json, endpoint: Json) -> None:
    """POST /networks/{id}/connect."""
    connected = container["NetworkSettings"].setdefault("Networks", {})
    if "none" in connected or "host" in connected:
        message = "container cannot be connected to multiple networks with one of the networks in private (none) mode"
        raise refused(400, message, "The container has no network of its own.")
    if network["Name"] in connected:
        message = f"endpoint with name {container['Name'][1:]} already exists in network {network['Name']}"
        raise refused(403, message, "The container is connected to it already.")
    connected[network["Name"]] = endpoint_settings(network, endpoint)
    if container["State"]["Running"]:
        about = {"container": container["Id"], "name": network["Name"], "type": network["Driver"]}
        engine.events.emit("network", "connect", network["Id"], **about)


def remove(engine: DemoEngine, network: Json) -> None:
    """DELETE /networks/{id}; refused while a running container is connected to it."""
    name = network["Name"]
    if name in _OWN:
        message = f"{name} is a pre-defined network and cannot be removed"
        raise refused(403, message, f"The network {name} is the engine's own.")
    if _in_use(engine, name):
        message = f"error while removing network: network {name} id {network['Id']} has active endpoints"
        raise refused(403, message, f"The network {name} is in use.")
    del engine.networks[name]
    engine.events.emit("network", "destroy", network["Id"], name=name, type=network["Driver"])


def removable(engine: DemoEngine, name: str) -> bool:
    """Whether the network is not the engine's own and no running container is connected to it."""
    return name not in _OWN and not _in_use(engine, name)


def endpoint_settings(network: Json, endpoint: Json) -> Json:
    """What inspect says of a container's connection to a network."""
    return {
        "IPAMConfig": endpoint.get("IPAMConfig"),
        "Links": endpoint.get("Links"),
        "Aliases": endpoint.get("Aliases"),
        "DriverOpts": endpoint.get("DriverOpts"),
        "NetworkID": network["Id"],
        "EndpointID": "",
        "Gateway": "",
        "IPAddress": "",
        "IPPrefixLen": 0,
        "MacAddress": endpoint.get("MacAddress") or "",
    }


def _in_use(engine: DemoEngine, name: str) -> bool:
    return any(name in networks_of(c) and c["State"]["Running"] for c in engine.containers.values())
