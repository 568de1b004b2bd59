"""What a person has protected in Bayplan: it is never removed until the protection is taken off again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory

#: The sign of what is protected, wherever it is shown.
LOCK = "🔒"
#: Why something protected stays.
PROTECTED = "It is protected in Bayplan."


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """The protected things of one engine, by name: a name outlives a container that is made anew.

    Attributes:
        containers: names of containers. volumes: names of volumes, for an anonymous one its 64 digits.
    """

    containers: frozenset[str] = field(default_factory=frozenset)
    volumes: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes)

    def things(self, inventory: Inventory) -> frozenset[str]:
        """The ids (see ``ids``) of the things that are protected and there."""
        containers = [c.id for c in inventory.containers.values() if c.name in self.containers]
        volumes = self.volumes & inventory.volumes.keys()
        return frozenset({*map(ids.container_thing, containers), *map(ids.volume_store, volumes)})

    def with_things(self, things: Iterable[str], inventory: Inventory, *, protected: bool) -> Protection:
        """The same with these things protected, or no longer; those that cannot be protected make no difference."""
        containers: set[str] = set()
        volumes: set[str] = set()
        for thing in things:
            prefix, rest = ids.split_thing(thing)
            if prefix == "container" and rest in inventory.containers:
                containers.add(inventory.containers[rest].name)
            elif prefix == "volume":
                volumes.add(rest)
        if protected:
            return replace(self, containers=self.containers | containers, volumes=self.volumes | volumes)
        return replace(self, containers=self.containers - containers, volumes=self.volumes - volumes)


#: Nothing is protected.
UNPROTECTED = Protection()


def with_protection(inventory: Inventory, protection: Protection) -> Inventory:
    """The inventory with what is protected marked in it."""
    protected = protection.things(inventory) if protection else frozenset[str]()
    return inventory if protected == inventory.protected else replace(inventory, protected=protected)


def can_be_protected(thing: str, inventory: Inventory) -> bool:
    """Whether a thing is of a kind that Bayplan protects, and there: a container or a volume."""
    prefix, rest = ids.split_thing(thing)
    return rest in inventory.containers if prefix == "container" else prefix == "volume" and rest in inventory.volumes
