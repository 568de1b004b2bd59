"""The rows of a proof as a model: what was predicted beside what was observed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.proof_rows import DIFFERS, SAME, ProofRow
from bayplan.layout.theme import Theme
from bayplan.views.fate_signs import fate_icon
from bayplan.views.plain_text import for_tool_tip
from bayplan.views.theme_colours import theme_colours

STORE, PREDICTED, OBSERVED, VERDICT = range(4)
_HEADINGS = ("Store", "Predicted", "Observed", "Same?")
_SIGN = 11
_AnyIndex = QModelIndex | QPersistentModelIndex


class ProofModel(QAbstractTableModel):
    """A table that only grows, or is emptied.

    Attributes:
        rows: what is shown, from the top.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ProofRow] = []
        self._theme: Theme | None = None
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def add(self, rows: Sequence[ProofRow]) -> None:
        """Adds rows at the end."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def clear(self) -> None:
        """Takes all rows away."""
        self.beginResetModel()
        self.rows.clear()
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._theme = theme
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, VERDICT))

    def rowCount(self, parent: _AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        across = orientation == Qt.Orientation.Horizontal
        return _HEADINGS[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "" if row.heading and column else self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return for_tool_tip("\n".join((row.path, *row.explanation)).strip())
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.text.replace("\t", ", ")
            case Qt.ItemDataRole.ForegroundRole if self._theme is not None:
                return theme_colours(self._theme.name).colour(self._role(row, column))
            case Qt.ItemDataRole.BackgroundRole if self._theme is not None and row.verdict == DIFFERS:
                return QColor(self._theme.colour("danger-fill"))
            case Qt.ItemDataRole.BackgroundRole if self._theme is not None and row.heading:
                return QColor(self._theme.colour("panel-sunken"))
            case Qt.ItemDataRole.FontRole if row.heading or row.verdict == DIFFERS:
                return self._bold
            case Qt.ItemDataRole.DecorationRole if self._theme is not None:
                fate = self._fate(row, column)
                return None if fate is None else fate_icon(fate, self._theme.colour(FATE_WORDS[fate].tone), _SIGN)
        return None

    @staticmethod
    def _text(row: ProofRow, column: int) -> str:
        return (row.place, row.predicted, row.observed, row.verdict)[column]

    @staticmethod
    def _fate(row: ProofRow, column: int) -> Fate | None:
        return {PREDICTED: row.predicted_fate, OBSERVED: row.observed_fate}.get(column)

    def _role(self, row: ProofRow, column: int) -> str:
        if row.heading:
            return "danger" if row.verdict == DIFFERS else "text"
        if column == VERDICT:
            return {SAME: "ok", DIFFERS: "danger"}.get(row.verdict, "muted")
        fate = self._fate(row, column)
        if fate is not None:
            return FATE_WORDS[fate].tone
        return "text" if row.verdict in {SAME, DIFFERS} else "muted"
