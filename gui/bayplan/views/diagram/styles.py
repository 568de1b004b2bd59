"""What boxes and edges look like, as ready-made pens and brushes of one theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from bayplan.layout.looks import (
    FATE_LOOKS,
    IDLE_EDGE,
    RESTING_EDGE,
    box_look,
    dot_colour,
    edge_look,
    is_fated,
    resting,
)
from bayplan.layout.shapes import BOX_RADIUS, Box, Edge
from bayplan.views.theme_colours import ThemeColours

#: Seen from afar these are filled with the colour of their border, which stands out from the zone around them.
_FILLED_FROM_AFAR = frozenset({"layer", "shared-layer", "unread-layers", "container", "folded-group"})
_THIN_DASHES = (3.0, 2.0)  # pixels, of the borders of what goes, where they are one pixel wide
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


def _thin(colour: QColor, *, dashed: bool = False) -> QPen:
    """A pen one pixel wide at every scale."""
    made = QPen(colour, 0)
    if dashed:
        made.setDashPattern(_THIN_DASHES)
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
        self._edges: dict[tuple[str, bool, str], EdgeStyle] = {}
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
        key = (edge.kind, edge.read_only, edge.fate)
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
            brush = QBrush(self._shade(dot_colour(box), resting(box)))
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(0, brush, none, none, brush, round=True)
        look = box_look(box)
        fill = self._shade(look.fill, look.strength) if look.fill else None
        brush = QBrush(fill) if fill else QBrush(Qt.BrushStyle.NoBrush)
        radius = BOX_RADIUS.get(box.role, 0.0)
        if not look.border:
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(radius, brush, none, none, brush)
        colour = self._shade(look.border, look.strength)
        far = brush
        if box.role in _FILLED_FROM_AFAR:
            far = QBrush(colour)
        elif box.kind and fill:
            far = QBrush(self.colours.blend(colour, fill, _FAR_FILL))
        return BoxStyle(
            radius=radius,
            fill=brush,
            pen=pen(colour, look.width, look.dashes),
            thin_pen=_thin(colour, dashed=is_fated(box)),
            far=far,
            bar=QBrush(self._shade(look.bar, look.strength)) if look.bar else None,
        )

    def _shade(self, role: str, strength: float) -> QColor:
        """The colour of a role, paler where its strength is less than one; that of an unused store for a kind that no
        theme knows."""
        colour = (
            self.colours.kind(role.removeprefix("kind-")) if role.startswith("kind-") else self.colours.colour(role)
        )
        return colour if strength == 1.0 else self.colours.blend(colour, self.colours.colour("panel"), strength)

    def _make_edge(self, edge: Edge) -> EdgeStyle:
        look = edge_look(edge)
        fated = edge.fate in FATE_LOOKS
        colour = self._shade(look.colour, 1.0)
        resting_colour = self._shade(look.colour, look.strength or RESTING_EDGE)
        idle = self._shade(look.colour, look.strength or IDLE_EDGE)
        return EdgeStyle(
            resting=pen(resting_colour, look.width, look.dashes),
            idle=pen(idle, look.width, look.dashes),
            strong=pen(colour, look.width * 1.15, look.dashes),
            resting_thin=_thin(resting_colour, dashed=fated),
            idle_thin=_thin(idle, dashed=fated),
            strong_thin=_thin(colour, dashed=fated),
        )
