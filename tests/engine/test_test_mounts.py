"""Test mounts where only a real engine can tell: images without a shell."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from bayplan.domain.removal import plan_removal
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.engine import test_mounts
from bayplan.engine.answers import answered
from bayplan.engine.assemble import read_inventory
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.docker_client import DockerClient, connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.failures import AnswerError
from bayplan.errors import BayplanError, CancelledError
from tests.support.private_engine import PrivateEngine

ANONYMOUS = TestMountSpec(type=MountType.VOLUME, destination="/data")


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


class Refusing(DemoClient):
    """An engine that starts no container."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self._said = said

    def start_container(self, container_id: str) -> None:
        """Raises what was said."""
        raise answered(500, json.dumps({"message": self._said}).encode(), f"start {container_id}")


@pytest.mark.parametrize(
    "said",
    [
        'runc create failed: exec: "sh": executable file not found in $PATH: unknown',
        "crun: executable file `sh` not found in $PATH: No such file or directory",
    ],
)
def test_every_runtimes_words_for_a_missing_shell_are_understood(said: str) -> None:
    result = test_mounts.create(Refusing(said), ANONYMOUS, lambda _step: None)
    assert "no shell" in result.explanation


def test_a_program_that_the_engine_misses_is_not_laid_on_the_image() -> None:
    """Podman's words for a volume with options where its host has no mount program."""
    with pytest.raises(AnswerError):
        test_mounts.create(
            Refusing('mounting volume x: exec: "mount": executable file not found in $PATH'),
            ANONYMOUS,
            lambda _step: None,
        )


class LikePodman(DemoClient):
    """An engine that removes with a container every volume without a name, also one that was there before."""

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """As ``podman rm --volumes`` (libpod, runtime_ctr.go: it looks at the volume, not at the mount)."""
        (payload,) = self.inspect_containers([container_id])
        super().remove_container(container_id, volumes=volumes, force=force)
        for mount in payload["Mounts"] if volumes else ():
            if len(mount.get("Name", "")) == 64 and self.volumes([mount["Name"]]):
                self.remove_volume(mount["Name"])


def test_a_persons_anonymous_volume_outlives_a_test_mount_of_it_on_podman_too() -> None:
    client = LikePodman()
    orphan = str(client.create_volume({"Name": ""})["Name"])
    assert len(orphan) == 64
    result = test_mounts.create(client, replace(ANONYMOUS, source=orphan, read_only=True), lambda _step: None)
    test_mounts.remove(client, plan_removal(read_inventory(client)), lambda _step: None)
    after = read_inventory(client)
    assert result.container not in after.containers
    assert orphan in after.volumes
    with pytest.raises(BayplanError):
        test_mounts.create(client, replace(ANONYMOUS, source=orphan), _cancel_at_the_marker)
    assert orphan in read_inventory(client).volumes


def _cancel_at_the_marker(step: str) -> None:
    if step.startswith("Writing"):
        raise CancelledError
