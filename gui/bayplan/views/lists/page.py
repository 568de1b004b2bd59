"""One list with its chips: keeps its rows true, and shows those that are wanted in the wanted order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bayplan.domain.filters import default_chips, wanted
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.kept_rows import KeptRows
from bayplan.domain.list_rows import NO_THING, Heading, Order, arrange
from bayplan.domain.what_if_answer import Answer
from bayplan.layout.theme import Theme
from bayplan.views.lists.chips import ChipBar
from bayplan.views.lists.definition import Column, ListDefinition
from bayplan.views.lists.empty_note import EmptyNote
from bayplan.views.lists.model import RowsModel
from bayplan.views.lists.view import RowsView


class ListPage(QWidget):
    """One of the lists.

    Signals:
        chosen(things, current): a person selected these things (list of ids), ``current`` last.
        menu_requested(things, position): a context menu for these things.
        opened(thing): a person wants to go to a thing.
        find_requested(): the person wants to type into the filter. clear_requested(): … wants it emptied.
        summary_changed(): ``summary`` reads differently now. arranged(): sort, filters or folds differ now.
    """

    chosen = Signal(list, str)
    menu_requested = Signal(list, QPoint)
    opened = Signal(str)
    find_requested = Signal()
    clear_requested = Signal()
    summary_changed = Signal()
    arranged = Signal()

    def __init__(
        self,
        definition: ListDefinition[Any],
        theme: Theme,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.definition = definition
        self._rows = KeptRows(definition.source(), definition.measure, definition.measures)
        self._text = ""
        self._sort: Column[Any] = definition.columns[0]
        self._descending = False
        self._folded: frozenset[str] = frozenset()
        self._selected: tuple[frozenset[str], str] = (frozenset(), "")
        self._updating = False
        self.cards = True

        self.chips = ChipBar(definition.chips, definition.pickers, lambda: self._rows, self)
        self.model = RowsModel(definition, clock, self)
        self.view = RowsView(self.model, theme, self)
        self.note = EmptyNote(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.chips)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        self.chips.set_theme(theme)
        self._order = self._current_order()

        self.chips.changed.connect(self._filters_changed)
        self.view.columns.sort_requested.connect(self._sort_clicked)
        self.view.fold_requested.connect(self.fold)
        self.view.menu_requested.connect(self._offer_menu)
        self.view.opened.connect(lambda line: self.opened.emit(self.model.entry(line).thing))
        self.view.find_requested.connect(self.find_requested)
        self.view.selectionModel().selectionChanged.connect(self._publish)
        self.view.selectionModel().currentChanged.connect(self._publish_current)
        self.note.clear_requested.connect(self.clear_filters)

    # What is shown

    def count(self, inventory: Inventory) -> int:
        """How many rows the list has for an inventory, without making them."""
        return self._rows.count(inventory)

    def set_inventory(self, inventory: Inventory, diff: InventoryDiff | None = None) -> None:
        """Follows the inventory. ``diff`` leads from the one shown before to this; None: find out."""
        if inventory is self._rows.inventory:
            return
        stayed = self._rows.update(inventory, diff, self._order)
        if stayed is None:
            self._arrange(keep_place=True)
        else:
            self.model.replace(stayed)
            self._show_note()
        self.summary_changed.emit()

    def set_answer(self, answer: Answer | None) -> None:
        """Says of every row what an event would do to its thing; None: everything is as it is now."""
        stayed = self._rows.set_answer(answer, self._order)
        self.view.columns.show_outcome(answer is not None)
        # Before the chips: they would arrange rows that do not know their fates yet.
        if stayed is None:
            self._arrange(keep_place=True)
        else:
            self.model.replace(stayed)
        self.chips.show_outcome(answer is not None)
        self.summary_changed.emit()

    def summary(self) -> str:
        """The list in a line, and what the filters leave of it."""
        whole = self.definition.summary(self._rows.totals.sums)
        if self._criteria_are_default() or not whole:
            return whole
        if self._order.grouping is None:
            shown = len(self.model.entries)
        else:
            shown = sum(entry.members for entry in self.model.entries if isinstance(entry, Heading))
        return f"{shown:,} of {whole}"

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self.view.set_theme(theme)
        self.chips.set_theme(theme)

    def set_cards(self, cards: bool) -> None:
        """Cards under group headings, or plain lines in columns."""
        if cards != self.cards:
            self.cards = cards
            place = self.view.place()
            self.view.set_cards(cards)
            self._arrange(keep_place=False)
            self.view.restore_place(place)

    def set_text(self, text: str) -> None:
        """Shows only rows in which every word of ``text`` occurs."""
        if text != self._text:
            self._text = text
            self._filters_changed()

    def set_sort(self, key: str, *, descending: bool) -> None:
        """Sorts by a column. Raises KeyError when there is none with this key."""
        column = {column.key: column for column in self.definition.columns}[key]
        if (column, descending) != (self._sort, self._descending):
            self._sort, self._descending = column, descending
            self._arrange(keep_place=False)
            self.arranged.emit()

    @property
    def sort(self) -> tuple[str, bool]:
        """The key of the column the rows are sorted by, and whether the largest comes first."""
        return self._sort.key, self._descending

    def fold(self, key: str, fold: bool) -> None:
        """Folds a group away under its heading, or unfolds it."""
        self._folded = self._folded | {key} if fold else self._folded - {key}
        self._arrange(keep_place=True)
        self.arranged.emit()

    def clear_filters(self) -> None:
        """Shows everything again."""
        self._text = ""
        self.clear_requested.emit()
        self.chips.clear()
        self._filters_changed()

    # Selection

    def show_selection(self, things: frozenset[str], current: str, related: frozenset[str], *, reveal: bool) -> None:
        """Selects the rows of these things and marks the related ones; ``reveal`` unfolds and shows ``current``."""
        self._selected = (things, current)
        self.view.set_related(related)
        row = self._rows.get(current)
        grouping = self._order.grouping
        if reveal and row is not None and grouping is not None and grouping.key(row) in self._order.folded:
            self.fold(grouping.key(row), False)
        self._assert_selection()
        line = self.model.row_of(current)
        if reveal and line >= 0:
            self.view.scrollTo(self.model.index(line, 0))

    def has(self, thing: str) -> bool:
        """True when the list has a row for a thing, shown or not."""
        return self._rows.get(thing) is not None

    def reveal(self, thing: str) -> bool:
        """Makes a row visible, clearing filters that hide it; False when the list has no such row."""
        row = self._rows.get(thing)
        if row is None:
            return False
        if self._order.keep is not None and not self._order.keep(row):
            self.clear_filters()
            quiet = [chip.key for chip in self.definition.chips if chip.reveals and chip.test and chip.test(row)]
            self.chips.set_filters(self.chips.chips | set(quiet), {})
        things, _ = self._selected
        self.show_selection(things, thing, self.view.related(), reveal=True)
        return True

    def _assert_selection(self) -> None:
        """Makes Qt's selection say what was selected, whatever inserting and removing made of it."""
        things, current = self._selected
        lines = {line for thing in things if (line := self.model.row_of(thing)) >= 0}
        self._updating = True
        self.view.select_lines(lines, self.model.row_of(current))
        self._updating = False

    def _publish(self) -> None:
        if self._updating:
            return
        entries = [self.model.entry(line) for line in sorted(self.view.selected_lines())]
        things = [entry.thing for entry in entries if not isinstance(entry, Heading)]
        if len(entries) == 1 and not entries[0].thing.startswith(NO_THING):
            things = [entries[0].thing]
        line = self.view.currentIndex().row()
        now = self.model.entry(line).thing if line >= 0 else ""
        before = self._selected[1]
        current = next((thing for thing in (now, before, *things[-1:]) if thing in things), "")
        self._selected = (frozenset(things), current)
        self.chosen.emit(things, current)

    def _publish_current(self, index: QModelIndex) -> None:
        # A line may become the current one without being selected: nothing to tell then.
        if index.isValid() and self.view.selectionModel().isRowSelected(index.row()):
            self._publish()

    def _offer_menu(self, line: int, position: QPoint) -> None:
        if line < 0:
            self.menu_requested.emit([], position)
            return
        thing = self.model.entry(line).thing
        chosen = [self.model.entry(at).thing for at in sorted(self.view.selected_lines())]
        things = chosen if thing in chosen else [thing]
        self.menu_requested.emit([each for each in things if not each.startswith(NO_THING)], position)

    # Order

    def _current_order(self) -> Order:
        criteria = self.chips.criteria(self._text)
        return Order(
            keep=wanted(criteria, self.definition.chips, self.definition.pickers),
            sort_key=None if self._sort is self.definition.columns[0] else self._sort.sort_key,
            descending=self._descending,
            grouping=self.definition.grouping if self.cards else None,
            # What was searched for is shown, folded or not.
            folded=frozenset() if criteria.words else self._folded,
        )

    def _arrange(self, *, keep_place: bool) -> None:
        """Puts the rows in order anew. ``keep_place``: what is on screen stays where it is."""
        place = self.view.place() if keep_place else []
        self._order = self._current_order()
        self._updating = True
        self.view.level_heights()
        self.model.show(arrange(self._rows, self._order))
        self._updating = False
        self.view.fit_heights()
        self._assert_selection()
        self.view.columns.show_sort(self._sort.key, descending=self._descending)
        self.model.show_sort(self._sort.key, descending=self._descending)
        if keep_place:
            self.view.restore_place(place)
        else:
            line = self.model.row_of(self._selected[1])
            if line >= 0:
                self.view.scrollTo(self.model.index(line, 0))
            else:
                self.view.scrollToTop()
        self._show_note()

    def _filters_changed(self) -> None:
        self._arrange(keep_place=False)
        self.summary_changed.emit()
        self.arranged.emit()

    def _sort_clicked(self, key: str, descending: bool) -> None:
        self.set_sort(key, descending=descending)

    def _criteria_are_default(self) -> bool:
        return (
            not self._text.split()
            and not self.chips.picked
            and self.chips.chips == default_chips(self.definition.chips)
        )

    def _show_note(self) -> None:
        if self.model.entries or self._rows.inventory is None:
            self._stack.setCurrentWidget(self.view)
            return
        if self._criteria_are_default():
            self.note.say(self.definition.empty, can_clear=False)
        else:
            asked = f" matches ‘{self._text.strip()}’" if self._text.strip() else " passes the filters"
            self.note.say(f"No {self.definition.noun}{asked}.", can_clear=True)
        self._stack.setCurrentWidget(self.note)

    # Remembering

    def save_state(self) -> dict[str, Any]:
        """How the list is set up, as plain data."""
        return {
            "sort": self._sort.key,
            "descending": self._descending,
            "chips": sorted(self.chips.chips),
            "picked": {key: sorted(values) for key, values in self.chips.picked.items()},
            "folded": sorted(self._folded),
            "columns": self.view.columns.columns_state(),
        }

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Takes back what :meth:`save_state` gave; what is missing or no longer known stays as it is."""
        if any(column.key == state.get("sort") for column in self.definition.columns):
            self.set_sort(state["sort"], descending=bool(state.get("descending")))
        self._folded = frozenset(state.get("folded", self._folded))
        self.chips.set_filters(state.get("chips", self.chips.chips), state.get("picked", self.chips.picked))
        self.view.columns.restore_columns(state.get("columns", {}))
        self._arrange(keep_place=False)

    def focus_list(self) -> None:
        """Gives the list the keyboard; the keys begin at the first row when none is current."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid() and self.model.entries:
            first = next((at for at, entry in enumerate(self.model.entries) if not isinstance(entry, Heading)), 0)
            # Only a place to begin with: what is selected stays so.
            nothing = QItemSelectionModel.SelectionFlag.NoUpdate
            self.view.selectionModel().setCurrentIndex(self.model.index(first, 0), nothing)
