"""Every way in which reaching or asking an engine can fail, each with what happened, why, and what to do next."""

from __future__ import annotations

import errno
import json
import socket
import ssl
import sys
from collections.abc import Iterable, Iterator

from bayplan.errors import BayplanError

#: The newest API version that Bayplan is tested with (Docker Engine 29.6). A newer engine is spoken to in this version.
NEWEST_API = "1.55"
#: The oldest API version that has all that Bayplan reads (Docker Engine 20.10, every Podman since 3).
OLDEST_API = "1.41"


class EngineError(BayplanError):
    """Reaching or asking an engine failed."""


class ConfigurationError(EngineError):
    """The engine that was asked for is not known, or its description is broken; trying again does not help."""


class UnreachableError(EngineError):
    """Nobody answers at the engine's address, or nobody who may be talked to; trying again may help."""


class NoAnswerError(UnreachableError):
    """The engine accepts connections and stays silent: a time-out."""


class IncompatibleError(EngineError):
    """The engine answers and speaks a version of the API that Bayplan does not, or is no Docker engine at all."""


class AnswerError(EngineError):
    """The engine answered a request with an error.

    Attributes:
        status: the HTTP status, e.g. 409; 0 when the error came inside a stream that had begun well.
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


# What was asked for


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


# Reaching the engine


def no_answer(host: str, seconds: float, doing: str = "") -> NoAnswerError:
    """The engine accepts connections and stays silent."""
    waited = f" It was asked to {doing}." if doing else ""
    return NoAnswerError(
        f"The engine at {host} accepts connections but does not answer.",
        why=f"Nothing came within {seconds:g} seconds.{waited}",
        what_next="It may be overloaded or stuck. See its log (journalctl -u docker), or restart it.",
    )


def still_running(container: str, seconds: float) -> EngineError:
    """A container that was waited for has not ended in time."""
    return EngineError(
        f"The container {container} did not end within {seconds:g} seconds.",
        why="What runs in it takes longer than expected.",
        what_next="See its log, or stop it.",
    )


def connecting_failed(error: OSError, host: str, seconds: float) -> EngineError:
    """Why a connection to ``host`` could not be made or broke; ``seconds`` is the time that was allowed for it."""
    if isinstance(error, ssl.SSLError):
        return _tls_failed(error, host)
    if isinstance(error, socket.gaierror):
        return UnreachableError(
            f"The engine's host name in {host} is not known.",
            why="The name could not be resolved to an address.",
            what_next="Check its spelling, the network and the VPN.",
            details=str(error),
        )
    if isinstance(error, TimeoutError | BlockingIOError):
        return no_answer(host, seconds)
    local = host.startswith(("unix:", "npipe:"))
    if isinstance(error, PermissionError):
        return _permission_denied(error, host)
    if isinstance(error, FileNotFoundError):
        return UnreachableError(
            f"There is no Docker engine at {host}.",
            why="The socket does not exist: no engine is installed here, it is not running, or it listens elsewhere.",
            what_next=f"{_how_to_start()} If yours listens elsewhere, choose it with --host or --context.",
            details=str(error),
        )
    if isinstance(error, ConnectionRefusedError):
        return UnreachableError(
            f"The Docker engine at {host} is not running.",
            why="The socket is there but nobody listens on it." if local else "The host refused the connection.",
            what_next=_how_to_start() if local else "Start the engine on that host, and check the port.",
            details=str(error),
        )
    if error.errno in {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}:
        return UnreachableError(
            f"The engine at {host} can't be reached.",
            why="There is no route to that host.",
            what_next="Check the network and the VPN.",
            details=str(error),
        )
    if error.errno in {errno.ENOTSOCK, errno.EPROTOTYPE, errno.ENOTDIR, errno.ECONNREFUSED}:
        return ConfigurationError(
            f"{host} is not an engine's socket.",
            why=error.strerror or str(error),
            what_next="Check the path of the socket.",
            details=str(error),
        )
    return connection_lost(host, error)


def connection_lost(host: str, error: BaseException | None = None) -> UnreachableError:
    """The engine closed the connection in the middle of an answer, or before it."""
    return UnreachableError(
        f"The connection to the engine at {host} broke.",
        why="The engine stopped or was restarted, or the network was interrupted.",
        what_next="It can be tried again as soon as the engine runs.",
        details=str(error) if error is not None else "",
    )


def _permission_denied(error: OSError, host: str) -> UnreachableError:
    if sys.platform == "win32":
        remedy = "Add your account to the group docker-users, then sign out and in again."
    elif host.startswith("unix:"):
        remedy = (
            "Join the docker group: sudo usermod -aG docker $USER, then log out and in again. "
            "Members of this group have the rights of root; a rootless engine needs no group."
        )
    else:
        remedy = "Ask whoever runs the engine for the right to use it."
    return UnreachableError(
        f"You have no permission to use the Docker engine at {host}.",
        why="The engine runs, but its socket is not open to your account.",
        what_next=remedy,
        details=str(error),
    )


def _how_to_start() -> str:
    if sys.platform.startswith("linux"):
        return "Start it with: sudo systemctl start docker (or start Docker Desktop)."
    return "Start Docker Desktop (or the program that runs your engine)."


def _tls_failed(error: ssl.SSLError, host: str) -> UnreachableError:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = f"The engine's certificate is not trusted: {error.verify_message.rstrip('.')}."
        remedy = "Check the CA certificate (ca.pem of the context, or DOCKER_CERT_PATH) and the host's name in the URL."
    elif "CERTIFICATE_REQUIRED" in str(error) or "ALERT" in str(error):
        why = "The engine does not accept this computer's certificate."
        remedy = "Give a client certificate that the engine trusts (cert.pem and key.pem of the context)."
    elif "WRONG_VERSION_NUMBER" in str(error) or "RECORD_LAYER" in str(error):
        why = "The engine's port does not speak TLS."
        remedy = "Connect without TLS (usually port 2375), or let the engine use it (dockerd --tlsverify)."
    else:
        why = "No secure connection could be agreed on."
        remedy = "Check the certificates and the port (TLS usually has 2376)."
    return UnreachableError(
        f"The secure connection to {host} failed.", why=why, what_next=remedy, details=str(error) or repr(error)
    )


def tls_files_unusable(host: str, error: OSError) -> ConfigurationError:
    """A certificate or key that the endpoint names is missing or broken."""
    return ConfigurationError(
        f"The certificates for {host} can't be read.",
        why=str(error.strerror or error) + (f": {error.filename}" if error.filename else "") + ".",
        what_next="ca.pem, cert.pem and key.pem must be there (see docker context create --docker), in PEM format.",
        details=str(error),
    )


def wants_tls(host: str) -> UnreachableError:
    """Plain HTTP was spoken to a port that wants TLS."""
    return UnreachableError(
        f"The engine at {host} wants a secure connection.",
        why="It speaks TLS on this port, and Bayplan was told to connect without.",
        what_next="Use a context with certificates, or set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.",
    )


def ssh_needs_paramiko(host: str) -> ConfigurationError:
    """An ssh:// engine without the library that speaks ssh."""
    return ConfigurationError(
        f"Bayplan can't reach {host} yet.",
        why="Engines behind SSH need the package paramiko, which is not installed.",
        what_next='Install it with: pip install "bayplan[ssh]".',
    )


