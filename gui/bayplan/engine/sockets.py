"""Where engines usually listen on this computer, beyond what the docker CLI is told."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PIPES = Path(r"\\.\pipe")


@dataclass(frozen=True, slots=True)
class UsualSocket:
    """A place where an engine may listen: ``name`` is the product's, ``url`` e.g. "unix:///var/run/docker.sock"."""

    name: str
    url: str


def default_url(platform: str) -> str:
    """Where the docker CLI looks when it is told nothing; ``platform`` as in sys.platform."""
    return "npipe:////./pipe/docker_engine" if platform == "win32" else "unix:///var/run/docker.sock"


def usual_sockets(environ: Mapping[str, str], home: Path, platform: str) -> Iterator[UsualSocket]:
    """Every usual place, the default first, then the most common; profiles (Colima, Lima) as far as they exist."""
    yield UsualSocket("Docker Engine", default_url(platform))
    if platform == "win32":
        yield UsualSocket("Docker Desktop", "npipe:////./pipe/dockerDesktopLinuxEngine")
        yield UsualSocket("Docker Desktop (Windows containers)", "npipe:////./pipe/dockerDesktopWindowsEngine")
        yield UsualSocket("Podman", "npipe:////./pipe/podman-machine-default")
        return
    runtime = Path(environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    yield _at("Docker Desktop", home / ".docker" / "desktop" / "docker.sock")
    yield _at("Docker Desktop", home / ".docker" / "run" / "docker.sock")
    yield _at("Rootless Docker", runtime / "docker.sock")
    yield _at("OrbStack", home / ".orbstack" / "run" / "docker.sock")
    yield _at("Rancher Desktop", home / ".rd" / "docker.sock")
    for file in sorted((home / ".colima").glob("*/docker.sock")):
        yield _at(f"Colima ({file.parent.name})", file)
    for file in sorted((home / ".lima").glob("*/sock/docker.sock")):
        yield _at(f"Lima ({file.parent.parent.name})", file)
    yield _at("Rootless Podman", runtime / "podman" / "podman.sock")
    yield _at("Podman", Path("/run/podman/podman.sock"))


def exists(url: str) -> bool:
    """True when there is a socket (or a pipe) at ``url``, whether or not somebody listens."""
    scheme, _, path = url.partition("://")
    if scheme == "npipe":
        # Opening a pipe to see whether it exists would take one of its instances; the folder lists them without.
        return path.rpartition("/")[2] in _pipe_names()
    try:
        return stat.S_ISSOCK(Path(path).stat().st_mode)
    except PermissionError:
        # It lies where this account may not look: let connecting say so, with the remedy.
        return True
    except OSError:
        return False


def _at(name: str, path: Path) -> UsualSocket:
    return UsualSocket(name, f"unix://{path}")


def _pipe_names() -> set[str]:
    try:
        return {entry.name for entry in _PIPES.iterdir()}
    except OSError:
        return set()
