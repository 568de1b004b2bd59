"""What is asked to be removed, and the list that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from bayplan.domain.event import Event
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import OutcomeLine

#: Volumes that somebody named: losing the data of one has to be confirmed by its name.
_NAMED = frozenset({StoreKind.NAMED_VOLUME, StoreKind.PLUGIN_VOLUME, StoreKind.CLUSTER_VOLUME})


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRequest:
    """What a person asks to be removed.

    Attributes:
        containers: full ids. with_volumes: their anonymous volumes too, as by ``docker rm --volumes``.
        volumes: names. images: full ids.
        prune: instead of all these, whatever this prune event would remove.
    """

    containers: tuple[str, ...] = ()
    with_volumes: bool = False
    volumes: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    prune: Event | None = None

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes or self.images or self.prune)


@dataclass(frozen=True, slots=True)
class Spared:
    """Something that was asked for and stays.

    Attributes:
        thing: its id (see ``ids``). name: for people, with its kind ("volume data"). why: one plain sentence.
        protected: it stays because the person protected it.
    """

    thing: str
    name: str
    why: str
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeRemoval:
    """Exactly what will be removed, as it was when the list was made, and what comes of it.

    Attributes:
        title: what is asked, for a heading. sentence: what comes of it ("removing db-1 loses 214 MB in 2 places").
        containers, volumes, images: what goes, in this order; each is looked at again before it does.
        lines: what becomes of every store concerned, the worst first. spared: what was asked for and stays.
        notes: sentences about what a person may not expect.
        commands: the docker commands that do the same. loose: they take whatever they find when they are run, not
            what is listed here.
    """

    title: str
    sentence: str
    containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    images: tuple[Image, ...] = ()
    lines: tuple[OutcomeLine, ...] = ()
    spared: tuple[Spared, ...] = ()
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    loose: bool = False

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes or self.images)

    @property
    def steps(self) -> int:
        """How many things go."""
        return len(self.containers) + len(self.volumes) + len(self.images)

    @property
    def at_stake(self) -> tuple[OutcomeLine, ...]:
        """The stores whose data are lost, may be, or are orphaned; without those that nobody would miss."""
        bad = {Fate.LOST, Fate.ORPHANED, Fate.DEPENDS}
        return tuple(line for line in self.lines if line.fate in bad and not line.quiet)

    @property
    def phrase(self) -> str:
        """What the person must type before it may begin: "" unless data of a named volume are lost."""
        going = {volume.name: volume for volume in self.volumes}
        lost = [
            volume
            for line in self.lines
            if line.kind in _NAMED
            and line.fate in {Fate.LOST, Fate.DEPENDS}
            and line.size != 0
            and (volume := going.get(line.store.removeprefix("volume:"))) is not None
        ]
        if not lost:
            return ""
        return lost[0].name if len(lost) == 1 else f"remove {len(lost)} volumes"
