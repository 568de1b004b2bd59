"""The diagram as the contents of a file, in the form that the file's suffix asks for; no display is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bayplan.domain.inventory import Inventory
from bayplan.errors import BayplanError
from bayplan.layout.dot import to_dot
from bayplan.layout.graph import graph_of
from bayplan.layout.mermaid import to_mermaid
from bayplan.layout.shapes import Diagram
from bayplan.layout.svg import to_svg
from bayplan.layout.theme import Theme

#: Pixels of a PNG for each unit of the diagram, so that text stays crisp when projected.
_PNG_SCALE = 2.0


def _svg(diagram: Diagram, _inventory: Inventory, theme: Theme) -> bytes:
    return to_svg(diagram, theme).encode()


def _mermaid(diagram: Diagram, inventory: Inventory, theme: Theme) -> bytes:
    return to_mermaid(graph_of(diagram, inventory), theme).encode()


def _dot(diagram: Diagram, inventory: Inventory, theme: Theme) -> bytes:
    return to_dot(graph_of(diagram, inventory), theme).encode()


def _png(diagram: Diagram, _inventory: Inventory, theme: Theme) -> bytes:
    _start_qt()
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImageWriter

    from bayplan.views.diagram.export import render_image

    image = render_image(diagram, theme, scale=_PNG_SCALE)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    if not writer.write(image):
        raise BayplanError("The picture could not be made.", why=writer.errorString())
    return bytes(buffer.data().data())


def _pdf(diagram: Diagram, _inventory: Inventory, theme: Theme) -> bytes:
    _start_qt()
    from bayplan.views.diagram.export import render_pdf

    return render_pdf(diagram, theme)


#: What makes the contents of a file, by its suffix.
_MAKERS: dict[str, Callable[[Diagram, Inventory, Theme], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".mmd": _mermaid,
    ".dot": _dot,
}


def picture_bytes(diagram: Diagram, inventory: Inventory, theme: Theme, suffix: str) -> bytes:
    """A picture of ``inventory`` as the contents of a file whose name ends in ``suffix`` (".svg", ".png", ".pdf",
    ".mmd" for Mermaid, ".dot" for Graphviz; upper case too).

    Raises KeyError for another suffix, BayplanError when Qt cannot make the picture.
    """
    return _MAKERS[suffix.lower()](diagram, inventory, theme)


def _start_qt() -> None:
    """Makes an application on Qt's offscreen platform, which needs no display; the painter is that of the screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    global _application  # noqa: PLW0603 # Qt wants one application, which lives as long as the process
    _application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])


_application: object = None
