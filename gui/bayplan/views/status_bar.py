"""The line at the bottom of the window: the connection, the last event, how old the sizes are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStatusBar, QWidget

from bayplan.views.plain_text import ElidedLabel, PlainLabel

_HEIGHT = 32


class StatusBar(QStatusBar):
    """The line.

    Attributes:
        line: the widget that holds the words.

    Signals:
        sizes_requested(): measure the sizes again.
    """

    sizes_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._dot = PlainLabel("", "dot")
        self._connection = ElidedLabel()
        self._standing = PlainLabel("", "standing")
        self._standing.hide()
        self._event = ElidedLabel()
        self._event.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._sizes = QPushButton()
        self._sizes.setProperty("link", True)
        self._sizes.setToolTip("Measure the sizes of writable layers and volumes now; this can take a while")
        self._sizes.clicked.connect(self.sizes_requested)
        self._sizes.hide()
        self.line = QFrame()
        self.line.setObjectName("statusLine")
        self.line.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self.line)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._connection, 4)
        row.addWidget(self._standing)
        row.addWidget(self._event, 5)
        right = QHBoxLayout()
        right.addStretch(1)
        right.addWidget(self._sizes)
        row.addLayout(right, 4)
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(self.line, 1)

    def show_connection(self, words: str, phase: str) -> None:
        """Shows how it stands with the engine; ``phase`` colours the dot."""
        self._connection.set_full_text(words)
        if self._dot.property("phase") != phase:
            self._dot.setProperty("phase", phase)
            self._dot.style().polish(self._dot)

    def show_event(self, words: str) -> None:
        """Shows what happened last."""
        self._event.set_full_text(words)

    def show_standing(self, words: str) -> None:
        """Shows before the events what must be known as long as it holds; "" takes it away."""
        self._standing.setText(words)
        self._standing.setVisible(bool(words))

    def show_sizes(self, words: str) -> None:
        """Shows how old the sizes are, as a button that measures them again; "" hides it."""
        self._sizes.setText(words)
        self._sizes.setVisible(bool(words))

    def words(self) -> str:
        """All that it says now, for tests and for assistive tools."""
        shown = (self._connection.full_text, self._standing.text(), self._event.full_text, self._sizes.text())
        return " | ".join(part for part in shown if part)
