"""Raw values as text for people: pure functions, the same words everywhere."""

from __future__ import annotations

from datetime import datetime

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_AGES = (
    (365 * 86400, "year"),
    (30 * 86400, "month"),
    (7 * 86400, "week"),
    (86400, "day"),
    (3600, "hour"),
    (60, "minute"),
)


def size_text(size: int | None) -> str:
    """Bytes in decimal units, as Docker writes them: 214_000_000 gives "214 MB"; None gives "unknown"."""
    if size is None:
        return "unknown"
    value = float(size)
    for unit in _UNITS:
        if value < 999.5 or unit == _UNITS[-1]:
            text = f"{value:.0f}" if unit == "B" or value >= 9.95 else f"{value:.1f}".removesuffix(".0")
            return f"{text} {unit}"
        value /= 1000
    raise AssertionError("unreachable: the last unit takes every value")


def limit_text(size: int | None) -> str:
    """A memory limit in binary steps where it is a round one: 67_108_864 gives "64 MiB"; None "no limit"."""
    if size is None:
        return "no limit"
    for shift, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size >= 1 << shift and size % (1 << shift) == 0:
            return f"{size >> shift} {unit}"
    return size_text(size)


def age_text(then: datetime | None, now: datetime) -> str:
    """How long ago, in the largest whole unit: "3 weeks ago", "just now"; "unknown" for None."""
    if then is None:
        return "unknown"
    seconds = (now - then).total_seconds()
    for length, unit in _AGES:
        if seconds >= length:
            return f"{count_text(int(seconds // length), unit)} ago"
    return "just now"


def count_text(number: int, noun: str) -> str:
    """A number with its noun: (1, "container") gives "1 container", (1204, "file") gives "1,204 files"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short_id(identifier: str) -> str:
    """The first twelve digits of an engine id, without "sha256:"."""
    return identifier.removeprefix("sha256:")[:12]


def short_volume_name(name: str) -> str:
    """A 64-digit anonymous volume name as "9f2c…e1"; any other name as it is."""
    return f"{name[:4]}…{name[-2:]}" if len(name) == 64 else name
