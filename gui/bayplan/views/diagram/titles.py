"""Titles of zones and groups, which stay readable however small the picture is."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bayplan.layout.shapes import Font, Text
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex, text_area
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import font_pixels

TITLE_FONTS = frozenset({Font.HOST, Font.ZONE, Font.GROUP})
_SMALLEST = 10.0  # pixels
_NARROWEST = 34.0  # pixels of room below which a title is left out
_WIDTH_STEP = 16.0  # pixels: widths are rounded so that zooming does not lay out every title anew


class TitlePainter:
    """Paints the titles that would be too small at the natural size; those that would collide are left out."""

    def __init__(self, index: DiagramIndex, styles: Styles, texts: TextPainter) -> None:
        self._index = index
        self._styles = styles
        self._texts = texts

    @cached_property
    def _titles(self) -> list[Text]:
        titles = [text for text in self._index.diagram.texts if text.font in TITLE_FONTS]
        rank = {Font.ZONE: 0, Font.HOST: 1, Font.GROUP: 2}
        return sorted(titles, key=lambda text: rank[text.font])

    def paint(self, painter: QPainter, area: Area, scale: float) -> int:
        """Paints the titles in ``area`` that the scale has made small; returns how many."""
        taken: list[Area] = []
        drawn = 0
        for text in self._titles:
            natural = font_pixels(text.font) * scale
            if natural >= font_pixels(text.font) * 0.9:
                continue
            place = text_area(text)
            pixels = max(natural, _SMALLEST)
            growth = pixels / natural  # how much larger than life the title is
            room = text.width * scale
            if room < _NARROWEST:
                continue
            taller = place._replace(top=text.baseline - font_pixels(text.font) * growth)
            if any(taller.touches(other) for other in taken):
                continue
            taken.append(taller)
            if not taller.touches(area):
                continue
            self._draw(painter, text, place.left, growth, room / pixels * font_pixels(text.font))
            drawn += 1
        return drawn

    def _draw(self, painter: QPainter, text: Text, left: float, growth: float, room: float) -> None:
        painter.save()
        painter.translate(left, text.baseline)
        painter.scale(growth, growth)
        width = max(room // _WIDTH_STEP * _WIDTH_STEP, _WIDTH_STEP)
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
