"""What one list is, as data: its columns, its cards, its filters and its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from bayplan.domain.filters import Chip, Picker
from bayplan.domain.kinds import StoreKind
from bayplan.domain.list_rows import Grouping
from bayplan.domain.protection import LOCK
from bayplan.domain.row_fates import RowFate
from bayplan.domain.row_sources import RowSource
from bayplan.domain.rows import Row

R = TypeVar("R", bound=Row)


class Dot(NamedTuple):
    """A mark before a name: its colour role, and its shape, so that colour is never alone.

    Shapes: "full" (running), "pause", "ring" (not running), "bar" (a store, an image).
    """

    role: str
    shape: str


class Badge(NamedTuple):
    """A few words in a colour of their own, beside a name."""

    text: str
    role: str


#: Beside the name of what is protected.
LOCKED = Badge(LOCK, "muted")


class Card(NamedTuple):
    """One row as a card of two lines.

    Attributes:
        title, size: the upper line, left and right. subtitle, note: the lower line, left and right.
        counts: stores by family, painted as pills in place of the note. fate: what would become of it, in their place.
        size_known: False paints the size faintly.
        middle: the title is an id or a path, to be shortened in its middle.
    """

    title: str
    size: str
    subtitle: str
    dot: Dot
    note: str = ""
    counts: tuple[tuple[StoreKind, int], ...] = ()
    badges: tuple[Badge, ...] = ()
    size_known: bool = True
    middle: bool = False
    fate: RowFate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """A column.

    Attributes:
        text: what a cell says, given the row and the present time. sort_key: what it is sorted by, None: not known.
        right: aligned right (numbers). width: pixels at first. shown: visible at first.
        tooltip: what is said of a cell beyond its text. dot, counts: painted before and in place of the text.
        middle: shortened in the middle (ids, paths). locked: whether a lock stands behind the text.
        fate: painted in place of the text; such a column is shown only while an event is asked about.
    """

    key: str
    title: str
    text: Callable[[R, datetime], str]
    sort_key: Callable[[R], Any]
    right: bool = False
    width: int = 120
    shown: bool = True
    tooltip: Callable[[R, datetime], str] | None = None
    dot: Callable[[R], Dot] | None = None
    counts: Callable[[R], tuple[tuple[StoreKind, int], ...]] | None = None
    middle: bool = False
    locked: Callable[[R], bool] | None = None
    fate: Callable[[R], RowFate | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDefinition(Generic[R]):
    """One of the lists.

    Attributes:
        title: of the tab. noun: what one row is ("container"). source: makes what makes the rows.
        columns: the first one names the row. card: a row as a card. sentence: a row for a screen reader.
        grouping: of the cards. measure: a row's numbers, ``measures`` of them, that ``summary`` turns into words.
        empty: what to say when there is nothing at all.
    """

    key: str
    title: str
    noun: str
    source: Callable[[], RowSource]
    columns: Sequence[Column[R]]
    card: Callable[[R, datetime], Card]
    sentence: Callable[[R, datetime], str]
    grouping: Grouping | None
    chips: Sequence[Chip[R]]
    pickers: Sequence[Picker[R]]
    measure: Callable[[R], tuple[int, ...]]
    measures: int
    summary: Callable[[tuple[int, ...]], str]
    empty: str
