"""Why an engine can't be reached, in words: sockets, networks, certificates, ssh and pipes."""

from __future__ import annotations

import errno
import socket
import ssl
import sys
from collections.abc import Iterator, Sequence
from http.client import BadStatusLine, RemoteDisconnected

from bayplan.engine.failures import (
    ConfigurationError,
    ConnectionLostError,
    EngineError,
    NoAnswerError,
    UnreachableError,
)


def no_answer(host: str, seconds: float, doing: str = "") -> NoAnswerError:
    """The engine accepts connections and stays silent."""
    waited = f" It was asked to {doing}." if doing else ""
    return NoAnswerError(
        f"The engine at {host} accepts connections but does not answer.",
        why=f"Nothing came within {seconds:g} seconds.{waited}",
        what_next="It may be overloaded or stuck. See its log (journalctl -u docker), or restart it.",
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
    # Python's own "path too long" has no number.
    if error.errno in {errno.ENOTSOCK, errno.EPROTOTYPE, errno.ENOTDIR, errno.ENAMETOOLONG, None}:
        return ConfigurationError(
            f"{host} is not an engine's socket.",
            why=error.strerror or str(error),
            what_next="Check the path of the socket.",
            details=str(error),
        )
    return connection_lost(host, error)


def connection_lost(host: str, error: BaseException) -> ConnectionLostError:
    """The engine closed the connection in the middle of an answer, or before it."""
    return ConnectionLostError(
        f"The connection to the engine at {host} broke.",
        why="The engine stopped or was restarted, or the network was interrupted.",
        what_next="It can be tried again as soon as the engine runs.",
        details=str(error),
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


def ssh_failed(host: str, behind: Sequence[BaseException]) -> UnreachableError:
    """The SSH connection could not be made, or no engine answers through it; ``behind`` is what causes() gave."""
    problem = str(behind[-1]) or type(behind[-1]).__name__
    for item in behind:
        if isinstance(item, BadStatusLine):
            # Of "docker system dial-stdio", or of what ran in its place, e.g. for a user who may run nothing.
            said = "" if isinstance(item, RemoteDisconnected) else str(item).strip().rstrip(".")
            return UnreachableError(
                f"The SSH connection to {host} works, but no engine answers behind it.",
                why=f"What came back: {said}." if said else "The connection ended without a word.",
                what_next="Check that this works on that machine, for that user: docker version.",
                details=problem,
            )
    what_next = "Check that ssh to this host works without a password."
    if "known_hosts" in problem:
        what_next = "Connect to it once with ssh, compare the key that it shows, and accept it."
    return UnreachableError(
        f"The SSH connection to {host} failed.",
        why=problem.removeprefix("[Errno None] ").strip().rstrip(".") + ".",
        what_next=what_next,
        details=problem,
    )


def unix_socket_on_windows(host: str) -> ConfigurationError:
    """A unix socket on Windows, whose Python has none."""
    return ConfigurationError(
        f"{host} can't be reached from this computer.",
        why="Docker does not use unix sockets on Windows.",
        what_next="Choose another context, or reach the engine through its named pipe, tcp or ssh.",
    )


def npipe_elsewhere(host: str) -> ConfigurationError:
    """A Windows pipe on another system."""
    return ConfigurationError(
        f"{host} can't be reached from this computer.",
        why="Named pipes exist on Windows only.",
        what_next="Choose another context, or reach the engine through tcp or ssh.",
    )


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
