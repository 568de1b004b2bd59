"""Whether a copy is the same as the original: before anybody removes the original, it must have been seen to be.

An engine may take an archive and put it somewhere else than meant: Podman (5.4 and 5.8) unpacks beneath a volume that
is mounted into a container that was never started. So a copied volume is read back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from itertools import zip_longest

from bayplan.engine.tar_streams import PIECE, members_of
from bayplan.errors import BayplanError

Entry = tuple[str, bytes, int, int, int, int, str, str]


class NotTheSameError(BayplanError):
    """A copy differs from its original, and was removed again."""

    def __init__(self, what: str, path: str) -> None:
        super().__init__(
            f"{what} was not copied: the copy differs from the original.",
            why=f"The first difference is at {path}." if path else "",
            what_next="If something writes to it, stop that first. Nothing was left behind; a tar may work.",
        )


class Hashed:
    """The sum of pieces that pass."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def passing(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces."""
        for piece in pieces:
            self._sum.update(piece)
            yield piece

    def hexdigest(self) -> str:
        """The sum of what has passed."""
        return self._sum.hexdigest()


def first_difference(original: Iterator[bytes], copy: Iterator[bytes], *, root: str) -> str | None:
    """The path at which two tars begin to differ, by contents, kind, owner, mode or link; None when they are the same.

    Times are left out, and how each engine writes its tars. ``root`` is what the names of both begin with.
    """
    for one, other in zip_longest(_entries(original, root), _entries(copy, root)):
        if one != other:
            return (one or other)[0] or "its root"
    return None


def _entries(pieces: Iterator[bytes], root: str) -> Generator[Entry, None, None]:
    for member, content in members_of(pieces):
        bits = hashlib.sha256()
        while content is not None and (piece := content.read(PIECE)):
            bits.update(piece)
        name, link = _below(member.name, root), member.linkname
        if member.islnk():
            link = _below(link, root)
        yield name, member.type, member.size, member.mode, member.uid, member.gid, link, bits.hexdigest()


def _below(name: str, root: str) -> str:
    return name.removeprefix("./").removeprefix(root).strip("/")
