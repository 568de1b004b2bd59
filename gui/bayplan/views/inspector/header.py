"""The head of the inspector: what the thing is called, its state or kind, and the way back."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from bayplan.domain.inspection import Inspection, Tone
from bayplan.layout.theme import Theme
from bayplan.views.inspector.row_layout import MARGIN
from bayplan.views.inspector.text_lines import one_line

_TITLE_SIZE = 18  # pixels
_GAP = 8
_LEFT = MARGIN
_RIGHT = MARGIN - 4
_TONE_ROLES = {
    Tone.NORMAL: "text",
    Tone.MUTED: "muted",
    Tone.OK: "ok",
    Tone.WARNING: "warning",
    Tone.DANGER: "danger",
}


class ElidedLabel(QLabel):
    """One line of plain text that gives way: elided in its middle, whole in the tooltip, selectable, copied whole.

    Signals:
        copied(text): the whole text was put on the clipboard.
    """

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        """Shows a text, or as much of it as there is room for."""
        if text == self._whole:
            return
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        """The room for the whole text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(one_line(self._whole)) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """Next to nothing: a long name must not widen the panel."""
        return QSize(20, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elides anew."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Elides anew when the font changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._elide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies what is selected, or the whole text when the selection would hold the ellipsis."""
        if event.matches(QKeySequence.StandardKey.Copy):
            selected = self.selectedText()
            self._copy(self._whole if not selected or "…" in selected else selected)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers to copy the whole text."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", lambda: self._copy(self._whole))
        menu.popup(event.globalPos())

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _elide(self) -> None:
        flat = one_line(self._whole)
        shown = self.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(shown)
        self.setToolTip("" if shown == self._whole else f"<span>{html.escape(self._whole)}</span>")


class Pill(QWidget):
    """A word or two in a rounded frame: the state of a container, the kind of a store."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._tone = Tone.MUTED
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, tone: Tone) -> None:
        """Shows a text in a tone; nothing for ""."""
        if (text, tone) == (self._text, self._tone):
            return
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """The text and the frame around it."""
        metrics = QFontMetrics(self._small_font())
        return QSize(metrics.horizontalAdvance(self._text) + 20, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints frame and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._theme.colour(_TONE_ROLES[self._tone]))
        area = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        fill = QColor(colour)
        fill.setAlphaF(0.14)
        painter.setBrush(fill)
        painter.setPen(colour)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setFont(self._small_font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)

    def _small_font(self) -> QFont:
        return resized(self.font(), -2)


class Header(QWidget):
    """Title, pill and subtitle of an inspection.

    Signals:
        back_requested(): the way back was chosen.
        copied(text): title or subtitle was put on the clipboard.
    """

    back_requested = Signal()
    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorHeader")
        self._title = ElidedLabel()
        self._title.setObjectName("inspectorTitle")
        font = QFont(self.font())
        font.setPixelSize(_TITLE_SIZE)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._subtitle = ElidedLabel()
        self._subtitle.setObjectName("muted")
        self._pill = Pill(theme)
        self._back = QToolButton()
        self._back.setObjectName("inspectorBack")
        self._back.setProperty("quiet", True)
        self._back.setText("◂ back")
        self._back.setToolTip("Back to what was selected before (Alt+Left)")
        self._back.setAccessibleName("Back to what was selected before")
        self._back.clicked.connect(self.back_requested)
        for label in (self._title, self._subtitle):
            label.copied.connect(self.copied)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(_GAP)
        self._top.addWidget(self._title)
        self._top.addWidget(self._pill)
        self._top.addStretch(1)
        self._top.addWidget(self._back)
        self._below = QHBoxLayout()
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(_GAP)
        self._below.addWidget(self._subtitle, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_LEFT, 12, _RIGHT, 6)
        rows.setSpacing(4)
        rows.addLayout(self._top)
        rows.addLayout(self._below)
        self.set_theme(theme)

    def show_inspection(self, inspection: Inspection, *, can_go_back: bool) -> None:
        """Shows the head of an inspection."""
        self._title.set_whole(inspection.title)
        self._subtitle.set_whole(inspection.subtitle)
        self._pill.show_text(inspection.pill, inspection.pill_tone)
        self._back.setVisible(can_go_back)
        self._place_pill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the pill anew."""
        super().resizeEvent(event)
        self._place_pill()

    def _place_pill(self) -> None:
        """The pill stands beside the title, or before the subtitle when the title needs the room."""
        parts = (self._title, self._pill, self._back)
        needed = sum(part.sizeHint().width() + _GAP for part in parts if part.isVisibleTo(self))
        beside = needed <= self.width() - _LEFT - _RIGHT
        if beside and self._top.indexOf(self._pill) < 0:
            self._below.removeWidget(self._pill)
            self._top.insertWidget(1, self._pill)
        elif not beside and self._below.indexOf(self._pill) < 0:
            self._top.removeWidget(self._pill)
            self._below.insertWidget(0, self._pill)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._pill.set_theme(theme)
        palette = QPalette(self._subtitle.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.colour("muted")))
        self._subtitle.setPalette(palette)


def resized(font: QFont, larger: int) -> QFont:
    """The font, some pixels larger (or smaller, for negative numbers)."""
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(font.pixelSize() + larger)
    else:
        made.setPointSizeF(font.pointSizeF() + 0.75 * larger)
    return made
