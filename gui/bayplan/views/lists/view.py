"""The table that shows the rows of one list, as cards or in columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from bayplan.domain.list_rows import Heading
from bayplan.layout.theme import Theme
from bayplan.views.lists.columns import ColumnsHeader
from bayplan.views.lists.delegate import RowDelegate
from bayplan.views.lists.model import RowsModel, runs_of

_ROWS = QItemSelectionModel.SelectionFlag.Rows


class RowsView(QTableView):
    """Shows a :class:`RowsModel`.

    Signals:
        fold_requested(key, fold): a group is to be folded (True) or unfolded.
        menu_requested(line, position): a context menu for a line (-1: for none), at a global position.
        opened(line): a row was double-clicked, or Enter pressed on it.
        find_requested(): the person wants to type into the filter.
    """

    fold_requested = Signal(str, bool)
    menu_requested = Signal(int, QPoint)
    opened = Signal(int)
    find_requested = Signal()

    def __init__(self, model: RowsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = RowDelegate(model, theme, self.font(), self)
        self._typed = ""
        self._typing = QElapsedTimer()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.columns = ColumnsHeader(model.definition.columns, self)
        self.setHorizontalHeader(self.columns)
        self.setAccessibleName(model.definition.title)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.entered.connect(self._hover)
        self.doubleClicked.connect(self._open)
        lines = self.verticalHeader()
        lines.hide()
        lines.setMinimumSectionSize(1)
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_cards(True)

    # How it looks

    def set_cards(self, cards: bool) -> None:
        """Cards of two lines, or one line in columns under a header."""
        self._delegate.cards = cards
        self.columns.set_one_column(cards)
        self.fit_heights()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def set_related(self, things: frozenset[str]) -> None:
        """Marks the rows of these things as linked to what is selected."""
        if things != self._delegate.related:
            self._delegate.related = things
            self.viewport().update()

    def related(self) -> frozenset[str]:
        """The things whose rows are marked as linked."""
        return self._delegate.related

    def level_heights(self) -> None:
        """Gives every line the same height; call it before lines come, go or move.

        Qt carries every height that is not the usual one through such a change, which takes longer than the rest.
        """
        lines = self.verticalHeader()
        lines.blockSignals(True)
        lines.setDefaultSectionSize(self._delegate.row_height())
        lines.blockSignals(False)

    def fit_heights(self) -> None:
        """Gives headings their own height; call it after lines came, went or moved."""
        lines = self.verticalHeader()
        self.level_heights()
        height = self._delegate.row_height(heading=True)
        # The header would place and announce each of a thousand sizes; the table needs to hear of it once.
        lines.blockSignals(True)
        lines.setUpdatesEnabled(False)
        for line, entry in enumerate(self._model.entries):
            if isinstance(entry, Heading):
                lines.resizeSection(line, height)
        lines.setUpdatesEnabled(True)
        lines.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    # Keeping the place

    def place(self) -> list[tuple[str, int]]:
        """Things on screen, each with its distance from the top in pixels: the current row first, then from the top.

        Empty when the list is scrolled to its beginning: then new rows at the top are to be seen.
        """
        if self.verticalScrollBar().value() == 0:
            return []
        entries = self._model.entries
        last = self.rowAt(self.viewport().height() - 1)
        lines = range(max(self.rowAt(0), 0), (last if last >= 0 else len(entries) - 1) + 1)
        current = self.currentIndex().row()
        ordered = [current, *lines] if current in lines else lines
        return [(entries[line].thing, self.rowViewportPosition(line)) for line in ordered]

    def restore_place(self, place: Iterable[tuple[str, int]]) -> None:
        """Scrolls so that the first thing of ``place`` that is still shown is where it was."""
        for thing, distance in place:
            line = self._model.row_of(thing)
            if line >= 0:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.rowViewportPosition(line) - distance)
                return

    # Selection

    def selected_lines(self) -> set[int]:
        """The lines that are selected."""
        return {
            line for span in self.selectionModel().selection().toList() for line in range(span.top(), span.bottom() + 1)
        }

    def select_lines(self, lines: set[int], current: int) -> None:
        """Selects exactly these lines; ``current`` (-1: leave it) becomes the current one."""
        selection = self.selectionModel()
        if lines != self.selected_lines():
            chosen = QItemSelection()
            for first, last in runs_of(sorted(lines)):
                chosen.select(self._model.index(first, 0), self._model.index(last, 0))
            selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS)
        if current >= 0 and self.currentIndex().row() != current:
            selection.setCurrentIndex(self._model.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    # What people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self._current_entry()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Find) or (plain and event.text() == "/"):
            self.find_requested.emit()
        elif plain and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and isinstance(entry, Heading):
            self.fold_requested.emit(entry.key, not entry.folded)
        elif plain and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and entry is not None:
            self.opened.emit(self.currentIndex().row())
        elif plain and self._delegate.cards and key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._step_group(fold=key == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - overrides Qt
        """Moves to the next row whose name begins with what is being typed."""
        pause = QApplication.keyboardInputInterval()
        if not self._typing.isValid() or self._typing.elapsed() > pause:
            self._typed = ""
        self._typing.restart()
        again = self._typed == search.casefold()
        self._typed = self._typed if again else self._typed + search.casefold()
        entries = self._model.entries
        start = self.currentIndex().row() + (1 if again or len(self._typed) == 1 else 0)
        for step in range(len(entries)):
            line = (max(start, 0) + step) % len(entries)
            entry = entries[line]
            if not isinstance(entry, Heading) and entry.name.casefold().startswith(self._typed):
                self.selectionModel().setCurrentIndex(
                    self._model.index(line, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
                )
                return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self.rowAt(event.position().toPoint().y())
        entry = self._model.entry(line) if line >= 0 else None
        if isinstance(entry, Heading) and event.button() is Qt.MouseButton.LeftButton:
            self.fold_requested.emit(entry.key, not entry.folded)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.menu_requested.emit(self.rowAt(event.pos().y()), event.globalPos())
            return
        line = self.currentIndex().row()
        spot = QPoint(40, self.rowViewportPosition(line) + self.rowHeight(line) // 2) if line >= 0 else QPoint(40, 20)
        self.menu_requested.emit(line, self.viewport().mapToGlobal(spot))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(-1)
        super().leaveEvent(event)

    def _hover(self, index: QModelIndex) -> None:
        heading = isinstance(self._model.entry(index.row()), Heading)
        self._set_hovered(-1 if heading else index.row())

    def _set_hovered(self, line: int) -> None:
        before, self._delegate.hovered = self._delegate.hovered, line
        for changed in {before, line} - {-1}:
            self.viewport().update(
                0, self.rowViewportPosition(changed), self.viewport().width(), self._delegate.row_height()
            )

    def _open(self, index: QModelIndex) -> None:
        if not isinstance(self._model.entry(index.row()), Heading):
            self.opened.emit(index.row())

    def _current_entry(self) -> Any:
        index = self.currentIndex()
        return self._model.entry(index.row()) if index.isValid() else None

    def _step_group(self, *, fold: bool) -> None:
        """Left and right, as in a tree: to the heading, and fold; unfold, and into the group."""
        line = self.currentIndex().row()
        entry = self._current_entry()
        if isinstance(entry, Heading):
            if entry.folded != fold:
                self.fold_requested.emit(entry.key, fold)
            elif not fold:
                self._go(line + 1)
        elif fold:
            while line >= 0 and not isinstance(self._model.entry(line), Heading):
                line -= 1
            self._go(line)

    def _go(self, line: int) -> None:
        if 0 <= line < len(self._model.entries):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
            self.selectionModel().setCurrentIndex(self._model.index(line, 0), flags)
