"""Which folders of the host lie in memory."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bayplan.domain.outcome import NO_FACTS
from bayplan.engine import host_facts
from bayplan.engine.host_facts import facts_from_mountinfo, read_host_facts
from tests.support.builders import ENGINE

#: As a Debian with systemd has it, with a stick, a name with a blank, and a container's mounts.
MOUNTINFO = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
23 22 0:5 / /dev rw,nosuid,relatime shared:2 - devtmpfs udev rw,size=4012340k
24 23 0:22 / /dev/shm rw,nosuid,nodev shared:3 - tmpfs tmpfs rw
25 22 0:23 / /run rw,nosuid,nodev,noexec shared:4 - tmpfs tmpfs rw,size=807552k,mode=755
26 25 8:17 / /run/media/ann/stick rw,nosuid shared:5 - vfat /dev/sdb1 rw
27 22 0:24 / /proc rw,nosuid - proc proc rw
28 22 8:2 / /mnt/my\040files rw shared:6 - xfs /dev/sda2 rw
29 22 0:40 / /tmp rw shared:7 - tmpfs tmpfs rw
30 29 8:3 / /tmp rw shared:8 - ext4 /dev/sda3 rw
31 22 0:41 / /var/lib/docker/overlay2/0123/merged rw - overlay overlay rw,lowerdir=/x
32 22 0:42 / /ram\134disk rw shared:9 master:1 - ramfs none rw
this line is broken
""".splitlines()


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/run", "/run"),
        ("/run/user/1000/app", "/run"),
        ("/dev/shm/x", "/dev/shm"),
        ("/var/run/app", "/var/run"),
        (r"/ram\disk/x", r"/ram\disk"),
        ("/run/media/ann/stick/photos", ""),
        ("/tmp/x", ""),  # a disk was mounted over the tmpfs
        ("/mnt/my files/x", ""),
        ("/srv", ""),
        ("/running", ""),
        ("/", ""),
    ],
)
def test_what_lies_in_memory(path: str, folder: str) -> None:
    facts = facts_from_mountinfo(MOUNTINFO, {"/var/run": "/run", "/var/lock": "/srv/lock"})
    assert facts.in_memory(path) == folder


def test_mounts_of_containers_are_left_out() -> None:
    facts = facts_from_mountinfo(MOUNTINFO, {})
    assert facts.disks == {"/", "/run/media/ann/stick", "/mnt/my files", "/tmp"}
    assert facts.tmpfs is not None
    assert not any(point.startswith("/var/lib/docker") for point in facts.tmpfs)


def test_a_root_that_is_an_overlay_is_a_disk_all_the_same() -> None:
    facts = facts_from_mountinfo(["1 0 0:1 / / rw - overlay overlay rw", "2 1 0:2 / /t rw - tmpfs tmpfs rw"], {})
    assert (facts.disks, facts.tmpfs) == (frozenset({"/"}), frozenset({"/t"}))


HERE = replace(ENGINE, name=platform.node())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has mountinfo")
def test_this_machine() -> None:
    facts = read_host_facts(HERE)
    assert facts.tmpfs is not None
    assert facts.disks | facts.tmpfs
    for point in facts.tmpfs:
        assert os.path.ismount(point) or Path(point).is_symlink()


@pytest.mark.parametrize(
    "other",
    [
        {"local": False, "host": "ssh://far"},
        {"local": False, "vm": "Docker Desktop"},
        {"os_type": "windows"},
        {"demo": True},
        {"name": "the-host-of-a-container-that-bayplan-runs-in"},
    ],
)
def test_nothing_is_known_of_another_machine(other: dict[str, Any]) -> None:
    assert read_host_facts(replace(HERE, **other)) is NO_FACTS


def test_nothing_is_known_where_proc_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(host_facts, "_MOUNTINFO", tmp_path / "missing")
    assert read_host_facts(HERE) is NO_FACTS
