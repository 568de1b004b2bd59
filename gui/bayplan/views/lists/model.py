"""The rows of one list as a Qt model that changes in place and is never reset."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bayplan.domain.list_rows import Entry, Heading, by_thing
from bayplan.domain.rows import Row
from bayplan.views.lists.definition import Column, ListDefinition
from bayplan.views.lists.outcome_parts import spoken_fate

Index = QModelIndex | QPersistentModelIndex

#: The parent of every row of a table.
_ROOT = QModelIndex()

#: Up to this many separate runs of rows are removed or inserted one by one; beyond it the whole order is exchanged
#: at once, which costs the same however much changed.
_MOST_RUNS = 24
#: More rows than this are not looked at one by one.
_MOST_SINGLE_ROWS = 2000

_thing_of = attrgetter("thing")


class RowsModel(QAbstractTableModel):
    """Shows the entries it is given, in their order; filtering and sorting happen before.

    Attributes:
        definition: the columns and the words. clock: the present time, for ages.
    """

    def __init__(
        self, definition: ListDefinition[Any], clock: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.definition = definition
        self.clock = clock
        self._entries: list[Entry] = []
        self._rows: dict[str, int] | None = None
        self._sort_key = self._sort_sign = ""

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown, in order."""
        return self._entries

    def entry(self, row: int) -> Entry:
        """What is shown on a line."""
        return self._entries[row]

    def row_of(self, thing: str) -> int:
        """The line a thing is shown on, -1 when it is not shown."""
        if self._rows is None:
            self._rows = dict(by_thing(self._entries))
        return self._rows.get(thing, -1)

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.definition.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        column = self.definition.columns[index.column()]
        if isinstance(entry, Heading):
            named = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return self.heading_text(entry) if named and index.column() == 0 else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(entry, self.clock())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._with_fate(self.definition.sentence if index.column() == 0 else column.text, entry, index)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(self._with_fate(column.tooltip or column.text, entry, index))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def _with_fate(self, speak: Callable[[Any, datetime], str], row: Row, index: Index) -> str:
        """What is said of a cell; the one that names the row also says what would become of it."""
        said = speak(row, self.clock())
        fate = spoken_fate(row) if index.column() == 0 else ""
        return f"{said}. {fate}" if fate else said

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.definition.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title + (self._sort_sign if column.key == self._sort_key else "")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def heading_text(self, heading: Heading) -> str:
        """A heading as one phrase: "shop, 5 containers, folded"."""
        noun = self.definition.noun if heading.members == 1 else f"{self.definition.noun}s"
        return f"{heading.title}, {heading.members:,} {noun}" + (", folded" if heading.folded else "")

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Marks the title of the column that the rows are sorted by."""
        mark = (key, " ↓" if descending else " ↑")
        if mark != (self._sort_key, self._sort_sign):
            self._sort_key, self._sort_sign = mark
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.definition.columns) - 1)

    # Changing

    def replace(self, rows: Sequence[Row]) -> None:
        """Puts changed rows in place of those of the same things; rows of things that are not shown are ignored."""
        at = [(self.row_of(row.thing), row) for row in rows]
        changed = [(line, row) for line, row in at if line >= 0]
        for line, row in changed:
            self._entries[line] = row
        self._tell_changed(sorted(line for line, _ in changed))

    def show(self, entries: list[Entry]) -> None:
        """Shows other entries or another order; whatever stays keeps its selection and its persistent indexes."""
        old = list(map(_thing_of, self._entries))
        new = list(map(_thing_of, entries))
        if old != new:
            steps = _steps(old, new)
            if steps is None:
                self._exchange(entries)
                return
            self._remove_and_insert(entries, *steps)
        self._take_over(entries)

    def _remove_and_insert(
        self, entries: list[Entry], gone: list[tuple[int, int]], come: list[tuple[int, int]]
    ) -> None:
        for first, last in reversed(gone):
            self.beginRemoveRows(_ROOT, first, last)
            del self._entries[first : last + 1]
            self._rows = None
            self.endRemoveRows()
        for first, last in come:
            self.beginInsertRows(_ROOT, first, last)
            self._entries[first:first] = entries[first : last + 1]
            self._rows = None
            self.endInsertRows()

    def _exchange(self, entries: list[Entry]) -> None:
        """Takes all entries over at once; the views then look again at everything on the screen."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        things = [self._entries[index.row()].thing for index in before]
        self._entries, self._rows = list(entries), None
        after = []
        for index, thing in zip(before, things, strict=True):
            line = self.row_of(thing)
            after.append(self.index(line, index.column()) if line >= 0 else QModelIndex())
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _take_over(self, entries: list[Entry]) -> None:
        """The things are in order now: tells of those that look different."""
        changed = [
            at
            for at, (old, new) in enumerate(zip(self._entries, entries, strict=True))
            if old is not new and old != new
        ]
        for at in changed:
            self._entries[at] = entries[at]
        self._tell_changed(changed)

    def _tell_changed(self, lines: list[int]) -> None:
        last_column = len(self.definition.columns) - 1
        runs = runs_of(lines)
        if len(runs) > _MOST_RUNS:
            runs = [(lines[0], lines[-1])]
        for first, last in runs:
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))


def _steps(old: list[str], new: list[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]] | None:
    """The runs to remove from ``old``, then those to insert, to get ``new``; None when that would take too many."""
    gone_things, come_things = set(old).difference(new), set(new).difference(old)
    if len(gone_things) + len(come_things) > _MOST_SINGLE_ROWS:
        return None
    gone = [at for at, thing in enumerate(old) if thing in gone_things]
    come = [at for at, thing in enumerate(new) if thing in come_things]
    gone_runs, come_runs = runs_of(gone), runs_of(come)
    if len(gone_runs) + len(come_runs) > _MOST_RUNS:
        return None
    stay_old = [thing for thing in old if thing not in gone_things]
    stay_new = [thing for thing in new if thing not in come_things]
    return (gone_runs, come_runs) if stay_old == stay_new else None


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def plain_tooltip(text: str) -> str:
    """Text as a tooltip that shows it literally, whatever it holds: Qt takes a tooltip for HTML if it looks like it."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def runs_of(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending line numbers as (first, last) of each unbroken run."""
    if not lines:
        return []
    breaks = [at for at, (line, following) in enumerate(pairwise(lines), 1) if following != line + 1]
    starts = [0, *breaks]
    ends = [*breaks, len(lines)]
    return [(lines[start], lines[end - 1]) for start, end in zip(starts, ends, strict=True)]
