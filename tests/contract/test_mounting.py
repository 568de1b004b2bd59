"""How the mounts of a create request become those of a container: Binds, Mounts, VolumesFrom and an image's VOLUME."""

from __future__ import annotations

import pytest

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import AnswerError
from tests.contract.containers import body, started, volume_names


def mounts(client: EngineClient, identity: str) -> dict[str, Json]:
    """The container's mounts by destination."""
    (inspected,) = client.inspect_containers([identity])
    return {mount["Destination"]: mount for mount in inspected["Mounts"]}


def test_binds_mount_volumes_and_folders_of_the_host(client: EngineClient) -> None:
    identity = started(client, "contract-binds", Binds=["contract-data:/data", "/tmp:/host:ro"])
    found = mounts(client, identity)
    assert (found["/data"]["Type"], found["/data"]["Name"], found["/data"]["RW"]) == ("volume", "contract-data", True)
    assert (found["/host"]["Type"], found["/host"]["Source"], found["/host"]["RW"]) == ("bind", "/tmp", False)
    client.write_file(identity, "/data/marker", "kept")
    with pytest.raises(AnswerError):
        client.write_file(identity, "/host/contract-marker", "no")
    client.remove_container(identity, volumes=True, force=True)
    again = started(client, "contract-binds", Binds=["contract-data:/data:ro"])
    assert client.read_file(again, "/data/marker") == "kept"


def test_a_path_is_mounted_once(client: EngineClient) -> None:
    mount = {"Type": "volume", "Source": "contract-b", "Target": "/data"}
    with pytest.raises(AnswerError) as refused:
        client.create_container("contract-double", body(mount, Binds=["contract-a:/data"]))
    assert refused.value.status in {400, 500}
    assert [c for c in client.containers() if "/contract-double" in c["Names"]] == []


def test_volumes_from_copies_mounts_but_no_tmpfs(client: EngineClient) -> None:
    mount = {"Type": "volume", "Target": "/anonymous"}
    source = started(client, "contract-source", mount, Binds=["contract-data:/data"], Tmpfs={"/quick": ""})
    client.write_file(source, "/anonymous/marker", "shared")
    user = started(client, "contract-user", VolumesFrom=[f"{source}:ro"])
    found = mounts(client, user)
    assert set(found) == {"/anonymous", "/data"}
    assert found["/anonymous"]["Name"] == mounts(client, source)["/anonymous"]["Name"]
    assert client.read_file(user, "/anonymous/marker") == "shared"
    with pytest.raises(AnswerError):
        client.write_file(user, "/data/marker", "no")


def test_an_anonymous_volume_stays_until_its_last_user_is_removed_with_it(client: EngineClient) -> None:
    before = volume_names(client)
    source = started(client, "contract-source", {"Type": "volume", "Target": "/anonymous"})
    user = started(client, "contract-user", VolumesFrom=[source])
    client.remove_container(source, volumes=True, force=True)
    assert len(volume_names(client) - before) == 1
    client.remove_container(user, volumes=True, force=True)
    assert volume_names(client) == before


def test_a_declared_volume_is_anonymous_unless_something_is_mounted_there(client: EngineClient) -> None:
    before = volume_names(client)
    declared: Json = {"Volumes": {"/declared": {}, "/covered": {}}}
    identity = client.create_container("contract-declared", {**body(Binds=["contract-data:/covered"]), **declared})
    found = mounts(client, identity)
    assert found["/covered"]["Name"] == "contract-data"
    assert len(found["/declared"]["Name"]) == 64
    client.remove_container(identity, volumes=True)
    assert volume_names(client) - before == {"contract-data"}
