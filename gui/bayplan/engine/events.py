"""What an engine's events mean for the inventory: which things must be read again. Pure; knows nothing of threads.

Shapes are those of GET /events: {"Type", "Action", "Actor": {"ID", "Attributes"}, "time", "timeNano"}.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.client import Json

#: Podman's words in Docker's (Podman's compatible API maps some of them itself, not all).
_DOCKER_ACTIONS = {
    ("container", "died"): "die",
    ("container", "remove"): "destroy",
    ("container", "restore"): "start",
    ("volume", "remove"): "destroy",
    ("image", "remove"): "delete",
    ("image", "loadfromarchive"): "load",
}

#: Container events after which the container's facts differ.
_CONTAINER_CHANGES = frozenset(
    {"create", "start", "restart", "stop", "die", "pause", "unpause", "rename", "update", "checkpoint"}
)
#: Image events after which the list of images (or of tags) may differ. Events that are not named change nothing.
_IMAGE_CHANGES = frozenset({"pull", "tag", "untag", "import", "load", "build", "create", "commit", "delete", "prune"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineEvent:
    """One event, in Docker's words whatever engine sent it.

    Attributes:
        at: the engine's time. nano: the same in nanoseconds since 1970, as sent.
        kind: "container", "volume", "image", …. action: without arguments ("exec_create: sh" gives "exec_create").
        argument: what follows the action after a colon ("healthy"), else "". subject: the actor's id; a volume's name.
    """

    at: datetime
    nano: int
    kind: str
    action: str
    argument: str
    subject: str
    attributes: dict[str, str]

    @property
    def key(self) -> tuple[int, str, str, str]:
        """Equal for two deliveries of the same event."""
        return (self.nano, self.kind, f"{self.action}:{self.argument}", self.subject)

    @property
    def by_helper(self) -> bool:
        """A helper container of Bayplan's own did this; test containers are not helpers."""
        return self.kind == "container" and is_helper(self.attributes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What must be read again, or dropped without reading, to make an inventory true after some events.

    Attributes:
        containers, volumes: ids and names to read. health: ids whose health alone changed; that may wait a little.
        gone_containers, gone_volumes, gone_images: to be dropped first; a volume of the same name may be there again.
        all_containers, all_volumes, images, engine: read the whole list (the engine's own facts).
    """

    containers: frozenset[str] = field(default_factory=frozenset)
    health: frozenset[str] = field(default_factory=frozenset)
    volumes: frozenset[str] = field(default_factory=frozenset)
    gone_containers: frozenset[str] = field(default_factory=frozenset)
    gone_volumes: frozenset[str] = field(default_factory=frozenset)
    gone_images: frozenset[str] = field(default_factory=frozenset)
    all_containers: bool = False
    all_volumes: bool = False
    images: bool = False
    engine: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)


def is_helper(labels: dict[str, str]) -> bool:
    """Whether labels (or an event's attributes, which hold them) are those of one of Bayplan's helper containers.

    The label's value says what a container was made for; "helper…" is for Bayplan's own reading, never a person's test.
    """
    return labels.get(CREATED_LABEL, "").startswith("helper")


def parse_event(event: Json) -> EngineEvent | None:
    """An event from its JSON; None for a message that is no event (Podman sends empty ones to keep alive)."""
    kind = str(event.get("Type") or "")
    action = str(event.get("Action") or "")
    if not kind or not action:
        return None
    actor = event.get("Actor") or {}
    nano = int(event.get("timeNano") or 0) or int(event.get("time") or 0) * 1_000_000_000
    word, _, argument = action.partition(":")
    attributes = {str(name): str(value) for name, value in (actor.get("Attributes") or {}).items()}
    if word == "health_status" and not argument:
        argument = attributes.get("health_status", "")  # Podman
    return EngineEvent(
        at=datetime.fromtimestamp(nano / 1e9, tz=UTC),
        nano=nano,
        kind=kind,
        action=_DOCKER_ACTIONS.get((kind, word), word),
        argument=argument.strip(),
        subject=str(actor.get("ID") or ""),
        attributes=attributes,
    )


def need_of(events: Iterable[EngineEvent]) -> Need:
    """What all of ``events`` (in the order in which they came) make necessary, each thing once.

    Left out on purpose: exec, attach, top, resize, copies and archive reads (they change no fact that is listed), kill
    and oom (a die follows if it worked), mounting and unmounting of volumes (containers tell what they mount),
    networks, plugins, and everything that Bayplan's own helpers do: reading because of them would never end.
    """
    tally = _Tally()
    for event in events:
        if not event.by_helper:
            tally.add(event)
    return tally.need()


class _Tally:
    def __init__(self) -> None:
        self.containers: set[str] = set()
        self.health: set[str] = set()
        self.gone_containers: set[str] = set()
        self.volume_exists: dict[str, bool] = {}  # by the last event: a name may be used again
        self.gone_volumes: set[str] = set()
        self.gone_images: set[str] = set()
        self.relist: set[str] = set()

    def add(self, event: EngineEvent) -> None:
        match event.kind:
            case "container":
                self._container(event)
            case "volume":
                self._volume(event)
            case "image":
                self._image(event)
            case "daemon" if event.action == "reload":
                self.relist.add("engine")

    def _container(self, event: EngineEvent) -> None:
        if event.action == "prune" or (not event.subject and event.action in _CONTAINER_CHANGES):
            self.relist.add("container")
        elif event.action == "destroy":
            self.gone_containers.add(event.subject)
        elif event.action == "health_status":
            self.health.add(event.subject)
        elif event.action in _CONTAINER_CHANGES:
            self.containers.add(event.subject)
        if event.action == "commit":
            self.relist.add("image")

    def _volume(self, event: EngineEvent) -> None:
        if event.action == "prune" or (not event.subject and event.action in {"create", "destroy"}):
            self.relist.add("volume")
        elif event.action in {"create", "destroy"}:
            self.volume_exists[event.subject] = event.action == "create"
            if event.action == "destroy":
                self.gone_volumes.add(event.subject)

    def _image(self, event: EngineEvent) -> None:
        if event.action not in _IMAGE_CHANGES:
            return
        # A delete names the id of what is gone; every other event may have moved a tag from one image to another.
        if event.action == "delete" and event.subject.startswith("sha256:"):
            self.gone_images.add(event.subject)
        else:
            self.gone_images.discard(event.subject)
            self.relist.add("image")

    def need(self) -> Need:
        gone = frozenset(self.gone_containers)
        return Need(
            containers=_without(self.containers, gone),
            health=_without(self.health, gone | self.containers),
            volumes=frozenset(name for name, exists in self.volume_exists.items() if exists),
            gone_containers=gone,
            gone_volumes=frozenset(self.gone_volumes),
            gone_images=frozenset(self.gone_images),
            all_containers="container" in self.relist,
            all_volumes="volume" in self.relist,
            images="image" in self.relist,
            engine="engine" in self.relist,
        )


def _without(ids: Collection[str], gone: Collection[str]) -> frozenset[str]:
    return frozenset(identifier for identifier in ids if identifier not in gone)
