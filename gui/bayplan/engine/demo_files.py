"""What the demo's containers write and read: files per store, with each store's own lifetime.

A folder's name ends with a slash; folders that something lies in need not be written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bayplan.engine.client import Json
from bayplan.engine.demo_paths import ROOT_FOLDERS, holds, on_windows, place, roots, runtime_files, slashed
from bayplan.engine.failures import AnswerError

_Files = dict[str, bytes | None]

#: The output of a container's first process, which goes to its log.
_OUTPUTS = frozenset({"/proc/1/fd/1", "/proc/1/fd/2"})
_PAGE = 4096


class DemoFiles:
    """Files by store and path; the stores are those of ``demo_paths``, and "image:ID" and "log:CONTAINER".

    A None in a writable layer stands for a file of the image that was removed.
    """

    def __init__(self) -> None:
        self._stores: dict[str, _Files] = {}
        #: Bytes that were in memory when the demo was recorded, by store: of what files nobody knows.
        self._recorded: dict[str, int] = {}

    # What processes do

    def write(self, container: Json, path: str, data: bytes, *, memory: bool = True) -> None:
        """Writes a file as a process in the container would. Raises AnswerError where the mount is read-only.

        Without ``memory`` as archive calls do: what lies beneath a tmpfs is written to.
        """
        if path in _OUTPUTS:
            log = self._stores.setdefault(f"log:{container['Id']}", {})
            log[""] = (log.get("") or b"") + data
            return
        at = place(container, path, memory=memory)
        if at.read_only:
            raise _failed(f"can't create {path}: Read-only file system", f"{path} could not be written.")
        self._stores.setdefault(at.store, {})[at.inner] = data

    def read(self, container: Json, path: str) -> bytes:
        """What the file holds. Raises AnswerError when it is not there."""
        at = place(container, path)
        data = self._seen(at.store, container).get(at.inner)
        if data is None:
            raise _failed(f"can't open '{path}': No such file or directory", f"{path} could not be read.")
        return data

    def remove(self, container: Json, path: str) -> None:
        """Removes a file; one that is not there is fine. Raises AnswerError where it can't be removed."""
        at = place(container, path)
        if at.inner not in self._seen(at.store, container):
            return
        if at.read_only:
            raise _failed(f"can't remove '{path}': Read-only file system", f"{path} could not be removed.")
        if at.store.startswith("runtime:"):
            raise _failed(f"can't remove '{path}': Resource busy", f"{path} could not be removed.")
        if at.store.startswith("layer:") and at.inner in self.of_image(container["Image"]):
            self._stores.setdefault(at.store, {})[at.inner] = None
        else:
            del self._stores[at.store][at.inner]

    def log(self, container_id: str) -> bytes:
        """What its first process printed."""
        return self._stores.get(f"log:{container_id}", {}).get("") or b""

    # What is there

    def tree(self, container: Json, *, memory: bool = True) -> dict[str, bytes]:
        """Every file that the container sees, by path; without ``memory`` as archive calls see it."""
        found: dict[str, bytes] = {}
        for root in roots(container, memory=memory):
            for inner, data in self._seen(root.store, container).items():
                path = root.destination + inner[len(root.base) :]
                covered = place(container, path.rstrip("/"), memory=memory).store != root.store
                if holds(root.base, inner.rstrip("/")) and not covered:
                    found.setdefault(path, data)
            if root.destination and root.store != f"runtime:{container['Id']}":
                found.setdefault(f"{root.destination}/", b"")
        return found

    def of_image(self, image_id: str) -> dict[str, bytes]:
        """The files of an image that the demo knows of."""
        return {path: data for path, data in self._stores.get(f"image:{image_id}", {}).items() if data is not None}

    def layer(self, container_id: str) -> Mapping[str, bytes | None]:
        """What was written to a container's own layer; None for what was removed from its image's."""
        return self._stores.get(f"layer:{container_id}", {})

    def size(self, store: str) -> int:
        """The bytes in a store, e.g. "volume:data"."""
        return sum(len(data or b"") for data in self._stores.get(store, {}).values())

    def memory_use(self, container: Json, path: str) -> int | None:
        """The bytes in use in the memory that a container sees at a path; None when no memory is there."""
        store = place(container, path).store
        if store not in {root.store for root in roots(container) if root.memory}:
            return None
        return self._recorded.get(store, 0) + self.pages(store)

    def pages(self, store: str) -> int:
        """The bytes that a store's files take in memory: whole pages."""
        return sum(-(-len(data or b"") // _PAGE) for data in self._stores.get(store, {}).values()) * _PAGE

    # What happens to containers, volumes and images

    def recorded(self, container: Json, path: str, size: int) -> None:
        """So many bytes were in use in the memory at a path when the demo was recorded."""
        self._recorded[place(container, path).store] = size

    def started(self, container: Json) -> None:
        """The engine writes the runtime files anew, and makes the folders that the mounts need in the layer."""
        identity = container["Id"]
        name = str(container["Config"].get("Hostname") or identity[:12])
        texts = {
            "/etc/hostname": f"{name}\n",
            "/etc/hosts": "127.0.0.1\tlocalhost\n",
            "/etc/resolv.conf": "nameserver 192.0.2.53\n",
        }
        self._stores[f"runtime:{identity}"] = {path: texts[path].encode() for path in runtime_files(container)}
        if any(on_windows(mount["Destination"]) for mount in container.get("Mounts") or ()):
            return  # there the folders are not listed as changes
        layer = self._stores.setdefault(f"layer:{identity}", {})
        there = ROOT_FOLDERS | set(folders_above(self.of_image(container["Image"])))
        for mount in container.get("Mounts") or ():
            folder = f"{slashed(mount['Destination']).rstrip('/')}/"
            above = folder[:-1].rpartition("/")[0]
            if folder not in there and place(container, above).store == f"layer:{identity}":
                layer[folder] = b""

    def stopped(self, container_id: str) -> None:
        """The container's processes ended: its memory is gone."""
        for known in (self._stores, self._recorded):
            for store in [store for store in known if store.startswith(f"memory:{container_id}:")]:
                del known[store]

    def removed(self, container_id: str) -> None:
        """The container is deleted: its writable layer, its runtime files and its log are gone as well."""
        self.stopped(container_id)
        for kind in ("layer", "runtime", "log"):
            self._stores.pop(f"{kind}:{container_id}", None)

    def copy_up(self, volume: str, image_id: str, destination: str) -> None:
        """Fills a volume that is empty with what the image has at its destination, as creating a container does."""
        if not self._stores.get(f"volume:{volume}"):
            root = slashed(destination).rstrip("/")
            files = {path[len(root) :]: data for path, data in self.of_image(image_id).items() if holds(root, path)}
            self._stores[f"volume:{volume}"] = dict(files)

    def volume_removed(self, name: str) -> None:
        """The volume is deleted, or unmounted from memory, with all that was in it."""
        self._stores.pop(f"volume:{name}", None)

    def left_on_host(self, volume: str, folder: str) -> None:
        """The files of a volume that is a folder of the host stay there when the volume goes."""
        host = self._stores.setdefault("host", {})
        host |= {f"{folder}{inner}": data for inner, data in self._stores.get(f"volume:{volume}", {}).items()}

    def image_made(self, image_id: str, container: Json) -> None:
        """The image of a container: its layer on top of its image's files, without what is mounted."""
        self._stores[f"image:{image_id}"] = dict(self._seen(f"layer:{container['Id']}", container))

    def image_removed(self, image_id: str) -> None:
        """The image is deleted, and no container needs its files."""
        self._stores.pop(f"image:{image_id}", None)

    def _seen(self, store: str, container: Json) -> dict[str, bytes]:
        """A store's files; the writable layer's on top of the image's."""
        below = self.of_image(container["Image"]) if store.startswith("layer:") else {}
        seen: _Files = {**below, **self._stores.get(store, {})}
        return {path: data for path, data in seen.items() if data is not None}


def folders_above(paths: Iterable[str]) -> Iterator[str]:
    """Every folder that one of the paths is, or lies in, with a slash at its end."""
    for path in paths:
        here = path
        while here and here != "/":
            if here.endswith("/"):
                yield here
            here = here.rstrip("/").rpartition("/")[0] + "/"


def _failed(message: str, what: str) -> AnswerError:
    return AnswerError(what, status=0, message=message, why=message)
