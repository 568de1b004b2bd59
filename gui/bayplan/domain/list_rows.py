"""Puts the rows of a list in order: filtered, sorted, grouped under headings."""

from __future__ import annotations

import re
from collections import defaultdict
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
        sort_key: gives a comparable value, None when it is not known: such rows come last either way. Without a key
            rows go by name.
        grouping: None for a plain list. folded: keys of groups that show their heading only.
    """

    keep: Callable[[Any], bool] | None = None
    sort_key: Callable[[Any], Any] | None = None
    descending: bool = False
    grouping: Grouping | None = None
    folded: frozenset[str] = frozenset()


@lru_cache(maxsize=65536)
def natural_key(text: str) -> tuple[str | int, ...]:
    """A sort key under which "web-2" comes before "web-10", and case does not matter."""
    parts = _DIGITS.split(text.casefold())
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts))


def in_name_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by name, as :func:`arrange` wants them."""
    return sorted(rows, key=lambda row: natural_key(row.name))


def arrange(rows: Iterable[Row], order: Order) -> list[Entry]:
    """The rows to show, in order. ``rows`` must be in name order, and those that sort alike stay so.

    With a grouping each group is led by its heading.
    """
    wanted = filter(order.keep, rows) if order.keep else rows
    ordered = _sorted(wanted, order.sort_key, descending=order.descending)
    if order.grouping is None:
        return list(ordered)
    return _grouped(ordered, order.grouping, order.folded)


def _sorted(rows: Iterable[Row], key: Callable[[Any], Any] | None, *, descending: bool) -> list[Row]:
    if key is None:
        named = list(rows)
        return named[::-1] if descending else named
    # No pairs of key and row: ten thousand new tuples wake the garbage collector, which takes longer than the sort.
    known: list[Row] = []
    unknown: list[Row] = []
    for row in rows:
        (unknown if key(row) is None else known).append(row)
    known.sort(key=key, reverse=descending)
    known.extend(unknown)
    return known


def _grouped(rows: Iterable[Row], grouping: Grouping, folded: frozenset[str]) -> list[Entry]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    group_of = grouping.key
    for row in rows:
        groups[group_of(row)].append(row)
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
    return old.name == new.name and (order.sort_key is None or bool(order.sort_key(old) == order.sort_key(new)))


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
