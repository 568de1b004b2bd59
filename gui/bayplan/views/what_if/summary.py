"""The answer in a sentence; a click lists what it is made of. Without one a hint what could be asked."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from bayplan.domain.outcome import Fate
from bayplan.layout.theme import Theme
from bayplan.views.elided_button import ElidedButton
from bayplan.views.fate_signs import fate_icon
from bayplan.views.plain_text import for_tool_tip

_SIGN = 12
_BESIDE_TEXT = 34  # pixels for the sign and the padding


class SummaryButton(ElidedButton):
    """A sentence with the sign of the worst fate, shortened to its room; the tooltip has all of it."""

    #: How far to the right of its left edge it begins to write, in pixels.
    INDENT = 7

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BESIDE_TEXT, parent)
        self.setObjectName("whatIfSummary")
        self.setEnabled(False)
        self._fate: Fate | None = None
        self._tone = "muted"
        self._theme: Theme | None = None

    def show_answer(self, sentence: str, fate: Fate, tone: str) -> None:
        """Shows a sentence in a tone."""
        self._show(sentence, fate, tone)
        self.setToolTip(for_tool_tip(f"{sentence}\n\nClick for the list."))
        self.setAccessibleDescription("Opens the list of what would happen")

    def show_hint(self, hint: str) -> None:
        """Shows what could be asked; there is nothing to click."""
        self._show(hint, None, "hint")
        self.setAccessibleDescription("")

    def set_theme(self, theme: Theme) -> None:
        """Draws the sign in another theme."""
        self._theme = theme
        self._dress()

    def _show(self, sentence: str, fate: Fate | None, tone: str) -> None:
        self._fate, self._tone = fate, tone
        self.setEnabled(fate is not None)
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().polish(self)
        self._dress()
        self.set_sentence(sentence)

    def _dress(self) -> None:
        if self._fate is None:
            self.setIcon(QIcon())
        elif self._theme is not None:
            self.setIcon(fate_icon(self._fate, self._theme.colour(self._tone), _SIGN))
