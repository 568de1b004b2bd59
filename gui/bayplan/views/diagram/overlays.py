"""What is drawn over the picture in view pixels: a message, marks such as "demo", and the ring of the focus."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from bayplan.layout.shapes import Font
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import plain_line
from bayplan.views.fonts import diagram_font

_PADDING = 10.0
_BADGE_HEIGHT = 22.0
_MESSAGE_WIDTH = 460.0


class Overlays:
    """Draws a message and badges over the diagram.

    Attributes:
        title, text: the message in the middle; no title, no message. badges: pairs of text and colour role.
    """

    def __init__(self, styles: Styles) -> None:
        self.title = ""
        self.text = ""
        self.badges: list[tuple[str, str]] = []
        self._styles = styles

    def set_styles(self, styles: Styles) -> None:
        """Draws in another theme from now on."""
        self._styles = styles

    def paint(self, painter: QPainter, view: QRect, *, focused: bool) -> None:
        """Draws everything; ``view`` is the whole view in logical pixels."""
        if self.title:
            self._paint_message(painter, QRectF(view))
        left = view.left() + _PADDING
        for text, role in self.badges:
            left = self._paint_badge(painter, plain_line(text), role, left, view.bottom()) + 6
        if focused:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(self._styles.colours.colour("focus"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(view.adjusted(0, 0, -1, -1))

    def _paint_badge(self, painter: QPainter, text: str, role: str, left: float, bottom: float) -> float:
        """Draws one badge that begins at ``left``; returns where it ends. Below, where the picture has no titles."""
        font = diagram_font(Font.NOTE)
        width = QFontMetricsF(font).horizontalAdvance(text) + 2 * _PADDING
        rect = QRectF(left, bottom - _PADDING - _BADGE_HEIGHT, width, _BADGE_HEIGHT)
        colours = self._styles.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._styles.text(role).color(), 1.2))
        painter.setBrush(colours.colour("panel"))
        painter.drawRoundedRect(rect, _BADGE_HEIGHT / 2, _BADGE_HEIGHT / 2)
        painter.setFont(font)
        painter.setPen(colours.colour("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        return rect.right()

    def _paint_message(self, painter: QPainter, view: QRectF) -> None:
        title_font, text_font = diagram_font(Font.TITLE), QFont(diagram_font(Font.NAME))
        text_font.setWeight(QFont.Weight.Normal)
        width = min(_MESSAGE_WIDTH, view.width() - 48)
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)
        room = QRectF(0, 0, width, 10_000)
        title_box = QFontMetricsF(title_font).boundingRect(room, wrap, self.title)
        text_box = QFontMetricsF(text_font).boundingRect(room, wrap, self.text)
        height = title_box.height() + (8 + text_box.height() if self.text else 0)
        card = QRectF(0, 0, width + 48, height + 40)
        card.moveCenter(QPointF(view.center()))
        colours = self._styles.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("border-strong"), 1.2))
        painter.setBrush(colours.colour("panel"))
        painter.drawRoundedRect(card, 10, 10)
        inner = card.adjusted(24, 20, -24, -20)
        painter.setFont(title_font)
        painter.setPen(colours.colour("text"))
        painter.drawText(inner, wrap, self.title)
        painter.setFont(text_font)
        painter.setPen(colours.colour("muted"))
        painter.drawText(inner.adjusted(0, title_box.height() + 8, 0, 0), wrap, self.text)
