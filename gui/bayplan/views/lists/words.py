"""Phrases and sort keys that several lists share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bayplan.domain.formatting import names_text, size_text
from bayplan.domain.kinds import StoreKind

_FAMILY_NOUNS = {
    StoreKind.TMPFS: ("in memory", "in memory"),
    StoreKind.NAMED_VOLUME: ("volume", "volumes"),
    StoreKind.BIND: ("bind mount", "bind mounts"),
    StoreKind.NPIPE: ("named pipe", "named pipes"),
    StoreKind.IMAGE_MOUNT: ("mounted image", "mounted images"),
    StoreKind.REMOTE: ("remote store", "remote stores"),
}


def counts_text(counts: Iterable[tuple[StoreKind, int]]) -> str:
    """Stores by family in words: "1 in memory, 2 volumes"; "no mounts" for none."""
    parts = [f"{number} {_FAMILY_NOUNS[family][number != 1]}" for family, number in counts]
    return ", ".join(parts) or "no mounts"


def measured_text(size: int | None) -> str:
    """A size, or that nobody has measured it."""
    return "not measured" if size is None else size_text(size)


def users_text(users: tuple[str, ...], *, in_use: bool) -> str:
    """Who uses a thing: "used by web-1, web-2", "unused", or that the engine counts a user it does not name."""
    if users:
        return f"used by {names_text(users)}"
    return "in use" if in_use else "unused"


def moment_key(moment: datetime | None) -> float | None:
    """A sort key for times: newest last; None when not known."""
    return None if moment is None else moment.timestamp()


def sum_text(known: int, unknown: int, *, of: str = "") -> str:
    """A sum of sizes that says what it leaves out: "3.5 GB in writable layers, 2 not measured"."""
    missing = f"{unknown:,} not measured" if unknown else ""
    if not known and missing:
        return missing
    return f"{size_text(known)}{of}" + (f", {missing}" if missing else "")


def parts_text(*parts: str) -> str:
    """Phrases in one line: "12 containers · 8 running"; empty ones are left out."""
    return " · ".join(part for part in parts if part)
