"""Paints the edges: smooth where there are few, as plain thin lines where there are thousands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPainterPath, QPen

from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.paths import edge_path
from bayplan.views.diagram.styles import EdgeStyle, Styles

MOST_IN_OVERVIEW = 1500
_MOST_SMOOTH = 250


class _Sample(NamedTuple):
    """The edges that stand for all in the overview, with the lines of each."""

    numbers: list[int]
    lines: list[list[QLineF]]


class EdgePainter:
    """Paints edges of one diagram in one theme."""

    def __init__(self, index: DiagramIndex, styles: Styles) -> None:
        self._index = index
        self._styles = styles
        self._paths: dict[int, QPainterPath] = {}

    def paint(self, painter: QPainter, area: Area, scale: float, *, resting: bool, overview: bool) -> int:
        """Paints the edges that touch ``area``; returns how many."""
        if not self._index.diagram.edges:
            return 0
        if overview:
            return self._paint_overview(painter, area, resting=resting)
        numbers = self._index.edges_in(area.grown(4.0 / scale))
        if len(numbers) > _MOST_SMOOTH:
            numbers = thinned(numbers, MOST_IN_OVERVIEW)
            self._paint_lines(painter, numbers, [self._lines(number) for number in numbers], resting=resting)
            return len(numbers)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in numbers:
            style = self._style(number)
            painter.strokePath(self.path(number), style.resting if resting else style.idle)
        return len(numbers)

    def paint_strong(self, painter: QPainter, numbers: Iterable[int], scale: float) -> int:
        """Brings out some edges at full strength; returns how many were painted."""
        chosen = thinned(list(numbers), MOST_IN_OVERVIEW)
        smooth = len(chosen) <= _MOST_SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for number in chosen:
            style = self._style(number)
            if smooth:
                # Zoomed out, the width of an edge would shrink to nothing: never thinner than a hairline and a half.
                pen = style.strong
                if scale < 0.6:
                    pen = QPen(style.strong)
                    pen.setCosmetic(True)
                    pen.setWidthF(1.4)
                painter.strokePath(self.path(number), pen)
            else:
                painter.setPen(style.strong_thin)
                painter.drawLines(self._lines(number))
        return len(chosen)

    def path(self, number: int) -> QPainterPath:
        """The curve of an edge."""
        found = self._paths.get(number)
        if found is None:
            found = self._paths[number] = edge_path(self._index.diagram.edges[number].points)
        return found

    def _style(self, number: int) -> EdgeStyle:
        return self._styles.edge(self._index.diagram.edges[number])

    @cached_property
    def _sample(self) -> _Sample:
        numbers = thinned(list(range(len(self._index.diagram.edges))), MOST_IN_OVERVIEW)
        return _Sample(numbers, [self._lines(number) for number in numbers])

    def _paint_overview(self, painter: QPainter, area: Area, *, resting: bool) -> int:
        sample = self._sample
        if area.holds(self._index.area):
            numbers, lines = sample.numbers, sample.lines
        else:
            areas = self._index.edge_areas
            left, top, right, bottom = area
            inside = [
                place
                for place, (x1, y1, x2, y2) in enumerate(map(areas.__getitem__, sample.numbers))
                if x1 <= right and x2 >= left and y1 <= bottom and y2 >= top
            ]
            numbers = [sample.numbers[place] for place in inside]
            lines = [sample.lines[place] for place in inside]
        self._paint_lines(painter, numbers, lines, resting=resting)
        return len(numbers)

    def _paint_lines(self, painter: QPainter, numbers: list[int], lines: list[list[QLineF]], *, resting: bool) -> None:
        """Straight, one pixel wide, not smoothed, all of a colour at once."""
        batches: dict[EdgeStyle, list[QLineF]] = {}
        for number, pieces in zip(numbers, lines, strict=True):
            batches.setdefault(self._style(number), []).extend(pieces)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for style, batch in batches.items():
            painter.setPen(style.resting_thin if resting else style.idle_thin)
            painter.drawLines(batch)

    def _lines(self, number: int) -> list[QLineF]:
        return [QLineF(x1, y1, x2, y2) for (x1, y1), (x2, y2) in pairwise(self._index.diagram.edges[number].points)]


def thinned(numbers: list[int], most: int) -> list[int]:
    """At most ``most`` of the numbers, evenly chosen and always the same ones."""
    step = -(-len(numbers) // most)
    return numbers if step <= 1 else numbers[::step]
