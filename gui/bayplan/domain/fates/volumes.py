"""Volumes: what is left of them when containers go."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.fates.case import Case, say
from bayplan.domain.fates.elsewhere import lost_with_memory, often_in_memory
from bayplan.domain.fates.volume_removal import (
    PRUNES,
    comes_back_empty,
    is_nameless,
    left_to_compose,
    spared_by_prune,
    why_removed,
)
from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome import Becomes, Fate, StoreFate

#: Types of a local volume whose data lie in the host's memory.
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_LEFT_TO_CHANCE = (
    "An engine that ends in order removes it with its --rm container; one that finds the container at its next start, "
    "as after a crash, leaves the volume, and nothing refers to it any more."
)


def local_volume(case: Case) -> StoreFate:
    """A volume in Docker's own area of the host's filesystem."""
    if case.moved:
        return _left_behind(case)
    why = why_removed(case)
    if why:
        return _removed(case, why)
    if case.event is Event.HOST_REBOOT and _bound_device(case):
        return _device_after_reboot(case, _bound_device(case))
    if case.store.options.get("type") in _IN_MEMORY and case.touched:
        return _tmpfs_volume(case)
    if case.event in PRUNES and not case.referred:
        return spared_by_prune(case)
    if left_to_compose(case):
        return _for_the_file_to_say(case)
    if not case.touched:
        return case.bystander(_why_nothing_happens(case))
    if case.store.kind is StoreKind.ANONYMOUS_VOLUME:
        return _anonymous(case)
    return case.verdict(Fate.SURVIVES, "A named volume lives until somebody removes it by its name.")


def network_volume(case: Case) -> StoreFate:
    """A local volume whose data lie on another machine (NFS, CIFS): only its definition is here."""
    where = case.store.location or "the other machine"
    if case.moved:
        return case.verdict(
            Fate.DEPENDS,
            f"The data stay on {where}; the new node reaches them if it knows the same volume.",
            "whether the new node has the same definition and reaches the server",
        )
    if why_removed(case):
        return case.verdict(Fate.SURVIVES, f"Only the volume's definition is removed; the data stay on {where}.")
    if not case.touched:
        return case.bystander(_why_nothing_happens(case))
    return case.verdict(Fate.SURVIVES, f"The data lie on {where}.")


def plugin_volume(case: Case) -> StoreFate:
    """A volume of another driver, which decides what deleting means and which nodes reach it."""
    driver = case.store.driver or "its driver"
    if case.moved:
        return case.verdict(
            Fate.DEPENDS,
            f"Whether the new node reaches the same data is for the driver {driver} to say.",
            f"the scope of the driver {driver}",
        )
    why = why_removed(case)
    if why:
        return case.verdict(
            Fate.DEPENDS,
            f"{why} What becomes of the data the driver {driver} decides.",
            f"what the driver {driver} does with the data of a volume that is removed",
        )
    if left_to_compose(case):
        return _for_the_file_to_say(case)
    if not case.touched:
        return case.bystander(_why_nothing_happens(case))
    return case.verdict(Fate.SURVIVES, f"The driver {driver} keeps it until somebody removes it by its name.")


def _for_the_file_to_say(case: Case) -> StoreFate:
    return case.verdict(
        Fate.DEPENDS,
        "Compose did not make it: it stays if the project's file calls it external, else Compose removes it.",
        "whether the project's file says external: true",
    )


def _removed(case: Case, why: str) -> StoreFate:
    device = _bound_device(case)
    if device:
        return case.verdict(Fate.SURVIVES, f"{why} Only the volume goes; its files stay in {device}.")
    if case.store.options.get("type") in _IN_MEMORY and case.touched and not case.ended:
        return case.verdict(
            Fate.NOT_APPLICABLE, f"{why} The volume is a tmpfs, and no container that uses it runs: it holds nothing."
        )
    return case.verdict(Fate.LOST, why + comes_back_empty(case))


def _tmpfs_volume(case: Case) -> StoreFate:
    """A local volume with ``type=tmpfs``: the engine mounts it for the first container that starts with it and unmounts
    it, empty, when the last one that runs ends; a created or stopped one does not keep it (seen on Engine 20.10, 26.1
    and 28.5)."""
    still = case.still_running
    if not still and not case.ended:
        return case.verdict(
            Fate.NOT_APPLICABLE, "The volume is a tmpfs, and no container that uses it runs: there is nothing in it."
        )
    if still and not case.ended:
        return case.verdict(Fate.SURVIVES, "The volume is a tmpfs, and no container that uses it ends.")
    if still:
        kept = say(still, "runs on and keeps", "run on and keep")
        return case.verdict(Fate.SURVIVES, f"The volume is a tmpfs: {kept} it.")
    if case.inventory.engine.podman and all(fate.becomes is Becomes.RESTARTED for _, fate in case.users):
        # Seen on Podman 5.4 and 5.8: a stop unmounts it, a restart does not.
        return case.verdict(Fate.SURVIVES, "The volume is a tmpfs: Podman leaves it mounted during a restart.")
    return case.verdict(Fate.LOST, "The volume is a tmpfs: it is emptied when the last container that uses it ends.")


def _left_behind(case: Case) -> StoreFate:
    if why_removed(case):
        return case.verdict(
            Fate.LOST,
            "The orchestrator removes the anonymous volume with its task; the new node starts with an empty one.",
        )
    if case.store.options.get("type") in _IN_MEMORY:
        return _tmpfs_volume(case)
    return case.verdict(
        Fate.LEFT_BEHIND, "It stays on this node; the new node starts with an empty volume of the same name."
    )


def _anonymous(case: Case) -> StoreFate:
    """An anonymous volume that stays: whether anything refers to it afterwards."""
    happening, used_by = case.happening, case.store.used_by
    if happening.going.isdisjoint(used_by) and happening.doubtful.isdisjoint(used_by):
        return case.verdict(Fate.SURVIVES, "It lives as long as a container refers to it, running or not.")
    going = [fate for _, fate in case.users if fate.becomes.goes]
    doubtful = [fate for container, fate in case.users if fate.in_doubt and is_nameless(case, container)]
    others = [container for container, fate in case.users if not fate.becomes.goes and fate not in doubtful]
    if doubtful and not others:
        reason = _LEFT_TO_CHANCE if doubtful[0].becomes.goes else doubtful[0].cause
        return case.verdict(Fate.DEPENDS, reason, doubtful[0].in_doubt)
    if not going:
        return case.verdict(Fate.SURVIVES, "It lives as long as a container refers to it, running or not.")
    if others:
        return case.verdict(Fate.SURVIVES, f"{say(others, 'still uses', 'still use')} it.")
    if case.event is Event.RENEW:
        reason = "The new container gets an empty volume; this one stays, and nothing refers to it any more."
        return case.verdict(Fate.ORPHANED, reason)
    if case.remaining:
        return case.verdict(Fate.SURVIVES, "Compose carries it over to the new container.")
    if any(fate.with_volumes for fate in going):
        reason = "It was mounted by its name, so -v leaves it alone: it stays, but nothing refers to it any more."
        return case.verdict(Fate.ORPHANED, reason)
    reason = "It stays, but nothing refers to it any more, and it has no name to find it by."
    cause = next((f"{fate.cause} " for fate in going if "--rm" in fate.reason), "")
    return case.verdict(Fate.ORPHANED, cause + reason)


def _why_nothing_happens(case: Case) -> str:
    if not case.users:
        return "No container refers to it, and the event removes no volume."
    if case.event in PRUNES and (remaining := case.remaining):
        return f"{say(remaining, 'refers', 'refer')} to it, so prune leaves it alone."
    reasons = {fate.cause for _, fate in case.users}
    return reasons.pop() if len(reasons) == 1 and "" not in reasons else "Nothing that uses it is touched."


def _device_after_reboot(case: Case, device: str) -> StoreFate:
    facts = case.happening.facts
    if facts.in_memory(device):
        return case.verdict(Fate.LOST, lost_with_memory(facts.in_memory(device)))
    suspect = often_in_memory(device)
    if facts.tmpfs is None and suspect:
        return case.verdict(
            Fate.DEPENDS,
            f"Its files lie in {device}, and many hosts keep {suspect} in memory, which is empty after a reboot.",
            f"whether {suspect} lies in memory on that host",
        )
    return case.verdict(Fate.SURVIVES, f"Its files lie in {device} on the host.")


def _bound_device(case: Case) -> str:
    """The host path of a local volume that is really a bind (``o=bind``), else ""."""
    options = case.store.options
    words = options.get("o", "").split(",")
    return options.get("device", "") if "bind" in words or "rbind" in words else ""
