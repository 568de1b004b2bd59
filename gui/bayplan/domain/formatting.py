"""Raw values as text for people: pure functions, the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bayplan.domain.kinds import StoreKind

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_AGES = (
    (365 * 86400, "year"),
    (30 * 86400, "month"),
    (7 * 86400, "week"),
    (86400, "day"),
    (3600, "hour"),
    (60, "minute"),
)
_HEX_DIGITS = frozenset("0123456789abcdef")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KIND_WORDS = {
    StoreKind.BIND: "bind mount",
    StoreKind.TMPFS: "tmpfs mount",
    StoreKind.SHM: "/dev/shm",
    StoreKind.NPIPE: "named pipe",
    StoreKind.RUNTIME_FILE: "runtime files",
    StoreKind.REMOTE: "remote store",
}


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
    anonymous = len(name) == 64 and set(name) <= _HEX_DIGITS
    return f"{name[:4]}…{name[-2:]}" if anonymous else name


def total_size_text(sizes: Iterable[int | None]) -> str:
    """The sum of sizes, honest about those that are not known: "1.2 GB", "at least 1.2 GB", "unknown"."""
    given = list(sizes)
    known = [size for size in given if size is not None]
    if not known and given:
        return "unknown"
    total = size_text(sum(known))
    return total if len(known) == len(given) else f"at least {total}"


def names_text(names: Sequence[str], most: int = 3) -> str:
    """Names for one line: the first ``most`` of them, then how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"


def clock_text(when: datetime, now: datetime) -> str:
    """A moment in the time zone of ``now``: "14:02" today, "28 Feb 14:02" this year, else "28 Feb 2025 14:02"."""
    local = when.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    if local.date() == now.date():
        return clock
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{day} {clock}" if local.year == now.year else f"{day} {local.year} {clock}"


def kind_text(kind: StoreKind) -> str:
    """A kind of store in the words of the field: "named volume", "bind mount", "/dev/shm"."""
    return _KIND_WORDS.get(kind, kind.value.replace("-", " "))
