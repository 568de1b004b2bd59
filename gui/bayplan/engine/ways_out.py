"""Keeps what would be lost: a writable layer or a volume as a tar, a folder, another volume or an image.

Each is there whole or not at all: half a copy is removed again, also after a cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from bayplan.domain.formatting import count_text, short_volume_name, size_text
from bayplan.domain.model import Container, Volume
from bayplan.domain.way_out_targets import with_tag
from bayplan.domain.ways_out import Reader, WayOut
from bayplan.engine import layer_changes
from bayplan.engine.client import EngineClient
from bayplan.engine.copy_check import Hashed, NotTheSameError, first_difference
from bayplan.engine.saved_files import Destination, new_file, new_folder, new_tar
from bayplan.engine.tar_streams import members_of, whole
from bayplan.engine.volume_copies import fill, new_volume, read_back, reading
from bayplan.errors import BayplanError

#: What may stand before a name that was given without a registry; Podman puts it there.
_REGISTRIES = ("", "localhost/", "docker.io/", "docker.io/library/")
#: Gets how far it is (0.0 to 1.0, None if nobody knows) and what is being done; may raise CancelledError to stop there.
Progress = Callable[[float | None, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of a way out.

    Attributes:
        where: path of the tar or folder, name of the volume or image. sentence: what was kept, and where.
        notes: sentences about what was not kept as it was.
    """

    where: str
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VolumeSource:
    """A volume as it was when it was asked for, and how to get at it (see ``domain.ways_out``)."""

    volume: Volume
    readers: Sequence[Reader]
    images: Sequence[str]


def save_layer(client: EngineClient, container: Container, path: Path, form: WayOut, progress: Progress) -> Kept:
    """Saves what a container added to or modified in its writable layer, as a tar or a folder at ``path``.

    What it deleted from its image is listed in a text file beside it. Raises BayplanError.
    """
    progress(None, f"Asking what {container.name} has changed")
    changes = layer_changes.layer_changes(client, container.id)
    if not changes.kept and not changes.deleted:
        raise BayplanError(
            f"{container.name} has changed nothing outside of its mounts.", why="There is nothing to save."
        )
    copied = 0

    def read(place: str) -> Generator[bytes, None, None]:
        share = min(1.0, copied / max(1, len(changes.kept)))
        return _watched(client.get_archive(container.id, place), lambda _size: progress(share, f"Copying {place}"))

    with ExitStack() as open_files:
        if changes.deleted:
            listing = open_files.enter_context(new_file(deleted_list(path)))
            listing.write("".join(f"{gone}\n" for gone in changes.deleted).encode())
        destination = open_files.enter_context(_new(path, form))
        for member, content in layer_changes.members(read, changes):
            destination.add(member, content)
            copied += 1
        notes = destination.notes()
    if changes.deleted:
        notes.append(f"The {count_text(len(changes.deleted), 'path')} that it deleted: see {deleted_list(path).name}.")
    saved = f"Saved the {count_text(copied, 'changed path')} of {container.name} to {path}."
    return Kept(where=str(path), sentence=saved, notes=tuple(notes))


def save_volume(client: EngineClient, source: VolumeSource, path: Path, form: WayOut, progress: Progress) -> Kept:
    """Saves everything in a volume as a tar or a folder at ``path``. Raises BayplanError."""
    volume = source.volume
    with reading(client, volume, source.readers, source.images) as (_root, pieces):
        copied = _Amount(volume, progress)
        checked = whole(_watched(pieces, copied.add))
        notes: list[str] = []
        if form is WayOut.TAR:
            with new_file(path) as file:
                file.writelines(checked)
        else:
            with new_folder(path) as folder:
                for member, content in members_of(checked):
                    folder.add(member, content)
                notes = folder.notes()
    saved = f"Saved volume {short_volume_name(volume.name)} to {path}: {size_text(copied.total)}."
    return Kept(where=str(path), sentence=saved, notes=tuple(notes))


def copy_volume(client: EngineClient, source: VolumeSource, name: str, progress: Progress) -> Kept:
    """Copies everything in a volume to a new volume called ``name``, and reads it back. Raises BayplanError."""
    volume, images = source.volume, source.images
    what = short_volume_name(volume.name)
    copied, checked = _Amount(volume, progress), _Amount(volume, progress, "Comparing the copy of volume")
    sent, back = Hashed(), Hashed()
    with new_volume(client, name):
        with reading(client, volume, source.readers, images, named=True) as (root, pieces):
            fill(client, name, images, root, sent.passing(whole(_watched(pieces, copied.add))))
        with read_back(client, name, images, root) as again:
            for _piece in back.passing(_watched(again, checked.add)):
                pass
        if sent.hexdigest() != back.hexdigest():
            with (
                reading(client, volume, source.readers, images, named=True) as (_root, original),
                read_back(client, name, images, root) as copy,
            ):
                watched = _watched(original, _Amount(volume, progress, "Comparing the copy of volume").add)
                difference = first_difference(watched, copy, root=root)
            if difference is not None:
                raise NotTheSameError(f"Volume {what}", difference)
    saved = f"Copied volume {what} to the new volume {name}, and compared the two: {size_text(copied.total)}."
    return Kept(where=name, sentence=saved)


def commit(client: EngineClient, container: Container, reference: str, progress: Progress) -> Kept:
    """Makes an image of a container under a name that no image has yet. Raises BayplanError."""
    taken = {tag for image in client.images() for tag in image.get("RepoTags") or ()}
    if taken & {f"{registry}{with_tag(reference)}" for registry in _REGISTRIES}:
        # The engine would take the name from it.
        raise BayplanError(f"There is an image {with_tag(reference)} already.", what_next="Choose another name or tag.")
    pausing = f": {container.name} is paused meanwhile" if container.running else ""
    progress(None, f"Making the image {reference}{pausing}")
    client.commit_container(container.id, reference)
    return Kept(
        where=reference,
        sentence=f"Made the image {reference} of {container.name}.",
        notes=("What lies in volumes, binds and memory is not in it.",),
    )


def deleted_list(path: Path) -> Path:
    """The text file beside a saved layer that lists what the container deleted from its image."""
    return path.with_name(f"{path.name.removesuffix('.tar')}.deleted.txt")


class _Amount:
    """How much of a volume has been copied; tells it with every piece."""

    def __init__(self, volume: Volume, progress: Progress, doing: str = "Copying volume") -> None:
        self.total = 0
        self._doing = doing
        self._name = short_volume_name(volume.name)
        self._size = volume.size
        self._progress = progress

    def add(self, size: int) -> None:
        self.total += size
        # A tar is a little larger than what is in it.
        share = min(0.99, self.total / self._size) if self._size else None
        self._progress(share, f"{self._doing} {self._name}: {size_text(self.total)}")


def _new(path: Path, form: WayOut) -> AbstractContextManager[Destination]:
    return new_tar(path) if form is WayOut.TAR else new_folder(path)


def _watched(pieces: Generator[bytes, None, None], tell: Callable[[int], None]) -> Generator[bytes, None, None]:
    """The same pieces; ``tell`` gets the size of each, and may raise to stop there."""
    with closing(pieces):
        for piece in pieces:
            tell(len(piece))
            yield piece
