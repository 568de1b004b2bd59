"""What Bayplan offers to copy, run on a real engine: it makes the same mounts again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bayplan.domain.commands import docker_run, mount_flag, volume_flag
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Mount
from bayplan.engine.assemble import read_inventory
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine

TMPFS_OPTIONS = 'volume-opt=type=tmpfs,volume-opt=device=tmpfs,"volume-opt=o=size=1m,mode=0700"'

#: Each form in which the CLI makes a mount; HOST is a folder of the host.
FORMS = {
    "named": ["-v", "data:/d"],
    "named read-only": ["-v", "data:/d:ro"],
    "named nocopy": ["--mount", "type=volume,source=data,target=/d,volume-nocopy"],
    "driver options": ["--mount", f"type=volume,source=limited,target=/d,volume-driver=local,{TMPFS_OPTIONS}"],
    "anonymous": ["-v", "/d"],
    "bind": ["-v", "HOST:/d"],
    "bind read-only": ["--mount", "type=bind,source=HOST,target=/d,readonly"],
    "bind propagation": ["--mount", "type=bind,source=HOST,target=/d,bind-propagation=private"],
    "bind relabelled": ["-v", "HOST:/d:z"],
    "bind with comma": ["--mount", 'type=bind,"source=HOST/a,b",target=/d'],
    "bind with colon": ["--mount", "type=bind,source=HOST/c:d,target=/d"],
    "bind with quotes and spaces": ["--mount", 'type=bind,"source=HOST/it\'s ""so""",target=/d e'],
    "tmpfs": ["--tmpfs", "/d"],
    "tmpfs with options": ["--tmpfs", "/d:size=1m,mode=1770,noexec,uid=7"],
    "tmpfs mount": ["--mount", "type=tmpfs,target=/d,tmpfs-size=1048576,tmpfs-mode=700"],
    "shm": ["--shm-size", "32m"],
    "shm of the host": ["--ipc", "host"],
    "everything": ["-v", "data:/a", "-v", "/b", "-v", "HOST:/c:ro", "--tmpfs", "/t:size=1m", "--shm-size", "1m"],
}


def _cli_version() -> int:
    """The docker CLI's major version: "Docker version 28.2.2, build …" gives 28."""
    words = subprocess.run(["docker", "--version"], capture_output=True, text=True, check=True).stdout.split()
    return int(words[2].partition(".")[0])


if _cli_version() >= 25:
    # Older CLIs call it bind-nonrecursive, which newer ones refuse; Bayplan copies the spelling of today.
    FORMS["bind not recursive"] = ["--mount", "type=bind,source=HOST,target=/d,bind-recursive=disabled"]


@dataclass(frozen=True)
class Host:
    """A private engine and a folder of its host with difficult names in it."""

    engine: PrivateEngine
    folder: Path

    def create(self, name: str, *options: str, image: Sequence[str] = ("busybox", "sleep", "1000")) -> None:
        """Makes a container with the CLI."""
        given = [option.replace("HOST", str(self.folder)) for option in options]
        self.engine.docker("create", "--name", name, "--network", "none", *given, *image)

    def shell(self, command: str) -> None:
        """Types a command into a shell, as someone would who copied it."""
        environment = {**os.environ, "DOCKER_HOST": self.engine.host}
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, f"{command}\n{done.stderr}"

    def run_again(self, container: Container, inventory: Inventory) -> str:
        """Runs the copied ``docker run`` of a container under another name; the text as it was copied."""
        text = docker_run(container, inventory).text
        assert text is not None
        self.shell(text.replace(f"--name {container.name}", f"--name {container.name}-again"))
        return text

    def read(self) -> tuple[Inventory, dict[str, Container]]:
        """The inventory, and its containers by name."""
        with closing(connect(resolve(host=self.engine.host))) as client:
            inventory = read_inventory(client)
        return inventory, {container.name: container for container in inventory.containers.values()}


