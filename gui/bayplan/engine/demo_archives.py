"""Archives of the demo's files, as docker cp carries them. Whoever calls holds the lock."""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Iterator

from bayplan.engine import demo_lifecycle
from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, refused
from bayplan.engine.demo_files import folders_above
from bayplan.engine.demo_paths import ROOT_FOLDERS, place, slashed


def get(engine: DemoEngine, container: Json, path: str) -> bytes:
    """The tar of a file or folder; AnswerError 404 when there is none. Memory is not read."""
    contents = path.endswith("/.")
    wanted = _clean(path)
    tree = engine.files.tree(container, memory=False)
    with demo_lifecycle.mounted(engine, container):
        if wanted not in tree and not _is_folder(container, wanted, tree):
            raise _missing(container, path)
        engine.tell(container, "archive-path")
    if wanted in tree:
        return _tar([(wanted.rpartition("/")[2], tree[wanted])])
    name = "." if contents else wanted.rpartition("/")[2]
    names = {f"{wanted}/", *tree, *folders_above(tree)}
    inside = sorted(each for each in names if each.startswith(f"{wanted}/"))
    return _tar([(name + each[len(wanted) :], tree.get(each, b"")) for each in inside])


def put(engine: DemoEngine, container: Json, path: str, data: bytes) -> None:
    """Unpacks a tar into a folder. Raises AnswerError where there is none, it is read-only, or the tar is broken."""
    wanted = _clean(path)
    tree = engine.files.tree(container, memory=False)
    with demo_lifecycle.mounted(engine, container):
        if wanted in tree:
            raise refused(400, "extraction point is not a directory", f"{path} is no folder.")
        if not _is_folder(container, wanted, tree):
            raise _missing(container, path)
        at = place(container, wanted, memory=False)
        if at.read_only:
            where = "container rootfs" if at.store.startswith("layer:") else "mounted volume"
            raise refused(403, f"{where} is marked read-only", f"{path} is read-only.")
        try:
            members = list(_members(data))
        except tarfile.TarError as error:
            message = f"Error processing tar file(exit status 1): {error}"
            raise refused(500, message, "The archive is broken.") from error
        for name, content in members:
            engine.files.write(container, f"{wanted}/{name}", content, memory=False)
        engine.tell(container, "extract-to-dir")


def _clean(path: str) -> str:
    return slashed(path).removesuffix("/.").rstrip("/")


def _is_folder(container: Json, path: str, tree: dict[str, bytes]) -> bool:
    tmpfs = (f"{destination}/" for destination in container["HostConfig"].get("Tmpfs") or ())
    mounts = [f"{slashed(mount['Destination'])}/" for mount in container["Mounts"]]
    return f"{path}/" in {"/", "/dev/shm/", *ROOT_FOLDERS, *tmpfs, *folders_above(mounts), *folders_above(tree)}


def _missing(container: Json, path: str) -> Exception:
    message = f"Could not find the file {path} in container {container['Id']}"
    return refused(404, message, f"There is no {path} in the container.")


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files and folders of a tar, a folder's name with a slash at its end."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            name = member.name.removeprefix("./").strip("/")
            if member.isdir() and name not in {"", "."}:
                yield f"{name}/", b""
            elif member.isfile():
                content = tar.extractfile(member)
                yield name, content.read() if content else b""


def _tar(entries: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in entries:
            member = tarfile.TarInfo(name.rstrip("/") if name != "/" else name)
            member.mtime = int(time.time())
            if name.endswith("/") or name == ".":
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(member)
            else:
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
