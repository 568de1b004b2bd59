"""Texts that are measured and cut to their room once, and painted often.

QStaticText would draw in half the time, but takes three times as long to set up: no gain where the picture is kept as
pixels and hardly any text is drawn twice.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from bayplan.layout.shapes import Anchor, Font, Text
from bayplan.views.diagram.symbols import SYMBOL_WIDTH, SYMBOLS, draw_symbol, has_symbol
from bayplan.views.fonts import diagram_font, diagram_metrics, font_pixels

_MOST_CACHED = 40_000  # lines: some 20 MB, far above what one diagram shows at a readable size
#: Engine text may hold line breaks and other controls; a diagram text is one line.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class _Part(NamedTuple):
    """A run of letters, or one sign that is drawn as a shape; ``x`` from the line's start."""

    x: float
    run: str
    symbol: bool


class _Line(NamedTuple):
    width: float
    parts: tuple[_Part, ...]


class TextPainter:
    """Draws diagram texts, elided to their room, from a cache of measured lines."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Font, float, bool], _Line] = {}

    def draw(self, painter: QPainter, text: Text) -> None:
        """Draws one text with the painter's pen; sets the painter's font."""
        line = self._line(text, text.width)
        x = text.x
        if text.anchor is Anchor.END:
            x -= line.width
        elif text.anchor is Anchor.MIDDLE:
            x -= line.width / 2
        self._draw_line(painter, line, text.font, x, text.baseline)

    def draw_at_origin(self, painter: QPainter, text: Text, room: float) -> None:
        """Draws a text so that its baseline begins at the painter's origin, with ``room`` diagram units for it (0: all
        that it needs)."""
        self._draw_line(painter, self._line(text, room), text.font, 0.0, 0.0)

    def width(self, text: Text, room: float) -> float:
        """The width of a text as it is shown where it has ``room`` (0: all that it needs), in diagram units."""
        return self._line(text, room).width

    def _draw_line(self, painter: QPainter, line: _Line, font: Font, x: float, baseline: float) -> None:
        painter.setFont(diagram_font(font))
        for part in line.parts:
            if part.symbol:
                draw_symbol(painter, part.run, x + part.x, baseline, font_pixels(font))
            else:
                painter.drawText(QPointF(x + part.x, baseline), part.run)

    def _line(self, text: Text, room: float) -> _Line:
        key = (text.text, text.font, room, text.elide_middle)
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _MOST_CACHED:
                self._lines.clear()
            line = self._lines[key] = _lay_out(text, room)
        return line


def plain_line(text: str) -> str:
    """Any text as one line, with control characters as spaces."""
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


def _lay_out(text: Text, room: float) -> _Line:
    metrics = diagram_metrics(text.font)
    shown = plain_line(text.text)
    line = _parted(shown, text.font)
    # Half a unit of grace: the layout measures with its own table of widths.
    if 0 < room < line.width - 0.5:
        mode = Qt.TextElideMode.ElideMiddle if text.elide_middle else Qt.TextElideMode.ElideRight
        line = _parted(metrics.elidedText(shown, mode, room + 0.5), text.font)
    return line


def _parted(shown: str, font: Font) -> _Line:
    """A line that fits, with the places of its signs."""
    metrics = diagram_metrics(font)
    if not has_symbol(shown):
        return _Line(metrics.horizontalAdvance(shown), (_Part(0.0, shown, symbol=False),))
    parts = []
    x = 0.0
    for run in SYMBOLS.split(shown):
        symbol = has_symbol(run)
        parts.append(_Part(x, run, symbol))
        x += SYMBOL_WIDTH * font_pixels(font) if symbol else metrics.horizontalAdvance(run)
    return _Line(x, tuple(parts))
