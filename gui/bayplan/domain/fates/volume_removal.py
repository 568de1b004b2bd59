"""Which volumes an event removes: by name, with their container, by Compose, or by prune."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case
from bayplan.domain.kinds import VOLUME_KINDS, StoreKind, is_anonymous_name
from bayplan.domain.model import Container
from bayplan.domain.outcome import Fate, StoreFate
from bayplan.domain.test_mount import api_number

PRUNES = frozenset({Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.SYSTEM_PRUNE_VOLUMES})

#: Set by Engine 23.0 and later on the volumes that nobody named; ``volume prune`` goes by it. Engine 26.1 was seen to
#: leave it out for those of ``--mount``, 28.5 not.
_ANONYMOUS_LABEL = "com.docker.volume.anonymous"
_PROJECT_LABELS = ("com.docker.compose.project", "io.podman.compose.project")
_STACK_LABEL = "com.docker.stack.namespace"
#: The API version from which on ``volume prune`` spares named volumes unless it is told otherwise.
_PRUNE_SPARES_NAMED = (1, 42)
#: Kinds that a project's file may declare as volumes of its own.
_DECLARABLE = VOLUME_KINDS - {StoreKind.ANONYMOUS_VOLUME}


def why_removed(case: Case) -> str:
    """Why the volume object is removed, in one sentence; "" when it stays."""
    if case.happening.removed_volume == case.store.name:
        return "It is removed by its name, and no container refers to it."
    if case.event in PRUNES:
        return "" if case.referred else _why_pruned(case)
    if not case.happening.taking.isdisjoint(case.store.used_by) and any(
        fate.with_volumes and is_nameless(case, container) for container, fate in case.users
    ):
        return "" if case.referred else _why_taken_along(case)
    if case.event is Event.COMPOSE_DOWN_VOLUMES and _declared_by_the_project(case) and not case.referred:
        return "The project's file declares it, and no other container refers to it."
    return ""


def is_nameless(case: Case, container: Container) -> bool:
    """Whether the container mounts the volume without having named it: such ones ``docker rm -v`` and --rm remove.

    Whatever its driver: a volume of a plugin that was named stays, an unnamed one is removed through its driver.
    Source: moby, Daemon.removeMountPoints.
    """
    nameless = case.store.kind is StoreKind.ANONYMOUS_VOLUME or is_anonymous_name(case.store.name)
    if not nameless or all(mount.by_name for mount in case.mounts_of(container)):
        return False
    sources = container.details.volumes_from if container.details is not None else ()
    return not sources or not _named_by_source(case, sources, depth=len(case.users))


def _named_by_source(case: Case, sources: tuple[str, ...], depth: int) -> bool:
    """Whether one of the containers of ``--volumes-from`` named the volume: the engine copies that along with the mount
    (seen on Engine 20.10, 26.1 and 28.5). ``depth``: how many containers the volume may have been handed through."""
    names = {source.partition(":")[0] for source in sources}
    for container, _ in case.users if depth else ():
        if container.name in names or container.id in names or container.id[:12] in names:
            mounts = case.mounts_of(container)
            further = container.details.volumes_from if container.details is not None else ()
            if any(mount.by_name for mount in mounts) or _named_by_source(case, further, depth - 1):
                return True
    return False


def left_to_compose(case: Case) -> bool:
    """Whether ``compose down -v`` meets a volume of the project that Compose did not make.

    Compose removes what its file declares and does not call external, also a volume that was there before and lacks
    Compose's label (seen with Compose 2.40, which warns of it at each start). Only the file tells.
    """
    return (
        case.event is Event.COMPOSE_DOWN_VOLUMES
        and case.store.kind in _DECLARABLE
        and case.touched
        and not case.referred
        and not _declared_by_the_project(case)
        and any(mount.by_name for container, _ in case.users for mount in case.mounts_of(container))
    )


def comes_back_empty(case: Case) -> str:
    """Who will miss it: the project or stack that declares the volume makes an empty one in its place.

    Of services of a swarm only those are known that have a task here.
    """
    labels = case.store.labels
    if case.event is Event.COMPOSE_DOWN_VOLUMES:
        return ""
    for label, what in ((_PROJECT_LABELS[0], "project"), (_PROJECT_LABELS[1], "project"), (_STACK_LABEL, "stack")):
        if labels.get(label):
            return f" The {what} {labels[label]} declares it and will start with an empty one."
    if case.inventory.engine.swarm and case.store.kind is not StoreKind.ANONYMOUS_VOLUME:
        return " Whether a service of the swarm needs it here later is not known."
    return ""


def spared_by_prune(case: Case) -> StoreFate:
    """Why prune leaves a volume alone to which no container refers."""
    store = case.store
    if store.kind is not StoreKind.ANONYMOUS_VOLUME:
        if store.options:
            return case.verdict(Fate.SURVIVES, "Prune leaves volumes with driver options alone.")
        return case.verdict(Fate.SURVIVES, "It has a name, and prune without --all removes only anonymous volumes.")
    reason = (
        "Prune leaves volumes with driver options alone."
        if store.options
        else "It lacks the label by which prune knows anonymous volumes: engines before 23.0 gave none, "
        "and Engine 26.1 gives none to those of --mount."
    )
    if case.touched:
        return case.verdict(Fate.ORPHANED, f"{reason} Nothing refers to it any more.")
    return case.verdict(Fate.SURVIVES, reason)


def _why_taken_along(case: Case) -> str:
    """With an automatic removal the cause comes first: nobody asked for it."""
    cause = next((fate.cause for _, fate in case.users if fate.with_volumes and "--rm" in fate.reason), "")
    if cause:
        return cause
    last = "the last container that uses it" if len(case.users) > 1 else "its container"
    return f"It is anonymous, so it is removed with {last}."


def _declared_by_the_project(case: Case) -> bool:
    """Compose labels the volumes that it makes; external ones have no such label."""
    if case.store.kind not in _DECLARABLE:
        return False
    return any(case.store.labels.get(label) in case.happening.projects for label in _PROJECT_LABELS)


def _why_pruned(case: Case) -> str:
    engine = case.inventory.engine
    if engine.podman:  # whatever its driver, name and options: seen on Podman 5.4 and 5.8
        return "No container refers to it, and Podman's prune removes every such volume, named ones too."
    if case.store.driver not in {None, "local"} or case.store.options:
        return ""
    if case.event is Event.VOLUME_PRUNE_ALL:
        return "No container refers to it."
    if api_number(engine.api_version) < _PRUNE_SPARES_NAMED:
        return "No container refers to it, and before API 1.42 prune removes named volumes too."
    return "It is anonymous, and no container refers to it." if _ANONYMOUS_LABEL in case.store.labels else ""
