"""Reads ``/proc/…/mountinfo`` (proc(5))."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

_ESCAPED = re.compile(r"\\([0-7]{3})")


class MountPoint(NamedTuple):
    """What is mounted at a path: the kind of file system ("tmpfs") and the number of its device, as in ``st_dev``."""

    kind: str
    device: int


def mount_points(lines: Iterable[str]) -> dict[str, MountPoint]:
    """What is mounted where, by path; of several mounts at one path the last, which is the one that is seen."""
    found: dict[str, MountPoint] = {}
    for line in lines:
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        major, colon, minor = fields[2].partition(":") if separator and len(fields) > 4 else ("", "", "")
        if colon and major.isdecimal() and minor.isdecimal():
            path = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
            found[path] = MountPoint(right.split(" ")[0], os.makedev(int(major), int(minor)))
    return found
