"""The table that shows journal lines; one that is chosen leads to the thing it is about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.journal import THING_ROLE, Lines
from bayplan.views.plain_text import PlainLabel

_ROW_HEIGHT = 26


class LineTable(QWidget):
    """A table of :class:`Lines` with a sentence in its place while it is empty.

    Signals:
        thing_chosen(str): the person went to a line about this thing.
        context_menu_requested(list, QPoint): the thing under the mouse, as a list of one, and where (global).
    """

    thing_chosen = Signal(str)
    context_menu_requested = Signal(list, QPoint)

    def __init__(
        self, name: str, headings: Sequence[str], stretch: Sequence[int], empty: str, capacity: int = 1000
    ) -> None:
        super().__init__()
        self.lines = Lines(headings, capacity, self)
        self.table = QTableView()
        self.table.setAccessibleName(name)
        self.table.setModel(self.lines)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._request_menu)
        self.table.clicked.connect(self._go)
        self.table.activated.connect(self._go)
        rows = self.table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        columns = self.table.horizontalHeader()
        columns.hide()
        columns.setMinimumSectionSize(24)
        for column_number in stretch:
            columns.setSectionResizeMode(column_number, QHeaderView.ResizeMode.Stretch)
        self._columns = columns
        self._empty = PlainLabel(empty, "muted")
        self._empty.setContentsMargins(10, 8, 10, 8)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 6)
        column.setSpacing(0)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        self.lines.rowsInserted.connect(self._show_emptiness)
        self.lines.rowsRemoved.connect(self._show_emptiness)
        self._show_emptiness()

    def set_widths(self, widths: dict[int, int]) -> None:
        """Sets the widths of columns, in pixels."""
        for column, width in widths.items():
            self._columns.resizeSection(column, width)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.lines.set_theme(theme)

    def set_empty_words(self, words: str) -> None:
        """What to say while there are no lines."""
        self._empty.setText(words)

    def _show_emptiness(self) -> None:
        empty = not self.lines.lines
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)

    def _go(self, index: QModelIndex) -> None:
        if thing := index.data(THING_ROLE):
            self.thing_chosen.emit(thing)

    def _request_menu(self, at: QPoint) -> None:
        if thing := self.table.indexAt(at).data(THING_ROLE):
            self.context_menu_requested.emit([thing], self.table.viewport().mapToGlobal(at))
