"""What each prune takes and leaves. Every prune here is held to a label, for the demo has things of its own."""

from __future__ import annotations

import pytest

from bayplan.engine.client import EngineClient
from bayplan.engine.failures import AnswerError, version_key
from bayplan.engine.system_prune import SystemPruned, system_prune
from tests.contract.containers import STAY, body, started, state, volume_names

OURS = {"contract": "yes"}
FILTERS = {"label": ["contract=yes"]}
#: Engine 23.0 and later give this label, but 26.1 not to what Mounts asks for (28.5 does).
LABELS = {**OURS, "com.docker.volume.anonymous": ""}
ANONYMOUS = {"Type": "volume", "Target": "/anonymous", "VolumeOptions": {"Labels": LABELS}}


def only_anonymous(client: EngineClient) -> bool:
    """Whether a volume prune takes anonymous volumes alone unless it is told otherwise."""
    return version_key(client.api_version) >= (1, 42)


def labelled(client: EngineClient, name: str, labels: dict[str, str], *, running: bool = False) -> str:
    """A container with labels and an anonymous volume."""
    identity = client.create_container(name, {**body(ANONYMOUS), "Labels": labels})
    if running:
        client.start_container(identity)
    return identity


def volume_of(client: EngineClient, identity: str) -> str:
    """The one volume of a container."""
    (inspected,) = client.inspect_containers([identity])
    (mount,) = inspected["Mounts"]
    return str(mount["Name"])


def test_a_container_prune_takes_what_does_not_run_and_leaves_the_volumes(client: EngineClient) -> None:
    created = labelled(client, "contract-created", OURS)
    ended = labelled(client, "contract-ended", OURS, running=True)
    client.stop_container(ended)
    running = labelled(client, "contract-running", OURS, running=True)
    paused = labelled(client, "contract-paused", OURS, running=True)
    client.pause_container(paused)
    other = labelled(client, "contract-other", {"contract": "no"})
    before = volume_names(client)
    assert set(client.prune_containers(FILTERS)) == {created, ended}
    assert [state(client, each) for each in (created, ended)] == ["gone", "gone"]
    assert [state(client, each) for each in (running, paused, other)] == ["running", "paused", "created"]
    assert volume_names(client) == before
    client.unpause_container(paused)


def test_filters_choose_by_key_by_value_by_absence_and_by_age(client: EngineClient) -> None:
    first = labelled(client, "contract-first", {"contract": "yes", "kind": "a"})
    second = labelled(client, "contract-second", {"contract": "yes"})
    assert client.prune_containers({**FILTERS, "until": ["1h"]}) == []
    assert client.prune_containers({"label": ["contract"], "label!": ["kind"]}) == [second]
    assert client.prune_containers({"label": ["kind=b"]}) == []
    assert client.prune_containers({"label": ["kind"]}) == [first]
    with pytest.raises(AnswerError):
        client.prune_containers({"nonsense": ["x"]})


def test_a_volume_prune_takes_local_volumes_that_nobody_refers_to(client: EngineClient) -> None:
    in_use = client.create_container("contract-user", body(ANONYMOUS))
    free = client.create_container("contract-gone", body(ANONYMOUS))
    used, anonymous = volume_of(client, in_use), volume_of(client, free)
    client.remove_container(free)
    client.create_volume({"Name": "contract-free", "Labels": OURS})
    client.create_volume({"Name": "contract-unlabelled"})
    options = {"type": "tmpfs", "device": "tmpfs"}
    client.create_volume({"Name": "contract-options", "Labels": OURS, "DriverOpts": options})
    taken = set(client.prune_volumes(FILTERS))
    if only_anonymous(client):
        assert taken == {anonymous}
        taken |= set(client.prune_volumes(FILTERS, named=True))
    assert taken == {anonymous, "contract-free"}
    left = volume_names(client)
    assert {used, "contract-options", "contract-unlabelled"} <= left
    assert not taken & left


def test_a_volume_prune_tells_that_volumes_are_gone(client: EngineClient) -> None:
    client.create_volume({"Name": "contract-free", "Labels": OURS})
    events = client.events()
    client.prune_volumes(FILTERS, named=True)
    for event in events:
        if event["Type"] == "volume" and event["Action"] == "prune":
            break
    events.close()
    assert "contract-free" not in volume_names(client)


def test_a_pruned_volume_is_empty_when_it_is_made_again(client: EngineClient) -> None:
    mount = {"Type": "volume", "Source": "contract-data", "Target": "/data", "VolumeOptions": {"Labels": OURS}}
    first = started(client, "contract-writer", mount)
    client.write_file(first, "/data/marker", "lost")
    client.remove_container(first, force=True)
    assert client.prune_volumes(FILTERS, named=True) == ["contract-data"]
    second = started(client, "contract-reader", mount)
    with pytest.raises(AnswerError):
        client.read_file(second, "/data/marker")


def test_a_network_prune_takes_what_no_running_container_is_connected_to(client: EngineClient) -> None:
    for name in ("contract-net-idle", "contract-net-busy"):
        client.create_network({"Name": name, "Labels": OURS})
    client.create_network({"Name": "contract-net-other"})
    request = {"Image": "busybox:latest", "Cmd": STAY, "HostConfig": {"NetworkMode": "contract-net-busy"}}
    identity = client.create_container("contract-connected", request)
    client.start_container(identity)
    assert client.prune_networks(FILTERS) == ["contract-net-idle"]
    client.stop_container(identity)
    assert client.prune_networks(FILTERS) == ["contract-net-busy"]
    client.remove_container(identity)
    client.remove_network("contract-net-other")


def test_a_system_prune_frees_what_only_stopped_containers_used(client: EngineClient) -> None:
    client.create_network({"Name": "contract-net", "Labels": OURS})
    stopped = labelled(client, "contract-stopped", OURS, running=True)
    volume = volume_of(client, stopped)
    dangling = client.commit_container(stopped)
    client.stop_container(stopped)
    running = labelled(client, "contract-running", OURS, running=True)
    kept = volume_of(client, running)
    without = system_prune(client, volumes=False, filters=FILTERS)
    assert without == SystemPruned((stopped,), ("contract-net",), (), without.images)
    assert dangling in without.images
    assert {volume, kept} <= volume_names(client)
    again = system_prune(client, volumes=True, filters=FILTERS)
    assert again == SystemPruned((), (), (volume,), ())
    assert state(client, running) == "running"
    assert kept in volume_names(client)
