"""Volumes: who removes which, and what is left of them."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, names
from bayplan.domain.fates.targets import DECLARABLE
from bayplan.domain.kinds import StoreKind, is_anonymous_name
from bayplan.domain.model import Container
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, StoreFate
from bayplan.domain.test_mount import api_number

#: Set by Engine 23.0 and later on the volumes that nobody named; ``volume prune`` goes by it.
_ANONYMOUS_LABEL = "com.docker.volume.anonymous"
_PROJECT_LABEL = "com.docker.compose.project"
#: The API version from which on ``volume prune`` spares named volumes unless it is told otherwise.
_PRUNE_SPARES_NAMED = (1, 42)
_PRUNES = frozenset({Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.SYSTEM_PRUNE_VOLUMES})


def local_volume(case: Case) -> StoreFate:
    """A volume in Docker's own area of the host's filesystem."""
    if any(fate.becomes is Becomes.MOVED for _, fate in case.users):
        return _left_behind(case)
    why = _why_deleted(case)
    if why:
        if _bound_device(case):
            return case.verdict(Fate.SURVIVES, f"{why} Only the volume goes: its files stay in {_bound_device(case)}.")
        return case.verdict(Fate.LOST, why)
    if not case.remaining and any(_takes_along(case, container, fate, perhaps=True) for container, fate in case.users):
        return case.verdict(
            Fate.DEPENDS,
            "It has no name of its own and belongs to a --rm container. An engine that ends removes both if it has the "
            "time; one that starts removes only the container, and nothing refers to the volume any more.",
            "whether the engine removes the container before it ends itself",
        )
    if case.store.options.get("type") == "tmpfs" and case.touched:
        if not any(container.running for container, _ in case.users):
            return case.verdict(
                Fate.NOT_APPLICABLE, "The volume is a tmpfs, and nothing runs that uses it: its memory holds nothing."
            )
        if _emptied(case):
            return case.verdict(
                Fate.LOST, "The volume is a tmpfs: it is emptied when the last container that uses it ends."
            )
    if case.event in _PRUNES:
        return _spared(case)
    if not case.touched:
        return case.bystander()
    if case.store.kind is StoreKind.ANONYMOUS_VOLUME:
        return _anonymous(case)
    return case.verdict(Fate.SURVIVES, "A named volume lives until somebody removes it by its name.")


def network_volume(case: Case) -> StoreFate:
    """A local volume whose data lie on another machine (NFS, CIFS): only its definition is here."""
    where = case.store.location or "the other machine"
    if any(fate.becomes is Becomes.MOVED for _, fate in case.users):
        return case.verdict(
            Fate.DEPENDS,
            f"The data stay on {where}; the new node reaches them if it knows the same volume.",
            "whether the new node has the same definition and reaches the server",
        )
    if _why_deleted(case):
        return case.verdict(Fate.SURVIVES, f"Only the volume's definition is removed; the data stay on {where}.")
    if not case.touched:
        return case.bystander()
    return case.verdict(Fate.SURVIVES, f"The data lie on {where}.")


def plugin_volume(case: Case) -> StoreFate:
    """A volume of another driver, which decides what deleting means and which nodes reach it."""
    driver = case.store.driver or "its driver"
    if any(fate.becomes is Becomes.MOVED for _, fate in case.users):
        return case.verdict(
            Fate.DEPENDS,
            f"Whether the new node reaches the same data is for the driver {driver} to say.",
            f"the scope of the driver {driver}",
        )
    if _why_deleted(case):
        return case.verdict(
            Fate.DEPENDS, f"The volume is removed; what becomes of the data the driver {driver} decides.", driver
        )
    if not case.touched:
        return case.bystander()
    return case.verdict(Fate.SURVIVES, f"The driver {driver} keeps it until somebody removes it by its name.")


def _left_behind(case: Case) -> StoreFate:
    if case.store.kind is StoreKind.ANONYMOUS_VOLUME and not case.remaining:
        return case.verdict(
            Fate.LOST,
            "The orchestrator removes the anonymous volume with its task; the new node starts with an empty one.",
        )
    return case.verdict(
        Fate.LEFT_BEHIND, "It stays on this node; the new node starts with an empty volume of the same name."
    )


def _anonymous(case: Case) -> StoreFate:
    if case.event is Event.RENEW:
        others = [container for container, fate in case.users if not fate.becomes.goes]
        if others:
            return case.verdict(Fate.SURVIVES, f"{names(others)} still uses it; the new container gets an empty one.")
        return case.verdict(
            Fate.ORPHANED, "The new container gets an empty volume; this one stays, and nothing refers to it any more."
        )
    if any(fate.becomes is Becomes.REPLACED for _, fate in case.users):
        return case.verdict(Fate.SURVIVES, "Compose carries it over to the new container.")
    if not case.remaining:
        reason = "It stays, but nothing refers to it any more, and it has no name to find it by."
        return case.verdict(Fate.ORPHANED, reason)
    if len(case.remaining) < len(case.users):
        return case.verdict(Fate.SURVIVES, f"{names(case.remaining)} still uses it.")
    return case.verdict(Fate.SURVIVES, "It lives as long as its container.")


def _why_deleted(case: Case) -> str:
    """Why the volume object is removed, in one sentence; "" when it is not."""
    if case.removed_volume == case.store.name:
        return "It is removed by its name, and no container refers to it."
    if case.remaining:
        return ""
    if any(_takes_along(case, container, fate) for container, fate in case.users):
        return "It has no name of its own, so it is removed with the last container that uses it."
    if case.event is Event.COMPOSE_DOWN_VOLUMES and _belongs_to_project(case):
        return "The project's file declares it, and no other container uses it."
    if case.event in _PRUNES:
        return _why_pruned(case)
    return ""


def _takes_along(case: Case, container: Container, fate: ContainerFate, *, perhaps: bool = False) -> bool:
    """``docker rm -v`` removes what was mounted without naming it (moby, daemon.removeMountPoints).

    ``perhaps``: asks whether it is left to chance instead.
    """
    nameless = case.store.kind is StoreKind.ANONYMOUS_VOLUME or is_anonymous_name(case.store.name)
    asked = fate.with_volumes is None if perhaps else bool(fate.with_volumes)
    return asked and nameless and any(not mount.by_name for mount in case.mounts_of(container))


def _belongs_to_project(case: Case) -> bool:
    """Compose labels the volumes that it makes; external ones have no such label."""
    projects = {case.inventory.containers[key].project for key in case.chosen}
    return case.store.kind in DECLARABLE and case.store.labels.get(_PROJECT_LABEL) in projects


def _why_pruned(case: Case) -> str:
    if case.store.driver not in {None, "local"} or case.store.options:
        return ""
    if case.event is Event.VOLUME_PRUNE_ALL:
        return "No container refers to it."
    if api_number(case.inventory.engine.api_version) < _PRUNE_SPARES_NAMED:
        return "No container refers to it, and before API 1.42 prune removes named volumes too."
    return "It is anonymous, and no container refers to it." if _ANONYMOUS_LABEL in case.store.labels else ""


def _spared(case: Case) -> StoreFate:
    """Why prune leaves it alone."""
    if case.remaining:
        return case.verdict(Fate.SURVIVES, f"{names(case.remaining)} refers to it.")
    if case.store.options:
        return case.verdict(Fate.SURVIVES, "Prune leaves volumes with driver options alone.")
    if case.store.kind is StoreKind.ANONYMOUS_VOLUME:
        return case.verdict(
            Fate.SURVIVES, "It lacks the label by which prune knows anonymous volumes: an engine before 23.0 made it."
        )
    return case.verdict(Fate.SURVIVES, "It has a name, and prune without --all removes only anonymous volumes.")


def _bound_device(case: Case) -> str:
    """The host path of a local volume that is really a bind (``o=bind``), else ""."""
    options = case.store.options
    return options.get("device", "") if "bind" in options.get("o", "").split(",") else ""


def _emptied(case: Case) -> bool:
    """Whether nobody that runs keeps the volume mounted."""
    return any(container.running and fate.becomes.ends for container, fate in case.users) and not case.still_running
