"""What a rule looks at: one store, one event, and what becomes of the containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Mount, Store
from bayplan.domain.outcome import UNTOUCHED, Becomes, ContainerFate, Fate, HostFacts, StoreFate

_GONE = frozenset({Becomes.REMOVED, Becomes.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event on one engine: what the cases of all its stores have in common.

    Attributes:
        containers: what becomes of every container. chosen: ids of those to which the event is applied.
        projects: names of the projects of the chosen ones.
        touched: ids of those to which something happens, or may happen. going: of those that are deleted.
        doubtful: of those with something in doubt. taking: of those that take their anonymous volumes along.
        removed_volume: the volume that ``docker volume rm`` is asked to remove; "" for every other event.
        verdicts: those given so far, by what they say: thousands of stores get the same one.
        freed: bytes that pruned images free, by image id, once somebody asked.
    """

    inventory: Inventory
    event: Event
    containers: Mapping[str, ContainerFate]
    chosen: frozenset[str]
    projects: frozenset[str]
    touched: frozenset[str]
    going: frozenset[str]
    doubtful: frozenset[str]
    taking: frozenset[str]
    facts: HostFacts
    removed_volume: str = ""
    verdicts: dict[tuple[object, ...], StoreFate] = field(default_factory=dict)
    freed: dict[str, int | None] = field(default_factory=dict)


class Case:
    """One store in a happening. There may be thousands of them, so each is asked only for what its rule needs."""

    __slots__ = ("_users", "event", "happening", "store")

    def __init__(self, happening: Happening, store: Store) -> None:
        self.happening = happening
        self.event = happening.event
        self.store = store
        self._users: list[tuple[Container, ContainerFate]] | None = None

    @property
    def users(self) -> list[tuple[Container, ContainerFate]]:
        """The containers that use the store, with what becomes of each."""
        if self._users is None:
            known = self.happening.inventory.containers
            fates = self.happening.containers
            self._users = [(known[user], fates[user]) for user in self.store.used_by if user in known]
        return self._users

    @property
    def inventory(self) -> Inventory:
        """The engine as it is before the event."""
        return self.happening.inventory

    @property
    def touched(self) -> bool:
        """Whether something happens to one of the users."""
        return not self.happening.touched.isdisjoint(self.store.used_by)

    @property
    def moved(self) -> bool:
        """Whether one of the users moves to another node."""
        return self.event is Event.MOVE_NODE and self.touched

    @property
    def remaining(self) -> list[Container]:
        """The users that refer to the store on this host afterwards; one that was replaced still does."""
        return [container for container, fate in self.users if fate.becomes not in _GONE]

    @property
    def referred(self) -> bool:
        """Whether a user remains."""
        used_by = self.store.used_by
        return bool(used_by) and (self.happening.going.isdisjoint(used_by) or bool(self.remaining))

    @property
    def still_running(self) -> list[Container]:
        """The users whose processes go on without a break."""
        return [container for container, fate in self.users if container.running and not fate.becomes.ends]

    @property
    def ended(self) -> list[Container]:
        """The users whose processes run now and end."""
        return [container for container, fate in self.users if container.running and fate.becomes.ends]

    @property
    def owner(self) -> Container | None:
        """The container that the store belongs to and dies with."""
        return self.happening.inventory.containers.get(self.store.owner or "")

    @property
    def owner_fate(self) -> ContainerFate:
        """What becomes of the owner; without one nothing does."""
        return self.happening.containers.get(self.store.owner or "", UNTOUCHED)

    def mounts_of(self, container: Container) -> list[Mount]:
        """Where a container sees the store."""
        return [mount for mount in container.mounts if mount.store == self.store.id]

    def verdict(
        self, fate: Fate, reason: str, depends_on: str = "", *, concerned: bool = True, captured: bool | None = None
    ) -> StoreFate:
        """A fate of this store with the bytes at stake."""
        size = self.store.size
        verdicts = self.happening.verdicts
        said = (fate, reason, depends_on, size, concerned, captured)
        found = verdicts.get(said)
        if found is None:
            found = StoreFate(
                fate=fate, reason=reason, depends_on=depends_on, size=size, concerned=concerned, captured=captured
            )
            verdicts[said] = found
        return found

    def bystander(self, reason: str = "Nothing that uses it is touched.") -> StoreFate:
        """The event does not concern this store: it survives."""
        return self.verdict(Fate.SURVIVES, reason, concerned=False)


def names(containers: list[Container]) -> str:
    """Their names for a sentence: "web-1", "web-1 and web-2", "web-1, web-2 and 3 more"."""
    shown = [container.name for container in containers]
    if len(shown) > 3:
        return f"{shown[0]}, {shown[1]} and {len(shown) - 2} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def say(containers: list[Container], one: str, several: str) -> str:
    """Their names with the verb that fits: "web-1 still uses", "web-1 and web-2 still use"."""
    return f"{names(containers)} {one if len(containers) == 1 else several}"
