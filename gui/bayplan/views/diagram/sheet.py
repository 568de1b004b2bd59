"""The picture as it was last painted, kept as pixels: panning moves them, a change repaints only its own place."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from bayplan.views.diagram.geometry import Area, Viewport
from bayplan.views.diagram.painter import DiagramPainter, Painted

_SMALL = 30_000  # square pixels: painting that much more is quicker than painting one more piece
_MOST_PIECES = 8  # places that are painted one by one rather than together


class Sheet:
    """A pixmap as large as the view.

    Attributes:
        viewport: the viewport it shows. painted: what the last update painted.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._size = QSize()
        self._ratio = 1.0
        self._resting = False
        self._valid = False
        self._dirty: list[Area] = []
        self.viewport = Viewport()
        self.painted = Painted()

    @property
    def empty(self) -> bool:
        """True until something has been painted."""
        return self._pixmap.isNull()

    def discard(self) -> None:
        """Everything has to be painted again."""
        self._valid = False
        self._dirty.clear()

    def soil(self, areas: list[Area]) -> None:
        """These places have to be painted again."""
        if self._valid:
            self._dirty += areas

    def update(self, drawing: DiagramPainter, viewport: Viewport, size: QSize, ratio: float, *, resting: bool) -> None:
        """Brings the pixels up to date for a view of ``size`` logical pixels, ``ratio`` device pixels to each."""
        self.painted = Painted()
        if (size, ratio, resting) != (self._size, self._ratio, self._resting) or self._pixmap.isNull():
            self._valid = False
        if not self._valid or viewport.scale != self.viewport.scale:
            self._paint_all(drawing, viewport, size, ratio, resting)
            return
        if viewport != self.viewport:
            self._scroll(drawing, viewport)
        if self._dirty:
            self._paint_dirty(drawing)

    def draw(self, painter: QPainter, exposed: QRect) -> None:
        """Copies a part of the sheet to the view."""
        ratio = self._ratio
        source = QRectF(exposed.x() * ratio, exposed.y() * ratio, exposed.width() * ratio, exposed.height() * ratio)
        painter.drawPixmap(QRectF(exposed), self._pixmap, source)

    def draw_stretched(self, painter: QPainter, viewport: Viewport) -> None:
        """Draws the sheet scaled to another viewport: quick, and good enough while the picture moves."""
        scale = viewport.scale / self.viewport.scale
        painter.save()
        painter.translate(viewport.x - self.viewport.x * scale, viewport.y - self.viewport.y * scale)
        painter.scale(scale, scale)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.restore()

    def _paint_all(self, drawing: DiagramPainter, viewport: Viewport, size: QSize, ratio: float, resting: bool) -> None:
        pixels = QSize(max(math.ceil(size.width() * ratio), 1), max(math.ceil(size.height() * ratio), 1))
        if self._pixmap.size() != pixels:
            self._pixmap = QPixmap(pixels)
        self._pixmap.setDevicePixelRatio(ratio)
        self._size, self._ratio, self._resting, self.viewport = QSize(size), ratio, resting, viewport
        self._dirty.clear()
        self._valid = True
        self._paint(drawing, [QRect(QPoint(0, 0), size)])

    def _scroll(self, drawing: DiagramPainter, viewport: Viewport) -> None:
        dx = round((viewport.x - self.viewport.x) * self._ratio)
        dy = round((viewport.y - self.viewport.y) * self._ratio)
        width, height = self._pixmap.width(), self._pixmap.height()
        self.viewport = viewport
        if abs(dx) >= width or abs(dy) >= height:
            self._paint(drawing, [QRect(QPoint(0, 0), self._size)])
            return
        self._pixmap.scroll(dx, dy, self._pixmap.rect())
        beside = QRect(0 if dx > 0 else width + dx, 0, abs(dx), height)
        above = QRect(0, 0 if dy > 0 else height + dy, width, abs(dy))
        self._paint(drawing, [self._logical(bare) for bare in (beside, above) if not bare.isEmpty()])

    def _logical(self, device: QRect) -> QRect:
        """The whole logical pixels that hold a device rectangle."""
        left, top = math.floor(device.left() / self._ratio), math.floor(device.top() / self._ratio)
        right = math.ceil((device.left() + device.width()) / self._ratio)
        bottom = math.ceil((device.top() + device.height()) / self._ratio)
        return QRect(left, top, right - left, bottom - top)

    def _paint_dirty(self, drawing: DiagramPainter) -> None:
        view = QRect(QPoint(0, 0), self._size)
        rects = [
            rect
            for area in self._dirty
            if not (rect := self.viewport.rect(area).toAlignedRect().adjusted(-1, -1, 1, 1) & view).isEmpty()
        ]
        self._dirty.clear()
        self._paint(drawing, _joined(rects))

    def _paint(self, drawing: DiagramPainter, rects: list[QRect]) -> None:
        boxes = texts = edges = 0
        for rect in rects:
            if rect.isEmpty():
                continue
            painter = QPainter(self._pixmap)
            try:
                painter.setClipRect(rect, Qt.ClipOperation.ReplaceClip)
                painter.translate(self.viewport.x, self.viewport.y)
                painter.scale(self.viewport.scale, self.viewport.scale)
                part = drawing.paint(
                    painter, self.viewport.area(QRectF(rect)), self.viewport.scale, resting=self._resting
                )
            finally:
                painter.end()
            boxes, texts, edges = boxes + part.boxes, texts + part.texts, edges + part.edges
        self.painted = Painted(self.painted.boxes + boxes, self.painted.texts + texts, self.painted.edges + edges)


def _size(rect: QRect) -> int:
    return rect.width() * rect.height()


def _joined(rects: list[QRect]) -> list[QRect]:
    """The rectangles with those that lie close together taken as one; as a single one when they are many."""
    joined: list[QRect] = []
    for rect in rects:
        whole = rect
        for other in [other for other in joined if _size(other | whole) <= _size(other) + _size(whole) + _SMALL]:
            joined.remove(other)
            whole = whole | other
        joined.append(whole)
    if len(joined) <= _MOST_PIECES:
        return joined
    everything = joined[0]
    for rect in joined:
        everything = everything | rect
    return [everything]
