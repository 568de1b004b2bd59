"""Which rule decides about which kind of store."""

from __future__ import annotations

from collections.abc import Callable

from bayplan.domain.event import Event
from bayplan.domain.fates import elsewhere, images, memory, own, volumes
from bayplan.domain.fates.case import Case
from bayplan.domain.kinds import StoreKind, Zone
from bayplan.domain.outcome import Fate, StoreFate

Rule = Callable[[Case], StoreFate]

_RULES: dict[StoreKind, Rule] = {
    StoreKind.WRITABLE_LAYER: own.writable_layer,
    StoreKind.LOG: own.log,
    StoreKind.RUNTIME_FILE: own.runtime_file,
    StoreKind.TMPFS: memory.tmpfs,
    StoreKind.SHM: memory.shm,
    StoreKind.SECRET: memory.secret,
    StoreKind.NAMED_VOLUME: volumes.local_volume,
    StoreKind.ANONYMOUS_VOLUME: volumes.local_volume,
    StoreKind.NETWORK_VOLUME: volumes.network_volume,
    StoreKind.PLUGIN_VOLUME: volumes.plugin_volume,
    StoreKind.CLUSTER_VOLUME: volumes.plugin_volume,
    StoreKind.BIND: elsewhere.bind,
    StoreKind.NPIPE: elsewhere.named_pipe,
    StoreKind.REMOTE: elsewhere.remote,
    StoreKind.IMAGE_LAYERS: images.layers,
    StoreKind.IMAGE_MOUNT: images.mounted,
}
#: Where the engine keeps what it keeps: all of it below its own folder.
_ZONES_OF_THE_ENGINE = frozenset({Zone.OVERLAY, Zone.DOCKER_AREA})


def store_fate(case: Case) -> StoreFate:
    """The fate of the case's store."""
    if case.event is Event.COMMIT:
        return _commit(case)
    if case.event is Event.HOST_REBOOT and case.store.zone in _ZONES_OF_THE_ENGINE:
        in_memory = case.happening.facts.in_memory(case.inventory.engine.root_dir or "")
        if in_memory:
            return case.verdict(Fate.LOST, f"The engine keeps its data there: {elsewhere.lost_with_memory(in_memory)}")
    return _RULES[case.store.kind](case)


def _commit(case: Case) -> StoreFate:
    """A commit takes the writable layer of the chosen containers; it changes nothing and captures nothing else."""
    if case.happening.chosen.isdisjoint(case.store.used_by):
        return case.bystander("A commit reads; it changes nothing.")
    if case.store.kind is StoreKind.WRITABLE_LAYER:
        # Compose writes secrets that are given inline or by the environment there (seen with Compose 2.40).
        reason = "The new image holds it as its topmost layer, with any secret that was written there."
        return case.verdict(Fate.SURVIVES, reason, captured=True)
    if case.store.kind is StoreKind.IMAGE_LAYERS:
        return case.verdict(Fate.SURVIVES, "The new image is based on these layers.", captured=True)
    return case.verdict(Fate.SURVIVES, "It stays where it is, and the new image has none of it.", captured=False)
