"""The field that filters the lists by words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.icons import icon


class FilterField(QLineEdit):
    """A line to type words into; Esc empties it, then leaves it, Down leaves it for the list.

    Signals:
        left(): the person goes on to the list.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listFilter")
        self.setPlaceholderText("Filter by name, image, project, mount")
        self.setAccessibleName("Filter the list")
        self.setToolTip("All words must occur: in names, images, projects, mounts or labels  (/ or Ctrl+F)")
        self._clear = QAction("Clear the filter", self)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._hint = QLabel("/", self)
        self._hint.setProperty("muted", True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 10, 0)
        line.addStretch(1)
        line.addWidget(self._hint)
        self.textChanged.connect(self._show_signs)

    def set_theme(self, theme: Theme) -> None:
        """Draws the sign that clears in another theme."""
        self._clear.setIcon(icon("close", theme, "muted", 14))

    def _show_signs(self, text: str) -> None:
        self._hint.setVisible(not text)
        self._clear.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Escape | Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
