"""The guided tour's language: who plays in it, what is done, what is to be looked at. ``tour_script`` is the tour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import CREATED_LABEL, Container

#: Value of the label CREATED_LABEL on everything that the tour makes.
TOUR = "tour"
#: Label with the token of the one tour that made a thing.
TOUR_LABEL = "io.bayplan.tour"
#: How the names of containers, volumes and folders of the tour begin.
TOUR_PREFIX = "bayplan-tour-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A container of the tour.

    Attributes:
        role: ends its name. volume: role of the volume that it mounts, "" for none; volume_at: where.
        folder_at: where it mounts the tour's folder of the host, "" if it does not. tmpfs_at: where it has a tmpfs.
        environment: NAME=value.
    """

    role: str
    volume: str = ""
    volume_at: str = ""
    folder_at: str = ""
    tmpfs_at: str = ""
    environment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """Make a container from the tour's image and start it."""

    player: Player


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a container; its volumes stay."""

    player: Player


@dataclass(frozen=True, slots=True)
class Restart:
    """Restart a container."""

    player: Player


@dataclass(frozen=True, slots=True)
class Write:
    """Let a process in the container write a file of ``lines`` lines."""

    player: Player
    path: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """Let a process in the container read a file; it must (or must not) be ``there``."""

    player: Player
    path: str
    there: bool


@dataclass(frozen=True, slots=True)
class WriteOnHost:
    """Write the file ``name`` in the tour's folder as a process of the host: Bayplan itself."""

    name: str


Act = Start | Remove | Restart | Write | Read | WriteOnHost


class SightKind(StrEnum):
    """What a :class:`Sight` looks at."""

    CONTAINER = "container"
    LAYER = "layer"  #: a container's writable layer
    TMPFS = "tmpfs"
    FOLDER = "folder"
    REMOTE = "remote"
    VOLUME = "volume"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing to look at, by the role of the container (or volume) that it belongs to; images need none."""

    kind: SightKind
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One press of the key: what is done, and what can be seen then.

    Attributes:
        caption: says what happened, in one sentence. look_at: brought out in the diagram.
        what_if: the diagram shows what this event would do to the first container of ``look_at``.
    """

    caption: str
    acts: tuple[Act, ...] = ()
    look_at: tuple[Sight, ...] = ()
    what_if: Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One lesson.

    Attributes:
        title: two or three words. sentence: the lesson. moments: at least one.
        begins_with: containers that are there, untouched, before the first moment; nothing else of the tour is.
    """

    title: str
    sentence: str
    moments: tuple[Moment, ...]
    begins_with: tuple[Player, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the tour one is: number of the step and of the moment in it, both from 0."""

    step: int = 0
    moment: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One act as it was done, for the viewers.

    Attributes:
        command: the docker command that does the same. answer: what came of it, "" when there is nothing to say.
        as_expected: False when the engine did otherwise than the tour says.
    """

    command: str
    answer: str = ""
    as_expected: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """How the tour's things are called on one engine.

    Attributes:
        token: value of TOUR_LABEL. suffix: ends every name, "" where all names are free.
        image, image_id: the name and the id of what containers are made from.
        folder: the path of the tour's folder on the engine's host; "" where there is none.
    """

    token: str
    image: str
    image_id: str
    suffix: str = ""
    folder: str = ""

    def name(self, role: str) -> str:
        """The name of a container or a volume."""
        return f"{TOUR_PREFIX}{role}{self.suffix}"

    @property
    def labels(self) -> dict[str, str]:
        """The labels of everything that this tour makes."""
        return {CREATED_LABEL: TOUR, TOUR_LABEL: self.token}


def places(steps: Sequence[Step]) -> Iterator[Place]:
    """Every place of the tour, in order."""
    for step_number, step in enumerate(steps):
        for moment_number in range(len(step.moments)):
            yield Place(step_number, moment_number)


def place_after(steps: Sequence[Step], place: Place) -> Place | None:
    """The next place; None at the end."""
    return next((each for each in places(steps) if each > place), None)


def place_before(steps: Sequence[Step], place: Place) -> Place | None:
    """The place before; None at the beginning."""
    return max((each for each in places(steps) if each < place), default=None)


def moment_at(steps: Sequence[Step], place: Place) -> Moment:
    """The moment at a place."""
    return steps[place.step].moments[place.moment]


def things_at(moment: Moment, cast: Cast, inventory: Inventory) -> tuple[str, ...]:
    """Ids of the things to look at that are in the inventory; fewer than ``moment.look_at`` while it lags behind."""
    found = (_thing(sight, cast, inventory) for sight in moment.look_at)
    return tuple(thing for thing in found if thing)


def container_of(role: str, cast: Cast, inventory: Inventory) -> Container | None:
    """The container that plays a role now."""
    name = cast.name(role)
    found = (c for c in inventory.containers.values() if c.name == name and c.labels.get(TOUR_LABEL) == cast.token)
    return next(found, None)


def tours_own(inventory: Inventory, cast: Cast) -> Inventory:
    """The part of an inventory that the tour is about: its containers, their stores, its volumes and its image."""
    containers = {key: c for key, c in inventory.containers.items() if c.labels.get(TOUR_LABEL) == cast.token}
    volumes = {key: v for key, v in inventory.volumes.items() if v.labels.get(TOUR_LABEL) == cast.token}
    images = {key: image for key, image in inventory.images.items() if key == cast.image_id}
    named = {ids.volume_store(name) for name in volumes} | {ids.image_store(key) for key in images}
    stores = {
        key: store
        for key, store in inventory.stores.items()
        if key in named or (store.used_by and not containers.keys().isdisjoint(store.used_by))
    }
    findings = tuple(finding for finding in inventory.findings if finding.thing in stores)
    return replace(inventory, containers=containers, images=images, volumes=volumes, stores=stores, findings=findings)


def _thing(sight: Sight, cast: Cast, inventory: Inventory) -> str:
    match sight.kind:
        case SightKind.IMAGE:
            return ids.image_thing(cast.image_id) if cast.image_id in inventory.images else ""
        case SightKind.VOLUME:
            store = ids.volume_store(cast.name(sight.role))
            return store if store in inventory.stores else ""
    container = container_of(sight.role, cast, inventory)
    if container is None:
        return ""
    match sight.kind:
        case SightKind.CONTAINER:
            return ids.container_thing(container.id)
        case SightKind.LAYER:
            return ids.writable_store(container.id)
        case SightKind.REMOTE:
            return next((remote.store for remote in container.remotes), "")
    wanted = "tmpfs" if sight.kind is SightKind.TMPFS else "bind"
    return next((mount.store for mount in container.mounts if mount.kind == wanted), "")
