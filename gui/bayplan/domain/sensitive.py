"""Host paths that give a container power over the host, or that belong to Docker alone."""

from __future__ import annotations

from pathlib import PurePosixPath

_SOCKETS = frozenset(
    {"/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/var/run/podman/podman.sock"}
)
_PIPES = frozenset({r"\\.\pipe\docker_engine", r"\\.\pipe\dockerdesktoplinuxengine", r"\\.\pipe\containerd-containerd"})
_WHOLE_HOST = frozenset({"/"})

#: What it means to reach the engine's own socket or pipe.
CONTROLS_ENGINE = "gives root on this host"
HOLDS_SOCKET = "holds the engine's socket"
_SYSTEM = ("/etc", "/boot", "/dev", "/proc", "/sys", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/root")


def why_sensitive(path: str, *, root_dir: str | None = None) -> str | None:
    """Why mounting ``path`` (absolute, of the engine's host, or a named pipe) deserves a warning; None if it does not.

    ``root_dir`` is the engine's own data folder (info's DockerRootDir). The sentence is short enough for the picture.
    """
    if path.replace("/", "\\").lower() in _PIPES:
        return CONTROLS_ENGINE
    clean = _normal(path)
    if clean in _SOCKETS or PurePosixPath(clean).name in {"docker.sock", "podman.sock", "containerd.sock"}:
        return CONTROLS_ENGINE
    if clean in _WHOLE_HOST:
        return "the whole host"
    if root_dir and _inside(clean, _normal(root_dir)):
        return "Docker's own data"
    if root_dir and _inside(_normal(root_dir), clean):
        return "holds Docker's own data"
    if any(_inside(socket, clean) for socket in _SOCKETS):
        return HOLDS_SOCKET
    for system in _SYSTEM:
        if clean == system:
            return "system files of the host"
    return None


def _normal(path: str) -> str:
    return "/" + "/".join(part for part in path.split("/") if part not in {"", "."})


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
