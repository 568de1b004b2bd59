"""Exactly what goes when test mounts are removed, and what stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, Volume


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What will be removed, by id and name, and what was touched but stays.

    Attributes:
        containers: test containers. volumes: volumes that Bayplan created and that only those containers use.
        kept: sentences about what stays: the person's own volumes and the files of binds.
    """

    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    kept: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes)

    def commands(self) -> tuple[str, ...]:
        """The docker commands that do the same."""
        lines = [f"docker rm --force {container.name}" for container in self.containers]
        return (*lines, *(f"docker volume rm {volume.name}" for volume in self.volumes))


def plan_removal(inventory: Inventory, only: Iterable[str] | None = None) -> RemovalPlan:
    """Everything Bayplan created on the engine, or only the containers and volumes with the thing ids in ``only``.

    A volume that Bayplan made but someone else's container uses is kept, and so is what is protected; it is said so.
    """
    wanted = None if only is None else frozenset(only)
    asked = [
        c
        for c in inventory.containers.values()
        if c.created_by_bayplan and (wanted is None or ids.container_thing(c.id) in wanted)
    ]
    containers = tuple(c for c in asked if ids.container_thing(c.id) not in inventory.protected)
    going = frozenset(c.id for c in containers)
    mounted = {mount.source for c in containers for mount in c.mounts if mount.kind.is_volume}
    volumes: list[Volume] = []
    kept = [f"container {c.name}: it is protected" for c in asked if c not in containers]
    for volume in inventory.volumes.values():
        if CREATED_LABEL not in volume.labels:
            if volume.name in mounted:
                kept.append(f"volume {volume.name}: it was there before")
            continue
        thing = ids.volume_store(volume.name)
        if wanted is not None and thing not in wanted and volume.name not in mounted:
            continue
        store = inventory.stores.get(thing)
        if thing in inventory.protected:
            kept.append(f"volume {volume.name}: it is protected")
            continue
        others = [user for user in (store.used_by if store else ()) if user not in going]
        if others:
            names = ", ".join(inventory.containers[user].name for user in others)
            kept.append(f"volume {volume.name}: {names} still uses it")
        else:
            volumes.append(volume)
    binds = {m.source for c in containers for m in c.mounts if m.kind is StoreKind.BIND}
    kept.extend(f"{source}: files of the host are never removed" for source in sorted(binds))
    return RemovalPlan(containers, tuple(volumes), tuple(kept))
