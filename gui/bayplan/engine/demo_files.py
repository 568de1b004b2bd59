"""What the demo's containers write and read: files per store, with each store's own lifetime."""

from __future__ import annotations

from bayplan.engine.client import Json
from bayplan.engine.failures import AnswerError


class DemoFiles:
    """Files by store and path.

    A store is "volume:NAME", "host", "memory:CONTAINER:DESTINATION" or "layer:CONTAINER".
    """

    def __init__(self) -> None:
        self._stores: dict[str, dict[str, str]] = {}

    def write(self, container: Json, path: str, text: str) -> None:
        """Writes a file as a process in the container would. Raises AnswerError where the mount is read-only."""
        store, inner, read_only = _place(container, path)
        if read_only:
            raise _failed(f"can't create {path}: Read-only file system", f"{path} could not be written.")
        self._stores.setdefault(store, {})[inner] = text

    def read(self, container: Json, path: str) -> str:
        """What the file holds. Raises AnswerError when it is not there."""
        store, inner, _ = _place(container, path)
        try:
            return self._stores[store][inner]
        except KeyError:
            message = f"can't open '{path}': No such file or directory"
            raise _failed(message, f"{path} could not be read.") from None

    def remove(self, container: Json, path: str) -> None:
        """Removes a file; one that is not there is fine."""
        store, inner, _ = _place(container, path)
        self._stores.get(store, {}).pop(inner, None)

    def stopped(self, container_id: str) -> None:
        """The container's processes ended: its memory is gone."""
        self._forget(f"memory:{container_id}:")

    def removed(self, container_id: str) -> None:
        """The container is deleted: its writable layer is gone as well."""
        self.stopped(container_id)
        self._forget(f"layer:{container_id}")

    def volume_removed(self, name: str) -> None:
        """The volume is deleted with all that was in it."""
        self._stores.pop(f"volume:{name}", None)

    def _forget(self, prefix: str) -> None:
        for store in [store for store in self._stores if store.startswith(prefix)]:
            del self._stores[store]


def _place(container: Json, path: str) -> tuple[str, str, bool]:
    """The store a path lies in, the path within that store, and whether it is read-only there.

    The deepest mount that holds the path wins, as in the kernel.
    """
    identity = container["Id"]
    host_config = container["HostConfig"]
    best, found = "", (f"layer:{identity}", path, bool(host_config.get("ReadonlyRootfs")))
    for mount in container.get("Mounts") or ():
        destination = str(mount["Destination"]).rstrip("/")
        if not _holds(destination, path) or len(destination) <= len(best):
            continue
        inner, best = path[len(destination) :], destination
        match mount["Type"]:
            case "volume":
                store = f"volume:{mount['Name']}"
            case "tmpfs":
                store = f"memory:{identity}:{destination}"
            case _:
                store, inner = "host", f"{mount['Source']}{inner}"
        found = (store, inner, not mount["RW"])
    for destination, options in (host_config.get("Tmpfs") or {}).items():
        if _holds(destination, path) and len(destination) > len(best):
            best = destination
            found = (f"memory:{identity}:{destination}", path[len(destination) :], "ro" in options.split(","))
    return found


def _holds(destination: str, path: str) -> bool:
    return path == destination or path.startswith(f"{destination}/")


def _failed(message: str, what: str) -> AnswerError:
    return AnswerError(what, status=0, message=message, why=message)
