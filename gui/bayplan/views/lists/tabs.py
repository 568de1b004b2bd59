"""The tabs over the lists: each with its name and, more quietly, how many things it holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.theme_colours import theme_colours

_HEIGHT = 28
_GAP = 4.0
_SIZES = (13, 12, 11)  # of the names, in pixels


class CountTabs(QTabBar):
    """Tabs that say "Containers 12"; where there is little room, the padding goes first, then names are shortened."""

    def __init__(self, titles: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = theme_colours(theme.name)
        self._titles = list(titles)
        self._counts = [""] * len(self._titles)
        self._hovered = -1
        self._pixels = _SIZES[0]
        self.setAccessibleName("Lists")
        self.setUsesScrollButtons(False)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMouseTracking(True)
        for title in titles:
            self.addTab(title)

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._colours = theme_colours(theme.name)
        self.update()

    def set_count(self, index: int, count: int) -> None:
        """Shows how many things a list holds."""
        text = _short(count)
        if text != self._counts[index]:
            self._counts[index] = text
            # Qt lays tabs out anew when a text changes; the text also is what a screen reader says.
            self.setTabText(index, f"{self._titles[index]} {text}")
            self.setTabToolTip(index, f"{self._titles[index]}: {count:,}")

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - overrides Qt
        """Room for the name, the count and as much padding as the bar's width allows."""
        wanted = self._widths()
        spare = (self.width() - sum(wanted)) / max(len(wanted), 1)
        return QSize(int(wanted[index] + max(min(spare, 16.0), 0.0)), _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - overrides Qt
        """A few letters of the name must stay."""
        return QSize(min(40, self.tabSizeHint(index).width()), _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - overrides Qt
        """Narrow: the panel decides, not its tabs."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        colour = self._colours.colour
        current = index == self.currentIndex()
        frame = QRectF(self.tabRect(index)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colour("focus"), 1.2) if current and self.hasFocus() else Qt.PenStyle.NoPen)
        hovered = index == self._hovered
        painter.setBrush(
            colour("panel-raised" if current else "panel-sunken") if current or hovered else Qt.BrushStyle.NoBrush
        )
        painter.drawRoundedRect(frame, 5, 5)

        title, count = self._titles[index], self._counts[index]
        title_font, count_font = self._fonts(current=current)
        title_metrics, count_metrics = QFontMetricsF(title_font), QFontMetricsF(count_font)
        count_width = count_metrics.horizontalAdvance(count)
        room = frame.width()
        shown = title_metrics.elidedText(title, Qt.TextElideMode.ElideRight, room - count_width - _GAP)
        shown_width = title_metrics.horizontalAdvance(shown)
        left = frame.left() + (frame.width() - shown_width - _GAP - count_width) / 2
        line = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.setFont(title_font)
        painter.setPen(colour("text" if current or hovered else "muted"))
        painter.drawText(QRectF(left, frame.top(), shown_width + 1, frame.height()), line, shown)
        painter.setFont(count_font)
        painter.setPen(colour("muted" if current else "faint"))
        painter.drawText(QRectF(left + shown_width + _GAP, frame.top(), count_width + 1, frame.height()), line, count)

    def _fonts(self, *, current: bool = True) -> tuple[QFont, QFont]:
        """The fonts of a tab's name and count."""
        title, count = QFont(self.font()), QFont(self.font())
        title.setPixelSize(self._pixels)
        title.setWeight(QFont.Weight.DemiBold if current else QFont.Weight.Medium)
        count.setPixelSize(self._pixels - 1)
        return title, count

    def _widths(self) -> list[float]:
        """What the tabs need, in the largest type in which they all fit."""
        for self._pixels in _SIZES:
            wanted = [self._text_width(at) for at in range(len(self._titles))]
            if sum(wanted) <= self.width():
                break
        return wanted

    def _text_width(self, index: int) -> float:
        title, count = self._fonts()
        texts = QFontMetricsF(title).horizontalAdvance(self._titles[index])
        return texts + QFontMetricsF(count).horizontalAdvance(self._counts[index]) + _GAP + 6

    def event(self, event: QEvent) -> bool:
        """Notes which tab the mouse is over."""
        if event.type() in {QEvent.Type.HoverMove, QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            inside = event.type() is not QEvent.Type.HoverLeave
            self._hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if inside else -1
            self.update()
        return super().event(event)


def _short(count: int) -> str:
    """A number in at most four signs: "999", "1.8k", "12k"."""
    if count < 1000:
        return str(count)
    return f"{count // 100 / 10}k" if count < 10_000 else f"{count // 1000}k"
