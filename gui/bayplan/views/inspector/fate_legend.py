"""What the signs of the fates mean, in a line that wraps."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.layout.theme import Theme
from bayplan.views.fate_signs import draw_fate_sign
from bayplan.views.theme_colours import theme_colours

_SIGN = 9.0
_SPACE = 4.0
_GAP = 10.0
_LINE = 17.0
_FONT_PIXELS = 11


class FateLegend(QWidget):
    """Shows the signs that occur, and a word for those who would like to know more."""

    def __init__(self, theme: Theme, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint = hint
        self._fates: list[Fate] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_fates(self, fates: Iterable[Fate]) -> None:
        """Shows the signs of these fates, in the order of their gravity from good to bad."""
        present = frozenset(fates)
        order = [Fate.SURVIVES, *(fate for fate in FATE_WORDS if fate is not Fate.SURVIVES)]
        found = [fate for fate in order if fate in present]
        if found != self._fates:
            self._fates = found
            words = ", ".join(f"{FATE_WORDS[fate].sign} {FATE_WORDS[fate].word}" for fate in found)
            self.setAccessibleName(f"Legend: {words}. {self._hint}")
            self.updateGeometry()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self._theme = theme
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 -- Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 -- Qt's name
        """The height that the wrapped line takes."""
        return round(_LINE * (1 + max((line for _, line, _, _ in self._places(width)), default=0)))

    def sizeHint(self) -> QSize:
        """One line of the present width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints signs and words."""
        colours = theme_colours(self._theme.name)
        painter = QPainter(self)
        try:
            painter.setFont(self._face())
            baseline = QFontMetricsF(self._face()).ascent() + 2
            for x, line, fate, word in self._places(self.width()):
                top = line * _LINE
                left = x
                if fate is not None:
                    box = QRectF(x, top + baseline - _SIGN + 0.5, _SIGN, _SIGN)
                    draw_fate_sign(painter, fate, box, colours.colour(FATE_WORDS[fate].tone))
                    left += _SIGN + _SPACE
                painter.setPen(colours.colour("muted"))
                painter.drawText(QPointF(left, top + baseline), word)
        finally:
            painter.end()

    def _places(self, width: int) -> list[tuple[float, int, Fate | None, str]]:
        """Where each sign with its word goes: x, line, the fate (None for the hint), the word."""
        metrics = QFontMetricsF(self._face())
        entries: list[tuple[Fate | None, str]] = [(fate, FATE_WORDS[fate].word) for fate in self._fates]
        entries.append((None, self._hint))
        found: list[tuple[float, int, Fate | None, str]] = []
        x, line = 0.0, 0
        for fate, word in entries:
            taken = metrics.horizontalAdvance(word) + (0.0 if fate is None else _SIGN + _SPACE)
            if x and x + taken > width:
                x, line = 0.0, line + 1
            found.append((x, line, fate, word))
            x += taken + _GAP
        return found

    def _face(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_FONT_PIXELS)
        return font
