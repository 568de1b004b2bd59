"""How full a container's tmpfs mounts are, by /proc; with a made-up /proc and with this process' own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bayplan.engine import process_memory
from bayplan.engine.mountinfo import MountPoint, mount_points
from bayplan.engine.process_memory import tmpfs_use

ID = "444ae57931c0f41cc9c73dc85175c5c2a2e287fc53b2823326f2a8e62bda3112"
PID = 4711

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")


class Proc:
    """A /proc with one process; its root is a folder here, whose device stands for that of a tmpfs."""

    def __init__(self, folder: Path, shm: Path) -> None:
        self.process = folder / str(PID)
        self.process.mkdir(parents=True)
        (self.process / "cgroup").write_text(f"0::/docker/{ID}\n")
        (self.process / "root").symlink_to(shm)
        self.root = shm
        device = shm.stat().st_dev
        self.device = f"{os.major(device)}:{os.minor(device)}"
        self.mounts("/scratch tmpfs", "/run/app tmpfs", "/data ext4")
        for name in ("scratch", "run/app", "data"):
            (shm / name).mkdir(parents=True)

    def mounts(self, *lines: str, device: str = "") -> None:
        """What is mounted: "PATH KIND"."""
        text = "".join(
            f"{number} 1 {device or self.device} / {path} rw - {kind} {kind} rw\n"
            for number, (path, kind) in enumerate((line.split() for line in lines), 10)
        )
        (self.process / "mountinfo").write_text(text)


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proc:
    shm = tmp_path / "root"
    shm.mkdir()
    monkeypatch.setattr(process_memory, "_PROC", tmp_path / "proc")
    return Proc(tmp_path / "proc", shm)


def use_of(path: Path) -> int:
    """Bytes in use in the file system that holds the path."""
    system = os.statvfs(path)
    return (system.f_blocks - system.f_bfree) * system.f_frsize


def test_what_is_a_tmpfs_is_measured_and_nothing_else(proc: Proc) -> None:
    found = tmpfs_use(ID, PID, ["/scratch", "/data", "/not-mounted"])
    assert found.keys() == {"/scratch"}
    assert found["/scratch"] == pytest.approx(use_of(proc.root), rel=0.1)


def test_links_are_followed_within_the_container(proc: Proc) -> None:
    (proc.root / "var").mkdir()
    (proc.root / "var/run").symlink_to("/run")
    (proc.root / "short").symlink_to("var/../var/./run/app")
    assert tmpfs_use(ID, PID, ["/var/run/app", "/short"]).keys() == {"/var/run/app", "/short"}


def test_links_without_end_end(proc: Proc) -> None:
    (proc.root / "a").symlink_to("/b")
    (proc.root / "b").symlink_to("/a")
    assert tmpfs_use(ID, PID, ["/a", "/scratch"]).keys() == {"/scratch"}


def test_another_file_system_in_the_way_is_not_taken_for_it(proc: Proc) -> None:
    proc.mounts("/scratch tmpfs", device="0:9999")
    assert tmpfs_use(ID, PID, ["/scratch"]) == {}


@pytest.mark.parametrize("groups", ["0::/docker/another\n", ""])
def test_another_container_is_not_taken_for_it(proc: Proc, groups: str) -> None:
    (proc.process / "cgroup").write_text(groups)
    assert tmpfs_use(ID, PID, ["/scratch"]) == {}


def test_its_own_files_tell_the_container_too(proc: Proc) -> None:
    (proc.process / "cgroup").write_text("0::/\n")
    proc.mounts("/scratch tmpfs", f"/var/lib/docker/containers/{ID}/hosts ext4")
    assert tmpfs_use(ID, PID, ["/scratch"]).keys() == {"/scratch"}


@pytest.mark.parametrize("pid", [0, -1, 99])
def test_a_process_that_is_not_there_tells_nothing(proc: Proc, pid: int) -> None:
    assert proc.root.is_dir()
    assert tmpfs_use(ID, pid, ["/scratch"]) == {}


def test_the_last_of_several_mounts_is_the_one_that_is_seen() -> None:
    lines = [
        "1 0 8:1 / /a rw - ext4 x rw",
        r"2 0 0:7 / /a\040b rw shared:1 - tmpfs x rw",
        "3 0 0:8 / /a rw - tmpfs x rw",
    ]
    assert mount_points([*lines, "", "nonsense", "4 0 x:y / /c rw - ext4 x rw"]) == {
        "/a": MountPoint("tmpfs", os.makedev(0, 8)),
        "/a b": MountPoint("tmpfs", os.makedev(0, 7)),
    }
