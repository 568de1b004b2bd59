"""A container made again is like the first: many shapes made by the docker CLI, inspected, made again and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bayplan.domain.formatting import short_id
from bayplan.domain.inventory import Inventory
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.failures import AnswerError
from bayplan.engine.same_again import SameAgain, same_again
from tests.support.private_engine import PrivateEngine

#: Options of docker create; FOLDER stands for a folder of the host, OTHER for a container that runs.
SHAPES: dict[str, str] = {
    "plain": "",
    "process": "--env A=b --env C=d=e --label x=y --user 1000:1000 --workdir /tmp --entrypoint /bin/sh --init "
    "--stop-signal SIGINT --stop-timeout 7 --interactive --tty --health-cmd true --health-interval 9s",
    "rm": "--rm",
    "restart": "--restart on-failure:3",
    "names": "--hostname box --domainname example.net --add-host other:192.0.2.1 --dns 192.0.2.53 --dns-search x.net",
    "limits": "--memory 64m --pids-limit 50 --ulimit nofile=100:200 --cpu-shares 512 --oom-score-adj 5",
    "rights": "--cap-add NET_ADMIN --cap-drop CHOWN --security-opt no-new-privileges --group-add 5 --device /dev/null "
    "--sysctl net.ipv4.ip_forward=1",
    "privileged": "--privileged",
    "read-only": "--read-only --tmpfs /run",
    "memory": "--tmpfs /quick:size=1m,mode=1700 --mount type=tmpfs,target=/slow,tmpfs-size=2m --shm-size 3m",
    "shareable": "--ipc shareable",
    "ipc": "--ipc container:OTHER --pid container:OTHER",
    "host": "--network host --uts host --pid host",
    "no network": "--network none",
    "another's network": "--network container:OTHER",
    "own network": "--network shape --network-alias first --network-alias second --ip 198.51.100.7 "
    "--publish 127.0.0.1::80 --expose 81",
    "log": "--log-driver json-file --log-opt max-size=1m",
    "named": "--volume named:/data --mount type=volume,source=other,target=/more,readonly,volume-nocopy",
    "anonymous": "--volume /one --mount type=volume,target=/two --mount type=volume,target=/three/,volume-label=a=b",
    "driver": "--mount type=volume,source=mem,target=/m,volume-driver=local,volume-opt=type=tmpfs,"
    "volume-opt=device=tmpfs",
    "binds": "--volume FOLDER:/host:ro --mount type=bind,source=FOLDER,target=/again,bind-propagation=private",
    "from another": "--volumes-from OTHER:ro --volume own:/own",
    "declared": "--volume covered:/covered",
}
#: It may not run where these tests run in a container themselves.
NOT_STARTED = {"privileged"}


@pytest.fixture(scope="module")
def surroundings(engine: PrivateEngine) -> Iterator[PrivateEngine]:
    """The engine with a network of its own, a running container to lean on, and an image that declares volumes."""
    docker = engine.docker
    docker("network", "create", "--subnet", "198.51.100.0/24", "shape")
    docker("run", "--detach", "--name=other", "--network=none", "--ipc=shareable", "--volume=/shared", "busybox", "top")
    docker("commit", "--change", "VOLUME /declared", "--change", "VOLUME /covered", "other", "declares")
    yield engine
    engine.remove_containers_and_volumes()
    docker("network", "rm", "shape")
    docker("rmi", "--force", "declares")


@pytest.fixture
def client(surroundings: PrivateEngine) -> Iterator[EngineClient]:
    """A client of that engine; all that a test makes on it is removed."""
    connected = connect(resolve(surroundings.host, environ={}))
    yield connected
    for container in connected.containers():
        if container["Names"] != ["/other"]:
            connected.remove_container(container["Id"], force=True, volumes=True)
    for volume in connected.volumes():
        with suppress(AnswerError):  # the one that is in use
            connected.remove_volume(volume["Name"])
    connected.close()


def inspect(client: EngineClient, identity: str) -> Json:
    """The container's inspect payload."""
    (inspected,) = client.inspect_containers([identity])
    return inspected


def mounts_of(client: EngineClient, identity: str) -> dict[str, Json]:
    """The container's mounts by path."""
    return {mount["Destination"].rstrip("/"): mount for mount in inspect(client, identity)["Mounts"]}


