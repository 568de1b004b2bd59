"""Where copies go on this machine: a tar or a folder that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from bayplan.engine.folder_writer import FolderWriter
from bayplan.engine.tar_streams import PIECE
from bayplan.errors import BayplanError


class Destination(Protocol):
    """Takes the members of a tar one by one."""

    def add(self, member: tarfile.TarInfo, content: IO[bytes] | None) -> None:
        """Writes one member; ``content`` is there for regular files only."""

    def notes(self) -> list[str]:
        """Sentences about what could not be written as it was."""


class TarWriter:
    """Writes members into a tar that keeps everything: owners by number, modes, links, devices, extended headers."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, member: tarfile.TarInfo, content: IO[bytes] | None) -> None:
        """Writes one member."""
        self._tar.addfile(member, content)

    def notes(self) -> list[str]:
        """A tar keeps everything."""
        return []


@contextmanager
def new_tar(path: Path) -> Iterator[TarWriter]:
    """A new tar at ``path``. Raises BayplanError when it cannot be made; after any error nothing of it is left."""
    with (
        new_file(path) as file,
        tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT, bufsize=PIECE) as tar,
    ):
        yield TarWriter(tar)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file at ``path``, for writing. Raises BayplanError; after any error nothing of it is left."""
    part = _part(path)
    with _explained(path):
        try:
            # Data of a container may be secret: nobody else needs to read the copy.
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as file:
                yield file
            _put_in_place(part, path)
        except BaseException:  # also when the person cancels: nothing half-written is left behind
            part.unlink(missing_ok=True)
            raise


@contextmanager
def new_folder(path: Path) -> Iterator[FolderWriter]:
    """A new folder at ``path``. Raises BayplanError; after any error nothing of it is left."""
    part = _part(path)
    with _explained(path):
        try:
            part.mkdir(mode=0o700)
            writer = FolderWriter(part)
            yield writer
            writer.close()
            _put_in_place(part, path)
        except BaseException:  # as above
            shutil.rmtree(part, ignore_errors=True)
            raise


_BINARY = getattr(os, "O_BINARY", 0)


def _part(path: Path) -> Path:
    """Where it is written until it is whole. Raises BayplanError when something is there already."""
    if path.exists() or path.is_symlink():
        raise BayplanError(f"{path} is there already.", what_next="Choose another name: nothing is overwritten.")
    part = path.with_name(f".{path.name}.part")
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)  # left by a Bayplan that was killed
    return part


def _put_in_place(part: Path, path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise FileExistsError(17, "something was put there meanwhile", str(path))
    part.rename(path)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns the system's errors into errors for people."""
    try:
        yield
    except OSError as error:
        raise BayplanError(
            f"{path} could not be written.",
            why=f"{error.strerror or type(error).__name__}.",
            what_next="Make room, or choose another place. Nothing was left behind.",
            details=str(error),
        ) from error
    except tarfile.TarError as error:
        raise BayplanError(
            "The copy is not complete.",
            why=f"What the engine sent is no whole tar: {error}.",
            what_next="Try again; if it stays so, see the engine's log. Nothing was left behind.",
        ) from error
