"""A button that gives way: its words are shortened to its room, and the tooltip has all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from bayplan.views.plain_text import for_action, for_tool_tip


class ElidedButton(QPushButton):
    """A button with words of any length.

    Attributes:
        sentence: all of its words. beside_words: pixels of it that are not for words (icon, padding).
    """

    def __init__(self, beside_words: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = ""
        self.beside_words = beside_words
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_sentence(self, sentence: str) -> None:
        """Shows other words."""
        self.sentence = sentence
        self.setAccessibleName(sentence)
        self.setToolTip(for_tool_tip(sentence))
        self._elide()

    def wanted_width(self) -> int:
        """The room that all words take."""
        self.ensurePolished()
        return self.fontMetrics().horizontalAdvance(self.sentence) + self.beside_words

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shortens the words anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.beside_words + 2
        self.setText(for_action(self.fontMetrics().elidedText(self.sentence, Qt.TextElideMode.ElideRight, room)))
