"""What every container has of its own: its writable layer, its log, its runtime files."""

from __future__ import annotations

from bayplan.domain.fates.case import Case
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, StoreFate

#: Why what is the container's own stays, where the container's own fate does not say it.
NOT_TOUCHED = "Its container is not touched."
_FROZEN = "A pause freezes the processes and touches no file."
_WHY_KEPT = {
    Becomes.PAUSED: _FROZEN,
    Becomes.RESTARTED: "The container stays the same one, with everything that it wrote.",
    Becomes.STOPPED: "A container that does not run keeps its writable layer until it is removed.",
}
_WHY_GONE = {
    Becomes.REMOVED: "The writable layer is deleted with the container.",
    Becomes.REPLACED: "The new container starts from the image, with an empty writable layer.",
    Becomes.MOVED: "The new node starts from the image, with an empty writable layer.",
}


def writable_layer(case: Case) -> StoreFate:
    """It lives exactly as long as its container."""
    fate = case.owner_fate
    if case.store.read_only and (fate.becomes is not Becomes.UNTOUCHED or fate.in_doubt):
        return case.verdict(
            Fate.NOT_APPLICABLE, "The root filesystem is read-only: the container can write nothing there."
        )
    if fate.becomes.goes:
        return case.verdict(Fate.LOST, with_cause(_WHY_GONE[fate.becomes], fate))
    if fate.in_doubt:
        return case.verdict(Fate.DEPENDS, fate.cause, fate.in_doubt)
    if fate.becomes is Becomes.UNTOUCHED:
        return case.bystander(fate.cause or NOT_TOUCHED)
    return case.verdict(Fate.SURVIVES, _WHY_KEPT[fate.becomes])


def log(case: Case) -> StoreFate:
    """A log file of the engine's own lies beside the container and is deleted with it."""
    fate = case.owner_fate
    if fate.becomes.goes:
        return case.verdict(Fate.LOST, with_cause("The engine deletes the log with the container.", fate))
    if fate.in_doubt:
        return case.verdict(Fate.DEPENDS, fate.cause, fate.in_doubt)
    if fate.becomes is Becomes.UNTOUCHED:
        return case.bystander(fate.cause or NOT_TOUCHED)
    return case.verdict(Fate.SURVIVES, "The log stays with the container, and the engine goes on writing to it.")


def runtime_file(case: Case) -> StoreFate:
    """/etc/hosts, /etc/hostname and /etc/resolv.conf are written anew whenever the container starts."""
    fate = case.owner_fate
    owner = case.owner
    if fate.becomes is not Becomes.UNTOUCHED and owner is not None and owner.read_only_rootfs:
        return case.verdict(
            Fate.NOT_APPLICABLE, "The root filesystem is read-only: the container can't edit these files."
        )
    match fate.becomes:
        case Becomes.UNTOUCHED:
            return case.bystander(fate.cause or NOT_TOUCHED)
        case Becomes.PAUSED:
            return case.verdict(Fate.SURVIVES, _FROZEN)
        case Becomes.RESTARTED | Becomes.STOPPED:
            return case.verdict(Fate.LOST, _why_overwritten(case))
    return case.verdict(Fate.LOST, "These files are the container's own; the next container gets new ones.")


def with_cause(sentence: str, fate: ContainerFate) -> str:
    """Says first what is not obvious from the event: why a container goes that nobody asked to remove."""
    return f"{fate.cause} {sentence}" if "--rm" in fate.reason or "prune" in fate.reason else sentence


def _why_overwritten(case: Case) -> str:
    if case.inventory.engine.podman:  # seen on Podman 5.4 and 5.8
        return "Podman writes /etc/hosts anew when the container starts; the hostname and resolv.conf files stay."
    return "The engine writes these files anew when the container starts: what was edited in them is gone."
