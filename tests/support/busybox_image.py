"""Tars that the engine makes images of: the machine's own busybox, so that tests need no registry."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_BUSYBOX = Path("/bin/busybox")
_FOLDERS = ("dev", "etc", "proc", "root", "run", "sys", "tmp", "var")


@cache
def busybox_tar() -> bytes:
    """The file system of the image as a tar: a static busybox with a link for each of its commands.

    Raises RuntimeError when busybox is not installed.
    """
    if not _BUSYBOX.is_file():
        raise RuntimeError("These tests need a static busybox. Install it with: apt-get install busybox-static.")
    commands = subprocess.run([_BUSYBOX, "--list"], capture_output=True, check=True, text=True).stdout.split()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(_BUSYBOX, "bin/busybox")
        for command in commands:
            if command != "busybox":
                link = tarfile.TarInfo(f"bin/{command}")
                link.type = tarfile.SYMTYPE
                link.linkname = "busybox"
                tar.addfile(link)
        for name in _FOLDERS:
            folder = tarfile.TarInfo(name)
            folder.type = tarfile.DIRTYPE
            folder.mode = 0o1777 if name == "tmp" else 0o755
            tar.addfile(folder)
    return buffer.getvalue()


def files_tar(files: Mapping[str, bytes]) -> bytes:
    """A tar of files by path, e.g. as the context of a build."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
