"""The survival table on the screen: cells with signs on tinted grounds, a cursor for the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from bayplan.domain.event import Event
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.survival_table import SurvivalColumn, SurvivalTable
from bayplan.layout.theme import Theme
from bayplan.views.fate_signs import draw_fate_sign
from bayplan.views.inspector.survival_headers import EventTitles, StoreTitles
from bayplan.views.inspector.survival_model import Index, SurvivalModel
from bayplan.views.theme_colours import theme_colours

#: How wide a column is, and how narrow it gets so that up to so many have room.
_CELL, _LEAST_CELL, _ENOUGH = 23, 20, 8
_ROW = 23
_SIGN = 10
_TINT = 0.17
#: The names of the stores take at most this share of the width.
_NAMES_SHARE = 0.385
_LEAST_NAMES = 60


class SurvivalView(QTableView):
    """Shows a table, as many of its columns as there is room for, or all of them in a row that scrolls.

    Signals:
        asked(row, column): Space, or a click on a title: the event is to be asked about (row -1 for a title).
        explained(QModelIndex): Enter, or a click on a cell: its reason is wanted. moved(QModelIndex): the cursor is on
            another cell.
        resized(): it needs another height.
    """

    asked = Signal(int, int)
    explained = Signal(QModelIndex)
    moved = Signal(QModelIndex)
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("survivalTable")
        self.setAccessibleName("What survives what")
        self.cells = SurvivalModel(self)
        self._table: SurvivalTable | None = None
        self._all = False
        self._needed = 0
        self._room = 0
        self._cell = _CELL
        self._delegate = CellDelegate(self.cells, theme, self)
        self.titles = EventTitles(self.cells, theme, self)
        self.names = StoreTitles(self.cells, theme, self)
        self.setModel(self.cells)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(self.titles)
        self.setVerticalHeader(self.names)
        self.titles.setDefaultSectionSize(_CELL)
        self.names.setDefaultSectionSize(_ROW)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.titles.sectionClicked.connect(lambda section: self.asked.emit(-1, section))

    @property
    def table(self) -> SurvivalTable | None:
        """What is shown."""
        return self._table

    def show_table(self, table: SurvivalTable | None) -> None:
        """Shows a table; the cursor and the scroll stay when it is the same one with other fates."""
        self._table = table
        self._choose_columns()

    def show_all(self, everything: bool) -> None:
        """Shows every event, also those that cannot happen, or those that there is room for."""
        self._all = everything
        self._choose_columns()

    def ask(self, event: Event | None) -> None:
        """Marks the event that is asked about; its column is shown in any case."""
        self.cells.ask(event)
        self._choose_columns()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._delegate.set_theme(theme)
        self.titles.set_theme(theme)
        self.names.set_theme(theme)
        self.viewport().update()

    def fit(self, width: int) -> int:
        """Arranges itself for a width; returns the height that it needs in it."""
        if width != self._room:
            self._room = width
            self._choose_columns()
        return self._needed

    def sizeHint(self) -> QSize:
        """As wide as it is, as high as it needs to be."""
        return QSize(self.width(), self._needed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """Its height; it scrolls sideways."""
        return QSize(120, self._needed)

    def updateGeometries(self) -> None:  # noqa: N802 -- Qt's name
        """Lets one scroll to the end of the last title, which rises beyond its column."""
        super().updateGeometries()
        bar = self.horizontalScrollBar()
        most = max(self._whole_width() - self.viewport().width(), 0)
        if bar.maximum() != most:
            bar.setMaximum(most)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter explains, Space asks, the arrows move."""
        index = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index.isValid():
            self.explained.emit(index)
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self.asked.emit(index.row(), index.column())
        elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            event.ignore()  # the panel scrolls, not the table
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor begins at the first cell."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.cells.rowCount() and self.cells.columns:
            self.setCurrentIndex(self.cells.index(0, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 -- Qt's name
        """Tells that the cursor moved."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid():
            self.moved.emit(self.currentIndex())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click explains."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.explained.emit(index)

    def leaveEvent(self, event: QEvent) -> None:
        """Repaints the cell that was pointed at."""
        super().leaveEvent(event)
        self.viewport().update()

    def _choose_columns(self) -> None:
        table = self._table
        if table is None:
            self.cells.show(None, ())
            return
        # The names first: what is left is for the events.
        most = max(round(self._room * _NAMES_SHARE), _LEAST_NAMES)
        wanted = self.names.wanted_width(table.rows)
        names = min(wanted, most)
        columns, self._cell = table.columns, _CELL
        if not self._all:
            columns, self._cell = self._fitting(table, self._room - names)
            if len(columns) <= _ENOUGH:
                # A name that is nearly whole gets the pixels that the cells can spare.
                missing = wanted - (self._room - len(columns) * self._cell - self.titles.overhang(columns, self._cell))
                self._cell = max(_LEAST_CELL, self._cell - max(-(-missing // len(columns)), 0))
        self.titles.setDefaultSectionSize(self._cell)
        self.cells.show(table, columns)
        # What the columns leave goes to the names.
        names = min(wanted, max(names, self._room - self._whole_width()))
        self.names.setFixedWidth(names)
        self.titles.setFixedHeight(self.titles.height_of(columns))
        self.updateGeometries()
        needed = self.titles.height() + len(table.rows) * _ROW
        if names + self._whole_width() > self._room:
            needed += self.horizontalScrollBar().sizeHint().height()
        if needed != self._needed:
            self._needed = needed
            self.updateGeometry()
            self.resized.emit()

    def _whole_width(self) -> int:
        """What the columns and the titles over them take."""
        return len(self.cells.columns) * self._cell + self.titles.overhang(self.cells.columns, self._cell)

    def _fitting(self, table: SurvivalTable, room: int) -> tuple[tuple[SurvivalColumn, ...], int]:
        """The columns that matter most, as many as have room with all of their titles, and how wide they can be."""
        for most in range(room // _LEAST_CELL, 1, -1):
            columns = table.best_columns(most, self.cells.asked)
            for cell in range(_CELL, (_LEAST_CELL if most <= _ENOUGH else _CELL) - 1, -1):
                if len(columns) * cell + self.titles.overhang(columns, cell) <= room:
                    return columns, cell
        return table.best_columns(1, self.cells.asked), _CELL


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: the sign of its fate on a ground in its tone."""

    def __init__(self, cells: SurvivalModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._theme = theme
        self._grounds: dict[Fate, QColor] = {}

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._theme = theme
        self._grounds.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All cells are alike."""
        return QSize(_CELL, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one cell."""
        fate = self._cells.fate(index)
        colours = theme_colours(self._theme.name)
        view = option.widget
        focused = isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index
        asked = self._cells.columns[index.column()].event is self._cells.asked
        area = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        colour = colours.colour(FATE_WORDS[fate.fate].tone)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if focused:
            painter.setPen(QPen(colours.colour("focus"), 2))
        elif asked:
            painter.setPen(QPen(colours.colour("selection"), 1.4))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground(fate.fate))
        painter.drawRoundedRect(area, 4, 4)
        # What the event does not concern at all steps back.
        painter.setOpacity(1.0 if fate.concerned or fate.fate is not Fate.SURVIVES else 0.55)
        sign = QRectF(0, 0, _SIGN, _SIGN)
        sign.moveCenter(area.center())
        draw_fate_sign(painter, fate.fate, sign, colour)
        painter.restore()

    def _ground(self, fate: Fate) -> QColor:
        found = self._grounds.get(fate)
        if found is None:
            colours = theme_colours(self._theme.name)
            panel = colours.colour("panel")
            if fate is Fate.NOT_APPLICABLE:
                found = panel
            else:
                found = colours.blend(colours.colour(FATE_WORDS[fate].tone), panel, _TINT)
            self._grounds[fate] = found
        return found
