"""Networks: made, joined, refused to go while they are used, and removed."""

from __future__ import annotations

import pytest

from bayplan.engine.client import EngineClient
from bayplan.engine.failures import AnswerError, is_gone
from tests.contract.containers import STAY, state


def networks(client: EngineClient) -> set[str]:
    """The names of all networks."""
    return {str(network["Name"]) for network in client.list_networks()}


def test_a_network_is_made_joined_and_removed(client: EngineClient) -> None:
    first = client.create_network({"Name": "contract-net-a", "Labels": {"a": "b"}})
    second = client.create_network({"Name": "contract-net-b"})
    assert {"contract-net-a", "contract-net-b"} <= networks(client)
    (made,) = [network for network in client.list_networks() if network["Id"] == first]
    assert made["Labels"]["a"] == "b"
    request = {"Image": "busybox:latest", "Cmd": STAY, "HostConfig": {"NetworkMode": "contract-net-a"}}
    identity = client.create_container("contract-joins", request)
    client.connect_network(second, identity, {"Aliases": ["other"]})
    client.start_container(identity)
    (inspected,) = client.inspect_containers([identity])
    assert set(inspected["NetworkSettings"]["Networks"]) == {"contract-net-a", "contract-net-b"}
    with pytest.raises(AnswerError):
        client.remove_network("contract-net-a")
    client.remove_container(identity, force=True)
    client.remove_network(first)
    client.remove_network("contract-net-b")
    assert not {"contract-net-a", "contract-net-b"} & networks(client)


def test_a_container_needs_its_network_to_start(client: EngineClient) -> None:
    client.create_network({"Name": "contract-net"})
    request = {"Image": "busybox:latest", "Cmd": STAY, "HostConfig": {"NetworkMode": "contract-net"}}
    identity = client.create_container("contract-lonely", request)
    client.remove_network("contract-net")
    with pytest.raises(AnswerError):
        client.start_container(identity)
    assert state(client, identity) == "created"


def test_a_network_that_is_not_there_is_told(client: EngineClient) -> None:
    with pytest.raises(AnswerError) as refused:
        client.remove_network("contract-never-was")
    assert is_gone(refused.value)
