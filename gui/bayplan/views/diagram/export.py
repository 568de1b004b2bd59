"""A diagram as an image, without a window."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from bayplan.layout.finished import finish
from bayplan.layout.shapes import Diagram
from bayplan.layout.theme import Theme
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.painter import DiagramPainter
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import load_fonts
from bayplan.views.theme_colours import ThemeColours

_MARGIN = 12.0  # diagram units
_MOST_PIXELS = 16_000  # a side; larger images cannot be opened by most programs


def render_image(diagram: Diagram, theme: Theme, *, scale: float = 2.0) -> QImage:
    """The whole diagram with its legend as an opaque image, ``scale`` pixels to a diagram unit.

    A QGuiApplication must exist (the "offscreen" platform is enough). A diagram that would be larger than 16,000
    pixels a side is scaled down to that.
    """
    load_fonts()
    diagram = finish(diagram)
    width, height = diagram.width + 2 * _MARGIN, diagram.height + 2 * _MARGIN
    scale = min(scale, _MOST_PIXELS / width, _MOST_PIXELS / height)
    image = QImage(QSize(max(round(width * scale), 1), max(round(height * scale), 1)), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    try:
        painter.scale(scale, scale)
        painter.translate(_MARGIN, _MARGIN)
        drawing = DiagramPainter(DiagramIndex(diagram), Styles(ThemeColours(theme)), TextPainter())
        drawing.paint(painter, Area(0, 0, diagram.width, diagram.height).grown(_MARGIN), scale, resting=False)
    finally:
        painter.end()
    return image
