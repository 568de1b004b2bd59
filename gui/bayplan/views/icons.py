"""The program's own drawings as icons in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QIcon, QImageReader, QPixmap

from bayplan.layout.theme import Theme
from bayplan.resources import resource

#: Icons are drawn this much larger than shown, so that they stay sharp on dense screens.
_DENSITY = 3


def app_icon() -> QIcon:
    """The program's icon, for windows, task bars and the about box."""
    return QIcon(str(resource("icons", "bayplan.svg")))


def pixmap(name: str, theme: Theme, role: str = "text", size: int = 16) -> QPixmap:
    """The drawing ``resources/icons/<name>.svg``, ``size`` pixels square, with "currentColor" as the theme's role."""
    return _render(name, theme.colour(role), size)


def icon(name: str, theme: Theme, role: str = "text", size: int = 16) -> QIcon:
    """:func:`pixmap` as an icon."""
    return QIcon(pixmap(name, theme, role, size))


@lru_cache(maxsize=128)
def _render(name: str, colour: str, size: int) -> QPixmap:
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    buffer = QBuffer()
    buffer.setData(QByteArray(drawing.replace("currentColor", colour).encode()))
    # The image plug-in for SVG does the drawing, so that QtSvg need not be imported.
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size) * _DENSITY)
    drawn = QPixmap.fromImage(reader.read())
    drawn.setDevicePixelRatio(_DENSITY)
    return drawn
