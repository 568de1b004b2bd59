"""Texts that are laid out once and painted often."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QStaticText, QTransform

from bayplan.layout.shapes import Anchor, Font, Text
from bayplan.views.diagram.symbols import SYMBOL_WIDTH, SYMBOLS, draw_symbol
from bayplan.views.fonts import diagram_font, diagram_metrics, font_pixels

_MOST_CACHED = 40_000  # lines; some 60 MB, far above what one diagram shows at a readable size
#: Engine text may hold line breaks and other controls; a diagram text is one line.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class _Part(NamedTuple):
    """A run of letters (``static``) or one sign (``symbol``), ``x`` from the line's start."""

    x: float
    static: QStaticText | None
    symbol: str


class _Line(NamedTuple):
    width: float
    ascent: float
    parts: tuple[_Part, ...]


class TextPainter:
    """Draws diagram texts, elided to their room, from a cache of laid-out lines."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Font, float, bool], _Line] = {}

    def draw(self, painter: QPainter, text: Text) -> None:
        """Draws one text with the painter's pen; sets the painter's font."""
        line = self._line(text)
        x = text.x
        if text.anchor is Anchor.END:
            x -= line.width
        elif text.anchor is Anchor.MIDDLE:
            x -= line.width / 2
        painter.setFont(diagram_font(text.font))
        top = text.baseline - line.ascent
        for part in line.parts:
            if part.static is not None:
                painter.drawStaticText(QPointF(x + part.x, top), part.static)
            else:
                draw_symbol(painter, part.symbol, x + part.x, text.baseline, font_pixels(text.font))

    def width(self, text: Text) -> float:
        """The width of a text as it is shown, in diagram units."""
        return self._line(text).width

    def _line(self, text: Text) -> _Line:
        key = (text.text, text.font, text.width, text.elide_middle)
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _MOST_CACHED:
                self._lines.clear()
            line = self._lines[key] = _lay_out(text)
        return line


def plain_line(text: str) -> str:
    """Any text as one line, with control characters as spaces."""
    return _CONTROLS.sub(" ", text)


def _lay_out(text: Text) -> _Line:
    font, metrics = diagram_font(text.font), diagram_metrics(text.font)
    shown = plain_line(text.text)
    if text.width > 0:
        mode = Qt.TextElideMode.ElideMiddle if text.elide_middle else Qt.TextElideMode.ElideRight
        # Half a unit of grace: the layout measures with its own table of widths.
        shown = metrics.elidedText(shown, mode, text.width + 0.5)
    parts = []
    x = 0.0
    for run in SYMBOLS.split(shown):
        if not run:
            continue
        if SYMBOLS.fullmatch(run):
            parts.append(_Part(x, None, run))
            x += SYMBOL_WIDTH * font_pixels(text.font)
            continue
        static = QStaticText(run)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        static.prepare(QTransform(), font)
        parts.append(_Part(x, static, ""))
        x += metrics.horizontalAdvance(run)
    return _Line(x, metrics.ascent(), tuple(parts))
