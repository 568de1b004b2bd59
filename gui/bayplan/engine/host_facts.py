"""What this machine tells of itself when the engine runs on it: which of its folders lie in memory."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bayplan.domain.model import Engine
from bayplan.domain.outcome import NO_FACTS, HostFacts
from bayplan.engine.mountinfo import mount_points

_MOUNTINFO = Path("/proc/self/mountinfo")
#: File systems whose files lie in memory, and what a reboot leaves of them is nothing.
_IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
#: The kernel's own, which hold no files of anybody's, and the engine's mounts for containers, of which there are many.
_NO_STORES = frozenset({"proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "nsfs", "overlay", "securityfs"})
#: Folders that are links into /run on most hosts; what is bound from there is called by these names.
_OFTEN_LINKS = ("/var/run", "/var/lock")


def read_host_facts(engine: Engine) -> HostFacts:
    """The facts of the engine's host, from /proc; nothing where that is not this machine, or no Linux.

    Bayplan in a container with the engine's socket sees the mounts of that container, not the host's: it tells by the
    name of the machine, which then differs from the one that the engine gives.
    """
    elsewhere = engine.demo or not engine.local or engine.os_type != "linux" or engine.name != platform.node()
    if elsewhere or sys.platform != "linux":
        return NO_FACTS
    try:
        mountinfo = _MOUNTINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return NO_FACTS
    links = {link: os.path.realpath(link) for link in _OFTEN_LINKS if Path(link).is_symlink()}
    return facts_from_mountinfo(mountinfo.splitlines(), links)


def facts_from_mountinfo(lines: Iterable[str], links: Mapping[str, str]) -> HostFacts:
    """Facts from the lines of a ``mountinfo`` (proc(5)); ``links`` maps folders that are links to where they lead."""
    kinds = {path: point.kind for path, point in mount_points(lines).items()}
    in_memory = frozenset(path for path, kind in kinds.items() if kind in _IN_MEMORY)
    disks = frozenset(path for path, kind in kinds.items() if kind not in _IN_MEMORY | _NO_STORES or path == "/")
    facts = HostFacts(tmpfs=in_memory, disks=disks)
    return HostFacts(tmpfs=in_memory | {link for link, to in links.items() if facts.in_memory(to)}, disks=disks)
