"""Titles of zones and groups, which stay readable however small the picture is."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bayplan.layout.shapes import Font, Text
from bayplan.views.diagram.areas import text_area
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import font_pixels

TITLE_FONTS = frozenset({Font.HOST, Font.ZONE, Font.GROUP})
_SMALLEST = 10.0  # pixels
READABLE = 0.9  # the scale above which titles are painted like any other text
_ROW = 18.0  # pixels: a little more than the height of a title
_NARROWEST = 34.0  # pixels of room below which a title is left out
_WIDTH_STEP = 16.0  # pixels: widths are rounded so that zooming does not lay out every title anew


class _Title(NamedTuple):
    """A title in its place: ``growth`` times its natural size, with ``room`` in units of its own size."""

    text: Text
    area: Area
    growth: float
    room: float


class TitlePainter:
    """Paints the titles that would be too small at the natural size; those that would collide are left out."""

    def __init__(self, index: DiagramIndex, styles: Styles, texts: TextPainter) -> None:
        self._index = index
        self._styles = styles
        self._texts = texts
        self._scale = 0.0
        self._placed: list[_Title] = []

    @cached_property
    def _titles(self) -> list[Text]:
        titles = [text for text in self._index.diagram.texts if text.font in TITLE_FONTS]
        rank = {Font.ZONE: 0, Font.HOST: 1, Font.GROUP: 2}
        return sorted(titles, key=lambda text: rank[text.font])

    def paint(self, painter: QPainter, area: Area, scale: float) -> int:
        """Paints the titles in ``area`` that the scale has made small; returns how many."""
        if scale >= READABLE:
            return 0
        if scale != self._scale:
            self._scale, self._placed = scale, self._place(scale)
        shown = [title for title in self._placed if title.area.touches(area)]
        for title in shown:
            self._draw(painter, title)
        return len(shown)

    def _place(self, scale: float) -> list[_Title]:
        """Which titles have room at a scale. It must not depend on what is in sight, or panning would show seams."""
        placed: list[_Title] = []
        rows: dict[int, list[Area]] = {}
        for text in self._titles:
            size = font_pixels(text.font)
            room = text.width * scale
            if room < _NARROWEST:
                continue
            growth = max(size * scale, _SMALLEST) / (size * scale)
            area = text_area(text)
            area = area._replace(top=text.baseline - size * growth, bottom=text.baseline + 0.3 * size * growth)
            # Titles are all about as high, so only those in this row of pixels and the next ones can be in the way.
            row = int(area.top * scale // _ROW)
            others = [other for near in (row - 1, row, row + 1) for other in rows.get(near, ())]
            if not any(area.touches(other) for other in others):
                rows.setdefault(row, []).append(area)
                placed.append(_Title(text, area, growth, room / max(size * scale, _SMALLEST) * size))
        return placed

    def _draw(self, painter: QPainter, title: _Title) -> None:
        text = title.text
        painter.save()
        painter.translate(title.area.left, text.baseline)
        painter.scale(title.growth, title.growth)
        width = max(title.room // _WIDTH_STEP * _WIDTH_STEP, _WIDTH_STEP)
        line = text._replace(x=0.0, baseline=0.0, width=width)
        size = font_pixels(text.font)
        shown = min(self._texts.width(line), width)
        backing = "canvas" if text.font is Font.HOST else "panel"
        painter.setOpacity(0.85)
        painter.fillRect(QRectF(-2, -size, shown + 4, size * 1.3), self._styles.colours.colour(backing))
        painter.setOpacity(1.0)
        painter.setPen(self._styles.text(text.role))
        self._texts.draw(painter, line)
        painter.restore()
