"""Commands and answers as on a terminal, to read from afar and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontMetrics, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.theme_colours import theme_colours

_PIXELS = 12.5
_FAMILIES = ["DejaVu Sans Mono", "Menlo", "Consolas", "monospace"]
_PROMPT = "$ "
#: Around the text, in pixels: the padding of the style sheet and the document's margin.
_RIM = 18


class Console(QPlainTextEdit):
    """A read-only terminal; what begins with "$ " is a command, everything else an answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tourConsole")
        self.setAccessibleName("Commands and their answers")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self._font = QFont()
        self._font.setFamilies(_FAMILIES)
        self._paint = _Highlighter(self.document(), self._font)
        self.set_size(1.0)

    def set_size(self, size: float) -> None:
        """The size of the type; 1.0 is for reading at a desk."""
        pixels = round(_PIXELS * size)
        if self._font.pixelSize() != pixels:
            self._font.setPixelSize(pixels)
            self._paint.set_font(self._font)

    def height_of(self, lines: int) -> int:
        """The height that so many lines take."""
        return lines * QFontMetrics(self._font).lineSpacing() + _RIM

    def show_lines(self, lines: Sequence[str]) -> None:
        """Shows these lines, the last in any case."""
        text = "\n".join(lines)
        if text != self.toPlainText():
            self.setPlainText(text)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._paint.set_theme(theme)


class _Highlighter(QSyntaxHighlighter):
    def __init__(self, document: QTextDocument, font: QFont) -> None:
        super().__init__(document)
        self._command, self._answer = QTextCharFormat(), QTextCharFormat()
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        for form in (self._command, self._answer):
            form.setFont(font)
        self.rehighlight()

    def set_theme(self, theme: Theme) -> None:
        colours = theme_colours(theme.name)
        self._command.setForeground(colours.colour("muted"))
        self._answer.setForeground(colours.colour("text"))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 -- Qt's name
        self.setFormat(0, len(text), self._command if text.startswith(_PROMPT) else self._answer)
