"""Promotion on a real engine where the new container really fails, and where it has networks and limits."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.domain.promotion import Promotion, promotion
from bayplan.domain.protection import UNPROTECTED
from bayplan.domain.ways_out import helper_images
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.promote import Promoted, Promoting
from bayplan.errors import BayplanError
from tests.support.private_engine import PrivateEngine


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[EngineClient]:
    made = connect(resolve(host=clean_engine.host))
    yield made
    made.close()


def asked(client: EngineClient, name: str) -> tuple[Promotion, Inventory]:
    """The promotion of what a container has at /cache."""
    inventory = read_inventory(client)
    container = next(c for c in inventory.containers.values() if c.name == name)
    mount = next(mount for mount in container.mounts if mount.destination == "/cache")
    return promotion(container, mount, "kept", inventory), inventory


def promote(client: EngineClient, promoted: Promotion, inventory: Inventory) -> Promoted:
    """Does it."""
    volume = inventory.volumes[promoted.mount.source]
    doing = Promoting(client, promoted, volume, helper_images(inventory), lambda: UNPROTECTED)
    return doing.run(lambda _fraction, _text: None)


def everything(engine: PrivateEngine) -> tuple[str, str]:
    """Every container with its name and whether it runs, and every volume."""
    containers = engine.docker("ps", "--all", "--no-trunc", "--format={{.ID}} {{.Names}} {{.State}}")
    return containers, engine.docker("volume", "ls", "--quiet")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nexec sleep 999\n", "no such file or directory"),
        ("", "exit code 3"),
    ],
    ids=["its program is missing", "it ends at once"],
)
def test_the_old_one_is_back_when_the_new_one_does_not_run(
    clean_engine: PrivateEngine, client: EngineClient, script: str, said: str
) -> None:
    """What the old one needs lies in its own layer only, where the new one has nothing."""
    command = ["/needed.sh"] if script else ["sh", "-c", "echo looking for it; test -e /needed.sh || exit 3; sleep 999"]
    clean_engine.docker("create", "--network=none", "--name=keeper", "--volume=/cache", "busybox:latest", *command)
    clean_engine.docker("cp", "-", "keeper:/", stdin=executable_tar("needed.sh", script))
    clean_engine.docker("start", "keeper")
    promoted, inventory = asked(client, "keeper")
    before = everything(clean_engine)
    with pytest.raises(BayplanError) as error:
        promote(client, promoted, inventory)
    assert said in error.value.sentence()
    if not script:
        assert "looking for it" in error.value.details
    assert everything(clean_engine) == before


def test_networks_addresses_and_limits_are_as_before(clean_engine: PrivateEngine, client: EngineClient) -> None:
    clean_engine.docker("network", "create", "--subnet=10.77.0.0/24", "front")
    clean_engine.docker("network", "create", "back")
    clean_engine.docker(
        *("run", "--detach", "--name=keeper", "--network=front", "--ip=10.77.0.9", "--network-alias=shop"),
        *("--volume=/cache", "--memory=32m", "--pids-limit=50", "--hostname=keeper.local", "--restart=on-failure:2"),
        *("--cap-drop=NET_RAW", "--user=12:34", "--health-cmd=true", "busybox:latest", "sleep", "999"),
    )
    clean_engine.docker("network", "connect", "--alias=store", "back", "keeper")
    before = wanted(clean_engine)
    promote(client, *asked(client, "keeper"))
    assert wanted(clean_engine) == before
    clean_engine.docker("rm", "--force", "--volumes", "keeper", "keeper-before")
    clean_engine.docker("network", "rm", "front", "back")


def executable_tar(name: str, text: str) -> bytes:
    """A tar of one program."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(text), 0o755
        tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def wanted(engine: PrivateEngine) -> dict[str, object]:
    """What was asked of the container."""
    (found,) = json.loads(engine.docker("inspect", "keeper"))
    host_config, config = found["HostConfig"], found["Config"]
    networks = found["NetworkSettings"]["Networks"]
    return {
        "memory": host_config["Memory"],
        "pids": host_config["PidsLimit"],
        "capabilities": host_config["CapDrop"],
        "restart": host_config["RestartPolicy"],
        "config": {key: config[key] for key in ("Hostname", "User", "Cmd", "Env", "Healthcheck", "Image")},
        "networks": {
            name: (endpoint["IPAMConfig"] or {}, sorted(set(endpoint["Aliases"] or ()) - {found["Id"][:12]}))
            for name, endpoint in networks.items()
        },
        "running": found["State"]["Running"],
    }
