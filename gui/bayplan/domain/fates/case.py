"""What a rule looks at: one store, one event, and what becomes of the containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Mount, Store, Volume
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, HostFacts, StoreFate


@dataclass(frozen=True, kw_only=True)
class Case:
    """One store under one event.

    Attributes:
        containers: what becomes of every container. chosen: ids of those to which the event is applied.
        removed_volume: the volume that ``docker volume rm`` is asked to remove; "" for every other event.
    """

    inventory: Inventory
    event: Event
    store: Store
    containers: Mapping[str, ContainerFate]
    chosen: frozenset[str]
    facts: HostFacts
    removed_volume: str = ""

    @cached_property
    def users(self) -> list[tuple[Container, ContainerFate]]:
        """The containers that use the store, with what becomes of each."""
        known = self.inventory.containers
        return [(known[user], self.containers[user]) for user in self.store.used_by if user in known]

    @cached_property
    def touched(self) -> list[tuple[Container, ContainerFate]]:
        """The users to which something happens."""
        return [user for user in self.users if user[1].becomes is not Becomes.UNTOUCHED]

    @cached_property
    def remaining(self) -> list[Container]:
        """The users that refer to the store on this host afterwards; one that was replaced still does."""
        gone = {Becomes.REMOVED, Becomes.MOVED}
        return [container for container, fate in self.users if fate.becomes not in gone]

    @cached_property
    def still_running(self) -> list[Container]:
        """The users whose processes go on without a break."""
        return [container for container, fate in self.users if container.running and not fate.becomes.ends]

    @property
    def owner(self) -> tuple[Container, ContainerFate] | None:
        """The container that the store belongs to and dies with, with what becomes of it."""
        container = self.inventory.containers.get(self.store.owner or "")
        return None if container is None else (container, self.containers[container.id])

    @property
    def volume(self) -> Volume | None:
        """The volume behind the store."""
        return self.inventory.volumes.get(self.store.name)

    def mounts_of(self, container: Container) -> list[Mount]:
        """Where a container sees the store."""
        return [mount for mount in container.mounts if mount.store == self.store.id]

    def verdict(self, fate: Fate, reason: str, depends_on: str = "") -> StoreFate:
        """A fate of this store with the bytes at stake."""
        return StoreFate(fate=fate, reason=reason, depends_on=depends_on, size=self.store.size)

    def bystander(self, reason: str = "Nothing that uses it is touched.") -> StoreFate:
        """The event does not concern this store: it survives."""
        return StoreFate(fate=Fate.SURVIVES, reason=reason, size=self.store.size, concerned=False)


def names(containers: list[Container]) -> str:
    """Their names for a sentence: "web-1", "web-1 and web-2", "web-1, web-2 and 3 more"."""
    shown = [container.name for container in containers]
    if len(shown) > 3:
        return f"{shown[0]}, {shown[1]} and {len(shown) - 2} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
