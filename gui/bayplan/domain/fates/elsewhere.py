"""What lies outside Docker's area: bind mounts, named pipes, remote stores."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case
from bayplan.domain.outcome import Fate, StoreFate

#: Where the kernel shows itself and its devices.
_KERNELS_OWN = ("/proc", "/sys", "/dev")
#: Where Linux distributions often mount a tmpfs (systemd: /run, /dev/shm; /tmp on many).
_OFTEN_TMPFS = ("/run", "/var/run", "/dev/shm", "/tmp")


def bind(case: Case) -> StoreFate:
    """The files are the host's: no event of a container or of the engine removes them."""
    path = case.store.location or ""
    if case.event is Event.HOST_REBOOT:
        return _after_reboot(case, path)
    if not case.touched:
        return case.bystander()
    if case.moved:
        return case.verdict(
            Fate.DEPENDS,
            "The files stay on this host; the new node mounts what it has at the same path.",
            "what the new node has at the same path",
        )
    return case.verdict(Fate.SURVIVES, "The files belong to the host; no event of a container removes them.")


def _after_reboot(case: Case, path: str) -> StoreFate:
    if path.endswith(".sock"):
        return case.verdict(Fate.NOT_APPLICABLE, "A socket holds no data; whoever listens there makes it anew.")
    if any(lies_below(path, folder) for folder in _KERNELS_OWN) and not lies_below(path, "/dev/shm"):
        return case.verdict(Fate.NOT_APPLICABLE, "The kernel makes these files; nobody's data lie there.")
    facts = case.happening.facts
    in_memory = facts.in_memory(path)
    if in_memory:
        return case.verdict(Fate.LOST, lost_with_memory(in_memory))
    suspect = often_in_memory(path)
    if facts.tmpfs is None and suspect:
        return case.verdict(
            Fate.DEPENDS,
            f"Many hosts keep {suspect} in memory, which is empty after a reboot.",
            f"whether {suspect} lies in memory on that host",
        )
    return case.verdict(Fate.SURVIVES, "The files lie on the host's disk.")


def lost_with_memory(folder: str) -> str:
    """Why a reboot loses what lies in a folder of the host that is a tmpfs."""
    return f"{folder} lies in the host's memory (tmpfs), which is empty after a reboot."


def often_in_memory(path: str) -> str:
    """The folder that holds the path and that many hosts keep in memory; "" when there is none."""
    return next((folder for folder in _OFTEN_TMPFS if lies_below(path, folder)), "")


def lies_below(path: str, folder: str) -> bool:
    """Whether a path is the folder or something in it."""
    return path == folder or path.startswith(f"{folder}/")


def named_pipe(case: Case) -> StoreFate:
    """A pipe holds nothing at rest."""
    if not case.touched:
        return case.bystander()
    if case.moved:
        return case.verdict(
            Fate.DEPENDS, "The new node needs a pipe of the same name.", "whether the new node has such a pipe"
        )
    if not any(fate.becomes.ends for _, fate in case.users):
        return case.verdict(Fate.SURVIVES, "The pipe stays open.")
    return case.verdict(Fate.NOT_APPLICABLE, "A pipe holds no data at rest; whoever made it keeps it.")


def remote(case: Case) -> StoreFate:
    """What lies on another machine does not notice."""
    if not case.touched:
        return case.bystander()
    return case.verdict(Fate.SURVIVES, "The data lie on another machine, which no event of this host reaches.")
