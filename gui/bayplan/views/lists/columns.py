"""The header of a list: which columns are shown, where, how wide, and by which one the rows are sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from bayplan.views.lists.definition import Column


class ColumnsHeader(QHeaderView):
    """A header over declared columns.

    Signals:
        sort_requested(key, descending): a person clicked a column's title.
    """

    sort_requested = Signal(str, bool)

    def __init__(self, columns: Sequence[Column[Any]], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._declared = columns
        self._one = self._asked = False
        # What a person chose; Qt's own numbers say something else while only one column is shown.
        self._shown = {column.key: column.shown for column in columns}
        self._widths = {column.key: column.width for column in columns}
        self._quiet = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # The title itself says how the rows are sorted: a style sheet may leave no room for Qt's own sign.
        self.setSortIndicatorShown(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_columns)
        self.sortIndicatorChanged.connect(self._sort)
        self.sectionResized.connect(self._remember_width)

    def set_one_column(self, one: bool) -> None:
        """Shows the first column alone, as wide as there is room, without titles; or all that were chosen."""
        self._one = one
        self.setVisible(not one)
        self._apply()

    def show_outcome(self, asked: bool) -> None:
        """Shows the columns of what would happen, or hides them."""
        if asked != self._asked:
            self._asked = asked
            self._apply()

    def offered(self) -> list[Column[Any]]:
        """The columns that mean something now."""
        return [column for column in self._declared if self._asked or column.fate is None]

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Marks the column that the rows are sorted by."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._quiet = True
        self.setSortIndicator(self._section(key), order)
        self._quiet = False

    def show_column(self, key: str, *, shown: bool) -> None:
        """Shows or hides a column; the first one always stays."""
        if key != self._declared[0].key:
            self._shown[key] = shown
            self._apply()

    def add_choices(self, menu: QMenu) -> None:
        """Adds to a menu an action for each column that shows or hides it."""
        for column in self.offered()[1:]:
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(self._shown[column.key])
            action.toggled.connect(lambda shown, key=column.key: self.show_column(key, shown=shown))
            menu.addAction(action)

    def columns_state(self) -> dict[str, Any]:
        """Widths, order and visibility as plain data."""
        order = [self._declared[self.logicalIndex(place)].key for place in range(self.count())]
        return {"widths": dict(self._widths), "shown": [k for k, shown in self._shown.items() if shown], "order": order}

    def restore_columns(self, state: Mapping[str, Any]) -> None:
        """Takes back what :meth:`columns_state` gave; unknown columns are ignored, missing ones keep their place."""
        for key, width in state.get("widths", {}).items():
            if key in self._widths:
                self._widths[key] = int(width)
        if "shown" in state:
            self._shown = {key: key in state["shown"] or key == self._declared[0].key for key in self._shown}
        known = [key for key in state.get("order", ()) if key in self._shown]
        for place, key in enumerate(known):
            self.moveSection(self.visualIndex(self._section(key)), place)
        self._apply()

    def _apply(self) -> None:
        self._quiet = True
        stretch, free = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive
        for section, column in enumerate(self._declared[: self.count()]):
            wanted = self._shown[column.key] and (self._asked or column.fate is None)
            self.setSectionHidden(section, section > 0 if self._one else not wanted)
            self.setSectionResizeMode(section, stretch if self._one and section == 0 else free)
            if not self._one and wanted:
                self.resizeSection(section, self._widths[column.key])
        self._quiet = False

    def _section(self, key: str) -> int:
        return next(at for at, column in enumerate(self._declared) if column.key == key)

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        if not self._quiet and 0 <= section < len(self._declared):
            self.sort_requested.emit(self._declared[section].key, order is Qt.SortOrder.DescendingOrder)

    def _remember_width(self, section: int, _old: int, new: int) -> None:
        if not self._quiet and not self._one and new > 0:
            self._widths[self._declared[section].key] = new

    def _offer_columns(self, position: QPoint) -> None:
        menu = QMenu(self)
        self.add_choices(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(position))
