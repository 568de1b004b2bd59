"""A plain table of lines that only grows at its end or is replaced as a whole: findings and activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from bayplan.layout.theme import Theme
from bayplan.views.plain_text import for_tool_tip
from bayplan.views.theme_colours import theme_colours

THING_ROLE = Qt.ItemDataRole.UserRole
_AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its cells, the role of each cell's colour, the thing it is about ("" for none), and a tooltip."""

    cells: tuple[str, ...]
    roles: tuple[str, ...]
    thing: str = ""
    more: str = ""


class Lines(QAbstractTableModel):
    """The lines, the newest first; holds at most ``capacity``."""

    def __init__(self, headings: Sequence[str], capacity: int, parent: QObject) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._capacity = capacity
        self._lines: list[Line] = []
        self._theme: Theme | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown, from the top."""
        return self._lines

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._theme = theme
        if self._lines:
            last = self.index(len(self._lines) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])

    def put_first(self, line: Line) -> None:
        """Adds a line on top; the oldest goes when there are too many."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._lines.insert(0, line)
        self.endInsertRows()
        if len(self._lines) > self._capacity:
            self.beginRemoveRows(QModelIndex(), self._capacity, self._capacity)
            self._lines.pop()
            self.endRemoveRows()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows these lines, keeping the rows that stay, so that the selection and the scroll position stay too."""
        wanted = set(lines)
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row] not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._lines[row]
                self.endRemoveRows()
        for row, line in enumerate(lines[: self._capacity]):
            if row < len(self._lines) and self._lines[row] == line:
                continue
            self.beginInsertRows(QModelIndex(), row, row)
            self._lines.insert(row, line)
            self.endInsertRows()
        while len(self._lines) > min(len(lines), self._capacity):
            last = len(self._lines) - 1
            self.beginRemoveRows(QModelIndex(), last, last)
            del self._lines[last]
            self.endRemoveRows()

    def clear(self) -> None:
        """Forgets every line, as when another engine is shown."""
        self.show_lines([])

    def rowCount(self, parent: _AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: _AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        across = orientation == Qt.Orientation.Horizontal
        return self._headings[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.cells[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return for_tool_tip(line.more or line.cells[index.column()])
            case Qt.ItemDataRole.ForegroundRole if self._theme is not None:
                return QColor(theme_colours(self._theme.name).colour(line.roles[index.column()]))
            case _ if role == THING_ROLE:
                return line.thing
        return None
