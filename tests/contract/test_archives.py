"""Archives: what is copied out of and into containers, running or not."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import AnswerError, is_gone
from bayplan.errors import CancelledError
from tests.contract.containers import body, started
from tests.support.busybox_image import files_tar

VOLUME: Json = {"Type": "volume", "Source": "contract-data", "Target": "/data"}
MEMORY: Json = {"Type": "tmpfs", "Target": "/scratch"}


def contents(client: EngineClient, identity: str, path: str) -> dict[str, str | None]:
    """What is in the archive by name, None for folders."""
    data = b"".join(client.get_archive(identity, path))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        found: dict[str, str | None] = {}
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            found[member.name.rstrip("/")] = content.read().decode() if content else None
        return found


def filled(client: EngineClient) -> str:
    """A running container with files in its layer, a volume and memory."""
    identity = started(client, "contract-filled", VOLUME, MEMORY)
    client.run_in_container(identity, ["mkdir", "-p", "/data/sub"])
    client.write_file(identity, "/data/one", "1")
    client.write_file(identity, "/data/sub/two", "2")
    client.write_file(identity, "/tmp/layer", "3")
    client.write_file(identity, "/scratch/memory", "4")
    return identity


def test_files_and_folders_come_out_also_of_a_container_that_was_stopped(client: EngineClient) -> None:
    identity = filled(client)
    whole = {"data": None, "data/one": "1", "data/sub": None, "data/sub/two": "2"}
    for _running in (True, False):
        assert contents(client, identity, "/data/one") == {"one": "1"}
        assert contents(client, identity, "/data") == whole
        assert contents(client, identity, "/tmp/layer") == {"layer": "3"}
        client.stop_container(identity)


def test_a_folders_contents_come_without_its_name(client: EngineClient) -> None:
    found = contents(client, filled(client), "/data/.")
    assert {name.removeprefix("./") for name in found} - {"."} == {"one", "sub", "sub/two"}


def test_memory_does_not_come_out(client: EngineClient) -> None:
    assert contents(client, filled(client), "/scratch") == {"scratch": None}


def test_what_is_not_there_cannot_come_out(client: EngineClient) -> None:
    identity = filled(client)
    for container, path in ((identity, "/no/such/path"), ("0" * 64, "/data")):
        with pytest.raises(AnswerError) as refused:
            list(client.get_archive(container, path))
        assert is_gone(refused.value)


def test_reading_can_be_given_up(client: EngineClient) -> None:
    identity = filled(client)
    archive = client.get_archive(identity, "/")
    assert len(next(archive)) > 0
    archive.close()
    assert list(archive) == []
    assert contents(client, identity, "/data/one") == {"one": "1"}


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_tar_is_unpacked_beside_what_is_there(client: EngineClient, in_pieces: bool) -> None:
    identity = client.create_container("contract-unpacks", body(VOLUME))
    tar = files_tar({"new": b"n", "sub/newer": b"\x00\xff"})
    pieces = [tar[start : start + 700] for start in range(0, len(tar), 700)]
    client.put_archive(identity, "/data", iter(pieces) if in_pieces else tar)
    client.put_archive(identity, "/tmp", files_tar({"layer": b"l"}))
    client.start_container(identity)
    client.write_file(identity, "/data/old", "o")
    client.put_archive(identity, "/data", files_tar({"new": b"newer"}))
    assert client.read_file(identity, "/data/new") == "newer"
    assert client.read_file(identity, "/data/old") == "o"
    assert client.read_file(identity, "/tmp/layer") == "l"
    assert client.run_in_container(identity, ["ls", "/data/sub"]) == "newer\n"


def test_a_volume_is_copied_through_containers_that_never_run(client: EngineClient) -> None:
    source = filled(client)
    client.stop_container(source)
    target = client.create_container("contract-target", body({**VOLUME, "Source": "contract-copy"}))
    client.put_archive(target, "/data", client.get_archive(source, "/data/."))
    assert contents(client, target, "/data") == contents(client, source, "/data")


@pytest.mark.parametrize(
    ("path", "host_config"),
    [
        ("/no/such/folder", {}),
        ("/data/one", {}),
        ("/tmp", {"ReadonlyRootfs": True}),
        ("/host", {"Binds": ["/tmp:/host:ro"]}),
    ],
    ids=["missing", "a file", "read-only root", "read-only bind"],
)
def test_a_tar_is_refused_where_it_cannot_be_unpacked(
    client: EngineClient, path: str, host_config: dict[str, object]
) -> None:
    identity = client.create_container("contract-refuses", body(VOLUME, **host_config))
    client.put_archive(identity, "/data", files_tar({"one": b"1"}))
    with pytest.raises(AnswerError):
        client.put_archive(identity, path, files_tar({"contract-marker": b"x"}))


def test_a_broken_tar_is_refused(client: EngineClient) -> None:
    identity = client.create_container("contract-broken", body(VOLUME))
    with pytest.raises(AnswerError):
        client.put_archive(identity, "/data", b"this is no archive" * 100)


def test_unpacking_can_be_cancelled(client: EngineClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield files_tar({"one": b"1"})[:600]
        raise CancelledError

    identity = client.create_container("contract-cancelled", body(VOLUME))
    with pytest.raises(CancelledError):
        client.put_archive(identity, "/data", pieces())
    client.put_archive(identity, "/data", files_tar({"two": b"2"}))


def test_archives_tell_of_mounting(client: EngineClient) -> None:
    identity = client.create_container("contract-tells", body(VOLUME))
    events = client.events()
    list(client.get_archive(identity, "/data"))
    client.put_archive(identity, "/data", files_tar({"one": b"1"}))
    actions = []
    for event in events:
        actions.append(event["Action"])
        if actions.count("unmount") == 2:
            break
    events.close()
    assert actions == ["mount", "archive-path", "unmount", "mount", "extract-to-dir", "unmount"]
