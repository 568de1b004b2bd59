"""What an engine answers when it refuses, in plain words."""

from __future__ import annotations

import json

from bayplan.engine.failures import AnswerError, EngineError

_SERVER_TROUBLE = "If it happens again, see the engine's log (journalctl -u docker)."


_NEXT_STEPS = {
    401: "Log in to the registry with: docker login.",
    403: "Ask whoever runs the engine for the right to do this.",
    404: "It may have been removed meanwhile, or this engine does not have the function.",
    409: "Something else holds it: stop or remove that first, or choose another name.",
    503: "The engine is not ready, or a function that it needs (such as Swarm) is off.",
}
#: What Podman (seen on 4.3, 5.4 and 5.8) gives as "cause" of a 500 where Docker answers 409; the last for a new name.
_PODMAN_CONFLICTS = frozenset(
    {"that name is already in use", "container state improper", "UNIQUE constraint failed: ContainerConfig.Name"}
)


def answered(status: int, body: bytes, doing: str) -> AnswerError:
    """The engine's error answer in plain words.

    ``body`` is JSON {"message": …} from Docker and plain text from Podman for endpoints it lacks; ``doing`` completes
    "The engine could not …", e.g. "remove the volume data".
    """
    message = engine_message(body) or f"HTTP status {status} without a message"
    if status == 500 and _podman_cause(body) in _PODMAN_CONFLICTS:
        status = 409
    return AnswerError(
        f"The engine could not {doing}.",
        status=status,
        message=message,
        why=_as_sentence(message),
        what_next=_NEXT_STEPS.get(status, _SERVER_TROUBLE if status >= 500 else ""),
    )


def said_in_stream(message: str, doing: str) -> AnswerError:
    """An error that the engine reports inside a stream, e.g. in the progress of a pull."""
    return AnswerError(f"The engine could not {doing}.", status=0, message=message, why=_as_sentence(message))


def said_in_container(output: str, doing: str) -> AnswerError:
    """A command in a container failed; ``why`` is what it said, as it said it."""
    said = output.strip()
    return AnswerError(f"The engine could not {doing}.", status=0, message=said, why=said)


def library_failed(host: str, error: Exception) -> EngineError:
    """The Docker client library gave up for a reason of its own, e.g. a broken config.json."""
    return EngineError(
        f"The engine at {host} can't be used.",
        why=_as_sentence(str(error) or type(error).__name__),
        details=f"{type(error).__name__}: {error}",
    )


def engine_message(body: bytes) -> str:
    """The engine's own words from the body of an error answer; "" when there are none."""
    text = body.decode("utf-8", "replace").strip()
    try:
        decoded = json.loads(text)
    except ValueError:
        return text[:500]
    if isinstance(decoded, dict):
        # Podman adds "cause" and "response" beside "message".
        return str(decoded.get("message") or decoded.get("cause") or "").strip()
    return str(decoded)[:500]


def _podman_cause(body: bytes) -> str:
    """What Podman gives as the cause beside the message of an error; "" from any other engine."""
    try:
        decoded = json.loads(body)
    except ValueError:
        return ""
    return str(decoded.get("cause", "")) if isinstance(decoded, dict) else ""


def _as_sentence(message: str) -> str:
    text = message.removeprefix("Error response from daemon: ").strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def still_running(container: str, seconds: float) -> EngineError:
    """A container that was waited for has not ended in time."""
    return EngineError(
        f"The container {container} did not end within {seconds:g} seconds.",
        why="What runs in it takes longer than expected.",
        what_next="See its log, or stop it.",
    )
