"""The titles of the survival table: events written upwards, stores with the colour of their kind."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from bayplan.domain.event import EVENT_WORDS
from bayplan.domain.survival_table import SurvivalColumn, SurvivalRow
from bayplan.layout.theme import Theme
from bayplan.views.inspector.survival_model import SurvivalModel
from bayplan.views.theme_colours import theme_colours

#: The angle at which titles rise, in degrees, and the longest of them in pixels.
_RISE = 58
_LONGEST = 96
_BAR = 3
_AFTER_BAR = 7
_FONT_PIXELS = 11


class EventTitles(QHeaderView):
    """The events over the columns, rising to the right; what rises over the last column needs room beside it."""

    def __init__(self, model: SurvivalModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._events = model
        self._theme = theme
        self.hovered = -1
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._theme = theme
        self.viewport().update()

    def overhang(self, columns: Sequence[SurvivalColumn], cell: int) -> int:
        """How far the titles of these columns, each ``cell`` pixels wide, reach beyond the last of them."""
        reach = 0.0
        for section, column in enumerate(columns):
            to_end = (len(columns) - section - 0.5) * cell
            reach = max(reach, self._width(column) * math.cos(math.radians(_RISE)) + 6 - to_end)
        return math.ceil(reach)

    def height_of(self, columns: Sequence[SurvivalColumn]) -> int:
        """The height that the longest title of these columns needs."""
        longest = max(map(self._width, columns), default=0.0)
        return math.ceil(longest * math.sin(math.radians(_RISE))) + 12

    def sizeHint(self) -> QSize:
        """As high as the longest title."""
        return QSize(0, self.height_of(self._events.columns))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints every title that is in sight: each reaches over the sections at its right."""
        colours = theme_colours(self._theme.name)
        painter = QPainter(self.viewport())
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(event.rect())
            for section, column in enumerate(self._events.columns):
                left, width = self.sectionViewportPosition(section), self.sectionSize(section)
                if left + width < -_LONGEST or left > self.viewport().width():
                    continue
                asked = column.event is self._events.asked
                painter.save()
                painter.translate(QPointF(left + width / 2 + 2, self.height() - 4))
                painter.rotate(-_RISE)
                painter.setFont(self._face(strong=asked))
                role = "selection" if asked else "text" if section == self.hovered else "muted"
                painter.setPen(colours.colour(role if column.applies else "faint"))
                painter.drawText(QPointF(0, 3), self._text(column))
                painter.restore()
        finally:
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows which title a click would choose."""
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, section: int) -> None:
        if section != self.hovered:
            self.hovered = section
            self.viewport().update()

    def _text(self, column: SurvivalColumn) -> str:
        title = EVENT_WORDS[column.event].title
        return QFontMetricsF(self._face(strong=True)).elidedText(title, Qt.TextElideMode.ElideRight, _LONGEST)

    def _width(self, column: SurvivalColumn) -> float:
        return QFontMetricsF(self._face(strong=True)).horizontalAdvance(self._text(column))

    def _face(self, *, strong: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_FONT_PIXELS)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font


class StoreTitles(QHeaderView):
    """The stores before the rows."""

    def __init__(self, model: SurvivalModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._stores = model
        self._theme = theme
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._theme = theme
        self.viewport().update()

    def wanted_width(self, rows: Sequence[SurvivalRow]) -> int:
        """The room that the longest name takes."""
        metrics = QFontMetricsF(self._face())
        return (
            math.ceil(max((metrics.horizontalAdvance(row.label) for row in rows), default=0.0)) + _BAR + _AFTER_BAR + 6
        )

    def sizeHint(self) -> QSize:
        """As wide as it was told to be."""
        return QSize(self.width(), 0)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 -- Qt's name
        """Paints a name behind the bar of its kind, shortened where it tells least."""
        area = QRectF(rect)
        row = self._stores.row(section)
        colours = theme_colours(self._theme.name)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.kind(row.kind))
        painter.drawRoundedRect(QRectF(area.left(), area.top() + 4, _BAR, area.height() - 8), 1, 1)
        room = area.adjusted(_BAR + _AFTER_BAR, 0, -6, 0)
        # The end of a path tells more than its beginning.
        mode = Qt.TextElideMode.ElideLeft if "/" in row.label else Qt.TextElideMode.ElideMiddle
        painter.setFont(self._face())
        painter.setPen(colours.colour("text"))
        shown = QFontMetricsF(self._face()).elidedText(" ".join(row.label.split()), mode, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, int(flags), shown)
        painter.restore()

    def _face(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_FONT_PIXELS + 1)
        return font
