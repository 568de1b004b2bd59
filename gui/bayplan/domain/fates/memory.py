"""What lies in memory: tmpfs mounts, /dev/shm, secrets of a swarm."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, say
from bayplan.domain.fates.own import NOT_TOUCHED
from bayplan.domain.outcome import Becomes, Fate, StoreFate

_EMPTY = "The container does not run, so there is nothing in its memory."
_GIVEN_BACK = "It lies in memory, which is given back when the container's processes end."
_KEPT = "The processes do not end, so their memory stays as it is."
_COMPOSE = frozenset({Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES})


def tmpfs(case: Case) -> StoreFate:
    """A tmpfs is made when the container starts and given back when its processes end."""
    owner, fate = case.owner, case.owner_fate
    if owner is None:
        return case.bystander()
    if fate.becomes is Becomes.UNTOUCHED:
        if fate.in_doubt and owner.running:
            return case.verdict(Fate.DEPENDS, fate.cause, fate.in_doubt)
        return case.bystander(fate.cause or NOT_TOUCHED)
    if not owner.running:
        return case.verdict(Fate.NOT_APPLICABLE, _EMPTY)
    if fate.becomes.ends:
        return case.verdict(Fate.LOST, _GIVEN_BACK)
    return case.verdict(Fate.SURVIVES, _KEPT)


def shm(case: Case) -> StoreFate:
    """A container's own /dev/shm is a tmpfs; that of the host or of another container outlives those who share it."""
    if case.store.id == ids.HOST_SHM:
        return _shm_of_host(case)
    owner = case.owner
    if owner is None:
        return _shm_without_owner(case)
    fate = case.owner_fate
    if fate.becomes is Becomes.RESTARTED and _left_mounted(case):
        return case.verdict(Fate.SURVIVES, "Podman leaves /dev/shm mounted while it restarts a container.")
    if len(case.store.used_by) > 1 and owner.running and fate.becomes.ends:
        sharing = [container for container in case.still_running if container is not owner]
        if sharing:
            kept = say(sharing, "shares this memory and keeps", "share this memory and keep")
            reason = f"{kept} it; {owner.name} gets a new one when it starts."
            return case.verdict(Fate.DEPENDS, reason, f"how long {say(sharing, 'runs', 'run')}")
    return tmpfs(case)


def secret(case: Case) -> StoreFate:
    """Secrets and configs of a swarm are put into the memory of a task when it starts; the managers keep them."""
    if not case.touched:
        return case.bystander()
    if case.event in _COMPOSE:
        return case.verdict(Fate.NOT_APPLICABLE, "Compose makes no tasks of a swarm.")
    if case.event is Event.PAUSE:
        return case.verdict(Fate.SURVIVES, _KEPT)
    if case.event is Event.MOVE_NODE:
        return case.verdict(Fate.SURVIVES, "The swarm's managers keep it and put it into the new task.")
    if any(fate.becomes.goes for _, fate in case.users):
        return case.verdict(Fate.LOST, "The copy in the container's memory goes; the swarm's managers keep the secret.")
    return case.verdict(
        Fate.SURVIVES, "It is taken out of memory when the container ends and put in again when it starts."
    )


def _shm_of_host(case: Case) -> StoreFate:
    if case.event is Event.HOST_REBOOT:
        return case.verdict(Fate.LOST, "It is the host's own memory, which is empty after a reboot.")
    if not case.touched:
        return case.bystander()
    if case.moved:
        return case.verdict(Fate.LEFT_BEHIND, "It is the memory of this host; the new node has its own.")
    return case.verdict(Fate.SURVIVES, "It is the host's own /dev/shm (--ipc host): it outlives the container.")


def _shm_without_owner(case: Case) -> StoreFate:
    """Of a container that is gone: those who share it keep it (seen on Engine 20.10 and 28.5)."""
    if not case.touched:
        return case.bystander()
    if case.still_running:
        return case.verdict(Fate.SURVIVES, f"{say(case.still_running, 'keeps', 'keep')} it in memory.")
    if case.ended:
        return case.verdict(Fate.LOST, "The last container that shares this memory ends.")
    return case.verdict(Fate.NOT_APPLICABLE, "No container that shares this memory runs.")


def _left_mounted(case: Case) -> bool:
    """Seen on Podman 5.4 and 5.8: only a stop unmounts /dev/shm, a restart does not."""
    return case.inventory.engine.podman and case.event is Event.RESTART
