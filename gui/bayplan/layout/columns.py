"""In how many columns things stand, so that the whole picture is as large as the shape of the window lets it be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from bayplan.layout.shapes import Columns

_TALLEST, _FLATTEST, _STEP = 400_000.0, 560.0, 0.88
#: A picture keeps the columns it had until it is smaller than the best choice by more than this factor.
_PATIENCE = 1.06


class Part(NamedTuple):
    """One part of the picture: its height and its width as functions of the number of columns; ``most`` columns."""

    height: Callable[[int], float]
    width: Callable[[int], float]
    most: int


class Parts(NamedTuple):
    """The parts that stand side by side."""

    images: Part
    containers: Part
    stores: Part
    remote: Part


def choose_columns(parts: Parts, aspect: float, before: Columns | None) -> Columns:
    """The columns with which the picture is largest in a window of width / height ``aspect``; those of ``before`` while
    they still do well.
    """
    parts = Parts(*(part._replace(height=cache(part.height)) for part in parts))
    best = min(_candidates(parts), key=lambda columns: _strain(parts, columns, aspect))
    if before is not None:
        kept = Columns(*(max(1, min(old, part.most)) for old, part in zip(before, parts, strict=True)))
        if _strain(parts, kept, aspect) <= _strain(parts, best, aspect) + math.log(_PATIENCE):
            return kept
    return best


def _candidates(parts: Parts) -> Iterator[Columns]:
    """Every sensible choice: for ever smaller heights, the fewest columns with which each part keeps below."""
    columns = [1, 1, 1, 1]
    height = _TALLEST
    yield Columns(*columns)
    while height > _FLATTEST:
        changed = False
        for index, part in enumerate(parts):
            while columns[index] < part.most and part.height(columns[index]) > height:
                columns[index] += 1
                changed = True
        if changed:
            yield Columns(*columns)
        height *= _STEP


def _strain(parts: Parts, columns: Columns, aspect: float) -> float:
    """How small the picture gets in a window of that shape, as a logarithm: the less, the larger its text."""
    height = max(part.height(count) for part, count in zip(parts, columns, strict=True))
    width = sum(part.width(count) for part, count in zip(parts, columns, strict=True))
    return math.log(max(width / aspect, height + 100))
