"""A small picture of the whole diagram that shows which part is in view, and moves it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from bayplan.views.diagram.canvas import DiagramCanvas
from bayplan.views.diagram.geometry import Area, Viewport

_LARGEST = QSize(200, 150)
_MARGIN = 12  # view pixels to the corner
_INSET = 4  # between the border and the picture


class Minimap(QWidget):
    """Lies in the bottom right corner of a canvas, and hides while all of the diagram is in view."""

    def __init__(self, canvas: DiagramCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._scaled = QPixmap()
        self._scaled_version = -1
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Overview of the diagram")
        self.setToolTip("Drag to move the view")
        self.hide()
        canvas.moved.connect(self._follow)
        canvas.settled.connect(self._follow)
        canvas.diagram_changed.connect(self._follow)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in its corner when the canvas is resized."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Moves the view to where one presses."""
        self._move_view(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the view along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_view(event.position())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the overview and the frame of what is in view."""
        overview = self._canvas.overview
        inner = self._inner()
        if self._scaled_version != overview.version or self._scaled.size() != inner.size().toSize():
            self._scaled = overview.scaled(inner.size().toSize())
            self._scaled_version = overview.version
        colours = self._canvas.styles.colours
        painter = QPainter(self)
        try:
            painter.setPen(QPen(colours.colour("border-strong"), 1))
            painter.setBrush(colours.colour("canvas"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.drawPixmap(inner.topLeft(), self._scaled)
            painter.setClipRect(inner)
            painter.setPen(QPen(colours.colour("selection"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._viewport().rect(self._seen()))
        finally:
            painter.end()

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)

    def _viewport(self) -> Viewport:
        """How the diagram lies in the minimap."""
        area = self._canvas.index.area
        inner = self._inner()
        scale = inner.width() / max(area.right - area.left, 1.0)
        return Viewport(scale, inner.left() - area.left * scale, inner.top() - area.top * scale)

    def _seen(self) -> Area:
        return self._canvas.camera.viewport.area(QRectF(self._canvas.rect()))

    def _move_view(self, position: QPointF) -> None:
        x, y = self._viewport().to_diagram(position)
        canvas = self._canvas
        canvas.user_moved()
        canvas.camera.look(canvas.camera.viewport.centred(Area(x, y, x, y), canvas.width(), canvas.height()))

    def _follow(self) -> None:
        """Takes the right size and place, and hides when there is nothing to show."""
        area = self._canvas.index.area
        width, height = area.right - area.left, area.bottom - area.top
        if width <= 0 or height <= 0 or self._seen().holds(area):
            self.hide()
            return
        scale = min((_LARGEST.width() - 2 * _INSET) / width, (_LARGEST.height() - 2 * _INSET) / height)
        size = QSize(max(round(width * scale), 24) + 2 * _INSET, max(round(height * scale), 24) + 2 * _INSET)
        canvas = self._canvas
        self.setGeometry(
            canvas.width() - size.width() - _MARGIN,
            canvas.height() - size.height() - _MARGIN,
            size.width(),
            size.height(),
        )
        self.show()
        self.update()
