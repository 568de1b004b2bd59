"""The kinds of failure of reaching or asking an engine, and those that come from what was asked for.

Each says what happened, why, and what to do next. The others are made in ``unreachable`` and ``answers``.
"""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.errors import BayplanError

#: The newest API version that Bayplan is tested with (Docker Engine 29.6). A newer engine is spoken to in this version.
NEWEST_API = "1.55"
#: The oldest API version that has all that Bayplan reads (Docker Engine 20.10, every Podman since 3).
OLDEST_API = "1.41"


class EngineError(BayplanError):
    """Reaching or asking an engine failed."""


class NoEngineError(EngineError):
    """There is no engine that could be asked anything."""


class ConfigurationError(NoEngineError):
    """The engine that was asked for is not known, or its description is broken; trying again does not help."""


class UnreachableError(NoEngineError):
    """Nobody answers at the engine's address, or nobody who may be talked to; trying again may help."""


class NoAnswerError(UnreachableError):
    """The engine accepts connections and stays silent: a time-out."""


class ConnectionLostError(UnreachableError):
    """The connection was there and broke."""


class IncompatibleError(NoEngineError):
    """The engine answers and speaks a version of the API that Bayplan does not, or is no Docker engine at all."""


class AnswerError(EngineError):
    """The engine answered a request with an error.

    Attributes:
        status: the HTTP status that Docker gives for it, e.g. 409; 0 when it came inside a stream that had begun well.
        message: the engine's own words.
    """

    def __init__(self, what: str, *, status: int, message: str, why: str = "", what_next: str = "") -> None:
        super().__init__(what, why=why, what_next=what_next, details=f"HTTP {status}: {message}" if status else message)
        self.status = status
        self.message = message


def is_gone(error: BaseException) -> bool:
    """True when the engine says that the thing asked for is not there (any more)."""
    return isinstance(error, AnswerError) and error.status == 404


def version_key(version: str) -> tuple[int, ...]:
    """An API version as numbers that compare rightly: "1.9" is less than "1.41"."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def unknown_context(name: str, known: Iterable[str]) -> ConfigurationError:
    """A context was named that has no file."""
    return ConfigurationError(
        f"There is no Docker context named “{name}”.",
        why=f"The contexts on this computer are: {', '.join(sorted(known))}.",
        what_next="Choose one of these (bayplan --context NAME), or see them with: docker context ls.",
    )


def broken_context(name: str, problem: str) -> ConfigurationError:
    """A context's file is there and can't be used; ``problem`` is a sentence that says why."""
    return ConfigurationError(
        f"The Docker context “{name}” can't be used.",
        why=problem,
        what_next="Create it again (docker context rm NAME, then docker context create NAME), or choose another.",
    )


def bad_host(host: str, problem: str) -> ConfigurationError:
    """The engine's URL has a form that is not understood."""
    return ConfigurationError(
        f"“{host}” is not an engine's address.",
        why=problem,
        what_next="Give one like unix:///var/run/docker.sock, tcp://host:2376, ssh://user@host or "
        "npipe:////./pipe/docker_engine.",
    )


def host_and_context() -> ConfigurationError:
    """Both --host and --context were given."""
    return ConfigurationError(
        "Both an address and a context were given.",
        why="--host and --context each name an engine, and they may differ.",
        what_next="Give only one of the two.",
    )


def too_old(host: str, api_version: str, engine: str) -> IncompatibleError:
    """The engine's newest API is older than what Bayplan needs."""
    return IncompatibleError(
        f"The engine at {host} is too old.",
        why=f"It is version {engine or 'unknown'} with API {api_version}; Bayplan needs API {OLDEST_API} or newer.",
        what_next="Update it to Docker Engine 20.10 or newer.",
    )


def too_new(host: str, minimum: str, engine: str) -> IncompatibleError:
    """The engine's oldest API is newer than what Bayplan knows."""
    return IncompatibleError(
        f"The engine at {host} is too new for this Bayplan.",
        why=f"It is version {engine or 'unknown'} and accepts API {minimum} upwards; Bayplan knows up to {NEWEST_API}.",
        what_next="Update Bayplan.",
    )


def not_an_engine(host: str, details: str) -> IncompatibleError:
    """Something answers, but not as the Docker API does."""
    return IncompatibleError(
        f"What answers at {host} is not a Docker engine.",
        why="Its answer is not one of the Docker Engine API.",
        what_next="Check the address and the port, and whether a proxy answers in its place.",
        details=details[:2000],
    )
