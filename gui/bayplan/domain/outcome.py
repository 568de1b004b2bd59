"""What comes of an event: the fate of every store and container, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from bayplan.domain.event import Event, Target


class Fate(StrEnum):
    """What becomes of a store. The values are the words of the command line."""

    SURVIVES = "survives"
    LOST = "lost"
    ORPHANED = "orphaned"  #: the data stay, nothing refers to them
    LEFT_BEHIND = "left-behind"  #: the data stay on the old node
    DEPENDS = "depends"
    NOT_APPLICABLE = "not-applicable"


class Becomes(StrEnum):
    """What becomes of a container."""

    UNTOUCHED = "untouched"
    PAUSED = "paused"
    RESTARTED = "restarted"  #: its processes end and start again
    STOPPED = "stopped"  #: its processes end; it stays
    REMOVED = "removed"
    REPLACED = "replaced"  #: a new container takes its name and its mounts
    MOVED = "moved"  #: a new container on another node takes its place

    @property
    def ends(self) -> bool:
        """Its processes end, so that its memory is given back."""
        return self not in {Becomes.UNTOUCHED, Becomes.PAUSED}

    @property
    def goes(self) -> bool:
        """The container itself is deleted, whatever takes its place."""
        return self in {Becomes.REMOVED, Becomes.REPLACED, Becomes.MOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFate:
    """What becomes of one container.

    Attributes:
        reason: why, in one plain sentence; "" where nothing happens to it.
        with_volumes: its anonymous volumes are removed with it (``docker rm -v``).
        in_doubt: what decides whether it stays, or whether its anonymous volumes go with it ("how many ended tasks the
            swarm keeps"); "" where that is certain.
    """

    becomes: Becomes
    reason: str = ""
    with_volumes: bool = False
    in_doubt: str = ""

    @property
    def cause(self) -> str:
        """The reason beside something of the container's: "It ends." becomes "The container ends."."""
        return f"The container{self.reason[2:]}" if self.reason.startswith("It ") else self.reason


UNTOUCHED = ContainerFate(becomes=Becomes.UNTOUCHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFate:
    """What becomes of one store.

    Attributes:
        reason: why, in one plain sentence. depends_on: what it depends on, "" where it depends on nothing.
        size: bytes at stake; None when that is not known.
        concerned: the event does something to the store or to a container that uses it; False for bystanders.
        captured: with ``commit``, whether the new image holds the data; None for other events.
    """

    fate: Fate
    reason: str
    depends_on: str = ""
    size: int | None = None
    concerned: bool = True
    captured: bool | None = None


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What is known of the engine's host beside what the engine tells.

    Attributes:
        tmpfs: folders of the host whose files lie in memory ("/run", "/dev/shm"); None when nobody can look.
        disks: mount points of the host whose files do not; one of them may lie below a tmpfs ("/run/media/stick").
    """

    tmpfs: frozenset[str] | None = None
    disks: frozenset[str] = frozenset()

    def in_memory(self, path: str) -> str:
        """The folder in memory that holds an absolute path of the host; "" when none does or nobody can look."""
        if self.tmpfs is None or not path:
            return ""
        for folder in (path, *map(str, PurePosixPath(path).parents)):
            if folder in self.tmpfs:
                return folder
            if folder in self.disks:
                return ""
        return ""


#: Nothing is known beside what the engine tells.
NO_FACTS = HostFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an event does to an engine.

    Attributes:
        stores: the fate of every store that was asked for, by store id.
        containers: of every container, by id; of those that use the stores where only some stores were asked for.
        refused: why the event cannot happen so ("shop is no Compose project"); "" when it can. Then nothing is
            concerned, and every fate is ``not-applicable``.
    """

    event: Event
    of: Target
    stores: Mapping[str, StoreFate]
    containers: Mapping[str, ContainerFate]
    refused: str = ""
