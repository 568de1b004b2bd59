"""The panel of lists: tabs, a filter, the list, and a line that sums it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.links import linked
from bayplan.domain.what_if_answer import Answer
from bayplan.layout.theme import Theme, load_theme
from bayplan.views.lists.container_list import CONTAINERS
from bayplan.views.lists.filter_field import FilterField
from bayplan.views.lists.footer import Footer
from bayplan.views.lists.image_list import IMAGES
from bayplan.views.lists.page import ListPage
from bayplan.views.lists.storage_list import STORAGE
from bayplan.views.lists.tabs import CountTabs
from bayplan.views.lists.volume_list import VOLUMES
from bayplan.views.selection import Selection

DEFINITIONS = (CONTAINERS, IMAGES, VOLUMES, STORAGE)
_REACHED_BY_TAB = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)


def _now() -> datetime:
    return datetime.now(UTC)


class ListsPanel(QWidget):
    """Containers, images, volumes and all storage; a list is made when it is first shown, and only the one on top is
    kept up to date.

    Signals:
        context_menu_requested(things, position): for a list of thing ids, at a global position.
        activated(thing): double-click or Enter.
        state_changed(): what :meth:`save_state` gives may differ now.
    """

    context_menu_requested = Signal(list, QPoint)
    activated = Signal(str)
    state_changed = Signal()

    def __init__(
        self, theme: Theme | None = None, clock: Callable[[], datetime] = _now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = theme or load_theme("dark")
        self.setObjectName("listsPanel")
        self._inventory: Inventory | None = None
        self._selection: Selection | None = None
        self._publishing = False
        self._theme = theme
        self._clock = clock
        self._cards = True
        self._pages: dict[int, ListPage] = {}
        self._stale: set[ListPage] = set()
        self._answer: Answer | None = None
        self._behind: set[ListPage] = set()
        self._states: dict[str, dict[str, Any]] = {}
        self._counters = [definition.source().count for definition in DEFINITIONS]
        self.tabs = CountTabs([definition.title for definition in DEFINITIONS], theme, self)
        self.filter = FilterField(self)
        self.footer = Footer(theme, self)
        self._stack = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 4)
        layout.setSpacing(6)
        for widget, side in ((self.tabs, 4), (self.filter, 12)):
            framed = QVBoxLayout()
            framed.setContentsMargins(side, 0, side, 0)
            framed.addWidget(widget)
            layout.addLayout(framed)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.footer)
        self._on_top = self._make(0)
        self.tabs.currentChanged.connect(self._show_page)
        self.filter.textChanged.connect(self._filter)
        self.filter.left.connect(self._focus_list)
        self.footer.cards_toggled.connect(self.set_cards)
        self.footer.set_page(self.page)
        self.filter.set_theme(theme)

    @property
    def page(self) -> ListPage:
        """The list on top."""
        return self._on_top

    def set_inventory(self, inventory: Inventory, diff: InventoryDiff | None = None) -> None:
        """Follows the inventory; ``diff`` leads from the one given before to this one."""
        self._inventory = inventory
        # A list that was not on top has missed differences; it finds out itself what is new when it is shown.
        current = self.page
        known = current not in self._stale
        current.set_inventory(inventory, diff if known else None)
        self._stale = set(self._pages.values()) - {current}
        for index, count in enumerate(self._counters):
            self.tabs.set_count(index, count(inventory))
        if self._selection is not None:
            self.page.view.set_related(self._related())

    def set_answer(self, answer: Answer | None) -> None:
        """Shows in every list what an event would do; None: everything is as it is now."""
        self._answer = answer
        self._behind = set(self._pages.values())
        self._catch_up_answer(self.page)

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._theme = theme
        self.tabs.set_theme(theme)
        self.filter.set_theme(theme)
        self.footer.set_theme(theme)
        for page in self._pages.values():
            page.set_theme(theme)

    def set_selection(self, selection: Selection) -> None:
        """Shares this selection: what is selected here is selected there, and the other way round."""
        if self._selection is not None:
            self._selection.changed.disconnect(self._follow_selection)
        self._selection = selection
        selection.changed.connect(self._follow_selection)
        self._follow_selection()

    def show_list(self, index: int) -> None:
        """Brings a list to the top: 0 containers, 1 images, 2 volumes, 3 storage; and gives it the keyboard."""
        self.tabs.setCurrentIndex(index)
        self._focus_list()

    def focus_filter(self) -> None:
        """Lets the person type into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def reveal(self, thing: str) -> bool:
        """Shows a thing in the list that has it, clearing filters that hide it; False when no list has it."""
        for index in sorted(range(len(DEFINITIONS)), key=lambda at: at != self.tabs.currentIndex()):
            page = self._page_at(index)
            self._catch_up(page)
            if page.has(thing):
                self.tabs.setCurrentIndex(index)
                return page.reveal(thing)
        return False

    def set_cards(self, cards: bool) -> None:
        """Cards of two lines, or plain lines in columns, for all lists."""
        self._cards = cards
        for page in self._pages.values():
            page.set_cards(cards)
        self.footer.set_page(self.page)
        self.state_changed.emit()

    def save_state(self) -> dict[str, Any]:
        """The set-up of the lists as plain data: which is on top, cards or columns, sort, filters, columns."""
        return {
            "list": self.tabs.currentIndex(),
            "cards": self._cards,
            "lists": self._states | {page.definition.key: page.save_state() for page in self._pages.values()},
        }

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Takes back what :meth:`save_state` gave; what is missing stays as it is."""
        # Those that are not made yet take theirs back when they are.
        self._states.update(state.get("lists", {}))
        for page in self._pages.values():
            page.restore_state(self._states.get(page.definition.key, {}))
        self.set_cards(bool(state.get("cards", True)))
        self.tabs.setCurrentIndex(int(state.get("list", 0)))

    def _page_at(self, index: int) -> ListPage:
        """The list of a tab, made now if nobody has needed it before: each takes some 10 ms to make."""
        return self._pages.get(index) or self._make(index)

    def _make(self, index: int) -> ListPage:
        definition = DEFINITIONS[index]
        page = ListPage(definition, self._theme, self._clock, self)
        page.restore_state(self._states.get(definition.key, {}))
        page.set_cards(self._cards)
        self._pages[index] = page
        if self._answer is not None:
            self._behind.add(page)
        self._stack.addWidget(page)
        self._put_in_tab_order(page)
        self._connect(page)
        return page

    def _put_in_tab_order(self, page: ListPage) -> None:
        """Lets the Tab key come to a list after the panel's buttons: Qt puts what is made late behind all the rest."""
        before: QWidget = self.footer.cards_button
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() in _REACHED_BY_TAB:
                QWidget.setTabOrder(before, widget)
                before = widget

    def _connect(self, page: ListPage) -> None:
        page.chosen.connect(self._choose)
        page.menu_requested.connect(self.context_menu_requested)
        page.opened.connect(self.activated)
        page.find_requested.connect(self.focus_filter)
        page.clear_requested.connect(self.filter.clear)
        page.summary_changed.connect(self._sum_up)
        page.arranged.connect(self.state_changed)

    def _show_page(self, index: int) -> None:
        page = self._page_at(index)
        page.set_text(self.filter.text())
        self._catch_up(page)
        self._on_top = page
        self._stack.setCurrentWidget(page)
        self.footer.set_page(page)
        self._sum_up()
        self._follow_selection()
        self.state_changed.emit()

    def _catch_up(self, page: ListPage) -> None:
        if self._inventory is not None:
            page.set_inventory(self._inventory)
            self._stale.discard(page)
            self._catch_up_answer(page)

    def _catch_up_answer(self, page: ListPage) -> None:
        if page in self._behind:
            self._behind.discard(page)
            page.set_answer(self._answer)

    def _filter(self, text: str) -> None:
        self.page.set_text(text)

    def _focus_list(self) -> None:
        self.page.focus_list()

    def _sum_up(self) -> None:
        self.footer.say(self.page.summary())

    def _choose(self, things: list[str], current: str) -> None:
        if self._selection is None:
            return
        self._publishing = True
        self._selection.select_many(things, current=current)
        self._publishing = False

    def _follow_selection(self) -> None:
        if self._selection is not None:
            selected, current = self._selection.things, self._selection.current
            self.page.show_selection(selected, current, self._related(), reveal=not self._publishing)

    def _related(self) -> frozenset[str]:
        """What is linked to the selected thing."""
        if self._selection is None or self._inventory is None or not self._selection.current:
            return frozenset()
        return frozenset(linked(self._selection.current, self._inventory))
