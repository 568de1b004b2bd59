"""What Bayplan warns of, and what it does not."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, ContainerDetails, Finding, Mount, Volume
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, bind_mount, shm_mount, tmpfs_mount, volume_mount

A, B = "a" * 64, "b" * 64


def container(cid: str, name: str, *mounts: Mount) -> Container:
    return Container(
        id=cid, name=name, image="i", image_id="s", state="running", mounts=mounts, details=ContainerDetails()
    )


def findings(*containers: Container, volumes: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    listed = [Volume(name=name, kind=StoreKind.NAMED_VOLUME) for name in volumes]
    return build_inventory(engine=ENGINE, containers=containers, images=[], volumes=listed, taken_at=NOW).findings


def test_the_socket_is_severe_even_when_it_is_read_only() -> None:
    [found] = findings(container(A, "ci", bind_mount(A, "/var/run/docker.sock", "/s", read_only=True)))
    assert (found.id, found.severity, found.short) == ("sensitive-bind", "high", "gives root on this host")
    assert found.place == "ci → /var/run/docker.sock"
    assert found.thing == ids.bind_store("/var/run/docker.sock")
    [found] = findings(container(A, "ci", bind_mount(A, "/var/run", "/s", read_only=True)))
    assert found.severity == "high"


def test_the_pipe_of_a_windows_engine_is_as_severe() -> None:
    pipe = r"\\.\pipe\docker_engine"
    mount = Mount(container=A, store=ids.npipe_store(pipe), kind=StoreKind.NPIPE, source=pipe, destination=pipe)
    assert [found.severity for found in findings(container(A, "ci", mount))] == ["high"]


def test_system_folders_are_worse_when_they_can_be_written() -> None:
    [written] = findings(container(A, "a", bind_mount(A, "/etc", "/e")))
    [read] = findings(container(A, "a", bind_mount(A, "/etc", "/e", read_only=True)))
    assert (written.severity, read.severity) == ("high", "medium")
    assert written.explanation.startswith("The mount reaches system files of the host:")
    [holding] = findings(container(A, "a", bind_mount(A, "/var/lib", "/e")))
    assert holding.explanation.startswith("The mount holds Docker's own data:")


def test_a_tmpfs_is_found_only_when_nothing_limits_it() -> None:
    free = container(A, "a", tmpfs_mount(A, "/t"))
    assert [found.id for found in findings(free)] == ["tmpfs-without-limit"]
    limited = replace(tmpfs_mount(A, "/t"), options={"size": "50%"})
    assert not findings(container(A, "a", limited))
    assert not findings(replace(free, details=ContainerDetails(memory_limit=1 << 30)))
    assert not findings(container(A, "a", shm_mount(A)))


def test_before_the_inspect_no_tmpfs_is_called_unlimited() -> None:
    assert not findings(replace(container(A, "a", tmpfs_mount(A, "/t")), details=None))


def test_two_writers_share_a_volume() -> None:
    writing, reading = volume_mount(B, "v", "/v"), volume_mount(B, "v", "/v", read_only=True)
    [found] = findings(container(A, "one", volume_mount(A, "v", "/v")), container(B, "two", writing), volumes=("v",))
    assert (found.id, found.severity, found.place) == ("shared-read-write", "low", "v ← one, two")
    assert not findings(container(A, "one", volume_mount(A, "v", "/v")), container(B, "two", reading), volumes=("v",))


def test_only_writers_are_named() -> None:
    third = "c" * 64
    [found] = findings(
        container(A, "one", volume_mount(A, "v", "/v")),
        container(B, "two", volume_mount(B, "v", "/v")),
        container(third, "reader", volume_mount(third, "v", "/v", read_only=True)),
    )
    assert found.place == "v ← one, two"


def test_test_mounts_and_unused_volumes_are_quiet() -> None:
    ours = replace(container(A, "bayplan-1", bind_mount(A, "/etc", "/e")), labels={CREATED_LABEL: "test-mount"})
    assert not findings(ours, volumes=("unused",))


def test_the_worst_comes_first() -> None:
    found = findings(
        container(A, "a", tmpfs_mount(A, "/t"), volume_mount(A, "v", "/v"), bind_mount(A, "/etc", "/e")),
        container(B, "b", volume_mount(B, "v", "/v")),
    )
    assert [each.severity for each in found] == ["high", "medium", "low"]