def make(client: EngineClient, again: SameAgain, name: str) -> str:
    """Makes the container under another name, and connects it."""
    identity = client.create_container(name, again.body)
    for network, endpoint in again.networks:
        client.connect_network(network, identity, endpoint)
    return identity


def plain(value: Any) -> Any:
    """A value in which null, "", 0, false, [] and {} are the same, and what is so is left out of objects."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := plain(item)) is not None}
    if isinstance(value, list):
        return [plain(item) for item in value] or None
    return value or None


def likeness(inspected: Json) -> Json:
    """All that two containers made by the same request have in common."""
    short = short_id(inspected["Id"])
    config, host_config = dict(inspected["Config"]), dict(inspected["HostConfig"])
    if config["Hostname"] == short:
        config["Hostname"] = "made of the id"
    # How a volume was asked for differs: what was anonymous has a name by now.
    for key in ("Mounts", "Binds"):
        host_config.pop(key, None)
    host_config["Links"] = [link.rpartition("/")[2] for link in host_config["Links"] or ()]
    networks = {
        name: {
            "Aliases": [alias for alias in endpoint["Aliases"] or () if alias != short],
            "IPAMConfig": endpoint["IPAMConfig"],
            "Links": endpoint["Links"],
        }
        for name, endpoint in inspected["NetworkSettings"]["Networks"].items()
    }
    mounts = sorted(inspected["Mounts"], key=lambda mount: mount["Destination"])
    for mount in mounts:
        mount["Mode"] = ""  # "z" for what was asked for by Mounts or Binds, whatever it is
    rest = {key: inspected[key] for key in ("Path", "Args", "Image", "Driver", "Platform", "AppArmorProfile")}
    return {
        "Config": plain(config),
        "HostConfig": plain(host_config),
        "Networks": plain(networks),
        "Mounts": mounts,
        **rest,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_made_again(
    client: EngineClient, surroundings: PrivateEngine, tmp_path: Path, shape: str
) -> None:
    options = SHAPES[shape].replace("FOLDER", str(tmp_path)).replace("OTHER", "other").split()
    if "--network" not in options:
        options += ["--network", "none"]  # a private engine has no default one
    image = "declares" if shape == "declared" else "busybox"
    command = [] if "--entrypoint" in options else ["top"]
    first = surroundings.docker("create", "--name=first", *options, image, *command)
    if shape not in NOT_STARTED:
        surroundings.docker("start", first)
    inspected = inspect(client, first)
    before = json.dumps(inspected)
    inherited = ["/shared"] if shape == "from another" else []
    again = same_again(inspected, image=image, inherited=inherited)
    assert json.dumps(inspected) == before
    assert again.name == "first"
    second = make(client, again, "second")
    if shape == "another's network":
        client.start_container(second)  # which gives it the other's name
    assert likeness(inspect(client, second)) == likeness(inspect(client, first))
    third = make(client, same_again(inspect(client, second), image=image, inherited=inherited), "third")
    if shape not in NOT_STARTED:
        client.kill_container(first)  # it may have an address that there can be only once
        client.start_container(third)


def test_a_mac_address_is_kept_where_it_can_be_told_from_one_that_the_engine_chose(client: EngineClient) -> None:
    host_config = {"NetworkMode": "shape"}
    body = {"Image": "busybox", "Cmd": ["top"], "MacAddress": "02:42:ac:11:00:99", "HostConfig": host_config}
    first = client.create_container("first", body)
    client.start_container(first)
    again = same_again(inspect(client, first), image="busybox")
    assert again.body["MacAddress"] == "02:42:ac:11:00:99"
    assert "MacAddress" not in again.body["NetworkingConfig"]["EndpointsConfig"]["shape"]
    del body["MacAddress"]
    other = client.create_container("chosen", body)
    client.start_container(other)
    assert "MacAddress" not in same_again(inspect(client, other), image="busybox").body


def test_several_networks_are_joined_again(client: EngineClient, surroundings: PrivateEngine) -> None:
    docker = surroundings.docker
    docker("network", "create", "another")
    first = docker("create", "--name=first", "--network=shape", "--network-alias=a", "busybox", "top")
    docker("network", "connect", "--alias=b", "another", first)
    second = make(client, same_again(inspect(client, first), image="busybox"), "second")
    client.start_container(second)
    networks = inspect(client, second)["NetworkSettings"]["Networks"]
    assert {name: endpoint["Aliases"][0] for name, endpoint in networks.items()} == {"shape": "a", "another": "b"}
    client.remove_container(second, force=True)
    client.remove_container(first)
    docker("network", "rm", "another")


def test_links_are_made_again(client: EngineClient, surroundings: PrivateEngine) -> None:
    docker = surroundings.docker
    docker("run", "--detach", "--name=db", "--network=shape", "busybox", "top")
    first = docker("create", "--name=first", "--network=shape", "--link=db:database", "busybox", "top")
    second = make(client, same_again(inspect(client, first), image="busybox"), "second")
    client.start_container(second)
    assert likeness(inspect(client, second)) == likeness(inspect(client, first))


def test_files_are_carried_over_and_what_is_carried_over_counts_as_named(
    client: EngineClient, surroundings: PrivateEngine
) -> None:
    mounts = ["--mount=type=volume,target=/one", "--volume=/two", "--volume=named:/three"]
    first = surroundings.docker("run", "--detach", "--network=none", "--name=first", *mounts, "declares", "top")
    for path in ("/one", "/two", "/three", "/declared"):
        client.write_file(first, f"{path}/marker", path)
    volumes = {volume["Name"] for volume in client.volumes()}
    second = make(client, same_again(inspect(client, first), image="declares"), "second")
    client.remove_container(first, force=True, volumes=True)
    client.start_container(second)
    for path in ("/one", "/two", "/three", "/declared"):
        assert client.read_file(second, f"{path}/marker") == path
    client.remove_container(second, force=True, volumes=True)
    assert {volume["Name"] for volume in client.volumes()} == volumes


@pytest.mark.parametrize(
    "mount",
    ["--volume=/data", "--mount=type=volume,target=/data/", "--volume=named:/data", "--volume=/tmp:/data"],
)
def test_another_volume_takes_a_mounts_place(client: EngineClient, surroundings: PrivateEngine, mount: str) -> None:
    first = surroundings.docker("create", "--network=none", "--volume=/rest", mount, "busybox", "top")
    again = same_again(inspect(client, first), image="busybox", volumes={"/data": "promoted"})
    before, after = mounts_of(client, first), mounts_of(client, make(client, again, "second"))
    assert set(after) == {"/data", "/rest"}
    assert (after["/data"]["Name"], after["/data"]["RW"]) == ("promoted", True)
    assert after["/rest"]["Name"] == before["/rest"]["Name"]


def test_another_volume_takes_the_place_of_a_declared_one_and_of_a_tmpfs(
    client: EngineClient, surroundings: PrivateEngine
) -> None:
    first = surroundings.docker("create", "--network=none", "--tmpfs=/quick", "declares", "top")
    volumes = {"/declared": "one", "/quick": "two"}
    second = make(client, same_again(inspect(client, first), image="declares", volumes=volumes), "second")
    client.start_container(second)
    mounts = mounts_of(client, second)
    assert (mounts["/declared"]["Name"], mounts["/quick"]["Name"]) == ("one", "two")


def test_a_read_only_volume_stays_read_only_when_another_takes_its_place(
    client: EngineClient, surroundings: PrivateEngine
) -> None:
    mount = "--mount=type=volume,source=named,target=/data,readonly"
    first = surroundings.docker("create", "--network=none", mount, "busybox", "top")
    again = same_again(inspect(client, first), image="busybox", volumes={"/data": "promoted"})
    second = make(client, again, "second")
    client.start_container(second)
    with pytest.raises(AnswerError):
        client.write_file(second, "/data/marker", "no")


@pytest.mark.parametrize("os_type", ["linux", "windows"])
def test_all_of_the_demo_is_made_again(os_type: str) -> None:
    client = DemoClient(os_type)
    before = read_inventory(client)
    for number, container in enumerate(before.containers.values()):
        again = same_again(inspect(client, container.id), image=container.image_id, inherited=())
        assert again.name == container.name
        second = make(client, again, f"again-{number}")
        after = read_inventory(client)
        assert mounted(after, second) == mounted(before, container.id)
        assert after.containers[second].labels == container.labels


def mounted(inventory: Inventory, identity: str) -> dict[str, tuple[str, bool]]:
    """The sources and read-only flags of a container's mounts by path; what lies in its own memory has none."""
    return {mount.destination: (mount.source, mount.read_only) for mount in inventory.containers[identity].mounts}