@pytest.fixture(scope="module")
def host(engine: PrivateEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    for name in ("a,b", "c:d", 'it\'s "so"'):
        (folder / name).mkdir()
    yield Host(engine, folder)
    engine.remove_containers_and_volumes()


def seen(container: Container) -> list[Mount]:
    """The mounts without what differs between any two containers: their ids, and the names of anonymous volumes."""
    return [
        replace(
            mount,
            container="",
            store="" if mount.kind in {StoreKind.ANONYMOUS_VOLUME, StoreKind.TMPFS, StoreKind.SHM} else mount.store,
            source="" if mount.kind is StoreKind.ANONYMOUS_VOLUME else mount.source,
        )
        for mount in container.mounts
    ]


@pytest.fixture(scope="module")
def made_again(host: Host) -> dict[str, Container]:
    """A container of each form, one from its copied ``docker run``, and one from each copied mount of it."""
    names = {form: form.replace(" ", "-") for form in FORMS}
    for form, name in names.items():
        host.create(name, *FORMS[form])
    inventory, containers = host.read()
    for name in names.values():
        host.run_again(containers[name], inventory)
        for number, mount in enumerate(containers[name].mounts):
            volume = inventory.volumes.get(mount.source)
            for how, snippet in (("mount", mount_flag(mount, volume)), ("volume", volume_flag(mount))):
                assert snippet.text is not None or snippet.note
                if snippet.text is not None:
                    copy = f"{name}-{how}-{number}"
                    host.shell(f"docker create --name {copy} --network none {snippet.text} busybox sleep 1000")
    return host.read()[1]


@pytest.mark.parametrize("form", FORMS)
def test_docker_run_makes_the_same_mounts_again(made_again: dict[str, Container], form: str) -> None:
    name = form.replace(" ", "-")
    first, again = made_again[name], made_again[f"{name}-again"]
    assert seen(again) == seen(first)
    assert again.state == "running"


@pytest.mark.parametrize("form", FORMS)
def test_each_single_mount_can_be_made_again(made_again: dict[str, Container], form: str) -> None:
    name = form.replace(" ", "-")
    for number, mount in enumerate(made_again[name].mounts):
        copies = [made_again.get(f"{name}-{how}-{number}") for how in ("mount", "volume")]
        assert any(copies)
        for copy in filter(None, copies):
            [made] = [each for each in copy.mounts if each.destination == mount.destination]
            assert (made.kind, made.source, made.read_only) == (mount.kind, mount.source, mount.read_only)


def settings(details: ContainerDetails) -> ContainerDetails:
    """The details without what is new in every container."""
    return replace(
        details,
        environment=tuple(sorted(details.environment)),
        started_at=None,
        finished_at=None,
        upper_dir=None,
        log_path=None,
        network_names=(),
        memory_use=None,
    )


def test_everything_else_is_made_again_too(host: Host) -> None:
    host.engine.import_busybox_image("service:1", changes=["VOLUME /declared", "ENV FROM_IMAGE=yes", "LABEL kept=no"])
    options = ["--read-only", "--restart", "on-failure:2", "--user", "7:8", "--workdir", "/tmp", "-e", "A=it's $HOME"]
    labels = ["--label", "own=<b>", "--hostname", "there", "--entrypoint", "/bin/busybox"]
    host.create("service", *options, *labels, image=["service:1", "sh", "-c", "sleep 1000 # 'quoted'"])
    inventory, containers = host.read()
    text = host.run_again(containers["service"], inventory)
    assert "/declared" not in text
    assert "kept" not in text
    containers = host.read()[1]
    first, again = containers["service"], containers["service-again"]
    assert seen(again) == seen(first)
    same = ("labels", "read_only_rootfs", "restart_policy", "auto_remove", "image_id")
    assert [getattr(again, name) for name in same] == [getattr(first, name) for name in same]
    assert first.details is not None
    assert again.details is not None
    assert settings(again.details) == settings(first.details)
    host.engine.docker("rm", "--force", "--volumes", "service", "service-again")
    host.engine.docker("rmi", "service:1")


def test_volumes_from(host: Host) -> None:
    host.create("source", "-v", "/anonymous", "-v", "data:/d")
    host.create("user", "--volumes-from", "source:ro", "-v", "own:/own")
    inventory, containers = host.read()
    host.run_again(containers["user"], inventory)
    containers = host.read()[1]
    volumes = [
        [(mount.store, mount.destination, mount.read_only) for mount in containers[name].mounts if mount.kind.is_volume]
        for name in ("user", "user-again")
    ]
    assert volumes[0] == volumes[1]
    assert len(volumes[0]) == 3
