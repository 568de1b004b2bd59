"""Finds the engine to speak to as the docker CLI does, and lists all that could be spoken to."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from bayplan.engine import failures
from bayplan.engine.contexts import (
    NO_TLS_FILES,
    Context,
    TlsFiles,
    config_dir,
    current_context,
    read_contexts,
    tls_files,
)
from bayplan.engine.sockets import default_url, exists, usual_sockets

DEFAULT_CONTEXT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An engine's address and how to speak to it.

    Attributes:
        name: for people: the context's name, "default", or the product's name.
        url: e.g. "unix:///var/run/docker.sock", "tcp://host:2376", "ssh://user@host", "npipe:////./pipe/docker_engine".
        source: who named it: "--host", "--context", "DOCKER_HOST", "DOCKER_CONTEXT", "context" or "socket".
        tls: use TLS (tcp only). tls_files: certificates for it. skip_tls_verify: don't check the engine's certificate.
        active: it is the one in use. problem: a sentence when it can't be used (a broken context), else "".
    """

    name: str
    url: str
    source: str
    description: str = ""
    tls: bool = False
    tls_files: TlsFiles = NO_TLS_FILES
    skip_tls_verify: bool = False
    active: bool = False
    problem: str = ""

    @property
    def scheme(self) -> str:
        """One of "unix", "tcp", "ssh", "npipe"."""
        return self.url.partition("://")[0]


def resolve(
    host: str | None = None,
    context: str | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    home: Path | None = None,
    platform: str = sys.platform,
) -> Endpoint:
    """The engine of --context, --host, DOCKER_HOST, DOCKER_CONTEXT, currentContext or default, as in the docker CLI.

    Unlike the CLI it goes on to the usual sockets when nothing is configured and the default socket does not exist.
    Only looks at files and never connects. Raises ConfigurationError for an unknown or broken context, or a bad URL.
    """
    home = home or Path.home()
    if host and context:
        raise failures.host_and_context()
    if host:
        return replace(_from_host(host, "--host", environ, home), active=True)
    named = [
        (context or "", "--context"),
        (environ.get("DOCKER_CONTEXT", "") if not environ.get("DOCKER_HOST") else "", "DOCKER_CONTEXT"),
        (current_context(config_dir(environ, home)) if not environ.get("DOCKER_HOST") else "", "context"),
    ]
    for name, source in named:
        if name == DEFAULT_CONTEXT:
            break
        if name:
            return replace(_from_context(name, source, environ, home), active=True)
    return replace(_default(environ, home, platform), active=True)


def list_endpoints(
    active: Endpoint | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    home: Path | None = None,
    platform: str = sys.platform,
) -> list[Endpoint]:
    """Every context, and every socket that none of them names; ``active`` (what resolve() gave) is marked and included.

    A context whose file is broken is in the list with its ``problem``.
    """
    home = home or Path.home()
    default = _default(environ, home, platform)
    found = []
    if default.source == "DOCKER_HOST" or (default.name == DEFAULT_CONTEXT and exists(default.url)):
        found.append(default)
    for context in read_contexts(config_dir(environ, home)):
        found.append(_of_context(context, "context"))
    for usual in usual_sockets(environ, home, platform):
        if exists(usual.url) and all(usual.url != known.url for known in found):
            found.append(Endpoint(name=usual.name, url=usual.url, source="socket"))
    if active is None:
        return found
    listed = [replace(item, active=item.url == active.url and item.name == active.name) for item in found]
    if not any(item.active for item in listed):
        listed = [replace(item, active=item.url == active.url) for item in found]
    return listed if any(item.active for item in listed) else [replace(active, active=True), *listed]


def normal_url(host: str, *, tls: bool = False) -> str:
    """An address as people type it in the one form used here; raises ConfigurationError for anything else.

    Accepts unix, npipe, ssh, tcp, http and https URLs, a bare path of a socket, and host:port.
    """
    text = host.strip()
    if not text.isprintable():
        raise failures.bad_host(host, "It holds characters that can't be shown.")
    if text.startswith("/"):
        return f"unix://{text}"
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "tcp", text
    if not rest.strip("/"):
        raise failures.bad_host(host, "It names no host and no path.")
    if scheme in {"unix", "npipe"}:
        if scheme == "unix" and not rest.startswith("/"):
            raise failures.bad_host(host, "The path of a unix socket must begin with /, as in unix:///run/docker.sock.")
        return f"{scheme}://{rest}"
    if scheme not in {"tcp", "http", "https", "ssh"}:
        raise failures.bad_host(host, f"“{scheme}” is not a way to reach an engine.")
    try:
        parts = urlsplit(f"//{rest}")
        name, port = parts.hostname, parts.port
    except ValueError as error:
        raise failures.bad_host(host, "The port must be a number from 0 to 65535.") from error
    if not name:
        raise failures.bad_host(host, "It names no host.")
    if scheme == "ssh":
        return f"ssh://{rest.rstrip('/')}"
    shown = f"[{name}]" if ":" in name else name
    # The ports are those that IANA registered for Docker, as the docker CLI assumes them.
    return f"tcp://{shown}:{port or (2376 if tls or scheme == 'https' else 2375)}{parts.path.rstrip('/')}"


def _from_host(host: str, source: str, environ: Mapping[str, str], home: Path) -> Endpoint:
    verify = bool(environ.get("DOCKER_TLS_VERIFY"))
    tls = verify or bool(environ.get("DOCKER_TLS")) or host.startswith("https://")
    url = normal_url(host, tls=tls)
    tls = tls and url.startswith("tcp:")
    folder = Path(environ.get("DOCKER_CERT_PATH") or config_dir(environ, home))
    return Endpoint(
        name=DEFAULT_CONTEXT if source == "DOCKER_HOST" else url,
        url=url,
        source=source,
        description=f"named by {source}",
        tls=tls,
        tls_files=tls_files(folder) if tls else NO_TLS_FILES,
        skip_tls_verify=tls and not verify and not host.startswith("https://"),
    )


def _default(environ: Mapping[str, str], home: Path, platform: str) -> Endpoint:
    host = environ.get("DOCKER_HOST")
    if host:
        return _from_host(host, "DOCKER_HOST", environ, home)
    default = Endpoint(name=DEFAULT_CONTEXT, url=default_url(platform), source="socket", description="Docker Engine")
    if exists(default.url):
        return default
    for usual in usual_sockets(environ, home, platform):
        if exists(usual.url):
            return Endpoint(name=usual.name, url=usual.url, source="socket")
    return default


def _from_context(name: str, source: str, environ: Mapping[str, str], home: Path) -> Endpoint:
    contexts = read_contexts(config_dir(environ, home))
    for context in contexts:
        if context.name == name:
            if context.problem:
                raise failures.broken_context(name, context.problem)
            endpoint = _of_context(context, source)
            if endpoint.problem:
                raise failures.broken_context(name, endpoint.problem)
            return endpoint
    raise failures.unknown_context(name, [DEFAULT_CONTEXT, *(item.name for item in contexts if not item.problem)])


def _of_context(context: Context, source: str) -> Endpoint:
    tls = bool(context.tls) or context.skip_tls_verify or context.host.startswith("https://")
    problem = context.problem
    url = context.host
    if not problem:
        try:
            url = normal_url(context.host, tls=tls)
        except failures.ConfigurationError as error:
            problem = error.sentence()
    return Endpoint(
        name=context.name,
        url=url,
        source=source,
        description=context.description,
        tls=tls and url.startswith("tcp:"),
        tls_files=context.tls,
        skip_tls_verify=context.skip_tls_verify,
        problem=problem,
    )
