"""The events as pills in a row; those that find no room are in the menu at its end, with all the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QToolButton, QWidget

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.event_groups import EVENT_GROUPS, FIRST_EVENTS
from bayplan.layout.theme import Theme
from bayplan.views.icons import icon
from bayplan.views.plain_text import PlainLabel, for_tool_tip
from bayplan.views.what_if.menu_heading import menu_heading

_GAP = 6
_HEIGHT = 24
_NOTHING = "nothing"


class EventPills(QWidget):
    """ "What if I…" and what one could do.

    Attributes:
        buttons: the pills by event, None for "nothing"; some are hidden where there is little room. more: the menu.
        used_width: the room that what is shown takes.

    Signals:
        chosen(Event | None): a pill or an entry of the menu was chosen.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.used_width = 0
        self._theme: Theme | None = None
        self._event: Event | None = None
        self._refusals: Mapping[Event, str] = {}
        self._label = PlainLabel("What if I…", "muted", self)
        self.buttons: dict[Event | None, QToolButton] = {event: self._pill(event) for event in (None, *FIRST_EVENTS)}
        self.more = QToolButton(self)
        self.more.setProperty("pill", True)
        self.more.setCheckable(True)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign comes after the word
        self.menu = QMenu(self.more)
        self.menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self.menu)
        self._arrange()

    def show_question(self, event: Event | None, refusals: Mapping[Event, str]) -> None:
        """Marks the event that is asked about; ``refusals`` say of each event why it cannot happen, "" when it can."""
        self._event, self._refusals = event, refusals
        for each, button in self.buttons.items():
            button.setChecked(each is event)
            why_not = "" if each is None else refusals.get(each, "")
            # The one that is asked about can always be seen to be so, and the answer says why nothing comes of it.
            button.setEnabled(not why_not or each is event)
            about = "Everything as it is now" if each is None else EVENT_WORDS[each].explanation
            button.setToolTip(for_tool_tip(why_not or about))
            button.setAccessibleDescription(why_not or about)
        self._arrange()

    def stops(self) -> list[QAbstractButton]:
        """The buttons that the keyboard can go to now, from left to right."""
        shown: Iterable[QAbstractButton] = (*self.buttons.values(), self.more)
        return [button for button in shown if button.isVisibleTo(self) and button.isEnabled()]

    def set_theme(self, theme: Theme) -> None:
        """Draws the sign of the menu in another theme."""
        self._theme = theme
        self._dress_more()

    def whole_width(self) -> int:
        """The room that all pills take."""
        return self._label_width() + sum(_width(button) + _GAP for button in (*self.buttons.values(), self.more)) - _GAP

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        return QSize(self.whole_width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """Room for the menu alone."""
        return QSize(_width(self.more), _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _pill(self, event: Event | None) -> QToolButton:
        label = _NOTHING if event is None else EVENT_WORDS[event].label
        button = QToolButton(self)
        button.setProperty("pill", True)
        button.setCheckable(True)
        button.setText(label)
        button.setAccessibleName(f"What if I {label}")
        button.clicked.connect(lambda: self._choose(event))
        return button

    def _choose(self, event: Event | None) -> None:
        # What is marked follows from what is asked, not from the click.
        self.show_question(self._event, self._refusals)
        self.chosen.emit(event)

    def _arrange(self) -> None:
        """Places what fits: the words, "nothing", the event that is asked about, then the others in their order."""
        shown = self._fitting()
        folded = self._event is not None and self._event not in shown
        self.more.setText(EVENT_WORDS[self._event].label if folded and self._event else self._more_word(shown))
        self.more.setChecked(folded)
        self._dress_more()
        self.more.setAccessibleName("What if I do something else" if not folded else f"What if I {self.more.text()}")
        x = 0
        with_label = self._label_width() + self._taken(shown) <= self.width()
        self._label.setVisible(with_label)
        if with_label:
            self._label.setGeometry(QRect(0, 0, self._label_width(), _HEIGHT))
            x = self._label_width()
        for event, button in (*self.buttons.items(), (None, self.more)):
            visible = button is self.more or event in shown
            button.setVisible(visible)
            if visible:
                room = max(self.width() - x, 0) if button is self.more else _width(button)
                button.setGeometry(QRect(x, 0, min(_width(button), room), _HEIGHT))
                x += _width(button) + _GAP
        self.used_width = min(x - _GAP, self.width())

    def _dress_more(self) -> None:
        if self._theme is not None:
            role = "accent-text" if self.more.isChecked() else "muted"
            self.more.setIcon(icon("chevron-down", self._theme, role, 10))

    def _fitting(self) -> list[Event | None]:
        """The events whose pills are shown, in their order."""
        wanted = [event for event in self.buttons if event is not None]
        # The least asked for goes first, the one that is asked about last.
        for least in reversed(range(len(wanted) + 1)):
            keep = [event for at, event in enumerate(wanted) if at < least or event is self._event]
            shown: list[Event | None] = [None, *keep]
            if self._taken(shown) + (self._label_width() if least else 0) <= self.width():
                return shown
        return []

    def _taken(self, shown: Iterable[Event | None]) -> int:
        return sum(_width(self.buttons[event]) + _GAP for event in shown) + _width(self.more)

    @staticmethod
    def _more_word(shown: list[Event | None]) -> str:
        return "more" if shown else "what if…"

    def _label_width(self) -> int:
        self._label.ensurePolished()
        return self._label.sizeHint().width() + _GAP + 2

    def _fill(self) -> None:
        self.menu.clear()
        group = QActionGroup(self.menu)
        self._add(None, group)
        for title, events in EVENT_GROUPS:
            self.menu.addSeparator()
            self.menu.addAction(menu_heading(title, self.menu))
            for event in events:
                self._add(event, group)

    def _add(self, event: Event | None, group: QActionGroup) -> None:
        why_not = "" if event is None else self._refusals.get(event, "")
        label = _NOTHING if event is None else EVENT_WORDS[event].label
        action = QAction(label, group)
        action.setCheckable(True)
        action.setChecked(event is self._event)
        action.setEnabled(not why_not)
        action.setToolTip(why_not or ("Everything as it is now" if event is None else EVENT_WORDS[event].explanation))
        action.triggered.connect(lambda: self._choose(event))
        self.menu.addAction(action)


def _width(button: QAbstractButton) -> int:
    return button.sizeHint().width()
