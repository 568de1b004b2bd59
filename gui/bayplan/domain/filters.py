"""Which rows of a list are wanted: words, chips and pickers, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bayplan.domain.rows import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, kw_only=True)
class Chip(Generic[R]):
    """A filter that is on or off.

    Attributes:
        test: the rows it is about; None for "All".
        group: chips of one group exclude each other, and one of them is always on; "" stands alone.
        reveals: the rows it is about are hidden *unless* it is on.
        of_outcome: it is about what would happen, and means nothing while nobody asks.
        tip: what it does, in a sentence.
    """

    key: str
    title: str
    test: Callable[[R], bool] | None = None
    group: str = ""
    reveals: bool = False
    of_outcome: bool = False
    tip: str = ""


@dataclass(frozen=True, kw_only=True)
class Picker(Generic[R]):
    """A filter that offers the values found in the rows. ``label`` turns a value into words."""

    key: str
    title: str
    value: Callable[[R], str]
    label: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a person asked for: words that must all occur, the keys of the chips that are on, the values picked."""

    text: str = ""
    chips: frozenset[str] = frozenset()
    picked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text, case-folded."""
        return tuple(self.text.casefold().split())


def default_chips(chips: Iterable[Chip[Any]]) -> frozenset[str]:
    """The chips that are on at first: the one of each group that asks for nothing."""
    return frozenset(chip.key for chip in chips if chip.group and chip.test is None)


def wanted(
    criteria: Criteria, chips: Sequence[Chip[R]], pickers: Sequence[Picker[R]] = ()
) -> Callable[[R], bool] | None:
    """A function that tells whether a row is wanted; None when every row is."""
    required = [chip.test for chip in chips if chip.test and not chip.reveals and chip.key in criteria.chips]
    hidden = [chip.test for chip in chips if chip.test and chip.reveals and chip.key not in criteria.chips]
    picks = [(picker.value, criteria.picked[picker.key]) for picker in pickers if criteria.picked.get(picker.key)]
    words = criteria.words
    if not (required or hidden or picks or words):
        return None

    def test(row: R) -> bool:
        # Plain loops: this runs for every row at every key that is typed.
        search = row.search
        for word in words:
            if word not in search:
                return False
        for applies in required:
            if not applies(row):
                return False
        for applies in hidden:
            if applies(row):
                return False
        return not picks or all(value(row) in picked for value, picked in picks)

    return test
