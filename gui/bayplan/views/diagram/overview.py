"""The whole diagram as a small picture: for the minimap, and for what zooming out uncovers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from bayplan.views.diagram.painter import DiagramPainter

_LONGEST = 900  # pixels


class Overview:
    """A cached pixmap of the whole diagram; it is painted when nothing else is going on.

    Attributes:
        version: counts the pictures painted so far.
    """

    def __init__(self, drawing: DiagramPainter) -> None:
        self._drawing = drawing
        self._pixmap = QPixmap()
        self._valid = False
        self.version = 0

    def set_drawing(self, drawing: DiagramPainter) -> None:
        """Another painter, in another theme."""
        self._drawing = drawing
        self.discard()

    def discard(self) -> None:
        """The diagram differs now. The old picture serves until the next one is prepared."""
        self._valid = False

    def prepare(self) -> None:
        """Paints the picture if it is out of date."""
        area = self._drawing.index.area
        width, height = area.right - area.left, area.bottom - area.top
        if self._valid or width <= 0 or height <= 0:
            return
        scale = min(_LONGEST / max(width, height), 1.0)
        self._pixmap = QPixmap(max(round(width * scale), 1), max(round(height * scale), 1))
        painter = QPainter(self._pixmap)
        try:
            painter.scale(scale, scale)
            self._drawing.paint(painter, area, scale, resting=False)
        finally:
            painter.end()
        self._valid = True
        self.version += 1

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draws the picture into a rectangle; nothing while there is none."""
        if not self._pixmap.isNull():
            painter.drawPixmap(rect, self._pixmap, QRectF(self._pixmap.rect()))

    def scaled(self, size: QSize) -> QPixmap:
        """The picture in another size, smoothly; an empty one while there is none."""
        if self._pixmap.isNull():
            return QPixmap()
        return self._pixmap.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
