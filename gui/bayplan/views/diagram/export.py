"""A diagram as an image or a page, without a window."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

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
_PDF_RESOLUTION = 1200  # dots an inch; lengths are rounded to these
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
        _paint(painter, diagram, theme, scale)
    finally:
        painter.end()
    return image


def render_pdf(diagram: Diagram, theme: Theme) -> bytes:
    """The whole diagram with its legend as a PDF of one page, a point to a unit, in shapes and letters.

    A QGuiApplication must exist.
    """
    load_fonts()
    title = diagram.title
    diagram = finish(diagram)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(f"Bayplan of {title}")
    writer.setCreator("Bayplan")
    writer.setResolution(_PDF_RESOLUTION)
    size = QSizeF(diagram.width + 2 * _MARGIN, diagram.height + 2 * _MARGIN)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "diagram", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    try:
        painter.scale(_PDF_RESOLUTION / 72, _PDF_RESOLUTION / 72)
        _paint(painter, diagram, theme, 1.0)
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _paint(painter: QPainter, diagram: Diagram, theme: Theme, scale: float) -> None:
    """Paints a finished diagram with its margin, the detail being that of ``scale``."""
    painter.translate(_MARGIN, _MARGIN)
    drawing = DiagramPainter(DiagramIndex(diagram), Styles(ThemeColours(theme)), TextPainter())
    drawing.paint(painter, Area(0, 0, diagram.width, diagram.height).grown(_MARGIN), scale, resting=False)
