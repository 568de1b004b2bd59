"""How full the tmpfs mounts of a container are, as the kernel tells this machine through /proc.

Nothing is run in the container and no file of it is read. It takes the rights of root, or of the user whose containers
they are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bayplan.engine.mountinfo import MountPoint, mount_points

_PROC = Path("/proc")
_MOST_LINKS = 40


def tmpfs_use(container_id: str, pid: int, paths: Sequence[str]) -> dict[str, int]:
    """Bytes in use in the tmpfs that a container sees at each of these paths; what cannot be told is left out.

    ``pid`` is that of its first process, as the engine gives it. An engine in a virtual machine, or on another host,
    gives numbers that mean other processes here: a process counts only if it is of this container.
    """
    folder = _PROC / str(pid)
    try:
        mounts = (folder / "mountinfo").read_text(encoding="utf-8", errors="replace")
        groups = (folder / "cgroup").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    if pid <= 0 or (container_id not in groups and container_id not in mounts):
        return {}
    points = mount_points(mounts.splitlines())
    found: dict[str, int] = {}
    for path in paths:
        with suppress(OSError):
            inside = _without_links(folder / "root", path)
            point = points.get(inside)
            if point is not None and point.kind == "tmpfs":
                used = _used(folder / "root" / inside.lstrip("/"), point)
                if used is not None:
                    found[path] = used
    return found


def _used(path: Path, point: MountPoint) -> int | None:
    """Bytes in use in the file system at ``path``, if it is the one that is mounted at ``point``."""
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        # Whoever rules the container may have put a link in the way meanwhile.
        if os.fstat(folder).st_dev != point.device:
            return None
        system = os.fstatvfs(folder)
    finally:
        os.close(folder)
    return (system.f_blocks - system.f_bfree) * system.f_frsize


def _without_links(root: Path, path: str) -> str:
    """The path, as the container sees it, without symbolic links: /var/run/app is /run/app in many images.

    Links are followed within ``root``: a link to /etc must not lead to the host's. Raises OSError where they never end.
    """
    waiting = [part for part in reversed(path.split("/")) if part]
    done: list[str] = []
    links = 0
    while waiting:
        part = waiting.pop()
        if part in {".", ".."}:
            done = done[:-1] if part == ".." else done
            continue
        step = root.joinpath(*done, part)
        if not step.is_symlink():
            done.append(part)
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(f"too many links in {path}")
        target = str(step.readlink())
        if target.startswith("/"):
            done.clear()
        waiting += [part for part in reversed(target.split("/")) if part]
    return f"/{'/'.join(done)}"
