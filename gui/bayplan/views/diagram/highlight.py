"""Brings out what is selected and what is hovered, with everything that belongs to it, over the resting picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from bayplan.layout.looks import is_fated
from bayplan.layout.shapes import BOX_RADIUS, Box
from bayplan.views.diagram.areas import box_area
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import LOOSE_ROLES, DiagramIndex
from bayplan.views.diagram.painter import DiagramPainter, Level, level_of

_MOST_REPAINTED = 300  # things that are painted again over the edges that lead to them
_RIM = 10.0  # view pixels that outlines reach beyond a box
_HOVER_STRENGTH = 0.8
_LOOSE_GAP = 6.0  # diagram units between a frame that is not drawn itself and its outline


class Highlight:
    """Which things are brought out, and what belongs to them.

    Attributes:
        things: ids (as shown in the diagram). links: numbers of their edges. others: what those edges lead to.
    """

    def __init__(self, index: DiagramIndex, things: frozenset[str]) -> None:
        self.things = frozenset(shown for thing in things if (shown := index.shown(thing)))
        self.links = index.links(sorted(self.things))
        own = {member for thing in self.things for member in index.family(thing)}
        ends = (end for number in self.links for end in index.diagram.edges[number][:2])
        self.others = tuple(dict.fromkeys(end for end in ends if end not in own))
        self._index = index

    def area(self, scale: float) -> Area | None:
        """What painting it touches, None for nothing."""
        index = self._index
        areas = [index.edge_areas[number] for number in self.links]
        for thing in (*self.things, *self.others):
            areas += [box_area(box) for box in index.boxes_of.get(thing, ())]
        if not areas:
            return None
        left, top, right, bottom = (list(side) for side in zip(*areas, strict=True))
        return Area(min(left), min(top), max(right), max(bottom)).grown(_RIM / scale)

    def paint(self, painter: QPainter, drawing: DiagramPainter, scale: float, *, hovered: bool) -> None:
        """Paints edges, then the things at their ends, then outlines.

        ``hovered``: less strongly, as for what the pointer is on.
        """
        if not self.things:
            return
        painter.setOpacity(_HOVER_STRENGTH if hovered and len(self.links) < 40 else 1.0)
        drawing.edges.paint_strong(painter, self.links, scale)
        painter.setOpacity(1.0)
        if self.links and len(self.others) <= _MOST_REPAINTED:
            members = [member for thing in (*self.things, *self.others) for member in self._index.family(thing)]
            drawing.paint_things(painter, members[: 2 * _MOST_REPAINTED], scale)
        selection = drawing.styles.colours.colour("selection")
        faint = QColor(selection)
        faint.setAlphaF(0.55)
        for other in self.others[:_MOST_REPAINTED]:
            if not any(map(is_fated, self._index.boxes_of.get(other, ()))):  # its own line tells more
                self._outline(painter, other, faint, 1.6, scale)
        for thing in self.things:
            self._outline(painter, thing, faint if hovered else selection, 1.8 if hovered else 2.4, scale)

    def _outline(self, painter: QPainter, thing: str, colour: QColor, width: float, scale: float) -> None:
        for box in self._index.boxes_of.get(thing, ()):
            if box.role != "state-dot":
                gap = _LOOSE_GAP * scale if box.role in LOOSE_ROLES else 0.0
                outline(painter, box, colour, width, scale, gap=gap)


def outline(painter: QPainter, box: Box, colour: QColor, width: float, scale: float, *, gap: float = 0.0) -> None:
    """Draws the border of a box anew; ``width`` in diagram units, never thinner than some pixels.

    ``gap``: view pixels between the box and the line.
    """
    pen = QPen(colour, max(width * scale, min(width, 1.6)))
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rim = gap / scale
    rect = QRectF(box.x, box.y, box.w, box.h).adjusted(-rim, -rim, rim, rim)
    if level_of(scale) is Level.FAR:
        painter.drawRect(rect)
        return
    radius = BOX_RADIUS.get(box.role, 0.0) + rim
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(rect, radius, radius)
