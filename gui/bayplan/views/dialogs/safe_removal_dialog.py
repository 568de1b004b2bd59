"""Shows exactly what would go and what that means for the data, asks, and shows what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bayplan.domain.inspection import Inspection, Section
from bayplan.domain.outcome import Fate
from bayplan.domain.safe_removal import RemovalReport, SafeRemoval
from bayplan.domain.safe_removal.sections import removal_sections, report_sections
from bayplan.errors import BayplanError
from bayplan.layout.theme import Theme
from bayplan.views.inspector.inspection_view import InspectionView
from bayplan.views.plain_text import PlainLabel

#: Lines of commands that are shown without scrolling.
_COMMAND_LINES = 3
_STEPS = 1000
_WIDTH = 680
#: Heights in pixels, about: of a row and a section's title; the list's own, at least and at most.
_ROW, _SECTION = 42, 34
_LEAST_LIST, _MOST_LIST = 120, 330


class SafeRemovalDialog(QDialog):
    """Asks before a person's own things are removed. It decides nothing and calls no engine.

    Attributes:
        plan: what is shown and would be removed.

    Signals:
        remove_requested(): the person agreed; answer with :meth:`show_progress`, then :meth:`show_report` or
            :meth:`show_error`.
        stop_requested(): no more shall go than what is being removed just now.
    """

    remove_requested = Signal()
    stop_requested = Signal()

    def __init__(self, plan: SafeRemoval, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._busy = False
        self._done = False
        self.setWindowTitle("Remove" if plan else "Nothing to remove")
        self.setObjectName("safeRemovalDialog")
        self.title = PlainLabel(plan.title, "dialogTitle")
        self.sentence = PlainLabel(f"{plan.sentence[:1].upper()}{plan.sentence[1:]}.", "outcome")
        self.listing = InspectionView(theme)
        self.listing.setAccessibleName("What goes, and what becomes of the data")
        self.commands = QPlainTextEdit("\n".join(plan.commands))
        self.confirmation = QLineEdit()
        self.outcome = PlainLabel("", "outcome")
        self._progress = QProgressBar()
        self.remove_button = QPushButton("Remove")
        self.close_button = QPushButton("Cancel" if plan else "Close")
        self._asked_for = _Hideable()
        self._build()
        sections = removal_sections(plan)
        self.listing.show_inspection(Inspection(thing="removal", title=plan.title, sections=sections))
        self._fit(sections)
        loses = any(line.fate is Fate.LOST and not line.quiet for line in plan.lines)
        self._tone(self.sentence, "danger" if loses else "")
        self._update()
        self.close_button.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self.listing.set_theme(theme)

    def show_progress(self, fraction: float | None, text: str) -> None:
        """Shows the step that is being done; ``fraction`` is how far it is, 0 to 1."""
        self._set_busy(True)
        self._progress.setRange(0, _STEPS if fraction is not None else 0)
        self._progress.setValue(round((fraction or 0) * _STEPS))
        self._say(text, "muted")

    def show_report(self, report: RemovalReport) -> None:
        """Shows what came of it, thing by thing."""
        self._finish()
        self.sentence.setText(report.sentence())
        self._tone(self.sentence, "ok" if report.complete else "warning")
        self.listing.show_inspection(Inspection(thing="report", title="Report", sections=report_sections(report)))
        self.outcome.hide()

    def show_error(self, error: BayplanError) -> None:
        """Shows why nothing could be removed; the button tries again."""
        self._set_busy(False)
        self._say(f"✕ {error.sentence()}", "danger")

    def reject(self) -> None:
        """Esc and the close button: stops what is being done, else closes."""
        if self._busy:
            self.close_button.setEnabled(False)
            self.stop_requested.emit()
        else:
            super().reject()

    def _build(self) -> None:
        for label in (self.title, self.sentence, self.outcome):
            label.setWordWrap(True)
        self.outcome.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.outcome.hide()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.hide()
        self.remove_button.setObjectName("danger")
        self.remove_button.setAutoDefault(False)
        self.remove_button.setVisible(bool(self.plan))
        self.remove_button.clicked.connect(self.remove_requested)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addWidget(self.listing, 1)
        column.addWidget(self._below())
        column.addWidget(self._progress)
        column.addWidget(self.outcome)
        column.addLayout(buttons)

    def _fit(self, sections: Sequence[Section]) -> None:
        """Makes the list as high as what it shows at first, within reason."""
        rows = sum(len(section.rows) for section in sections if not section.folded)
        wanted = min(_MOST_LIST, rows * _ROW + len(sections) * _SECTION)
        self.listing.setMinimumHeight(min(wanted, _LEAST_LIST))
        self.resize(_WIDTH, self.sizeHint().height() - self.listing.sizeHint().height() + wanted)

    def _below(self) -> QWidget:
        """What belongs to the question, and goes once it is answered."""
        column = self._asked_for.column
        for note in self.plan.notes:
            label = PlainLabel(note, "mutedText")
            label.setWordWrap(True)
            column.addWidget(label)
        if self.plan.commands:
            loose = " (it takes whatever it finds then; Bayplan removes exactly this list)" if self.plan.loose else ""
            column.addSpacing(4)
            column.addWidget(PlainLabel(f"The same by hand{loose}", "sectionTitle"))
            self.commands.setReadOnly(True)
            self.commands.setObjectName("command")
            self.commands.setAccessibleName("The docker commands that do the same")
            self.commands.setTabChangesFocus(True)
            lines = min(len(self.plan.commands), _COMMAND_LINES)
            self.commands.setFixedHeight(lines * self.commands.fontMetrics().lineSpacing() + 24)
            column.addWidget(self.commands)
        if self.plan.phrase:
            label = PlainLabel(f"Data of a named volume would be lost. To confirm, type: {self.plan.phrase}")
            label.setWordWrap(True)
            label.setBuddy(self.confirmation)
            self.confirmation.setAccessibleName(f"Type {self.plan.phrase} to confirm")
            self.confirmation.setPlaceholderText(self.plan.phrase)
            self.confirmation.textChanged.connect(self._update)
            column.addWidget(label)
            column.addWidget(self.confirmation)
        return self._asked_for

    def _update(self) -> None:
        typed = self.confirmation.text().strip() == self.plan.phrase
        self.remove_button.setEnabled(bool(self.plan) and not self._busy and typed)

    def _set_busy(self, busy: bool) -> None:
        if busy == self._busy:
            return
        self._busy = busy
        self._progress.setVisible(busy)
        self._asked_for.setEnabled(not busy)
        self.close_button.setText("Stop" if busy else "Cancel")
        self.close_button.setEnabled(True)
        self._update()

    def _finish(self) -> None:
        self._set_busy(False)
        self._asked_for.hide()
        self.remove_button.hide()
        self.close_button.setText("Close")
        self.close_button.setFocus()

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        self._tone(self.outcome, tone)
        self.outcome.show()

    def _tone(self, label: PlainLabel, tone: str) -> None:
        label.setProperty("tone", tone)
        style = label.style()
        style.unpolish(label)
        style.polish(label)


class _Hideable(QWidget):
    """A column of widgets that are shown, hidden and disabled together."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
