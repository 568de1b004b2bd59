"""Lists exactly what will be removed, and what stays, before anything is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from bayplan.domain.removal import RemovalPlan
from bayplan.errors import BayplanError


class RemovalDialog(QDialog):
    """Asks before things that Bayplan made are removed.

    Signals:
        remove_requested(object): the RemovalPlan that was shown and agreed to.
    """

    remove_requested = Signal(object)

    def __init__(self, plan: RemovalPlan, parent: QWidget | None = None, *, title: str, leaving: bool = False) -> None:
        """``leaving``: Bayplan is about to close, and the person may leave them."""
        super().__init__(parent)
        self.plan = plan
        self.setWindowTitle(title)
        self.setObjectName("removalDialog")
        heading = QLabel(f"This removes {plan.counts()}, and nothing else.")
        heading.setObjectName("dialogTitle")
        heading.setWordWrap(True)
        self.listing = QPlainTextEdit(_listing(plan))
        self.listing.setReadOnly(True)
        self.listing.setObjectName("command")
        self.listing.setAccessibleName("What will be removed")
        self.outcome = QLabel()
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setWordWrap(True)
        self.outcome.setObjectName("outcome")
        self.outcome.hide()
        self.remove_button = QPushButton("Remove")
        self.remove_button.setObjectName("danger")
        self.remove_button.setEnabled(bool(plan))
        self.remove_button.clicked.connect(lambda: self.remove_requested.emit(plan))
        cancel = QPushButton("Leave them" if leaving else "Cancel")
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(self.listing, 1)
        column.addWidget(self.outcome)
        column.addLayout(buttons)
        self.resize(560, 380)

    def show_progress(self, text: str) -> None:
        """Shows the step that is being done."""
        self.remove_button.setEnabled(False)
        self.outcome.setText(text)
        self.outcome.show()

    def show_error(self, error: BayplanError) -> None:
        """Shows what could not be removed; the button tries again."""
        self.remove_button.setEnabled(True)
        self.outcome.setText(f"✕ {error.sentence()}")
        self.outcome.show()


def _listing(plan: RemovalPlan) -> str:
    lines = [f"✕ {line}" for line in plan.lines()]
    if plan.kept:
        lines += ["", "Stays:", *(f"✓ {sentence}" for sentence in plan.kept)]
    if plan:
        lines += ["", "The same by hand:", *plan.commands()]
    return "\n".join(lines)
