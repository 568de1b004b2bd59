"""What lies in memory: tmpfs mounts, /dev/shm, secrets of a swarm."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, names
from bayplan.domain.outcome import Becomes, Fate, StoreFate

_EMPTY = "The container does not run, so there is nothing in its memory."


def tmpfs(case: Case) -> StoreFate:
    """A tmpfs is made when the container starts and given back when its processes end."""
    owner = case.owner
    if owner is None:
        return case.bystander()
    container, fate = owner
    if fate.becomes is Becomes.UNTOUCHED:
        return case.bystander("Its container is not touched.")
    if not container.running:
        return case.verdict(Fate.NOT_APPLICABLE, _EMPTY)
    if fate.becomes.ends:
        return case.verdict(Fate.LOST, "Its memory is given back when the container's processes end.")
    return case.verdict(Fate.SURVIVES, "The processes do not end, so the memory stays theirs.")


def shm(case: Case) -> StoreFate:
    """A container's own /dev/shm is a tmpfs; that of the host or of another container outlives those who share it."""
    if case.store.id == ids.HOST_SHM:
        if case.event is Event.HOST_REBOOT:
            return case.verdict(Fate.LOST, "The host's memory does not outlive a reboot.")
        if not case.touched:
            return case.bystander()
        return case.verdict(Fate.SURVIVES, "It is the host's own /dev/shm (--ipc host): it outlives the container.")
    owner = case.owner
    sharing = [container for container in case.still_running if owner is None or container.id != owner[0].id]
    if owner is not None and owner[1].becomes.ends and owner[0].running and sharing:
        return case.verdict(
            Fate.DEPENDS,
            f"{names(sharing)} shares this memory and keeps it alive; {owner[0].name} gets a new one when it starts.",
            f"how long {names(sharing)} runs",
        )
    return tmpfs(case)


def secret(case: Case) -> StoreFate:
    """Secrets and configs of a swarm are put into the memory of a task when it starts; the managers keep them."""
    if not case.touched:
        return case.bystander()
    if case.event in {Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES}:
        return case.verdict(Fate.NOT_APPLICABLE, "Compose makes no tasks of a swarm.")
    if case.event is Event.MOVE_NODE:
        return case.verdict(Fate.SURVIVES, "The swarm's managers keep it and put it into the new task.")
    if any(fate.becomes.goes for _, fate in case.users):
        return case.verdict(Fate.LOST, "The copy in the container's memory goes; the swarm's managers keep the secret.")
    return case.verdict(
        Fate.SURVIVES, "It is taken out of memory when the container ends and put in again when it starts."
    )
