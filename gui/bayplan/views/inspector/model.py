"""An inspection as a tree of two levels: sections and their rows."""

from __future__ import annotations

from itertools import count
from typing import Any, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bayplan.domain.inspection import Form, Inspection, Row, Section
from bayplan.views.inspector.reconcile import reconcile

Index = QModelIndex | QPersistentModelIndex

#: The Row or the Section itself.
ITEM_ROLE = Qt.ItemDataRole.UserRole

_NO_INDEX = QModelIndex()
_TOP = 0  # internal id of sections; a row's is the serial number of its section


class InspectionModel(QAbstractItemModel):
    """Shows one inspection at a time; a new one about the same thing changes only the rows that differ."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thing: str | None = None
        self._sections: list[Section] = []
        self._serials: list[int] = []
        self._next_serial = count(_TOP + 1)

    def show(self, inspection: Inspection) -> bool:
        """Takes over an inspection. True when it is about another thing than before (everything was replaced)."""
        if inspection.thing != self._thing:
            self.beginResetModel()
            self._thing = inspection.thing
            self._sections = list(inspection.sections)
            self._serials = [next(self._next_serial) for _ in self._sections]
            self.endResetModel()
            return True
        reconcile(
            list(self._sections),
            inspection.sections,
            remove=self._remove_section,
            insert=self._insert_section,
            change=self._change_section,
        )
        return False

    def item(self, index: Index) -> Section | Row | None:
        """What an index stands for."""
        if not index.isValid():
            return None
        if index.internalId() == _TOP:
            return self._sections[index.row()]
        return self._sections[self._serials.index(index.internalId())].rows[index.row()]

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        """The index of a section (no parent) or of a row of the section ``parent``."""
        if column != 0 or row < 0 or row >= self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, column, self._serials[parent.row()] if parent.isValid() else _TOP)

    @overload
    def parent(self) -> QObject | None: ...

    @overload
    def parent(self, index: Index) -> QModelIndex: ...

    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:
        """The section of a row; without an index the object that owns the model."""
        if index is None:
            return super().parent()
        if not index.isValid() or index.internalId() == _TOP or index.internalId() not in self._serials:
            return QModelIndex()
        return self.createIndex(self._serials.index(index.internalId()), 0, _TOP)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """How many sections, or rows of a section."""
        if not parent.isValid():
            return len(self._sections)
        return len(self._sections[parent.row()].rows) if parent.internalId() == _TOP else 0

    def columnCount(self, _parent: Index = _NO_INDEX) -> int:
        """Always one."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The item itself for ITEM_ROLE, its words for reading aloud."""
        item = self.item(index)
        if item is None:
            return None
        if role == ITEM_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return spoken(item)
        return None

    def _remove_section(self, position: int) -> None:
        self.beginRemoveRows(QModelIndex(), position, position)
        del self._sections[position]
        del self._serials[position]
        self.endRemoveRows()

    def _insert_section(self, position: int, section: Section) -> None:
        self.beginInsertRows(QModelIndex(), position, position)
        self._sections.insert(position, section)
        self._serials.insert(position, next(self._next_serial))
        self.endInsertRows()

    def _change_section(self, position: int, section: Section) -> None:
        parent = self.index(position, 0)
        old = self._sections[position]
        rows = list(old.rows)

        def put(changed: list[Row]) -> None:
            self._sections[position] = Section(
                key=section.key, title=section.title, rows=tuple(changed), note=section.note, folded=section.folded
            )

        def remove(at: int) -> None:
            self.beginRemoveRows(parent, at, at)
            del rows[at]
            put(rows)
            self.endRemoveRows()

        def insert(at: int, row: Row) -> None:
            self.beginInsertRows(parent, at, at)
            rows.insert(at, row)
            put(rows)
            self.endInsertRows()

        def change(at: int, row: Row) -> None:
            rows[at] = row
            put(rows)
            index = self.index(at, 0, parent)
            self.dataChanged.emit(index, index)

        reconcile(old.rows, section.rows, remove=remove, insert=insert, change=change)
        put(rows)
        self.dataChanged.emit(parent, parent)


def spoken(item: Section | Row) -> str:
    """A section or a row as one line of words."""
    if isinstance(item, Section):
        return f"{item.title}, {item.note}" if item.note else item.title
    parts = [item.label, item.value, item.note, item.remedy]
    if item.form is Form.FINDING:
        parts = [item.value, item.label, item.note, item.remedy]
    return ", ".join(part for part in parts if part)
