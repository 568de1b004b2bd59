"""Reads a volume as a tar, and writes one from a tar, through containers."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress

from bayplan.domain.model import Volume
from bayplan.domain.safe_removal.sameness import why_volume_stays
from bayplan.domain.ways_out import Reader
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.helper_containers import helper
from bayplan.engine.translate import volume_from
from bayplan.errors import BayplanError

#: Where helpers mount volumes, in a folder of their own.
_FOLDER, _NAME = "/bayplan", "volume"

Pieces = Generator[bytes, None, None]


@contextmanager
def reading(
    client: EngineClient, volume: Volume, readers: Sequence[Reader], images: Sequence[str], *, named: bool = False
) -> Iterator[tuple[str, Pieces]]:
    """Everything in the volume as a tar in pieces, and the name that its root has in it: "." unless ``named``.

    Through one of the ``readers`` if one still mounts it, else through a helper made from one of the ``images``.
    Raises BayplanError when the volume is gone or is another one by now.
    """
    _check_same(client, volume)
    for reader in readers:
        if _still_mounts(client, reader, volume.name):
            with _archive(client, reader, named=named) as found:
                yield found
            return
    place = f"{_FOLDER}/{_NAME}"
    with (
        helper(client, images, {place: volume.name}) as container,
        _archive(client, Reader(container, place), named=named) as found,
    ):
        yield found


@contextmanager
def new_volume(client: EngineClient, name: str) -> Iterator[None]:
    """Makes a local volume; when what is done with it fails it is removed again. Raises BayplanError.

    It bears no label of Bayplan's: it is the person's own from now on, and ``bayplan clean`` must not take it.
    """
    if client.volumes([name]):
        # The engine would answer as if it had just been made.
        raise BayplanError(f"There is a volume {name} already.", what_next="Choose another name.")
    client.create_volume({"Name": name, "Driver": "local"})
    try:
        yield
    except BaseException:  # also when the person cancels: no half-filled volume is left behind
        with suppress(BayplanError):
            client.remove_volume(name)
        raise


def fill(client: EngineClient, name: str, images: Sequence[str], root: str, pieces: Iterable[bytes]) -> None:
    """Unpacks a tar into a volume, with owners, modes, times and links; ``root`` is the volume's name in the tar.

    Into the folder above, because the engine leaves the folder that it unpacks into as it is: the volume's own owner
    and mode would be lost, and with them what a database may do. Raises BayplanError.
    """
    with helper(client, images, {f"{_FOLDER}/{root}": name}, writes=name) as container:
        client.put_archive(container, _FOLDER, pieces)


@contextmanager
def read_back(client: EngineClient, name: str, images: Sequence[str], root: str) -> Iterator[Pieces]:
    """Everything in a volume as a tar, named as :func:`fill` got it. Raises BayplanError."""
    place = f"{_FOLDER}/{root}"
    with helper(client, images, {place: name}) as container, closing(client.get_archive(container, place)) as pieces:
        yield pieces


@contextmanager
def _archive(client: EngineClient, reader: Reader, *, named: bool) -> Iterator[tuple[str, Pieces]]:
    root, path = (reader.path.rpartition("/")[2], reader.path) if named else (".", f"{reader.path}/.")
    with closing(client.get_archive(reader.container, path)) as pieces:
        yield root, pieces


def _check_same(client: EngineClient, volume: Volume) -> None:
    found = [volume_from(payload) for payload in client.volumes([volume.name])]
    why = why_volume_stays(volume, found[0]) if found else "It is not there any more."
    if why:
        raise BayplanError(f"The volume {volume.name} was not copied.", why=why, what_next="Look at it again.")


def _still_mounts(client: EngineClient, reader: Reader, volume: str) -> bool:
    return any(
        _is_at(mount, reader.path) and mount.get("Name") == volume
        for payload in client.inspect_containers([reader.container])
        for mount in payload.get("Mounts") or ()
    )


def _is_at(mount: Json, path: str) -> bool:
    return mount.get("Type") == "volume" and str(mount.get("Destination", "")).rstrip("/") == path
