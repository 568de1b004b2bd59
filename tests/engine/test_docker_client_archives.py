"""Large archives through the real client: refused, broken off and cancelled on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bayplan.engine.client import Json
from bayplan.engine.docker_client import DockerClient, connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.failures import AnswerError, is_gone
from tests.support.busybox_image import files_tar
from tests.support.private_engine import PrivateEngine

_LARGE = 24 << 20
BODY: Json = {"Image": "busybox", "Cmd": ["sh"], "HostConfig": {"NetworkMode": "none"}}


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[DockerClient]:
    """A client of the engine of the run."""
    connected = connect(resolve(clean_engine.host, environ={}))
    yield connected
    connected.close()


def large_tar() -> bytes:
    """An archive of one file that is larger than any buffer on the way."""
    return files_tar({"large": bytes(_LARGE)})


@pytest.mark.parametrize("in_pieces", [False, True])
def test_the_engines_refusal_of_a_large_archive_is_heard(client: DockerClient, in_pieces: bool) -> None:
    identity = client.create_container("refuses", BODY)
    tar = large_tar()
    pieces = (tar[start : start + 65_536] for start in range(0, len(tar), 65_536))
    with pytest.raises(AnswerError) as refused:
        client.put_archive(identity, "/no/such/folder", pieces if in_pieces else tar)
    assert is_gone(refused.value)
    client.put_archive(identity, "/tmp", files_tar({"small": b"1"}))


def test_a_large_archive_comes_back_as_it_went(client: DockerClient) -> None:
    identity = client.create_container("takes", BODY)
    client.put_archive(identity, "/tmp", large_tar())
    sizes = [len(piece) for piece in client.get_archive(identity, "/tmp/large")]
    assert len(sizes) > 10
    assert _LARGE < sum(sizes) < _LARGE + 10_240


def test_a_large_archive_is_given_up_at_once(client: DockerClient) -> None:
    identity = client.create_container("gives", BODY)
    client.put_archive(identity, "/tmp", large_tar())
    archive = client.get_archive(identity, "/tmp/large")
    next(archive)
    archive.close()
    client.remove_container(identity)
    assert client.containers() == []
