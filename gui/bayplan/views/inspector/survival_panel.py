"""What survives what, in the inspector: the table, what its signs mean, and the reason for a cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import HostFacts
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.survival_table import survival_table
from bayplan.layout.theme import Theme
from bayplan.views.inspector.embedded_part import EmbeddedPart
from bayplan.views.inspector.fate_legend import FateLegend
from bayplan.views.inspector.row_layout import MARGIN
from bayplan.views.inspector.survival_view import SurvivalView
from bayplan.views.plain_text import PlainLabel

_BELOW = 6
_SPACING = 5
_GAP = 8


class SurvivalPanel(EmbeddedPart):
    """The table with what belongs to it; made anew only while it can be seen.

    Attributes:
        view: the table. reason: why a cell is as it is. all_events: shows every event.

    Signals:
        asked(Event | None, Target): the event is to be asked about; None: no longer.
    """

    asked = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: tuple[Inventory, str, HostFacts] | None = None
        self._waiting = False
        self.view = SurvivalView(theme)
        self.reason = PlainLabel("", "survivalReason")
        self.reason.setWordWrap(True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason.hide()
        self.legend = FateLegend(theme, "Enter: why")
        self.all_events = QToolButton()
        self.all_events.setProperty("link", True)
        self.all_events.setCheckable(True)
        self.all_events.setText("all events")
        self.all_events.setToolTip("Every event, also those that cannot happen here")
        self.all_events.toggled.connect(self._show_all)
        self.view.asked.connect(self._ask)
        self.view.explained.connect(self._explain)
        self.view.moved.connect(lambda index: self._explain(index) if self.reason.isVisibleTo(self) else None)
        self.view.resized.connect(self.resized)
        foot = QHBoxLayout()
        foot.setSpacing(_GAP)
        foot.addWidget(self.legend, 1)
        foot.addWidget(self.all_events, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 0, MARGIN, _BELOW)
        column.setSpacing(_SPACING)
        column.addWidget(self.view)
        column.addWidget(self.reason)
        column.addLayout(foot)

    def set_subject(self, inventory: Inventory, thing: str, facts: HostFacts) -> None:
        """Shows the table of a thing, now or when it can be seen."""
        before = self._subject[1] if self._subject else ""
        if self._subject is not None and inventory is self._subject[0] and (thing, facts) == self._subject[1:]:
            return
        self._subject = (inventory, thing, facts)
        if thing != before:
            self._hide_reason()
        self._waiting = True
        if self.isVisible():
            self._catch_up()

    def ask(self, event: Event | None) -> None:
        """Marks the event that is asked about."""
        self.view.ask(event)

    def prepare(self, width: int) -> int:
        """Works the table out if that was put off, and returns the height that it needs in a width."""
        self._catch_up()
        inner = width - 2 * MARGIN
        button = self.all_events.sizeHint()
        legend = self.legend.heightForWidth(inner - button.width() - _GAP)
        self.legend.setFixedHeight(legend)
        height = self.view.fit(inner) + _SPACING + max(legend, button.height()) + _BELOW
        if self.reason.isVisibleTo(self):
            height += self.reason.heightForWidth(inner) + _SPACING
        return height

    def stops(self) -> Sequence[QWidget]:
        """The table, and the button below it."""
        return self.view, self.all_events

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.view.set_theme(theme)
        self.legend.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the reason away first."""
        if event.key() == Qt.Key.Key_Escape and self.reason.isVisibleTo(self):
            self._hide_reason()
            return
        super().keyPressEvent(event)

    def _catch_up(self) -> None:
        if not self._waiting or self._subject is None:
            return
        self._waiting = False
        table = survival_table(*self._subject)
        self.view.show_table(table)
        if table is not None:
            self.legend.show_fates(fate.fate for fate in table.cells.values())
        self._explain_again()

    def _ask(self, _row: int, section: int) -> None:
        column = self.view.cells.columns[section]
        taken_back = column.event is self.view.cells.asked
        self.asked.emit(None if taken_back else column.event, column.of)

    def _explain(self, index: QModelIndex) -> None:
        fate = self.view.cells.fate(index)
        row, column = self.view.cells.row(index.row()), self.view.cells.columns[index.column()]
        words = FATE_WORDS[fate.fate]
        head = f"{words.sign} {row.label}, {EVENT_WORDS[column.event].title}: {words.word}."
        more = f" Depends on {fate.depends_on}." if fate.depends_on else ""
        self.reason.setText(f"{head} {fate.reason}{more}")
        self.reason.setProperty("tone", words.tone)
        self.reason.style().polish(self.reason)
        self.reason.show()
        self.resized.emit()

    def _explain_again(self) -> None:
        index = self.view.currentIndex()
        if self.reason.isVisibleTo(self):
            if index.isValid():
                self._explain(index)
            else:
                self._hide_reason()

    def _hide_reason(self) -> None:
        if self.reason.isVisibleTo(self):
            self.reason.hide()
            self.resized.emit()

    def _show_all(self, everything: bool) -> None:
        self.view.show_all(everything)
        self.resized.emit()
