"""The line under a list: its sum, and how it is shown and sorted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.icons import icon
from bayplan.views.lists.page import ListPage

_ICON = 15


class Footer(QWidget):
    """Says the sum of the list, and holds its buttons: sort, columns, cards or columns.

    Signals:
        cards_toggled(cards): the person wants cards (True) or columns.
    """

    cards_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page: ListPage | None = None
        self._words = QLabel(self)
        self._words.setObjectName("listSummary")
        self._words.setProperty("muted", True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        small = QFont(self.font())
        small.setPixelSize(11)
        self._words.setFont(small)
        self.sort_button = self._button("Sort", "Sort by…", menu=True)
        self.columns_button = self._button("Columns", "Choose columns", menu=True)
        self.cards_button = self._button("Cards or columns", "", menu=False)
        self.cards_button.clicked.connect(self._toggle)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 0, 8, 0)
        line.setSpacing(2)
        line.addWidget(self._words, 1)
        for button in (self.sort_button, self.columns_button, self.cards_button):
            line.addWidget(button)
        self.set_theme(theme)

    def set_page(self, page: ListPage) -> None:
        """Serves this list from now on."""
        self._page = page
        self.columns_button.setVisible(not page.cards)
        self.cards_button.setToolTip("Show in columns" if page.cards else "Show as cards")
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Draws the buttons in another theme."""
        self._theme = theme
        cards = self._page is None or self._page.cards
        self.sort_button.setIcon(icon("list-sort", theme, "muted", _ICON))
        self.columns_button.setIcon(icon("list-columns", theme, "muted", _ICON))
        self.cards_button.setIcon(icon("list-table" if cards else "list-cards", theme, "muted", _ICON))

    def say(self, text: str) -> None:
        """Shows the sum."""
        self._words.setText(text)

    def text(self) -> str:
        """What is shown."""
        return self._words.text()

    def _button(self, name: str, tip: str, *, menu: bool) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("quiet", True)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setIconSize(QSize(_ICON, _ICON))
        if menu:
            choices = QMenu(button)
            choices.aboutToShow.connect(lambda: self._fill(button, choices))
            button.setMenu(choices)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _toggle(self) -> None:
        if self._page is not None:
            self.cards_toggled.emit(not self._page.cards)

    def _fill(self, button: QToolButton, menu: QMenu) -> None:
        menu.clear()
        if self._page is None:
            return
        if button is self.columns_button:
            self._page.view.columns.add_choices(menu)
        else:
            _add_sorts(menu, self._page)


def _add_sorts(menu: QMenu, page: ListPage) -> None:
    key, descending = page.sort
    columns = QActionGroup(menu)
    for column in page.view.columns.offered():
        action = QAction(column.title, columns)
        action.setCheckable(True)
        action.setChecked(column.key == key)
        action.triggered.connect(lambda _on, key=column.key: page.set_sort(key, descending=page.sort[1]))
        menu.addAction(action)
    menu.addSeparator()
    directions = QActionGroup(menu)
    for title, down in (("Ascending", False), ("Descending", True)):
        action = QAction(title, directions)
        action.setCheckable(True)
        action.setChecked(down == descending)
        action.triggered.connect(lambda _on, down=down: page.set_sort(page.sort[0], descending=down))
        menu.addAction(action)
