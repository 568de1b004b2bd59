"""Signs that Inter has no glyph for, drawn as small vector shapes."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from bayplan.domain.protection import LOCK
from bayplan.layout.text_width import DRAWN_SIGNS, SIGN_WIDTH

#: Splits a text into runs of letters and single signs; the signs stay in the result.
SYMBOLS = re.compile(f"([{DRAWN_SIGNS}])")
_ALL = frozenset(DRAWN_SIGNS)
SYMBOL_WIDTH = SIGN_WIDTH  # em

_TRIANGLES = {
    "▾": (QPointF(0.08, -0.5), QPointF(0.68, -0.5), QPointF(0.38, -0.1)),
    "▸": (QPointF(0.2, -0.62), QPointF(0.6, -0.32), QPointF(0.2, -0.02)),
}


def has_symbol(text: str) -> bool:
    """True when one of the signs is in a text."""
    return not _ALL.isdisjoint(text)


def draw_symbol(painter: QPainter, symbol: str, x: float, baseline: float, size: float) -> None:
    """Draws one sign in the painter's pen colour.

    ``x`` is its left end and ``size`` the font's size, both in the painter's units.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x, baseline)
    painter.scale(size, size)
    colour = painter.pen().color()
    if symbol in _TRIANGLES:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(_TRIANGLES[symbol])
        painter.restore()
        return
    line = QPen(colour, 0.13)
    line.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if symbol == "◌":
        line.setDashPattern([0.8, 1.6])
        painter.setPen(line)
        painter.drawEllipse(QRectF(0.1, -0.66, 0.58, 0.58))
    elif symbol == "⌕":
        painter.setPen(line)
        painter.drawEllipse(QRectF(0.08, -0.72, 0.46, 0.46))
        painter.drawLine(QPointF(0.48, -0.32), QPointF(0.72, -0.08))
    elif symbol == "⇄":
        line.setWidthF(0.1)
        painter.setPen(line)
        for tip, end, y in ((0.7, 0.08, -0.5), (0.08, 0.7, -0.2)):
            barb = 0.18 if tip < end else -0.18
            painter.drawLine(QPointF(end, y), QPointF(tip, y))
            painter.drawLine(QPointF(tip, y), QPointF(tip + barb, y - 0.14))
            painter.drawLine(QPointF(tip, y), QPointF(tip + barb, y + 0.14))
    elif symbol == LOCK:
        line.setWidthF(0.1)
        painter.setPen(line)
        painter.drawArc(QRectF(0.24, -0.76, 0.34, 0.5), 0, 180 * 16)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0.15, -0.46, 0.52, 0.4), 0.06, 0.06)
    else:
        painter.setPen(line)
        painter.drawLine(QPointF(0.14, -0.6), QPointF(0.62, -0.12))
        painter.drawLine(QPointF(0.62, -0.6), QPointF(0.14, -0.12))
    painter.restore()
