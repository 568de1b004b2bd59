"""What boxes and edges look like, as ready-made pens and brushes of one theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from bayplan.layout.shapes import BOX_RADIUS, Box, Edge
from bayplan.views.theme_colours import ThemeColours

#: Role → border width, colour role of the fill ("" for none), colour role of the border ("" for none).
_PLAIN: dict[str, tuple[float, str, str]] = {
    "host": (1.6, "", "border-strong"),
    "vm": (1.4, "", "border-strong"),
    "zone": (1.2, "panel", "border"),
    "docker-area": (1.2, "panel-sunken", "docker-area-border"),
    "elsewhere": (1.2, "panel-sunken", "elsewhere-border"),
    "group": (1.2, "", ""),
    "image": (1.2, "", ""),
    "container": (1.2, "panel-raised", "border"),
    "folded-group": (1.2, "panel-raised", "border-strong"),
    "layer": (1.2, "layer-fill", "layer-border"),
    "shared-layer": (1.2, "shared-layer-fill", "shared-layer-border"),
    "unread-layers": (1.2, "", "layer-border"),
}
_UNKNOWN = (1.2, "panel-raised", "border")
_STORES = frozenset({"store", "unused-store", "folded", "writable-layer"})
#: Seen from afar these are filled with the colour of their border, which stands out from the zone around them.
_FILLED_FROM_AFAR = frozenset({"layer", "shared-layer", "unread-layers", "container", "folded-group"})
_DASHES = (5.0, 3.0)  # diagram units: drawn, left out
_EDGE_DASHES = (6.0, 4.0)
_EDGE_WIDTH = 2.0
_READ_ONLY_WIDTH = 1.3
_RESTING = 0.3  # strength of an edge while another thing is selected
_IDLE = 0.55  # … and while nothing is
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
            brush = QBrush(self._state_colour(box))
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(0, brush, none, none, brush, round=True)
        if box.role in _STORES:
            return self._store(box)
        width, fill, border = _PLAIN.get(box.role, _UNKNOWN)
        brush = QBrush(self.colours.colour(fill)) if fill else QBrush(Qt.BrushStyle.NoBrush)
        radius = BOX_RADIUS.get(box.role, 0.0)
        if not border:
            none = QPen(Qt.PenStyle.NoPen)
            return BoxStyle(radius, brush, none, none, brush)
        colour = self.colours.colour(border)
        far = QBrush(colour) if box.role in _FILLED_FROM_AFAR else brush
        return BoxStyle(radius, brush, self._border(box, colour, width), self._thin(box, colour), far)

    def _store(self, box: Box) -> BoxStyle:
        inside = box.role == "writable-layer"
        kind = {"unused-store": "unused", "writable-layer": "writable-layer"}.get(box.role, str(box.kind))
        colour = self.colours.kind(kind)
        fill = self.colours.colour("layer-fill" if inside else "panel-raised")
        far = self.colours.blend(colour, fill, _FAR_FILL)
        return BoxStyle(
            radius=BOX_RADIUS[box.role],
            fill=QBrush(fill),
            pen=self._border(box, colour, 1.4 if inside else 1.5),
            thin_pen=self._thin(box, colour),
            far=QBrush(far),
            bar=None if inside else QBrush(colour),
        )

    def _border(self, box: Box, colour: QColor, width: float) -> QPen:
        if "test" in box.flags:
            return pen(self.colours.colour("test"), max(width, 1.5), _DASHES)
        return pen(colour, width, _DASHES if "dashed" in box.flags or box.role == "unread-layers" else ())

    def _thin(self, box: Box, colour: QColor) -> QPen:
        return QPen(self.colours.colour("test") if "test" in box.flags else colour, 0)

    def _state_colour(self, box: Box) -> QColor:
        for flag in ("running", "paused", "warning"):
            if flag in box.flags:
                return self.colours.colour(flag)
        return self.colours.colour("stopped")

    def _make_edge(self, edge: Edge) -> EdgeStyle:
        colour = self.colours.kind(str(edge.kind))
        panel = self.colours.colour("panel")
        width = _READ_ONLY_WIDTH if edge.read_only else _EDGE_WIDTH
        dashes = _EDGE_DASHES if edge.read_only else ()
        resting = self.colours.blend(colour, panel, _RESTING)
        idle = self.colours.blend(colour, panel, _IDLE)
        return EdgeStyle(
            resting=pen(resting, width, dashes),
            idle=pen(idle, width, dashes),
            strong=pen(colour, width * 1.15, dashes),
            resting_thin=QPen(resting, 0),
            idle_thin=QPen(idle, 0),
            strong_thin=QPen(colour, 0),
        )
