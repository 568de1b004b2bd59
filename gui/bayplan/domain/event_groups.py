"""How the events are offered: the few that people ask about most, and all of them in groups."""

from __future__ import annotations

from bayplan.domain.event import EVENT_WORDS, Event, Reach

#: Those that are one click away, in this order; the least asked for comes last, for the end folds first.
FIRST_EVENTS = (
    Event.RESTART,
    Event.REMOVE,
    Event.RECREATE,
    Event.COMPOSE_DOWN_VOLUMES,
    Event.VOLUME_PRUNE,
    Event.HOST_REBOOT,
    Event.MOVE_NODE,
)

_COMPOSE = (Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES)

#: Every event once, under the heading where a person looks for it.
EVENT_GROUPS: tuple[tuple[str, tuple[Event, ...]], ...] = (
    (
        "Containers",
        tuple(event for event in EVENT_WORDS if EVENT_WORDS[event].reach is Reach.CONTAINERS and event not in _COMPOSE),
    ),
    ("Compose", _COMPOSE),
    ("The engine", tuple(event for event in EVENT_WORDS if EVENT_WORDS[event].reach is Reach.ENGINE)),
)

#: An event that came true, in the words of a heading: "If removed".
IF_TITLES: dict[Event, str] = {
    Event.PAUSE: "If paused",
    Event.RESTART: "If restarted",
    Event.STOP: "If stopped",
    Event.KILL: "If killed",
    Event.REMOVE: "If removed",
    Event.REMOVE_VOLUMES: "If removed with -v",
    Event.RECREATE: "If recreated",
    Event.RENEW: "If recreated with -V",
    Event.COMPOSE_DOWN: "If the project is brought down",
    Event.COMPOSE_DOWN_VOLUMES: "If the project is brought down with -v",
    Event.MOVE_NODE: "If moved to another node",
    Event.COMMIT: "If committed to an image",
    Event.ENGINE_RESTART: "If the engine restarts",
    Event.HOST_REBOOT: "If the host reboots",
    Event.CONTAINER_PRUNE: "If containers are pruned",
    Event.VOLUME_PRUNE: "If volumes are pruned",
    Event.VOLUME_PRUNE_ALL: "If all volumes are pruned",
    Event.IMAGE_PRUNE_ALL: "If all images are pruned",
    Event.SYSTEM_PRUNE: "If the system is pruned",
    Event.SYSTEM_PRUNE_VOLUMES: "If the system is pruned with volumes",
}
