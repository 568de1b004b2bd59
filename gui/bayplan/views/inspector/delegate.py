"""Paints the rows of the inspector in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from bayplan.domain.inspection import Form, Row, Section
from bayplan.layout.theme import Theme
from bayplan.views.inspector.model import ITEM_ROLE, Index
from bayplan.views.inspector.row_layout import MARGIN, Faces, RowLayout, lay_out

_ROW_RADIUS = 6
_ROW_INSET = 6


class RowDelegate(QStyledItemDelegate):
    """Lays out and paints sections and rows. The width of a row is that of the view.

    Attributes:
        shows_focus: the current row is framed; only those who use the keyboard need that.
        embedded_height: gives the height of an embedded part from its key and its width.
    """

    def __init__(self, theme: Theme, embedded_height: Callable[[str, int], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shows_focus = False
        self.embedded_height = embedded_height
        self._theme = theme
        self._colours: dict[str, QColor] = {}
        self._faces: Faces | None = None
        self._faces_of: QFont | None = None

    def set_theme(self, theme: Theme) -> None:
        """Takes over another theme's colours; the view has to repaint."""
        self._theme = theme
        self._colours.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The width of the view, and the height that the row needs in it."""
        width = _width(option)
        item = index.data(ITEM_ROLE)
        if isinstance(item, Row) and item.form is Form.EMBEDDED:
            return QSize(width, self.embedded_height(item.key, width))
        return QSize(width, round(self._layout(option, index, width).height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints one row."""
        item = index.data(ITEM_ROLE)
        if isinstance(item, Row) and item.form is Form.EMBEDDED:
            return  # it paints itself
        rect = QRectF(option.rect)
        layout = self._layout(option, index, round(rect.width()))
        faces = self._faces_for(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._background(painter, option, rect, item)
        painter.translate(rect.topLeft())
        painter.setPen(Qt.PenStyle.NoPen)
        for fill in layout.fills:
            painter.setBrush(self._colour(fill.role))
            painter.drawRoundedRect(QRectF(fill.x, fill.y, fill.w, fill.h), fill.radius, fill.radius)
        for line in layout.lines:
            painter.setFont(faces.font(line.face))
            painter.setPen(self._colour(line.role))
            painter.drawText(QPointF(line.x, line.baseline), line.text)
        if isinstance(item, Section):
            self._fold_mark(painter, option, layout)
        painter.restore()

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, item: object) -> None:
        state = option.state
        inner = rect.adjusted(_ROW_INSET, 0.5, -_ROW_INSET, -0.5)
        followable = isinstance(item, Section) or (isinstance(item, Row) and bool(item.thing))
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_MouseOver and followable and isinstance(item, Row):
            painter.setBrush(self._colour("panel-raised"))
            painter.drawRoundedRect(inner, _ROW_RADIUS, _ROW_RADIUS)
        if self.shows_focus and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._colour("focus"))
            painter.drawRoundedRect(inner, _ROW_RADIUS, _ROW_RADIUS)

    def _fold_mark(self, painter: QPainter, option: QStyleOptionViewItem, layout: RowLayout) -> None:
        """A small triangle in the margin: down when the section is open, right when it is folded."""
        opened = bool(option.state & QStyle.StateFlag.State_Open)
        middle = layout.lines[-1].baseline - 4
        centre = MARGIN / 2 - 1
        corners = [(-3, -2), (3, -2), (0, 2.5)] if opened else [(-2, -3.5), (-2, 3.5), (2.5, 0)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("faint"))
        painter.drawPolygon(QPolygonF([QPointF(centre + x, middle + y) for x, y in corners]))

    def _layout(self, option: QStyleOptionViewItem, index: Index, width: int) -> RowLayout:
        return lay_out(index.data(ITEM_ROLE), self._faces_for(option), width)

    def _faces_for(self, option: QStyleOptionViewItem) -> Faces:
        font: QFont = option.font
        if self._faces is None or font != self._faces_of:
            self._faces = Faces.of(font)
            self._faces_of = QFont(font)
        return self._faces

    def _colour(self, role: str) -> QColor:
        found = self._colours.get(role)
        if found is None:
            found = self._colours[role] = QColor(self._theme.colour(role))
        return found


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return int(view.viewport().width()) if isinstance(view, QTreeView) else 320
