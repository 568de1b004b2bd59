"""Engine events as lines of the activity journal, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bayplan.domain import ids
from bayplan.domain.activity import Activity
from bayplan.domain.formatting import short_id, short_volume_name
from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.events import EngineEvent

NameOf = Callable[[str], str]

_CONTAINER_WORDS = {
    "create": "created",
    "start": "started",
    "restart": "restarted",
    "stop": "stopped",
    "pause": "paused",
    "unpause": "unpaused",
    "destroy": "removed",
    "update": "updated",
    "oom": "ran out of memory",
    "commit": "committed to an image",
    "checkpoint": "checkpointed",
}
_IMAGE_WORDS = {
    "pull": "pulled",
    "push": "pushed",
    "tag": "tagged",
    "untag": "untagged",
    "import": "imported",
    "load": "loaded",
    "save": "saved",
    "build": "built",
    "delete": "deleted",
}
_PRUNED = {"container": "stopped containers", "volume": "unused volumes", "image": "unused images"}

#: Exit codes that say a signal ended the process: 128 + SIGKILL, 128 + SIGTERM.
_KILLED = 137
_TERMINATED = 143


def activities(events: Iterable[EngineEvent], container_name: NameOf) -> list[Activity]:
    """The lines for a burst of events, in order.

    ``container_name`` gives a container's name for its id, "" when it is not known. Bayplan's helpers, execs and the
    mounting that every copy out of or into a container causes are left out.
    """
    burst = list(events)
    copied = {event.subject for event in burst if event.action in {"archive-path", "extract-to-dir", "copy"}}
    # The container itself may be news of this very burst: its own events tell its name.
    names = {event.subject: event.attributes["name"] for event in burst if _names_container(event)}
    lines = []
    for event in burst:
        if event.by_helper or (event.kind == "volume" and event.attributes.get("container") in copied):
            continue
        sentence = _sentence(event, lambda key: names.get(key) or container_name(key))
        if sentence:
            lines.append(
                Activity(
                    at=event.at,
                    subject=_subject(event),
                    sentence=sentence,
                    own=CREATED_LABEL in event.attributes,
                )
            )
    return lines


def _names_container(event: EngineEvent) -> bool:
    return event.kind == "container" and bool(event.attributes.get("name"))


def _subject(event: EngineEvent) -> str:
    if not event.subject:
        return ""
    match event.kind:
        case "container":
            return ids.container_thing(event.subject)
        case "volume":
            return ids.volume_store(event.subject)
        case "image" if event.subject.startswith("sha256:"):
            return ids.image_thing(event.subject)
    return ""


def _sentence(event: EngineEvent, container_name: NameOf) -> str:
    if event.action == "prune":
        return f"{_PRUNED[event.kind]} pruned" if event.kind in _PRUNED else ""
    match event.kind:
        case "container":
            return _about_container(event, container_name)
        case "volume":
            return _about_volume(event, container_name)
        case "image" if event.action in _IMAGE_WORDS:
            return f"image {_image_name(event)} {_IMAGE_WORDS[event.action]}"
        case "daemon" if event.action == "reload":
            return "the engine read its configuration again"
    return ""


def _about_container(event: EngineEvent, container_name: NameOf) -> str:
    name = event.attributes.get("name") or container_name(event.subject) or short_id(event.subject)
    match event.action:
        case "die":
            return f"{name} {_death(event.attributes)}"
        case "rename":
            old = event.attributes.get("oldName", "").removeprefix("/")
            return f"{old} renamed to {name}" if old else f"{name} renamed"
        case "health_status":
            return f"{name} is {event.argument}" if event.argument else ""
        case action if action in _CONTAINER_WORDS:
            return f"{name} {_CONTAINER_WORDS[action]}"
    return ""


def _death(attributes: dict[str, str]) -> str:
    code = attributes.get("exitCode") or attributes.get("containerExitCode", "")  # the latter is Podman's
    match code:
        case "":
            return "exited"
        case "0":
            return "exited normally"
        case code if code == str(_KILLED):
            return f"was killed (exit code {code})"
        case code if code == str(_TERMINATED):
            return f"was terminated (exit code {code})"
    return f"exited with code {code}"


def _about_volume(event: EngineEvent, container_name: NameOf) -> str:
    volume = f"volume {short_volume_name(event.subject)}"
    if event.action in {"create", "destroy"}:
        return f"{volume} {'created' if event.action == 'create' else 'removed'}"
    if event.action in {"mount", "unmount"}:
        container = event.attributes.get("container", "")
        user = container_name(container) or short_id(container)
        mounted = "mounted" if event.action == "mount" else "unmounted"
        return f"{volume} {mounted} by {user}" if user else f"{volume} {mounted}"
    return ""


def _image_name(event: EngineEvent) -> str:
    """A pull names the image with its tag in the subject and without it in the attributes; other events by its id."""
    by_id = event.subject.startswith("sha256:")
    name = (event.attributes.get("name") if by_id else event.subject) or event.subject
    return short_id(name) if name.startswith("sha256:") else name
