"""What every container has of its own: its writable layer, its log, its runtime files."""

from __future__ import annotations

from bayplan.domain.fates.case import Case
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, StoreFate

_WHY_KEPT = {
    Becomes.PAUSED: "A pause freezes the processes and touches no file.",
    Becomes.RESTARTED: "The container stays the same one, with everything that it wrote.",
    Becomes.STOPPED: "A container that does not run keeps its writable layer until it is removed.",
}
_WHY_GONE = {
    Becomes.REMOVED: "The writable layer is deleted with the container.",
    Becomes.REPLACED: "The new container starts from the image with an empty writable layer.",
    Becomes.MOVED: "The new node starts from the image with an empty writable layer.",
}


def writable_layer(case: Case) -> StoreFate:
    """It lives exactly as long as its container."""
    fate = _owner_fate(case)
    if fate.becomes is Becomes.UNTOUCHED:
        return case.bystander("Its container is not touched.")
    if case.store.read_only:
        return case.verdict(Fate.NOT_APPLICABLE, "The root filesystem is read-only: nothing can be written there.")
    if fate.becomes.goes:
        return case.verdict(Fate.LOST, _with_cause(_WHY_GONE[fate.becomes], fate))
    return case.verdict(Fate.SURVIVES, _WHY_KEPT[fate.becomes])


def log(case: Case) -> StoreFate:
    """A log file of the engine's own lies beside the container and is deleted with it."""
    fate = _owner_fate(case)
    if fate.becomes is Becomes.UNTOUCHED:
        return case.bystander("Its container is not touched.")
    if fate.becomes.goes:
        return case.verdict(Fate.LOST, _with_cause("The engine deletes the log with the container.", fate))
    return case.verdict(Fate.SURVIVES, "The engine keeps the log and appends to it.")


def runtime_file(case: Case) -> StoreFate:
    """/etc/hosts, /etc/hostname and /etc/resolv.conf are written anew whenever the container starts."""
    fate = _owner_fate(case)
    match fate.becomes:
        case Becomes.UNTOUCHED:
            return case.bystander("Its container is not touched.")
        case Becomes.PAUSED:
            return case.verdict(Fate.SURVIVES, "A pause freezes the processes and touches no file.")
        case Becomes.RESTARTED | Becomes.STOPPED:
            return case.verdict(Fate.LOST, "The engine writes these files anew when the container starts.")
    return case.verdict(Fate.LOST, "These files are the container's own; the next one gets new ones.")


def _owner_fate(case: Case) -> ContainerFate:
    owner = case.owner
    return ContainerFate(becomes=Becomes.UNTOUCHED) if owner is None else owner[1]


def _with_cause(sentence: str, fate: ContainerFate) -> str:
    """Says what is not obvious from the event: why a container goes that nobody asked to remove."""
    return f"{fate.reason} {sentence}" if "--rm" in fate.reason or "prune" in fate.reason else sentence
