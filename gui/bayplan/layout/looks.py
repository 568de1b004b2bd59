"""What boxes and edges look like, by their roles: widths in diagram units and colour roles of a theme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bayplan.layout.shapes import Box, Edge


class BoxLook(NamedTuple):
    """How a box is drawn; ``fill`` and ``border`` are colour roles, "" for none."""

    fill: str
    border: str
    width: float
    dashed: bool = False


_PLAIN: Mapping[str, BoxLook] = MappingProxyType(
    {
        "host": BoxLook("", "border-strong", 1.6),
        "vm": BoxLook("", "border-strong", 1.4),
        "zone": BoxLook("panel", "border", 1.2),
        "docker-area": BoxLook("panel-sunken", "docker-area-border", 1.2),
        "elsewhere": BoxLook("panel-sunken", "elsewhere-border", 1.2),
        "group": BoxLook("", "", 0.0),
        "image": BoxLook("", "", 0.0),
        "container": BoxLook("panel-raised", "border", 1.2),
        "folded-group": BoxLook("panel-raised", "border-strong", 1.2),
        "layer": BoxLook("layer-fill", "layer-border", 1.2),
        "shared-layer": BoxLook("shared-layer-fill", "shared-layer-border", 1.2),
        "unread-layers": BoxLook("", "layer-border", 1.2, dashed=True),
    }
)
#: Boxes with a bar in the colour of their kind inside the left edge.
BARRED = frozenset({"store", "unused-store", "folded"})

DASHES = (5.0, 3.0)  #: of a box's border: drawn, left out
EDGE_DASHES = (6.0, 4.0)
EDGE_WIDTH, READ_ONLY_WIDTH = 2.0, 1.3
#: Strength of an edge's colour against its ground: with nothing selected, and while another thing is selected.
IDLE_EDGE, RESTING_EDGE = 0.55, 0.3


def box_look(box: Box) -> BoxLook:
    """The look of any box but a "state-dot"."""
    look = _PLAIN.get(box.role)
    if look is None:
        kind = "unused" if box.role == "unused-store" else box.kind
        inside = box.role == "writable-layer"
        look = BoxLook("layer-fill" if inside else "panel-raised", f"kind-{kind}", 1.4 if inside else 1.5)
    if "test" in box.flags:
        return look._replace(border="test", width=max(look.width, 1.5), dashed=True)
    return look._replace(dashed=True) if "dashed" in box.flags else look


def dot_colour(box: Box) -> str:
    """The colour role of a "state-dot"."""
    return next((state for state in ("running", "paused", "warning") if state in box.flags), "stopped")


def edge_width(edge: Edge) -> float:
    """Read-only edges are thin (and dashed)."""
    return READ_ONLY_WIDTH if edge.read_only else EDGE_WIDTH
