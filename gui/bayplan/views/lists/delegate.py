"""Paints rows as cards of two lines or as cells of a table, straight in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bayplan.domain.formatting import count_text
from bayplan.domain.list_rows import Heading
from bayplan.domain.rows import Row
from bayplan.layout.theme import Theme
from bayplan.views.lists.model import RowsModel
from bayplan.views.lists.painting import (
    CARD_HEIGHT,
    CELL_HEIGHT,
    HEADING_HEIGHT,
    LOCK_WIDTH,
    Brushes,
    draw_card,
    draw_dot,
    draw_fate,
    draw_heading,
    draw_lock,
    draw_pills,
    draw_text,
)

_CELL_PADDING = 8.0
_CELL_MARK = 14.0  # room for the mark before a name


class RowDelegate(QStyledItemDelegate):
    """Paints the entries of a :class:`RowsModel`.

    Attributes:
        cards: two lines and headings; otherwise one cell per column.
        hovered: the line under the mouse, -1 for none.
        related: things linked to the selected one; their rows bear a mark.
    """

    def __init__(self, model: RowsModel, theme: Theme, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._font = font
        self._brushes = Brushes(theme, font)
        self.cards = True
        self.hovered = -1
        self.related: frozenset[str] = frozenset()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme from now on; the view must be repainted."""
        self._brushes = Brushes(theme, self._font)

    def row_height(self, *, heading: bool = False) -> int:
        """The height of a line in pixels."""
        if not self.cards:
            return CELL_HEIGHT
        return HEADING_HEIGHT if heading else CARD_HEIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        entry = self._model.entry(index.row())
        return QSize(super().sizeHint(option, index).width(), self.row_height(heading=isinstance(entry, Heading)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = self._model.entry(index.row())
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        current = bool(state & QStyle.StateFlag.State_HasFocus)
        if self.cards:
            self._paint_frame(painter, area, index.row(), selected=selected, current=current)
            self._paint_card(painter, area, entry)
        else:
            self._paint_band(painter, area, index.row(), selected=selected, current=current)
            self._paint_cell(painter, area, entry, index.column())
        painter.restore()

    def _paint_card(self, painter: QPainter, area: QRectF, entry: Row | Heading) -> None:
        if isinstance(entry, Heading):
            noun = count_text(entry.members, self._model.definition.noun)
            draw_heading(painter, area, self._brushes, title=entry.title, detail=f"· {noun}", folded=entry.folded)
            return
        if entry.thing in self.related:
            self._paint_related(painter, QRectF(area.left() + 4, area.top() + 10, 3, area.height() - 20))
        card = self._model.definition.card(entry, self._model.clock())
        draw_card(painter, area, card._replace(fate=entry.fate), self._brushes)

    def _paint_frame(self, painter: QPainter, area: QRectF, line: int, *, selected: bool, current: bool) -> None:
        """The rounded ground of a card that is selected, hovered or current."""
        if not (selected or current or line == self.hovered):
            return
        colour = self._brushes.colour
        ground = area.adjusted(4.5, 0.5, -4.5, -0.5)
        painter.setBrush(colour("selection-fill" if selected else "panel-raised"))
        if current:
            painter.setPen(QPen(colour("focus" if selected else "border-strong"), 1.2))
        else:
            painter.setPen(QPen(colour("selection"), 1.0) if selected else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(ground, 6, 6)

    def _paint_band(self, painter: QPainter, area: QRectF, line: int, *, selected: bool, current: bool) -> None:
        """The ground of a cell whose row is selected or hovered; the current cell has a line under it."""
        colour = self._brushes.colour
        if selected or line == self.hovered:
            painter.fillRect(area, colour("selection-fill" if selected else "panel-raised"))
        if current:
            painter.fillRect(QRectF(area.left(), area.bottom() - 1.5, area.width(), 1.5), colour("focus"))

    def _paint_cell(self, painter: QPainter, area: QRectF, entry: Row | Heading, section: int) -> None:
        if isinstance(entry, Heading):
            return
        column = self._model.definition.columns[section]
        brushes = self._brushes
        room = area.adjusted(_CELL_PADDING, 0, -_CELL_PADDING, 0)
        if column.dot is not None:
            if entry.thing in self.related:
                self._paint_related(painter, QRectF(area.left() + 1, area.top() + 4, 3, area.height() - 8))
            centre = QPointF(room.left() + 5, room.center().y())
            draw_dot(painter, centre, column.dot(entry), brushes, bar_height=16)
            room.setLeft(room.left() + _CELL_MARK)
        if column.fate is not None:
            fate = column.fate(entry)
            if fate is not None:
                draw_fate(painter, room, fate, brushes, brushes.body)
            return
        if column.counts is not None:
            draw_pills(painter, room.left(), room.center().y(), column.counts(entry), brushes)
            return
        role = "text" if section == 0 else "muted"
        text = column.text(entry, self._model.clock())
        locked = column.locked is not None and column.locked(entry)
        if locked:
            room.setRight(room.right() - LOCK_WIDTH - 4)
        colour = brushes.colour(role)
        taken = draw_text(painter, room, text, brushes.body, colour, right=column.right, middle=column.middle)
        if locked:
            draw_lock(painter, room.translated(taken + 4, 0), brushes)

    def _paint_related(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brushes.colour("selection"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
