"""The signs of the fates, drawn: not every font has them, and they must look the same everywhere."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from bayplan.domain.outcome import Fate

#: Pixmaps are drawn this much larger than shown, so that they stay sharp on dense screens.
_DENSITY = 3

#: Strokes of a sign on a square of 10 by 10.
_STROKES: dict[Fate, tuple[tuple[tuple[float, float], ...], ...]] = {
    Fate.SURVIVES: (((1.6, 5.4), (4.0, 7.8), (8.4, 2.4)),),
    Fate.LOST: (((2.2, 2.2), (7.8, 7.8)), ((7.8, 2.2), (2.2, 7.8))),
    Fate.LEFT_BEHIND: (((1.4, 2.2), (1.4, 7.8)), ((9.0, 5.0), (2.8, 5.0)), ((5.2, 2.6), (2.8, 5.0), (5.2, 7.4))),
    Fate.NOT_APPLICABLE: (((2.6, 5.0), (7.4, 5.0)),),
}
_WIDTH = 1.4  # of a stroke, on that square


def draw_fate_sign(painter: QPainter, fate: Fate, box: QRectF, colour: QColor) -> None:
    """Draws the sign of a fate into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 10, box.height() / 10)
    pen = QPen(colour, _WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if fate is Fate.ORPHANED:
        pen.setDashPattern([0.6, 1.75])
        painter.setPen(pen)
        painter.drawEllipse(QPointF(5, 5), 3.3, 3.3)
    elif fate is Fate.DEPENDS:
        painter.setPen(pen)
        painter.drawArc(QRectF(2.9, 1.2, 4.2, 4.2), -50 * 16, 230 * 16)
        painter.drawLine(QPointF(5.0, 6.0), QPointF(6.3, 4.85))
        painter.drawPoint(QPointF(5.0, 8.6))
    else:
        painter.setPen(pen)
        for stroke in _STROKES[fate]:
            painter.drawPolyline([QPointF(x, y) for x, y in stroke])
    painter.restore()


@lru_cache(maxsize=64)
def fate_icon(fate: Fate, colour: str, size: int) -> QIcon:
    """The sign as an icon, ``size`` pixels square, in a colour such as "#E5604D"."""
    pixmap = QPixmap(size * _DENSITY, size * _DENSITY)
    pixmap.setDevicePixelRatio(_DENSITY)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        draw_fate_sign(painter, fate, QRectF(0, 0, size, size), QColor(colour))
    finally:
        painter.end()
    return QIcon(pixmap)
