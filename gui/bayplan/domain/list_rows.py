"""Puts the rows of a list in order: filtered, sorted, grouped under headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from bayplan.domain.rows import Row

_DIGITS = re.compile(r"(\d+)")


#: How the ids of headings begin that stand for no thing: they are shown, but cannot be selected elsewhere.
NO_THING = "heading:"


class Heading(NamedTuple):
    """A line above the rows of a group. ``key`` is the group's; ``members`` counts its rows, folded or not."""

    thing: str
    key: str
    title: str
    members: int
    folded: bool


#: What a list shows on one line.
Entry: TypeAlias = Row | Heading


class Grouping(NamedTuple):
    """How rows are grouped: the key of a row's group, the order of keys, a key's title and its thing."""

    key: Callable[[Any], str]
    order: Callable[[str], Any]
    title: Callable[[str], str]
    thing: Callable[[str], str]


class Order(NamedTuple):
    """What decides which rows are shown and where.

    Attributes:
        keep: tells the rows that are wanted; None when all are.
        sort_key: gives a comparable value, None when it is not known: such rows come last either way.
        grouping: None for a plain list. folded: keys of groups that show their heading only.
    """

    keep: Callable[[Any], bool] | None
    sort_key: Callable[[Any], Any]
    descending: bool = False
    grouping: Grouping | None = None
    folded: frozenset[str] = frozenset()


@lru_cache(maxsize=65536)
def natural_key(text: str) -> tuple[str | int, ...]:
    """A sort key under which "web-2" comes before "web-10", and case does not matter."""
    parts = _DIGITS.split(text.casefold())
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts))


def arrange(rows: Iterable[Row], order: Order) -> list[Entry]:
    """The rows to show, in order; rows that sort alike go by name. Each group is led by its heading."""
    named = sorted(filter(order.keep, rows) if order.keep else rows, key=_by_name)
    keyed = [(order.sort_key(row), row) for row in named]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=_first, reverse=order.descending)
    ordered = [row for _, row in known]
    ordered.extend(row for key, row in keyed if key is None)
    if order.grouping is None:
        return list(ordered)
    return _grouped(ordered, order.grouping, order.folded)


def _grouped(rows: Iterable[Row], grouping: Grouping, folded: frozenset[str]) -> list[Entry]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(grouping.key(row), []).append(row)
    shown: list[Entry] = []
    for key in sorted(groups, key=grouping.order):
        members = groups[key]
        shown.append(Heading(grouping.thing(key), key, grouping.title(key), len(members), key in folded))
        if key not in folded:
            shown.extend(members)
    return shown


def same_place(old: Row, new: Row, order: Order) -> bool:
    """True when a row that became ``new`` stays where it was: as much wanted, same order, same group."""
    if order.keep is not None and order.keep(old) != order.keep(new):
        return False
    if order.grouping is not None and order.grouping.key(old) != order.grouping.key(new):
        return False
    return old.name == new.name and bool(order.sort_key(old) == order.sort_key(new))


class Totals:
    """Sums over all rows of a list, kept without going through them again.

    ``measure`` gives a row's numbers, always equally many; ``sums`` holds their totals.
    """

    def __init__(self, measure: Callable[[Any], tuple[int, ...]], width: int) -> None:
        self._measure = measure
        self.sums: tuple[int, ...] = (0,) * width

    def replace(self, old: Row | None, new: Row | None) -> None:
        """Takes ``old`` out (None: there was none) and puts ``new`` in (None: it is gone)."""
        if old is not None:
            self.sums = tuple(total - part for total, part in zip(self.sums, self._measure(old), strict=True))
        if new is not None:
            self.sums = tuple(total + part for total, part in zip(self.sums, self._measure(new), strict=True))


def by_thing(entries: Iterable[Entry]) -> Mapping[str, int]:
    """Where each thing is shown."""
    return {entry.thing: at for at, entry in enumerate(entries)}


def _by_name(row: Row) -> tuple[str | int, ...]:
    return natural_key(row.name)


def _first(pair: tuple[Any, Row]) -> Any:
    return pair[0]
