"""Shows an error for people: what happened, why, what to do next, and details that can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from bayplan.errors import BayplanError
from bayplan.views.plain_text import PlainLabel

_WIDTH = 520
_DETAILS_HEIGHT = 220


class ErrorDialog(QDialog):
    """The dialog; ``open()`` it. All its text is shown literally, whatever the engine wrote into it."""

    def __init__(self, error: BayplanError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = error
        self.setWindowTitle("Bayplan")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        self.what = self._line(error.what, heading=True)
        column.addWidget(self.what)
        for text, muted in ((error.why, True), (error.what_next, False)):
            if text:
                column.addWidget(self._line(text, muted=muted))
        self.details = QPlainTextEdit(error.details)
        self.details.setReadOnly(True)
        self.details.setFixedHeight(_DETAILS_HEIGHT)
        self.details.setAccessibleName("Technical details")
        self.details.hide()
        column.addWidget(self.details)
        buttons = QHBoxLayout()
        if error.details:
            self.more = QPushButton("Details")
            self.more.setCheckable(True)
            self.more.toggled.connect(self._show_details)
            buttons.addWidget(self.more)
        copy = QPushButton("Copy")
        copy.setToolTip("Copy all of it, for a report")
        copy.clicked.connect(self.copy)
        close = QPushButton("Close")
        close.setProperty("primary", True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addSpacing(6)
        column.addLayout(buttons)

    def copy(self) -> None:
        """Puts the whole error on the clipboard, as text."""
        parts = (self._error.what, self._error.why, self._error.what_next, self._error.details)
        QApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    def _show_details(self, shown: bool) -> None:
        self.details.setVisible(shown)
        self.adjustSize()

    def _line(self, text: str, *, heading: bool = False, muted: bool = False) -> PlainLabel:
        label = PlainLabel(text)
        label.setProperty("heading", heading)
        label.setProperty("muted", muted)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label
