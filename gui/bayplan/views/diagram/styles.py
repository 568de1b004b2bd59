"""What boxes and edges look like, as ready-made pens and brushes of one theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from bayplan.layout.looks import (
    BARRED,
    DASHES,
    EDGE_DASHES,
    IDLE_EDGE,
    RESTING_EDGE,
    box_look,
    dot_colour,
    edge_width,
)
from bayplan.layout.shapes import BOX_RADIUS, Box, Edge
from bayplan.views.theme_colours import ThemeColours

#: Seen from afar these are filled with the colour of their border, which stands out from the zone around them.
_FILLED_FROM_AFAR = frozenset({"layer", "shared-layer", "unread-layers", "container", "folded-group"})
_FAR_FILL = 0.5  # share of its kind's colour in a store that is too small for a border


@dataclass(frozen=True, eq=False)
class BoxStyle:
    """How one sort of box is painted.

    Attributes:
        radius: of the corners, in diagram units.
        fill, pen: full detail. thin_pen: one pixel wide, for smaller scales. far: fill without a border.
        bar: the coloured bar at the left of a store, or None. round: it is a dot.
    """

    radius: float
    fill: QBrush
    pen: QPen
    thin_pen: QPen
    far: QBrush
    bar: QBrush | None = None
    round: bool = False


@dataclass(frozen=True, eq=False)
class EdgeStyle:
    """How one sort of edge is painted: at rest, with nothing selected, and brought out; thin ones are cosmetic."""

    resting: QPen
    idle: QPen
    strong: QPen
    resting_thin: QPen
    idle_thin: QPen
    strong_thin: QPen


def pen(colour: QColor, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    """A pen with flat ends; ``dashes`` in the units of ``width`` (Qt wants them in pen widths)."""
    made = QPen(colour, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern([length / width for length in dashes])
    return made


class Styles:
    """The pens and brushes of one theme, made when they are first needed.

    Attributes:
        colours: the theme's colours.
    """

    def __init__(self, colours: ThemeColours) -> None:
        self.colours = colours
        self.canvas = QBrush(colours.colour("canvas"))
        self._boxes: dict[tuple[str, str, frozenset[str]], BoxStyle] = {}
        self._edges: dict[tuple[str, bool], EdgeStyle] = {}
        self._texts: dict[str, QPen] = {}

    def box(self, box: Box) -> BoxStyle:
        """The style of a box."""
        key = (box.role, box.kind, box.flags)
        found = self._boxes.get(key)
        if found is None:
            found = self._boxes[key] = self._make_box(box)
        return found

    def edge(self, edge: Edge) -> EdgeStyle:
        """The style of an edge."""
        key = (edge.kind, edge.read_only)
        found = self._edges.get(key)
        if found is None:
            found = self._edges[key] = self._make_edge(edge)
        return found

    def text(self, role: str) -> QPen:
        """The pen of a text role; plain text for a role that no theme knows."""
        found = self._texts.get(role)
        if found is None:
            try:
                colour = self.colours.colour(role)
            except KeyError:
                colour = self.colours.colour("text")
            found = self._texts[role] = QPen(colour)
        return found

    def _make_box(self, box: Box) -> BoxStyle:
        if box.role == "state-dot":
            brush = QBrush(self.colours.colour(dot_colour(box)))
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(0, brush, none, none, brush, round=True)
        look = box_look(box)
        fill = self.colours.colour(look.fill) if look.fill else None
        brush = QBrush(fill) if fill else QBrush(Qt.BrushStyle.NoBrush)
        radius = BOX_RADIUS.get(box.role, 0.0)
        if not look.border:
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(radius, brush, none, none, brush)
        colour = self._colour(look.border)
        kind = self.colours.kind("unused" if box.role == "unused-store" else str(box.kind))
        far = brush
        if box.role in _FILLED_FROM_AFAR:
            far = QBrush(colour)
        elif box.kind and fill:
            far = QBrush(self.colours.blend(kind, fill, _FAR_FILL))
        return BoxStyle(
            radius=radius,
            fill=brush,
            pen=pen(colour, look.width, DASHES if look.dashed else ()),
            thin_pen=QPen(colour, 0),
            far=far,
            bar=QBrush(kind) if box.role in BARRED else None,
        )

    def _colour(self, role: str) -> QColor:
        """The colour of a role; that of an unused store for a kind that no theme knows."""
        return self.colours.kind(role.removeprefix("kind-")) if role.startswith("kind-") else self.colours.colour(role)

    def _make_edge(self, edge: Edge) -> EdgeStyle:
        colour = self.colours.kind(str(edge.kind))
        panel = self.colours.colour("panel")
        width = edge_width(edge)
        dashes = EDGE_DASHES if edge.read_only else ()
        resting = self.colours.blend(colour, panel, RESTING_EDGE)
        idle = self.colours.blend(colour, panel, IDLE_EDGE)
        return EdgeStyle(
            resting=pen(resting, width, dashes),
            idle=pen(idle, width, dashes),
            strong=pen(colour, width * 1.15, dashes),
            resting_thin=QPen(resting, 0),
            idle_thin=QPen(idle, 0),
            strong_thin=QPen(colour, 0),
        )
