"""The guided tour where only a real engine can tell: a host that is another machine, images without programs."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bayplan.domain.tour import Place
from bayplan.engine.docker_client import DockerClient, connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.tour import folder, playing
from bayplan.engine.tour.playing import go, set_stage, strike
from bayplan.errors import BayplanError
from tests.support.private_engine import PrivateEngine


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[DockerClient]:
    """A client of the private engine."""
    with closing(connect(resolve(host=clean_engine.host))) as made:
        yield made


def test_on_another_machine_a_second_container_plays_the_host_and_the_folder_is_removed(
    client: DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (folder, playing):
        monkeypatch.setattr(module, "is_here", lambda _engine: False)
    stage = set_stage(client, "busybox")
    assert not Path(stage.cast.folder).exists()
    go(client, stage, Place(3, 0), print)
    told = go(client, stage, Place(3, 1), print)
    assert Path(stage.cast.folder).is_dir()
    assert told[-1].answer.endswith("by bayplan-tour-neighbour")
    strike(client, stage)
    assert not Path(stage.cast.folder).parent.exists()
    assert not client.containers()


def test_here_the_host_itself_changes_the_file(client: DockerClient) -> None:
    stage = set_stage(client, "busybox")
    told = go(client, stage, Place(3, 1), print)
    assert told[-1].answer.endswith("by a process of the host")
    strike(client, stage)


def test_an_image_without_the_small_programs_is_refused_and_leaves_nothing(
    client: DockerClient, clean_engine: PrivateEngine
) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("only-a-file"))
    clean_engine.docker("import", "-", "shell-less:latest", stdin=buffer.getvalue())
    stage = set_stage(client, "shell-less")
    with pytest.raises(BayplanError, match="cannot be used for the tour") as refused:
        go(client, stage, Place(), print)
    assert "busybox" in refused.value.what_next
    assert not client.containers()
    strike(client, stage)
