"""Test mounts where only a real engine can tell: images without a shell."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import closing

import pytest

from bayplan.domain.removal import plan_removal
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.engine import test_mounts
from bayplan.engine.assemble import read_inventory
from bayplan.engine.docker_client import DockerClient, connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[DockerClient]:
    """A client of the private engine."""
    with closing(connect(resolve(host=clean_engine.host))) as made:
        yield made


def test_an_image_without_a_shell_is_mounted_but_not_proven(client: DockerClient, clean_engine: PrivateEngine) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("only-a-file"))
    clean_engine.docker("import", "-", "shell-less:latest", stdin=buffer.getvalue())
    spec = TestMountSpec(type=MountType.VOLUME, destination="/data", image="shell-less")
    result = test_mounts.create(client, spec, lambda _step: None)
    assert not result.proven
    assert "shell" in result.explanation
    inventory = read_inventory(client)
    assert inventory.containers[result.container].created_by_bayplan
    test_mounts.remove(client, plan_removal(inventory), lambda _step: None)
    assert not read_inventory(client).volumes
