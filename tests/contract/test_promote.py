"""An anonymous volume becomes a named one under a container that is made again; or everything is as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container
from bayplan.domain.promotion import Promotion, name_problem, promotion, suggested_name, why_not
from bayplan.domain.protection import UNPROTECTED, Protection, with_protection
from bayplan.domain.ways_out import helper_images
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import AnswerError
from bayplan.engine.promote import Promoted, Promoting
from bayplan.errors import BayplanError, CancelledError
from tests.contract.containers import STAY, state

MOUNTS: list[Json] = [
    {"Type": "volume", "Target": "/cache"},
    {"Type": "volume", "Target": "/other"},
    {"Type": "volume", "Source": "named", "Target": "/named", "ReadOnly": True},
    {"Type": "bind", "Source": "/srv", "Target": "/host"},
    {"Type": "tmpfs", "Target": "/scratch", "TmpfsOptions": {"SizeBytes": 1 << 20}},
]


def make(client: EngineClient, command: list[str] = STAY, *, start: bool = True, **host_config: object) -> str:
    """A container with every kind of mount, an environment and labels; files in its volumes and its layer."""
    body: Json = {
        "Image": "busybox:latest",
        "Cmd": command,
        "Env": ["GREETING=hello"],
        "Labels": {"org.example.owner": "anna"},
        "WorkingDir": "/tmp",
        "HostConfig": {"Mounts": MOUNTS, "NetworkMode": "none", "ShmSize": 32 << 20, **host_config},
    }
    container = client.create_container("keeper", body)
    client.start_container(container)
    client.run_in_container(container, ["mkdir", "-p", "/cache/sub"])
    client.write_file(container, "/cache/one", "first")
    client.write_file(container, "/cache/sub/two", "second")
    client.write_file(container, "/other/three", "third")
    client.write_file(container, "/tmp/layer", "only in the old one")
    if not start:
        client.stop_container(container)
    return container


def asked(client: EngineClient, container: str, name: str = "kept") -> tuple[Promotion, Inventory]:
    """The promotion of what is at /cache."""
    inventory = read_inventory(client)
    found = inventory.containers[container]
    mount = next(mount for mount in found.mounts if mount.destination == "/cache")
    assert not why_not(found, mount, inventory)
    return promotion(found, mount, name, inventory), inventory


def promote(
    client: EngineClient,
    promoted: Promotion,
    inventory: Inventory,
    *,
    protection: Protection = UNPROTECTED,
    progress: Callable[[float | None, str], None] = lambda _fraction, _text: None,
) -> Promoted:
    """Does it."""
    volume = inventory.volumes[promoted.mount.source]
    return Promoting(client, promoted, volume, helper_images(inventory), lambda: protection).run(progress)


def described(container: Container) -> Container:
    """What must be the same of the old container and the new one: all but ids, times and the volume at /cache."""
    return replace(
        container,
        id="",
        state="",
        created=None,
        status="",
        size_rw=None,
        mounts=tuple(
            replace(mount, container="", store="", by_name=False)
            for mount in sorted(container.mounts, key=lambda mount: mount.destination)
            if mount.destination != "/cache"
        ),
        details=replace(
            container.details,
            started_at=None,
            finished_at=None,
            exit_code=None,
            hostname="",
            upper_dir=None,
            log_path=None,
        )
        if container.details
        else None,
    )


def everything(client: EngineClient) -> tuple[dict[str, str], set[str]]:
    """Every container's state by name and id, and every volume."""
    containers = {f"{c['Names'][0]} {c['Id']}": str(c["State"]) for c in client.containers()}
    return containers, {str(volume["Name"]) for volume in client.volumes()}


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
def test_the_new_container_is_the_same_on_a_named_volume(client: EngineClient, *, runs: bool) -> None:
    old = make(client, start=runs)
    promoted, inventory = asked(client, old)
    bystanders = {c["Id"] for c in client.containers()} - {old}
    before = set(inventory.volumes)
    done = promote(client, promoted, inventory)
    after = read_inventory(client)
    new = after.containers[done.container]
    assert new.name == "keeper"
    assert new.running is runs
    assert described(new) == described(inventory.containers[old])
    mount = next(mount for mount in new.mounts if mount.destination == "/cache")
    assert mount.source == "kept"
    other = next(mount.source for mount in new.mounts if mount.destination == "/other")
    assert other == next(m.source for m in inventory.containers[old].mounts if m.destination == "/other")
    # The old one is kept, under another name, with all that it had.
    assert after.containers[old].name == promoted.aside == "keeper-before"
    assert not after.containers[old].running
    assert set(after.volumes) == before | {"kept"}
    assert {c["Id"] for c in client.containers()} == bystanders | {old, done.container}
    if not runs:
        client.start_container(done.container)
    assert client.read_file(done.container, "/cache/one") == "first"
    assert client.read_file(done.container, "/cache/sub/two") == "second"
    assert client.read_file(done.container, "/other/three") == "third"
    with pytest.raises(BayplanError):
        client.read_file(done.container, "/tmp/layer")


