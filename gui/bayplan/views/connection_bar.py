"""The band over the diagram that says what is not as usual: stale, not connected, only the demo."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from bayplan.views.notices import Notice
from bayplan.views.plain_text import PlainLabel


class ConnectionBar(QFrame):
    """The band. It is hidden while there is nothing to say.

    Signals:
        command_requested(str): one of the notice's commands was chosen.
        details_requested(): the person wants to read the technical text.
    """

    command_requested = Signal(str)
    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.notice: Notice | None = None
        self._what = PlainLabel("", "what")
        self._why = PlainLabel("", "why")
        for label in (self._what, self._why):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._why)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Shows a notice, or hides the band for None. A text that only counts down changes in place."""
        if notice == self.notice:
            return
        before, self.notice = self.notice, notice
        if notice is None:
            self.hide()
            return
        self._what.setText(notice.what)
        self._why.setText(notice.why)
        self._why.setVisible(bool(notice.why))
        self.setAccessibleName(f"{notice.what} {notice.why}")
        if before is None or (before.tone, before.commands, before.details) != (
            notice.tone,
            notice.commands,
            notice.details,
        ):
            self._dress(notice)
        self.show()

    def _dress(self, notice: Notice) -> None:
        self.setProperty("tone", notice.tone)
        self.style().polish(self)
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for name, words in notice.commands:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, name=name: self.command_requested.emit(name))
            self._buttons.addWidget(button)
        if notice.details:
            button = QPushButton("Details")
            button.clicked.connect(self.details_requested)
            self._buttons.addWidget(button)
