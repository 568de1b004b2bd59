"""Tars as streams: an answer of the engine read as one, and one made piece by piece without being held whole."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO

from bayplan.errors import BayplanError

#: Bytes that are read and written at once.
PIECE = 1 << 20
#: A member of a tar; its content is there for regular files only.
Member = tuple[tarfile.TarInfo, IO[bytes] | None]
#: A tar is made of blocks, and ends with two of zeros (POSIX, pax).
_BLOCK = 512
_END = b"\0" * (2 * _BLOCK)


class PieceReader(io.RawIOBase):
    """Pieces of bytes as a file that can be read once, from its beginning to its end."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # io's stub is wider
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def open_stream(pieces: Iterable[bytes]) -> tarfile.TarFile:
    """A tar that comes in pieces, for reading its members in order, once."""
    return tarfile.open(fileobj=io.BufferedReader(PieceReader(pieces), PIECE), mode="r|", errorlevel=2)


def members_of(pieces: Iterator[bytes]) -> Iterator[Member]:
    """Every member of a tar in order, with its content if it is a regular file; reads the pieces to their end."""
    with open_stream(pieces) as tar:
        for member in tar:
            yield member, tar.extractfile(member) if member.isfile() else None
    for _piece in pieces:
        pass  # the tar's end may be followed by padding, and only the last piece tells that it came whole


def whole(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces. Raises BayplanError at their end when the tar was cut off: half a copy is none."""
    tail, total = b"", 0
    for piece in pieces:
        yield piece
        tail, total = (tail + piece[-len(_END) :])[-len(_END) :], total + len(piece)
    if tail != _END or total % _BLOCK:
        raise BayplanError(
            "The copy is not complete.",
            why="The engine ended it in the middle.",
            what_next="Try again; if it stays so, see the engine's log.",
        )
