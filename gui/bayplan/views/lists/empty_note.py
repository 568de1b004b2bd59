"""What stands in place of a list that has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyNote(QWidget):
    """A few words, and a button where a filter is the cause.

    Attributes:
        clear_button: takes the filter away.

    Signals:
        clear_requested(): a person wants to see everything again.
    """

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setProperty("muted", True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clear_button = QPushButton("Clear the filter", self)
        self.clear_button.setProperty("link", True)
        self.clear_button.clicked.connect(self.clear_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 48, 24, 24)
        layout.addWidget(self._words)
        layout.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def say(self, words: str, *, can_clear: bool) -> None:
        """Shows these words, literally."""
        self._words.setText(words)
        self.clear_button.setVisible(can_clear)

    def words(self) -> str:
        """What is said."""
        return self._words.text()
