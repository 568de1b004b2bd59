"""What lies outside Docker's area: bind mounts, named pipes, remote stores."""

from __future__ import annotations

from pathlib import PurePosixPath

from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case
from bayplan.domain.outcome import Becomes, Fate, StoreFate

#: Where Linux distributions often mount a tmpfs (systemd: /run, /dev/shm; /tmp on many).
_OFTEN_TMPFS = ("/run", "/var/run", "/dev/shm", "/tmp")


def bind(case: Case) -> StoreFate:
    """The files are the host's: no event of a container or of the engine removes them."""
    if case.event is Event.HOST_REBOOT:
        return _after_reboot(case)
    if any(fate.becomes is Becomes.MOVED for _, fate in case.users):
        return case.verdict(
            Fate.DEPENDS,
            "The files stay on this host; the new node mounts whatever lies at the same path there.",
            "what the new node has at the same path",
        )
    if not case.touched:
        return case.bystander()
    return case.verdict(Fate.SURVIVES, "The files belong to the host; no event of a container removes them.")


def _after_reboot(case: Case) -> StoreFate:
    path = case.store.location or ""
    in_memory = _holder(path, case.facts.tmpfs or ())
    if in_memory:
        return case.verdict(Fate.LOST, f"{in_memory} is a tmpfs of the host: it is empty after a reboot.")
    if case.facts.tmpfs is None and _holder(path, _OFTEN_TMPFS):
        return case.verdict(
            Fate.DEPENDS,
            "Many hosts keep this folder in memory, which a reboot empties.",
            f"whether {_holder(path, _OFTEN_TMPFS)} is a tmpfs there",
        )
    return case.verdict(Fate.SURVIVES, "The files lie on the host's disk.")


def _holder(path: str, folders: frozenset[str] | tuple[str, ...]) -> str:
    """The folder among ``folders`` that holds the path; the deepest of them, "" when none does."""
    above = {str(parent) for parent in PurePosixPath(path).parents} | {path}
    return max((folder for folder in folders if folder in above), key=len, default="")


def named_pipe(case: Case) -> StoreFate:
    """A pipe holds nothing at rest."""
    if not case.touched:
        return case.bystander()
    if any(fate.becomes is Becomes.MOVED for _, fate in case.users):
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
