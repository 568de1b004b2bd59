"""Plain text broken into a few lines of a given width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_LINE_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x85\u2028\u2029", " "))

#: A label may be a megabyte long; nobody reads more than this of it in a panel.
_LONGEST = 2000


def one_line(text: str) -> str:
    """The text without line breaks, and no longer than anyone reads."""
    return text[:_LONGEST].translate(_LINE_BREAKS)


def elided(text: str, font: QFont, width: float, *, middle: bool = False) -> str:
    """The text on one line of ``width`` pixels, with an ellipsis at its end (or in its middle) when it is longer."""
    flat, metrics = one_line(text), QFontMetricsF(font)
    if metrics.horizontalAdvance(flat) <= width:  # a quarter of the time that eliding takes
        return flat
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return metrics.elidedText(flat, mode, max(width, 0.0))


def broken(text: str, font: QFont, width: float, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``width`` pixels, broken between words where that is possible."""
    flat = one_line(text)
    if flat and QFontMetricsF(font).horizontalAdvance(flat) <= width:
        return [flat.rstrip()]
    # Qt counts in UTF-16 units, Python in characters.
    units = flat.encode("utf-16-le", "surrogatepass")
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(flat, font)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 20.0))
        start = 2 * line.textStart()
        end = start + 2 * line.textLength() if len(lines) < most - 1 else len(units)
        lines.append(units[start:end].decode("utf-16-le", "surrogatepass").rstrip())
    layout.endLayout()
    if len(lines) == most:
        lines[-1] = elided(lines[-1], font, width)
    return lines
