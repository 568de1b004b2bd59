"""Text of the engine on widgets that would otherwise read it as markup or as a shortcut."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def for_action(text: str) -> str:
    """Text for a menu entry or a button: "&" is itself, not a mark for the next letter; line breaks are spaces."""
    return " ".join(text.split()).replace("&", "&&")


def for_tool_tip(text: str) -> str:
    """Text for a tooltip, which Qt reads as HTML when it looks like it; shown literally, wrapped where it is long."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""


class PlainLabel(QLabel):
    """A label that shows its text literally. ``name`` is its object name, by which the style sheet finds it."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setText(text)


class ElidedLabel(PlainLabel):
    """A plain label that takes what room there is and shortens its text with "…"; the tooltip has all of it."""

    def __init__(self, text: str = "", name: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        self._full = ""
        self._mode = mode
        super().__init__("", name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """The whole text."""
        return self._full

    def set_full_text(self, text: str) -> None:
        """Shows another text."""
        self._full = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(" ".join(self._full.split()), self._mode, self.width())
        self.setText(shown)
        self.setToolTip(for_tool_tip(self._full) if shown != self._full else "")
