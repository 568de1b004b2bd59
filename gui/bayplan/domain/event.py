"""What can happen to containers and their state: the events that a person asks about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """One event. The values are the words of the command line and of the files that Bayplan writes."""

    PAUSE = "pause"
    RESTART = "restart"
    STOP = "stop"
    KILL = "kill"
    ENGINE_RESTART = "engine-restart"
    HOST_REBOOT = "host-reboot"
    REMOVE = "remove"
    REMOVE_VOLUMES = "remove-volumes"
    RECREATE = "recreate"
    RENEW = "renew"
    COMPOSE_DOWN = "compose-down"
    COMPOSE_DOWN_VOLUMES = "compose-down-volumes"
    CONTAINER_PRUNE = "container-prune"
    VOLUME_PRUNE = "volume-prune"
    VOLUME_PRUNE_ALL = "volume-prune-all"
    IMAGE_PRUNE_ALL = "image-prune-all"
    SYSTEM_PRUNE = "system-prune"
    SYSTEM_PRUNE_VOLUMES = "system-prune-volumes"
    MOVE_NODE = "move-node"
    COMMIT = "commit"


class Reach(StrEnum):
    """What an event can be applied to."""

    CONTAINERS = "containers"  #: chosen containers, or all of a project or of the engine
    PROJECT = "project"  #: a whole Compose project
    ENGINE = "engine"  #: always the whole engine


@dataclass(frozen=True, slots=True)
class EventWords:
    """An event in words.

    Attributes:
        label: on a button, after "What if I …". title: column heading and menu entry. gerund: begins the sentence
            that sums up ("removing db-1 loses …"); it holds ``{what}`` where the target belongs.
        explanation: what the event is, in one sentence.
    """

    label: str
    title: str
    gerund: str
    explanation: str
    reach: Reach


#: Every event in the order in which they are offered: from harmless to final, then what concerns the whole engine.
EVENT_WORDS: dict[Event, EventWords] = {
    Event.PAUSE: EventWords(
        "pause", "pause", "pausing {what}", "The processes are frozen where they are; nothing ends.", Reach.CONTAINERS
    ),
    Event.RESTART: EventWords(
        "restart", "restart", "restarting {what}", "The processes end and start again.", Reach.CONTAINERS
    ),
    Event.STOP: EventWords(
        "stop", "stop", "stopping {what}", "The processes are asked to end; the container stays.", Reach.CONTAINERS
    ),
    Event.KILL: EventWords(
        "kill", "kill", "killing {what}", "The processes end at once; the container stays.", Reach.CONTAINERS
    ),
    Event.REMOVE: EventWords(
        "remove", "remove", "removing {what}", "The container is deleted, as by docker rm --force.", Reach.CONTAINERS
    ),
    Event.REMOVE_VOLUMES: EventWords(
        "remove -v",
        "remove -v",
        "removing {what} with its anonymous volumes",
        "The container is deleted and its anonymous volumes with it, as by docker rm --force --volumes.",
        Reach.CONTAINERS,
    ),
    Event.RECREATE: EventWords(
        "recreate",
        "recreate",
        "recreating {what}",
        "Compose replaces the container by a new one and carries its anonymous volumes over.",
        Reach.CONTAINERS,
    ),
    Event.RENEW: EventWords(
        "recreate -V",
        "recreate -V",
        "recreating {what} with new anonymous volumes",
        "Compose replaces the container by a new one with new anonymous volumes (--renew-anon-volumes).",
        Reach.CONTAINERS,
    ),
    Event.COMPOSE_DOWN: EventWords(
        "compose down",
        "compose down",
        "bringing {what} down",
        "Compose stops and removes every container of the project.",
        Reach.PROJECT,
    ),
    Event.COMPOSE_DOWN_VOLUMES: EventWords(
        "compose down -v",
        "compose down -v",
        "bringing {what} down with its volumes",
        "Compose removes every container of the project and the volumes that its file declares.",
        Reach.PROJECT,
    ),
    Event.MOVE_NODE: EventWords(
        "move to another node",
        "move",
        "moving {what} to another node",
        "An orchestrator starts the container anew on another machine and removes it here.",
        Reach.CONTAINERS,
    ),
    Event.COMMIT: EventWords(
        "commit to an image",
        "commit",
        "committing {what} to an image",
        "The writable layer becomes a layer of a new image.",
        Reach.CONTAINERS,
    ),
    Event.ENGINE_RESTART: EventWords(
        "restart the engine",
        "engine restart",
        "restarting the engine",
        "The engine's own process ends and starts again.",
        Reach.ENGINE,
    ),
    Event.HOST_REBOOT: EventWords(
        "reboot the host", "reboot", "rebooting the host", "The whole machine starts anew.", Reach.ENGINE
    ),
    Event.CONTAINER_PRUNE: EventWords(
        "prune containers",
        "container prune",
        "pruning containers",
        "Every container that does not run is removed.",
        Reach.ENGINE,
    ),
    Event.VOLUME_PRUNE: EventWords(
        "prune volumes",
        "volume prune",
        "pruning volumes",
        "Anonymous local volumes that no container refers to are removed.",
        Reach.ENGINE,
    ),
    Event.VOLUME_PRUNE_ALL: EventWords(
        "prune all volumes",
        "volume prune -a",
        "pruning all volumes",
        "Local volumes that no container refers to are removed, named ones too.",
        Reach.ENGINE,
    ),
    Event.IMAGE_PRUNE_ALL: EventWords(
        "prune all images",
        "image prune -a",
        "pruning all images",
        "Images from which no container was made are removed.",
        Reach.ENGINE,
    ),
    Event.SYSTEM_PRUNE: EventWords(
        "system prune",
        "system prune",
        "pruning the system",
        "Every container that does not run is removed, and dangling images with them.",
        Reach.ENGINE,
    ),
    Event.SYSTEM_PRUNE_VOLUMES: EventWords(
        "system prune --volumes",
        "system prune --volumes",
        "pruning the system with volumes",
        "As system prune, and then anonymous local volumes that no container refers to any more.",
        Reach.ENGINE,
    ),
}


class TargetKind(StrEnum):
    """What a target is."""

    CONTAINERS = "containers"
    PROJECT = "project"
    VOLUME = "volume"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Target:
    """What an event is applied to.

    Attributes:
        names: full container ids; the one project's name; the one volume's name; nothing for the engine.
    """

    kind: TargetKind
    names: tuple[str, ...] = ()

    @classmethod
    def containers(cls, *ids: str) -> Target:
        """Chosen containers, by their full ids."""
        return cls(TargetKind.CONTAINERS, ids)

    @classmethod
    def project(cls, name: str) -> Target:
        """All containers of a project (Compose, Swarm service, pod); "" are those in none."""
        return cls(TargetKind.PROJECT, (name,))

    @classmethod
    def volume(cls, name: str) -> Target:
        """One volume."""
        return cls(TargetKind.VOLUME, (name,))


#: The whole engine with everything in it.
WHOLE_ENGINE = Target(TargetKind.ENGINE)
