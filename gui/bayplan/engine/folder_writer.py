"""Unpacks the members of a tar into a new folder of this machine.

What a container wrote is not to be trusted: no member may leave the folder, by ".." or through a link, no program gets
the rights of its owner, and device files are left out.
"""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO

from bayplan.domain.formatting import count_text
from bayplan.engine.tar_streams import PIECE
from bayplan.errors import BayplanError

#: Only root may give files away; others get them as their own.
_GIVES_AWAY = hasattr(os, "geteuid") and os.geteuid() == 0
_PERMISSIONS = 0o1777
_RIGHTS_OF_OWNER = stat.S_ISUID | stat.S_ISGID

Parts = tuple[str, ...]


class FolderWriter:
    """Writes below ``root``, which is new and empty."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._links: set[Parts] = set()
        self._folders: dict[Parts, tarfile.TarInfo] = {}
        self._left_out = 0
        self._lost_rights = 0

    def add(self, member: tarfile.TarInfo, content: IO[bytes] | None) -> None:
        """Writes one member. Raises BayplanError for one that would leave the folder, OSError from the system."""
        parts = self._inside(member.name)
        place = self._root.joinpath(*parts)
        if member.isdir():
            if parts in self._links:
                raise _hostile(member.name)
            self._folders[parts] = member
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        if not parts:
            raise _hostile(member.name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if member.issym():
            place.symlink_to(member.linkname)
            self._links.add(parts)
        elif member.islnk():
            os.link(self._root.joinpath(*self._inside(member.linkname)), place, follow_symlinks=False)
            return
        elif member.isfile() and content is not None:
            with place.open("xb") as file:
                shutil.copyfileobj(content, file, PIECE)
        else:
            self._left_out += 1
            return
        self._finish(place, member)

    def close(self) -> None:
        """Gives the folders their modes and times: the innermost first, for writing into one changes its time."""
        for parts in sorted(self._folders, key=len, reverse=True):
            self._finish(self._root.joinpath(*parts), self._folders[parts])

    def notes(self) -> list[str]:
        """Sentences about what could not be written as it was."""
        found = []
        if not _GIVES_AWAY:
            found.append("All files belong to you now: only root can keep their owners. A tar keeps them.")
        if self._left_out:
            found.append(f"Left out: {self._left_out:,} device files and pipes. A tar keeps them.")
        if self._lost_rights:
            found.append(f"Without the rights of their owner: {count_text(self._lost_rights, 'program')}.")
        return found

    def _inside(self, name: str) -> Parts:
        """The name as parts of a path below the root. Raises BayplanError when it leads elsewhere."""
        parts = tuple(part for part in PurePosixPath(name).parts if part not in {".", "/"})
        foreign = os.name == "nt" and any("\\" in part or ":" in part for part in parts)
        if foreign or ".." in parts or any(parts[:depth] in self._links for depth in range(1, len(parts))):
            raise _hostile(name)
        return parts

    def _finish(self, place: Path, member: tarfile.TarInfo) -> None:
        """Owner, mode and time; the owner first, because the system takes rights away when it changes."""
        is_link = member.issym()
        if _GIVES_AWAY:
            os.chown(place, member.uid, member.gid, follow_symlinks=False)
        if not is_link:
            if member.isfile() and member.mode & _RIGHTS_OF_OWNER:
                self._lost_rights += 1
            place.chmod(member.mode & _PERMISSIONS)
            os.utime(place, (member.mtime, member.mtime))


def _hostile(name: str) -> BayplanError:
    return BayplanError(
        "The copy was stopped: it is not safe to unpack.",
        why=f"{name!r} would be written outside of the folder.",
        what_next="Save it as a tar instead, and look into it with care.",
    )
