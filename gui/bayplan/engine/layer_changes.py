"""What a container has written into its writable layer, as members of a tar.

The engine tells which paths differ from the image (GET /containers/{id}/changes: 0 modified, 1 added, 2 deleted) and
gives any path as a tar, with all that lies below it: also what the image brought, and what is mounted there. So a
folder that is new is taken whole; of one that was there before only its own header, and then what changed in it.
"""

from __future__ import annotations

import tarfile
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import is_gone
from bayplan.engine.tar_streams import Member, open_stream
from bayplan.errors import BayplanError

_ADDED, _DELETED = 1, 2
#: The kernel's own file systems, which lie in every running container and in no layer.
_KERNEL = ("/dev", "/proc", "/sys")

#: Gives the tar of a path in pieces; closing it ends the reading.
Read = Callable[[str], Generator[bytes, None, None]]


@dataclass(frozen=True, slots=True)
class LayerChanges:
    """The difference between a container's file system and its image.

    Attributes:
        kept: kind by path of what was added or modified, outside of every mount. deleted: paths that are gone.
        mounts: paths at which something is mounted.
    """

    kept: dict[str, int]
    deleted: tuple[str, ...]
    mounts: frozenset[str]


def layer_changes(client: EngineClient, container_id: str) -> LayerChanges:
    """Asks the engine; costly for a container of a large image. Raises BayplanError."""
    mounts = frozenset(_mounted(next(iter(client.inspect_containers([container_id])), {})))
    kept: dict[str, int] = {}
    deleted = []
    for change in client.changes(container_id):
        path = str(change["Path"])
        if any(_holds(mount, path) for mount in mounts):
            continue
        if change["Kind"] == _DELETED:
            deleted.append(path)
        else:
            kept[path] = int(change["Kind"])
    return LayerChanges(kept, tuple(sorted(deleted)), mounts)


def members(read: Read, changes: LayerChanges) -> Iterator[Member]:
    """What was added or modified, folders before what is in them; use each member before the next is asked for.

    ``read`` gives the tar of a path in pieces. What has vanished since the changes were read is left out.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for path in changes.kept:
        below[str(PurePosixPath(path).parent)].append(path)
    waiting = sorted(
        (path for path in changes.kept if str(PurePosixPath(path).parent) not in changes.kept), reverse=True
    )
    while waiting:
        path = waiting.pop()
        is_new = changes.kept[path] == _ADDED and not any(_holds(path, mount) for mount in changes.mounts)
        yield from _members_at(read, path, changes, whole=is_new)
        if not is_new:
            waiting += sorted(below[path], reverse=True)


def _members_at(read: Read, path: str, changes: LayerChanges, *, whole: bool) -> Iterator[Member]:
    """The member at a path; with ``whole`` also those below it, as far as the engine named them."""
    parent = PurePosixPath(path).parent
    with closing(read(path)) as pieces:
        try:
            tar = open_stream(pieces)
        except BayplanError as error:
            if is_gone(error):
                return
            raise
        with tar:
            for member in tar:
                place = str(parent / member.name)
                if place == path or (whole and place in changes.kept):
                    yield _placed(member, parent), tar.extractfile(member) if member.isfile() else None
                if not whole:
                    return


def _placed(member: tarfile.TarInfo, parent: PurePosixPath) -> tarfile.TarInfo:
    """The member under its whole path, which the engine leaves out; a hard link names its target in the same way."""
    member.name = _relative(parent / member.name)
    if member.islnk():
        member.linkname = _relative(parent / member.linkname)
    # The extended headers hold long names once more, and would win when the member is written.
    member.pax_headers = {key: value for key, value in member.pax_headers.items() if key not in {"path", "linkpath"}}
    return member


def _relative(path: PurePosixPath) -> str:
    return str(path).lstrip("/")


def _mounted(inspected: Json) -> Iterable[str]:
    host_config = inspected.get("HostConfig") or {}
    yield from (str(mount["Destination"]).rstrip("/") for mount in inspected.get("Mounts") or ())
    yield from (str(path).rstrip("/") for path in host_config.get("Tmpfs") or ())
    yield from _KERNEL


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
