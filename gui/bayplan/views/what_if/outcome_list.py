"""The list of what an event would do, opened from the sentence that sums it up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bayplan.domain.inspection import Inspection, Section
from bayplan.layout.theme import Theme
from bayplan.views.inspector.inspection_view import InspectionView
from bayplan.views.plain_text import PlainLabel

_SIZE = QSize(560, 460)
_FROM_EDGE = 8
_NOT_DONE = "Nothing has been done: this is what would happen."


class OutcomeList(QDialog):
    """The list, over the diagram; Esc or a click elsewhere closes it.

    Attributes:
        rows: the list itself. copy_list, copy_command: the buttons.

    Signals:
        followed(str): a thing in it was chosen. copied(str): something was put on the clipboard.
    """

    followed = Signal(str)
    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("outcomeList")
        self.setAccessibleName("What would happen")
        self._text = ""
        self._commands: Sequence[str] = ()
        self._sentence = PlainLabel("", "outcomeSentence")
        self._sentence.setWordWrap(True)
        self._note = PlainLabel(_NOT_DONE, "muted")
        self.rows = InspectionView(theme)
        self.rows.setAccessibleName("What would happen")
        self.rows.followed.connect(self._follow)
        self.rows.copied.connect(self._say_copied)
        self.copy_list = QPushButton("Copy the list")
        self.copy_list.clicked.connect(lambda: self._copy(self._text))
        self.copy_command = QPushButton("Copy the command")
        self.copy_command.clicked.connect(lambda: self._copy("\n".join(self._commands)))
        panel = QFrame()
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        head.setSpacing(2)
        head.addWidget(self._sentence)
        head.addWidget(self._note)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 6, 16, 12)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_command)
        buttons.addWidget(self.copy_list)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(panel)

    def open_below(self, anchor: QWidget, frame: QWidget) -> None:
        """Shows the list below ``anchor`` and inside ``frame``."""
        corner = frame.mapToGlobal(QPoint(_FROM_EDGE, 0))
        room = frame.width() - 2 * _FROM_EDGE
        top = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        width = min(_SIZE.width(), room)
        height = min(_SIZE.height(), frame.mapToGlobal(QPoint(0, frame.height())).y() - top.y() - _FROM_EDGE)
        self._note.setText(_NOT_DONE)
        self.resize(width, max(height, 200))
        right = anchor.mapToGlobal(QPoint(anchor.width(), 0)).x()
        left = min(max(right - width, corner.x()), corner.x() + room - width)
        self.move(left, top.y())
        self.show()
        self.rows.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_outcome(self, sentence: str, tone: str, sections: Sequence[Section], text: str, key: str) -> None:
        """Shows an outcome; ``text`` is all of it for the clipboard, ``key`` tells one question from another."""
        self._text = text
        self._sentence.setText(f"{sentence[:1].upper()}{sentence[1:]}.")
        self._sentence.setProperty("tone", tone)
        self._sentence.style().polish(self._sentence)
        self.rows.show_inspection(Inspection(thing=key, title=sentence, sections=tuple(sections)))

    def show_commands(self, commands: Sequence[str]) -> None:
        """The docker commands that would bring it about; none hides their button."""
        self._commands = commands
        self.copy_command.setVisible(bool(commands))
        self.copy_command.setToolTip("\n".join(commands))

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.rows.set_theme(theme)

    def _follow(self, thing: str) -> None:
        self.close()
        self.followed.emit(thing)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say_copied(text)

    def _say_copied(self, text: str) -> None:
        self._note.setText("Copied to the clipboard.")
        self.copied.emit(text)
