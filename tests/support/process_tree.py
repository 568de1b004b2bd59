"""Finds and ends what a killed engine leaves: shims, the containers' processes, and mounts (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

_PATIENCE = 10.0
_PAUSE = 0.01
#: What watches over each container, in Docker and in Podman.
_GUARDS = (b"containerd-shim", b"conmon")


def of_engine(folder: Path) -> list[int]:
    """The pids of all processes that name ``folder`` in their command line, and of everything below them."""
    mark = f"{folder}/".encode()
    parents: dict[int, int] = {}
    roots = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        # A process may end while it is looked at.
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = _parent(entry)
            command = (entry / "cmdline").read_bytes()
            if any(guard in command for guard in _GUARDS) and mark in command:
                roots.add(int(entry.name))
    found = set(roots)
    grown = True
    while grown:
        below = {pid for pid, parent in parents.items() if parent in found and pid not in found}
        grown = bool(below)
        found |= below
    return sorted(found)


def kill_all(pids: Iterable[int]) -> None:
    """Kills the processes and waits until they are gone."""
    waiting = list(pids)
    for pid in waiting:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    give_up = time.monotonic() + _PATIENCE
    while any(alive(pid) for pid in waiting) and time.monotonic() < give_up:
        time.sleep(_PAUSE)


def unmount_below(folder: Path, within: Sequence[str] = ()) -> None:
    """Unmounts everything that is mounted below ``folder``, the innermost first.

    ``within`` is a command that runs others in another mount namespace.
    """
    said = subprocess.run([*within, "cat", "/proc/self/mounts"], check=True, capture_output=True, text=True).stdout
    points = [line.split()[1] for line in said.splitlines()]
    below = [point for point in points if point.startswith(f"{folder}/")]
    for point in sorted(below, key=len, reverse=True):
        subprocess.run([*within, "umount", "--lazy", point], check=False, capture_output=True)


def _parent(entry: Path) -> int:
    # The command's name stands in parentheses and may hold anything, so count from the last one (proc(5)).
    return int((entry / "stat").read_text().rpartition(")")[2].split()[1])


def alive(pid: int) -> bool:
    """True while there is such a process, and it is not just waiting for its parent to take note of its end."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
