"""The row under the diagram: what the colours and lines mean, and the buttons for the view."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from bayplan.layout.legend import legend_of
from bayplan.layout.shapes import Diagram, Font, Text
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import diagram_metrics

_LINE = 24.0  # length of a sample line
_GAP = 20.0  # between two entries
_SPACE = 7.0  # between a line and its word
_LEFT = 10.0  # before the first entry
_TIGHTEST = 0.45  # how much of these three is left where there is little room


class _Entry(NamedTuple):
    word: Text
    width: float
    line: QPen


class LegendKeys(QWidget):
    """The colours and lines with their words; what has no room at the right is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []
        self._texts = TextPainter()
        self._text = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(QSize(90, 24))
        self.setAccessibleName("Legend")

    def show_diagram(self, diagram: Diagram, styles: Styles) -> None:
        """Shows the entries that a diagram needs."""
        self._text = styles.colours.colour("muted")
        self._entries = []
        for entry in legend_of(diagram):
            word = Text("", 0, 0, 0, entry.text, Font.BODY, "muted")
            self._entries.append(_Entry(word, self._texts.width(word, 0), styles.edge(entry.line).idle))
        self.setAccessibleDescription(", ".join(entry.word.text for entry in self._entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as all entries."""
        width = sum(_LINE + _SPACE + entry.width + _GAP for entry in self._entries)
        return QSize(round(width), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the entries at the right end, closer together where there is little room."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.height() / 2
            baseline = middle + diagram_metrics(Font.BODY).capHeight() / 2
            words = sum(entry.width for entry in self._entries)
            between = len(self._entries) * (_LINE + _SPACE + _GAP)
            squeeze = min(max((self.width() - _LEFT - words) / max(between, 1), _TIGHTEST), 1.0)
            line_length, space, gap = _LINE * squeeze, _SPACE * squeeze, _GAP * squeeze
            x = max(self.width() - words - between * squeeze, _LEFT)
            for word, width, line in self._entries:
                end = x + line_length + space + width
                if end > self.width():
                    break
                painter.setPen(line)
                painter.drawLine(QPointF(x, middle), QPointF(x + line_length, middle))
                painter.setPen(self._text)
                self._texts.draw(painter, word._replace(x=x + line_length + space, baseline=baseline))
                x = end + gap
        finally:
            painter.end()


class Legend(QWidget):
    """Buttons for the view, the scale, and the legend's keys.

    Signals:
        fit_requested(), full_size_requested(), find_requested(): a button was pressed.
    """

    fit_requested = Signal()
    full_size_requested = Signal()
    find_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = LegendKeys(self)
        self._scale = QLabel(self)
        self._scale.setTextFormat(Qt.TextFormat.PlainText)
        self._scale.setAccessibleName("Zoom")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 4)
        row.setSpacing(4)
        for text, tip, signal in (
            ("Fit", "Show the whole diagram (F)", self.fit_requested),
            ("1:1", "Show at full size (Ctrl+0)", self.full_size_requested),
            ("Find", "Find in the diagram (Ctrl+Shift+F)", self.find_requested),
        ):
            row.addWidget(self._button(text, tip, signal))
        row.addWidget(self._scale)
        row.addWidget(self.keys, 1)

    def show_scale(self, scale: float) -> None:
        """Shows the scale of the view; 1.0 is 100 %."""
        self._scale.setText(f"{scale * 100:.0f} %")

    def _button(self, text: str, tip: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.clicked.connect(signal)
        return button
