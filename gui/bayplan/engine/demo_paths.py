"""Where a path in one of the demo's containers leads: which store, and whether it may be written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bayplan.engine.client import Json

_NAMES = ("bin", "dev", "etc", "home", "opt", "proc", "root", "run", "srv", "sys", "tmp", "usr", "var")
#: Folders that every image has.
ROOT_FOLDERS = frozenset(f"/{name}/" for name in _NAMES)


@dataclass(frozen=True, slots=True)
class Place:
    """A path within a store.

    ``store`` is "volume:NAME", "host", "memory:CONTAINER:DESTINATION", "host-memory", "runtime:CONTAINER" or
    "layer:CONTAINER".
    """

    store: str
    inner: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Root:
    """A store that a container sees at ``destination``; ``base`` is where that begins within the store."""

    destination: str
    store: str
    base: str
    read_only: bool

    @property
    def memory(self) -> bool:
        """Only the container's own processes see what lies in it: no archive call does."""
        return "memory" in self.store.partition(":")[0]


def roots(container: Json, *, memory: bool = True) -> list[Root]:
    """All that a container sees, the deepest first: it covers the others, as in the kernel. The last is its layer."""
    found = {root.destination: root for root in _roots(container) if memory or not root.memory}
    return sorted(found.values(), key=lambda root: -len(root.destination))


def place(container: Json, path: str, *, memory: bool = True) -> Place:
    """The place of an absolute path."""
    path = slashed(path)
    for root in roots(container, memory=memory):
        if holds(root.destination, path):
            return Place(root.store, root.base + path[len(root.destination) :], root.read_only)
    raise AssertionError("the layer holds every path")


def runtime_files(container: Json) -> tuple[str, ...]:
    """Files that the engine keeps outside the container and mounts into it.

    With NetworkDisabled (API only) it leaves those of the network to the writable layer.
    """
    disabled = container["Config"].get("NetworkDisabled")
    return ("/etc/hostname",) if disabled else ("/etc/hostname", "/etc/hosts", "/etc/resolv.conf")


def holds(folder: str, path: str) -> bool:
    """Whether a path is the folder (without a slash at its end) or lies in it."""
    return path == folder or path.startswith(f"{folder}/")


def slashed(path: str) -> str:
    """A path with slashes, also one of Windows."""
    return path.replace("\\", "/") if on_windows(path) else path


def on_windows(path: str) -> bool:
    """Whether a path is one of Windows."""
    return path[1:3] in {":\\", ":/"} or path.startswith("\\\\")


def _roots(container: Json) -> Iterator[Root]:
    """All roots; where two have the same destination, the later one counts."""
    identity, host_config = container["Id"], container["HostConfig"]
    read_only = bool(host_config.get("ReadonlyRootfs"))
    yield Root("", f"layer:{identity}", "", read_only)
    yield Root("/dev", f"memory:{identity}:/dev", "", read_only=False)
    yield Root("/dev/shm", _shared_memory(identity, str(host_config.get("IpcMode") or "")), "", read_only=False)
    for path in runtime_files(container):
        yield Root(path, f"runtime:{identity}", path, read_only)
    for destination, options in (host_config.get("Tmpfs") or {}).items():
        yield Root(destination, f"memory:{identity}:{destination}", "", "ro" in options.split(","))
    for mount in container.get("Mounts") or ():
        destination = slashed(mount["Destination"]).rstrip("/")
        match mount["Type"]:
            case "volume":
                store, base = f"volume:{mount['Name']}", ""
            case "tmpfs":
                store, base = f"memory:{identity}:{destination}", ""
            case _:
                store, base = "host", slashed(mount["Source"]).rstrip("/")
        yield Root(destination, store, base, not mount["RW"])


def _shared_memory(identity: str, mode: str) -> str:
    """The store behind /dev/shm."""
    if mode == "host":
        return "host-memory"
    owner = mode.removeprefix("container:") if mode.startswith("container:") else identity
    return f"memory:{owner}:/dev/shm"
