"""The type of the program: Inter, loaded from resources/fonts, in the sizes and weights of the diagram."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication

from bayplan.layout.shapes import TYPE_STYLES, Font
from bayplan.resources import resource

FAMILY = "Inter"
_FACES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_APPLICATION_SIZE = 13  # pixels: the size of ordinary text in the window


@cache
def load_fonts() -> None:
    """Makes Inter known to Qt, once per process. A QGuiApplication must exist.

    Raises FileNotFoundError when a font file is missing or unreadable (a broken installation).
    """
    for face in _FACES:
        path = resource("fonts", face)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"The font {path} cannot be read; reinstall Bayplan")


def set_application_font(application: QApplication) -> None:
    """Sets the whole program in Inter."""
    load_fonts()
    font = QFont(FAMILY)
    font.setPixelSize(_APPLICATION_SIZE)
    application.setFont(font)


def font_pixels(style: Font) -> float:
    """The size of a type style of the diagram, in diagram units."""
    return TYPE_STYLES[style].size


@cache
def diagram_font(style: Font) -> QFont:
    """The Qt font of a type style, at 1:1. Hinting is off, so that text keeps its width at every zoom."""
    load_fonts()
    size, weight = TYPE_STYLES[style]
    font = QFont(FAMILY)
    font.setPixelSize(round(size))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def diagram_metrics(style: Font) -> QFontMetricsF:
    """Metrics of ``diagram_font(style)``, in diagram units."""
    return QFontMetricsF(diagram_font(style))
