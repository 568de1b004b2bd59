"""A removal in words: its heading, its sentence, its commands, and what a person may not expect of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event
from bayplan.domain.event_commands import event_commands
from bayplan.domain.formatting import count_text, names_text, short_id, short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.safe_removal.plan import RemovalRequest

_PRUNE_TITLES = {
    Event.CONTAINER_PRUNE: "Prune containers that do not run",
    Event.VOLUME_PRUNE: "Prune anonymous volumes that nobody uses",
    Event.VOLUME_PRUNE_ALL: "Prune all volumes that nobody uses",
    Event.IMAGE_PRUNE_ALL: "Prune images that no container uses",
    Event.SYSTEM_PRUNE: "Prune the system",
    Event.SYSTEM_PRUNE_VOLUMES: "Prune the system with anonymous volumes",
}


@dataclass(frozen=True, slots=True)
class Going:
    """What goes."""

    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    images: tuple[Image, ...]

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes or self.images)


def prune_title(event: Event) -> str:
    """What a prune is called where it is offered."""
    return _PRUNE_TITLES[event]


def title(asked: RemovalRequest, going: Going) -> str:
    """The heading: "Remove db-1 with its anonymous volumes"."""
    if asked.prune is not None:
        return _PRUNE_TITLES[asked.prune]
    return f"Remove {_what(asked, going)}" if going else "Nothing to remove"


def doing(asked: RemovalRequest, going: Going) -> str:
    """How the sentence begins that says what comes of it: "removing db-1"."""
    if asked.prune is not None:
        return EVENT_WORDS[asked.prune].gerund.format(what="")
    return f"removing {_what(asked, going)}"


def nothing(asked: RemovalRequest) -> str:
    """The sentence when nothing goes."""
    return "there is nothing to prune" if asked.prune is not None else "nothing of this can be removed"


def image_name(image: Image) -> str:
    """What people call an image, with its kind."""
    return f"image {image.tags[0] if image.tags else short_id(image.id)}"


def container_name(container: Container) -> str:
    """What people call a container, with its kind."""
    return f"container {container.name}"


def volume_name(volume: Volume) -> str:
    """What people call a volume, with its kind."""
    return f"volume {short_volume_name(volume.name)}"


def notes(asked: RemovalRequest, going: Going) -> tuple[str, ...]:
    """Sentences about what a person may not expect."""
    said = []
    tasks = [container.name for container in going.containers if container.group_kind == "swarm"]
    if tasks:
        said.append(f"Swarm starts another task in place of {names_text(tasks)}.")
    if asked.prune in {Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES}:
        said.append(
            "Networks and the build cache, which docker system prune also takes, are left alone: no container's state "
            "lies there."
        )
    return tuple(said)


def commands(
    inventory: Inventory, asked: RemovalRequest, going: Going, *, spared: bool
) -> tuple[tuple[str, ...], bool]:
    """The docker commands that do the same, and whether they take whatever they find when they are run.

    A prune's own command is named only when nothing is ``spared``, for it would spare nothing.
    """
    if not going:
        return (), False
    if asked.prune is not None and not spared:
        return event_commands(inventory, asked.prune, WHOLE_ENGINE), True
    along = asked.with_volumes and not spared
    named = [volume.name for volume in going.volumes if not along or volume.name in asked.volumes]
    lines = [
        _command("docker rm", "--volumes" if along else "", [c.name for c in going.containers if not c.running]),
        _command("docker rm --force", "--volumes" if along else "", [c.name for c in going.containers if c.running]),
        _command("docker volume rm", "", named),
        _command("docker image rm", "", [name for image in going.images for name in image.tags or (image.id,)]),
    ]
    return tuple(line for line in lines if line), False


def _command(program: str, option: str, names: Iterable[str]) -> str:
    quoted = [shlex.quote(name) for name in names]
    return " ".join([program, *([option] if option else []), *quoted]) if quoted else ""


def _what(asked: RemovalRequest, going: Going) -> str:
    """ "db-1 with its anonymous volumes", "volume data", "2 containers and 3 volumes"."""
    along = asked.with_volumes and bool(going.containers)
    volumes = [volume for volume in going.volumes if not along or volume.name in asked.volumes]
    parts = [
        _some([container.name for container in going.containers], "container"),
        _some([volume_name(volume) for volume in volumes], "volume"),
        _some([image_name(image) for image in going.images], "image"),
    ]
    said = " and ".join(part for part in parts if part)
    if not along:
        return said
    return f"{said} with {'its' if len(going.containers) == 1 else 'their'} anonymous volumes"


def _some(names: list[str], noun: str) -> str:
    """The name of one, the number of several, "" of none."""
    return names[0] if len(names) == 1 else count_text(len(names), noun) if names else ""
