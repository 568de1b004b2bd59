"""The docker commands that do what a dialog does, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from bayplan.views.plain_text import PlainLabel

#: Lines that are shown without scrolling.
_MOST_LINES = 5
_FRAME = 24


class CommandBox(QWidget):
    """A heading, a button that copies, and the commands.

    Attributes:
        text: the commands. copy_button: copies them.
    """

    def __init__(self, heading: str = "The same by hand") -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.copy_button = QToolButton()
        self.copy_button.setProperty("link", True)
        self.copy_button.setText("copy")
        self.copy_button.setToolTip("Copy the commands")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        head = QHBoxLayout()
        head.addWidget(PlainLabel(heading, "sectionTitle"), 1)
        head.addWidget(self.copy_button)
        self.text.setReadOnly(True)
        self.text.setObjectName("command")
        self.text.setAccessibleName("The docker commands that do the same")
        self.text.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.text)

    def show_commands(self, commands: Sequence[str]) -> None:
        """Shows other commands, one a line; hides itself when there are none."""
        text = "\n".join(commands)
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self._fit()
        self.setVisible(bool(commands))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Long commands are broken anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Makes it as high as its text, within reason."""
        metrics = self.text.fontMetrics()
        room = max(1, (self.width() - _FRAME) // max(1, metrics.horizontalAdvance("0")))
        lines = sum(max(1, -(-len(line) // room)) for line in self.text.toPlainText().split("\n"))
        self.text.setFixedHeight(min(lines, _MOST_LINES) * metrics.lineSpacing() + _FRAME)
