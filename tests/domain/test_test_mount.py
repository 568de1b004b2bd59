"""What is wrong or risky about a test mount, and what each engine offers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Volume
from bayplan.domain.test_mount import (
    MountType,
    Problem,
    TestMountSpec,
    offered_options,
    offered_types,
    problems,
)
from bayplan.domain.test_mount_commands import as_compose, as_docker_run
from tests.support.builders import ENGINE

VOLUME = TestMountSpec(type=MountType.VOLUME, source="data", destination="/data")
BIND = TestMountSpec(type=MountType.BIND, source="/srv/data", destination="/data")
TMPFS = TestMountSpec(type=MountType.TMPFS, destination="/scratch", size=1 << 20)
NPIPE = TestMountSpec(type=MountType.NPIPE, source=r"\\.\pipe\docker_engine", destination=r"\\.\pipe\docker_engine")
WINDOWS = replace(ENGINE, os_type="windows", root_dir=r"C:\ProgramData\docker")


def check(spec: TestMountSpec, *, source_exists: bool | None = True, **volumes: Volume) -> tuple[Problem, ...]:
    """The problems of ``spec`` on a Linux engine."""
    return problems(spec, ENGINE, volumes, source_exists=source_exists)


@pytest.mark.parametrize("spec", [VOLUME, replace(VOLUME, source=""), BIND, TMPFS])
def test_a_sound_mount_has_no_problem(spec: TestMountSpec) -> None:
    assert check(spec) == ()


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (replace(VOLUME, destination=""), "destination"),
        (replace(VOLUME, destination="data"), "destination"),
        (replace(VOLUME, destination="/"), "destination"),
        (replace(VOLUME, destination="//"), "destination"),
        (replace(VOLUME, destination="/a/../b"), "destination"),
        (replace(VOLUME, source="a"), "source"),
        (replace(VOLUME, source="/srv/data"), "source"),
        (replace(VOLUME, source="-data"), "source"),
        (replace(VOLUME, source="größe"), "source"),
        (replace(VOLUME, subpath="../up"), "subpath"),
        (replace(VOLUME, subpath="new/one"), "subpath"),
        (replace(BIND, source=""), "source"),
        (replace(BIND, source="relative"), "source"),
        (replace(TMPFS, size=0), "size"),
        (replace(TMPFS, mode=0o77777), "mode"),
        (replace(TMPFS, source="data"), "source"),
        (replace(VOLUME, image=" "), "image"),
        (replace(NPIPE, source="docker_engine"), "source"),
        (replace(NPIPE, destination="/pipe"), "destination"),
    ],
)
def test_what_cannot_be_created_blocks(spec: TestMountSpec, field: str) -> None:
    assert any(problem.blocking and problem.field == field for problem in check(spec))


def test_a_missing_bind_source_blocks_unless_it_is_to_be_created() -> None:
    (problem,) = check(BIND, source_exists=False)
    assert problem.blocking
    assert "create the folder" in problem.text  # the engine's API has it
    old = replace(ENGINE, api_version="1.41")
    (problem,) = problems(BIND, old, {}, source_exists=False)
    assert "create the folder" not in problem.text
    assert check(replace(BIND, create_mountpoint=True), source_exists=False) == ()


def test_podman_makes_a_missing_bind_source_unasked() -> None:
    podman = replace(ENGINE, product="Podman", api_version="1.44")
    (problem,) = problems(BIND, podman, {}, source_exists=False)
    assert not problem.blocking
    assert "stays there" in problem.text
    assert "create_mountpoint" not in offered_options(podman)


def test_podman_makes_no_anonymous_volume_with_a_driver() -> None:
    anonymous = replace(VOLUME, source="", driver_options={"type": "tmpfs"})
    assert check(anonymous) == ()
    (problem,) = problems(anonymous, replace(ENGINE, product="Podman"), {}, source_exists=None)
    assert problem.blocking
    assert "give it a name" in problem.text


@pytest.mark.parametrize(
    "path",
    ["/", "/etc", "/etc/", "/var/run/docker.sock", "/var/lib/docker", "/var/lib/docker/volumes", "/var/lib", "/root"],
)
def test_a_sensitive_path_warns_and_does_not_block(path: str) -> None:
    found = check(replace(BIND, source=path))
    assert [problem.blocking for problem in found] == [False]
    assert found[0].text.startswith("Sensitive")


def test_an_existing_volume_is_said_to_be_used() -> None:
    existing = Volume(name="data", kind=StoreKind.NAMED_VOLUME)
    assert [p.blocking for p in check(VOLUME, data=existing)] == [False]
    assert any(p.field == "driver" and p.blocking for p in check(replace(VOLUME, driver="other"), data=existing))
    changed = replace(VOLUME, driver_options={"type": "nfs"})
    assert any(p.field == "driver_options" and p.blocking for p in check(changed, data=existing))
    assert not any(p.field == "subpath" for p in check(replace(VOLUME, subpath="a/b"), data=existing))


def test_hiding_what_a_container_needs_warns() -> None:
    assert [p.blocking for p in check(replace(VOLUME, destination="/bin"))] == [False]
    assert check(replace(VOLUME, destination="/etc/app")) == ()


def test_an_image_that_is_not_there_is_said_to_be_pulled() -> None:
    here = problems(VOLUME, ENGINE, {}, source_exists=None, images={"busybox:latest"})
    assert here == ()
    (problem,) = problems(VOLUME, ENGINE, {}, source_exists=None, images=set())
    assert (problem.field, problem.blocking) == ("image", False)


def test_an_engine_on_another_machine_cannot_be_looked_at() -> None:
    (problem,) = check(BIND, source_exists=None)
    assert not problem.blocking


def test_each_engine_offers_what_its_api_has() -> None:
    assert MountType.TMPFS in offered_types(ENGINE)
    assert MountType.NPIPE not in offered_types(ENGINE)
    assert offered_types(WINDOWS) == (MountType.VOLUME, MountType.BIND, MountType.NPIPE)
    assert {"create_mountpoint", "subpath"} <= offered_options(ENGINE)
    assert not {"create_mountpoint", "subpath"} & offered_options(replace(ENGINE, api_version="1.41"))
    assert "subpath" not in offered_options(replace(ENGINE, api_version="1.44"))
    assert "propagation" not in offered_options(WINDOWS)


def test_windows_paths_are_checked_as_such() -> None:
    spec = replace(VOLUME, destination="C:\\data")
    assert problems(spec, WINDOWS, {}, source_exists=True) == ()
    assert problems(replace(spec, destination="/data"), WINDOWS, {}, source_exists=True)[0].blocking
    assert problems(NPIPE, WINDOWS, {}, source_exists=True) == ()


def test_the_commands_say_the_mount() -> None:
    run = as_docker_run(replace(TMPFS, mode=0o1770)).text or ""
    assert "--mount type=tmpfs," in run
    assert "tmpfs-size=1048576" in run
    assert "tmpfs-mode=1770" in run
    assert run.endswith("busybox:latest")
    assert "type=bind,source=/srv/data,target=/data,readonly" in (
        as_docker_run(replace(BIND, read_only=True)).text or ""
    )
    compose = as_compose(VOLUME).text or ""
    assert "source: data" in compose
    assert "external" not in compose
