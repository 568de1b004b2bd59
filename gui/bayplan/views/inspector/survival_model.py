"""The survival table as a Qt model: stores as rows, events as columns."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.outcome import StoreFate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.survival_table import SurvivalColumn, SurvivalRow, SurvivalTable
from bayplan.views.plain_text import for_tool_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class SurvivalModel(QAbstractTableModel):
    """Shows some of the columns of a table.

    Attributes:
        table: what is shown, None for nothing. columns: those of it that are shown. asked: the event asked about.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: SurvivalTable | None = None
        self.columns: tuple[SurvivalColumn, ...] = ()
        self.asked: Event | None = None

    def show(self, table: SurvivalTable | None, columns: tuple[SurvivalColumn, ...]) -> None:
        """Shows another table; one of the same rows and columns changes in place, so that the cursor stays."""
        same = (
            table is not None
            and self.table is not None
            and table.thing == self.table.thing
            and [row.store for row in table.rows] == [row.store for row in self.table.rows]
            and [column.event for column in columns] == [column.event for column in self.columns]
        )
        if same:
            changed = table != self.table
            self.table, self.columns = table, columns
            if changed:
                self._tell()
            return
        self.beginResetModel()
        self.table, self.columns = table, columns
        self.endResetModel()

    def ask(self, event: Event | None) -> None:
        """Marks the column of the event that is asked about."""
        if event is not self.asked:
            self.asked = event
            self._tell()
            if self.columns:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def row(self, number: int) -> SurvivalRow:
        """The store of a row."""
        assert self.table is not None
        return self.table.rows[number]

    def fate(self, index: Index) -> StoreFate:
        """What a cell says."""
        assert self.table is not None
        return self.table.cell(self.row(index.row()), self.columns[index.column()])

    def sentence(self, index: Index) -> str:
        """A cell in words: "writable layer, remove: lost. The writable layer is deleted with the container."."""
        fate = self.fate(index)
        title = EVENT_WORDS[self.columns[index.column()].event].title
        more = f" It depends on {fate.depends_on}." if fate.depends_on else ""
        return f"{self.row(index.row()).label}, {title}: {FATE_WORDS[fate.fate].word}. {fate.reason}{more}"

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many stores."""
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many events."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The sign of a cell, and its sentence for those who point at it or have it read aloud."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return FATE_WORDS[self.fate(index).fate].sign
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.sentence(index)
            case Qt.ItemDataRole.ToolTipRole:
                return for_tool_tip(self.sentence(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The event of a column, the store of a row."""
        if orientation is Qt.Orientation.Horizontal:
            words = EVENT_WORDS[self.columns[section].event]
            texts = {
                Qt.ItemDataRole.DisplayRole: words.title,
                Qt.ItemDataRole.ToolTipRole: for_tool_tip(words.explanation),
            }
        else:
            row = self.row(section)
            texts = {Qt.ItemDataRole.DisplayRole: row.label, Qt.ItemDataRole.ToolTipRole: for_tool_tip(row.name)}
        return texts.get(Qt.ItemDataRole(role))

    def _tell(self) -> None:
        if self.rowCount() and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))