def test_the_old_one_does_not_start_again_with_the_engine(client: EngineClient) -> None:
    old = make(client, RestartPolicy={"Name": "always"})
    done = promote(client, *asked(client, old))
    after = read_inventory(client)
    assert after.containers[old].restart_policy == "no"
    assert after.containers[done.container].restart_policy == "always"


def broken_start(client: EngineClient) -> None:
    """Lets every container but the old one refuse to start, as where its port is taken."""
    start = client.start_container
    known = {str(c["Id"]) for c in client.containers()}

    def refuse(container_id: str) -> None:
        if container_id not in known:
            raise AnswerError("The engine could not start it.", status=500, message="port is already allocated")
        start(container_id)

    client.start_container = refuse  # type: ignore[method-assign]  # plays the failure


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
def test_everything_is_put_back_when_the_new_one_cannot_be_made(client: EngineClient, *, runs: bool) -> None:
    old = make(client, start=runs)
    promoted, inventory = asked(client, old)
    before = everything(client)
    taken = client.create_container

    def refuse(name: str, body: Json) -> str:
        if name == "keeper":
            raise AnswerError("The engine could not create it.", status=500, message="no")
        return taken(name, body)

    client.create_container = refuse  # type: ignore[method-assign]  # plays the failure
    with pytest.raises(BayplanError, match="could not create"):
        promote(client, promoted, inventory)
    assert everything(client) == before
    if runs:
        assert client.read_file(old, "/cache/one") == "first"


def test_everything_is_put_back_when_the_new_one_does_not_start(client: EngineClient) -> None:
    old = make(client)
    promoted, inventory = asked(client, old)
    before = everything(client)
    broken_start(client)
    with pytest.raises(BayplanError, match="could not start"):
        promote(client, promoted, inventory)
    assert everything(client) == before
    assert state(client, old) == "running"


@pytest.mark.parametrize("step", ["Stopping", "Copying", "Putting", "Making", "Starting"])
def test_everything_is_put_back_after_a_cancel(client: EngineClient, step: str) -> None:
    old = make(client)
    promoted, inventory = asked(client, old)
    before = everything(client)

    def progress(_fraction: float | None, text: str) -> None:
        if text.startswith(step):
            raise CancelledError

    with pytest.raises(CancelledError):
        promote(client, promoted, inventory, progress=progress)
    assert everything(client) == before
    assert client.read_file(old, "/cache/one") == "first"


def test_what_cannot_be_put_back_is_said(client: EngineClient) -> None:
    old = make(client)
    promoted, inventory = asked(client, old)
    broken_start(client)

    rename = client.rename_container

    def refuse(container_id: str, name: str) -> None:
        if name == "keeper":
            raise AnswerError("The engine could not rename it.", status=500, message="no")
        rename(container_id, name)

    client.rename_container = refuse  # type: ignore[method-assign]  # plays the failure
    with pytest.raises(BayplanError) as error:
        promote(client, promoted, inventory)
    assert "keeper is called keeper-before" in error.value.what_next
    assert state(client, old) == "running"


def test_it_is_left_alone_when_it_is_not_as_it_was(client: EngineClient) -> None:
    old = make(client)
    promoted, inventory = asked(client, old)
    with pytest.raises(BayplanError) as protected:
        promote(client, promoted, inventory, protection=Protection(containers=frozenset({"keeper"})))
    assert "protected" in protected.value.why
    client.create_volume({"Name": "kept"})
    with pytest.raises(BayplanError, match="already"):
        promote(client, promoted, inventory)
    assert state(client, old) == "running"
    client.stop_container(old)
    with pytest.raises(BayplanError) as stopped:
        promote(client, promoted, inventory)
    assert "was running" in stopped.value.why
    client.rename_container(old, "another")
    with pytest.raises(BayplanError) as renamed:
        promote(client, promoted, inventory)
    assert "another" in renamed.value.why
    client.remove_container(old)
    with pytest.raises(BayplanError) as gone:
        promote(client, promoted, inventory)
    assert "not there" in gone.value.why


def test_who_cannot_be_made_again_is_told_why(client: EngineClient) -> None:
    disposable = make(client, AutoRemove=True)
    inventory = read_inventory(client)
    container = inventory.containers[disposable]
    mount = next(mount for mount in container.mounts if mount.destination == "/cache")
    assert "--rm" in why_not(container, mount, inventory)
    kept = replace(container, auto_remove=False)
    assert why_not(kept, mount, inventory) == ""
    assert "paused" in why_not(replace(kept, state="paused"), mount, inventory)
    assert "Swarm" in why_not(replace(kept, group_kind="swarm"), mount, inventory)
    locked = with_protection(inventory, Protection(containers=frozenset({"keeper"})))
    assert "protected" in why_not(kept, mount, locked)
    assert suggested_name(container, mount, inventory) == "keeper-cache"
    assert name_problem("keeper-cache", inventory) == ""
    assert "already" in name_problem("named", inventory)
    assert name_problem("/x", inventory)
    assert name_problem("", inventory)