def ssh_failed(host: str, problem: str) -> UnreachableError:
    """The SSH connection could not be made."""
    return UnreachableError(
        f"The SSH connection to {host} failed.",
        why=problem.rstrip(".") + ".",
        what_next="Check that ssh to this host works without a password, and that docker is installed there.",
        details=problem,
    )


def npipe_elsewhere(host: str) -> ConfigurationError:
    """A Windows pipe on another system."""
    return ConfigurationError(
        f"{host} can't be reached from this computer.",
        why="Named pipes exist on Windows only.",
        what_next="Choose another context, or reach the engine through tcp or ssh.",
    )


# The engine's version and answers


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


def answered(status: int, body: bytes, doing: str) -> AnswerError:
    """The engine's error answer in plain words.

    ``body`` is JSON {"message": …} from Docker and plain text from Podman for endpoints it lacks; ``doing`` completes
    "The engine could not …", e.g. "remove the volume data".
    """
    message = engine_message(body) or f"HTTP status {status} without a message"
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


_SERVER_TROUBLE = "If it happens again, see the engine's log (journalctl -u docker)."
_NEXT_STEPS = {
    401: "Log in to the registry with: docker login.",
    403: "Ask whoever runs the engine for the right to do this.",
    404: "It may have been removed meanwhile, or this engine does not have the function.",
    409: "Something else holds it: stop or remove that first, or choose another name.",
    503: "The engine is not ready, or a function that it needs (such as Swarm) is off.",
}


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


def _as_sentence(message: str) -> str:
    text = message.removeprefix("Error response from daemon: ").strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that lie behind it, outermost first: causes, contexts, and exceptions given as arguments.

    requests and urllib3 wrap the operating system's error several times, in each of these ways.
    """
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        behind = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting.extend(item for item in behind if isinstance(item, BaseException))
