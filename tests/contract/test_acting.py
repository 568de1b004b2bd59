"""What every client must do, and refuse to do, when it is told to act."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayplan.engine.client import EngineClient, EventStream
from bayplan.engine.events import parse_event
from bayplan.engine.failures import AnswerError, is_gone
from tests.contract.containers import body, started, state


def told_until_destroyed(events: EventStream, container: str) -> list[tuple[str, str]]:
    """(kind, action) of the events of containers and volumes until the container is destroyed; ends the stream."""
    told = []
    for payload in events:
        event = parse_event(payload)
        if event is not None and event.kind in {"container", "volume"}:
            told.append((event.kind, event.action))
            if event.action == "destroy" and event.subject == container:
                break
    events.close()
    return told


def test_a_container_lives_and_dies(client: EngineClient) -> None:
    identity = client.create_container("contract-life", body())
    assert state(client, identity) == "created"
    client.start_container(identity)
    assert state(client, identity) == "running"
    client.stop_container(identity)
    assert state(client, identity) == "exited"
    client.remove_container(identity)
    assert state(client, identity) == "gone"


def test_a_name_is_taken_once(client: EngineClient) -> None:
    client.create_container("contract-twice", body())
    with pytest.raises(AnswerError) as refused:
        client.create_container("contract-twice", body())
    assert refused.value.status == 409


def test_a_missing_image_is_told(client: EngineClient) -> None:
    with pytest.raises(AnswerError) as refused:
        client.create_container("contract-no-image", {"Image": "no-such-image:1", "HostConfig": {}})
    assert refused.value.status == 404


def test_a_running_container_is_not_removed_without_force(client: EngineClient) -> None:
    identity = started(client, "contract-running")
    with pytest.raises(AnswerError) as refused:
        client.remove_container(identity)
    assert refused.value.status == 409
    client.remove_container(identity, force=True)
    assert state(client, identity) == "gone"


def test_removing_what_is_gone_says_so(client: EngineClient) -> None:
    with pytest.raises(AnswerError) as refused:
        client.remove_container("0" * 64)
    assert is_gone(refused.value)
    with pytest.raises(AnswerError) as refused:
        client.remove_volume("contract-never-was")
    assert is_gone(refused.value)


def test_a_volume_in_use_is_not_removed(client: EngineClient) -> None:
    identity = client.create_container(
        "contract-uses", body({"Type": "volume", "Source": "contract-used", "Target": "/data"})
    )
    with pytest.raises(AnswerError) as refused:
        client.remove_volume("contract-used")
    assert refused.value.status == 409
    client.remove_container(identity)
    client.remove_volume("contract-used")
    assert client.volumes(["contract-used"]) == []


def test_a_named_volume_outlives_its_container_and_keeps_its_files(client: EngineClient) -> None:
    mount = {"Type": "volume", "Source": "contract-kept", "Target": "/data"}
    first = started(client, "contract-writer", mount)
    client.write_file(first, "/data/marker", "still here")
    client.remove_container(first, volumes=True, force=True)
    second = started(client, "contract-reader", mount)
    assert client.read_file(second, "/data/marker") == "still here"


def test_an_anonymous_volume_goes_with_its_container_only_when_asked(client: EngineClient) -> None:
    mount = {"Type": "volume", "Target": "/data"}
    before = {volume["Name"] for volume in client.volumes()}
    kept = client.create_container("contract-keeps", body(mount))
    client.remove_container(kept)
    orphaned = {volume["Name"] for volume in client.volumes()} - before
    assert len(orphaned) == 1
    gone = client.create_container("contract-drops", body(mount))
    client.remove_container(gone, volumes=True)
    assert {volume["Name"] for volume in client.volumes()} - before == orphaned


def test_a_tmpfs_forgets_at_stop(client: EngineClient) -> None:
    identity = started(client, "contract-memory", {"Type": "tmpfs", "Target": "/scratch"})
    client.write_file(identity, "/scratch/marker", "for now")
    assert client.read_file(identity, "/scratch/marker") == "for now"
    client.stop_container(identity)
    client.start_container(identity)
    with pytest.raises(AnswerError):
        client.read_file(identity, "/scratch/marker")


def test_the_writable_layer_survives_a_restart(client: EngineClient) -> None:
    identity = started(client, "contract-layer")
    client.write_file(identity, "/tmp/marker", "in the layer")
    client.stop_container(identity)
    client.start_container(identity)
    assert client.read_file(identity, "/tmp/marker") == "in the layer"
    client.remove_file(identity, "/tmp/marker")
    with pytest.raises(AnswerError):
        client.read_file(identity, "/tmp/marker")


def test_a_read_only_mount_refuses_to_be_written(client: EngineClient) -> None:
    identity = started(client, "contract-ro", {"Type": "tmpfs", "Target": "/scratch", "ReadOnly": True})
    with pytest.raises(AnswerError) as refused:
        client.write_file(identity, "/scratch/marker", "no")
    assert "read-only file system" in refused.value.sentence().lower()


def test_a_missing_bind_source_is_refused(client: EngineClient, podman: bool) -> None:
    mount = {"Type": "bind", "Source": "/no/such/folder", "Target": "/data"}
    if podman:
        # It makes the folder, as Docker does for Binds only.
        identity = started(client, "contract-missing", mount)
        client.write_file(identity, "/data/marker", "made")
        return
    with pytest.raises(AnswerError) as refused:
        client.create_container("contract-missing", body(mount))
    assert refused.value.status == 400
    assert "/no/such/folder" in refused.value.sentence()


def test_a_container_with_rm_removes_itself_and_its_anonymous_volume(client: EngineClient) -> None:
    before = {volume["Name"] for volume in client.volumes()}
    events = client.events()
    identity = started(client, "contract-rm", {"Type": "volume", "Target": "/data"}, AutoRemove=True)
    client.stop_container(identity)
    told_until_destroyed(events, identity)
    assert state(client, identity) == "gone"
    assert {volume["Name"] for volume in client.volumes()} == before


def test_every_change_is_told_as_an_event(client: EngineClient, podman: bool) -> None:
    events = client.events()
    identity = started(client, "contract-told", {"Type": "volume", "Source": "contract-told", "Target": "/data"})
    client.remove_container(identity, force=True)
    told = told_until_destroyed(events, identity)
    expected = {("volume", "create"), ("container", "create"), ("container", "start")}
    if not podman:
        expected.add(("volume", "mount"))
    assert expected <= set(told)
    assert told.index(("container", "die")) < told.index(("container", "destroy"))


def test_closing_a_client_ends_its_streams(client: EngineClient) -> None:
    events = client.events()
    client.close()
    assert list(events) == []


def test_several_files_go_through_one_process(client: EngineClient) -> None:
    identity = started(client, "contract-files", {"Type": "volume", "Target": "/data"})
    texts = {"/data/one": "first", "/two": "second line\nwithout an end", "/data/empty": ""}
    client.write_files(identity, texts)
    assert client.read_files(identity, [*texts, "/data/missing", "/data"]) == texts
    assert client.read_file(identity, "/two") == texts["/two"]
    assert client.read_files(identity, []) == {}


def test_a_local_volume_that_is_a_folder_leaves_its_files_there(client: EngineClient, tmp_path: Path) -> None:
    options = {"type": "none", "o": "bind", "device": str(tmp_path)}
    client.create_volume({"Name": "contract-bound", "Driver": "local", "DriverOpts": options})
    writer = started(client, "contract-writes", {"Type": "volume", "Source": "contract-bound", "Target": "/data"})
    client.write_file(writer, "/data/kept", "still here")
    client.remove_container(writer, force=True)
    client.remove_volume("contract-bound")
    reader = started(client, "contract-reads", {"Type": "bind", "Source": str(tmp_path), "Target": "/data"})
    assert client.read_file(reader, "/data/kept") == "still here"
