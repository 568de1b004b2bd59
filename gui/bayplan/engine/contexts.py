"""Reads the docker CLI's contexts: which engines its user has given names to.

Layout (docker/cli, cli/context/store): ``contexts/meta/<sha256(name)>/meta.json`` holds
``{Name, Metadata: {Description}, Endpoints: {docker: {Host, SkipTLSVerify}}}``, the certificates lie in
``contexts/tls/<sha256(name)>/docker/{ca,cert,key}.pem``, and ``config.json`` names the current one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """Paths of PEM files; None where there is no such file."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def __bool__(self) -> bool:
        return any((self.ca, self.cert, self.key))


NO_TLS_FILES = TlsFiles()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One context. ``problem`` is a sentence when it can't be used (then ``host`` is ""), else ""."""

    name: str
    host: str = ""
    description: str = ""
    tls: TlsFiles = NO_TLS_FILES
    skip_tls_verify: bool = False
    problem: str = ""


def config_dir(environ: Mapping[str, str], home: Path) -> Path:
    """The folder of the docker CLI's configuration: DOCKER_CONFIG, or ~/.docker."""
    return Path(environ.get("DOCKER_CONFIG") or home / ".docker")


def current_context(folder: Path) -> str:
    """The name in ``currentContext`` of config.json; "" when there is none or the file can't be read."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        # The CLI warns about a broken config.json and goes on as if there were none.
        return ""
    name = config.get("currentContext", "") if isinstance(config, dict) else ""
    return name if isinstance(name, str) else ""


def read_contexts(folder: Path) -> list[Context]:
    """Every context below the configuration folder by name, broken ones included; "default" has no file."""
    found = []
    try:
        entries = sorted((folder / "contexts" / "meta").iterdir())
    except OSError:
        return []
    for entry in entries:
        if entry.is_dir():
            found.append(_read(entry, folder / "contexts" / "tls" / entry.name / "docker"))
    return sorted(found, key=lambda context: context.name)


def _read(entry: Path, tls_folder: Path) -> Context:
    file = entry / "meta.json"
    short = entry.name[:12]
    try:
        meta = json.loads(file.read_text("utf-8"))
    except OSError as error:
        return Context(name=short, problem=f"{file} can't be read: {error.strerror}.")
    except ValueError:
        return Context(name=short, problem=f"{file} is not valid JSON.")
    name = meta.get("Name") if isinstance(meta, dict) else None
    if not isinstance(name, str) or not name:
        return Context(name=short, problem=f"{file} holds no name.")
    if hashlib.sha256(name.encode()).hexdigest() != entry.name:
        return Context(name=name, problem=f"{file} lies in a folder that is not the one of its name.")
    docker = _dictionary(_dictionary(meta.get("Endpoints")).get("docker"))
    host = docker.get("Host")
    description = _dictionary(meta.get("Metadata")).get("Description")
    return Context(
        name=name,
        host=host if isinstance(host, str) else "",
        description=description if isinstance(description, str) else "",
        tls=tls_files(tls_folder),
        skip_tls_verify=bool(docker.get("SkipTLSVerify")),
        problem="" if isinstance(host, str) and host else f"{file} names no Docker endpoint.",
    )


def tls_files(folder: Path) -> TlsFiles:
    """The PEM files that are there, under the names that the docker CLI uses."""

    def existing(name: str) -> Path | None:
        return folder / name if (folder / name).is_file() else None

    return TlsFiles(ca=existing("ca.pem"), cert=existing("cert.pem"), key=existing("key.pem"))


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
