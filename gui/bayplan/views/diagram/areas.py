"""Where single shapes are."""

from __future__ import annotations

from bayplan.layout.shapes import Anchor, Box, Edge, Text
from bayplan.views.diagram.geometry import Area
from bayplan.views.fonts import font_pixels


def box_area(box: Box) -> Area:
    """Where a box is."""
    return Area(box.x, box.y, box.x + box.w, box.y + box.h)


def text_area(text: Text) -> Area:
    """Where a text may be: all the room that it has."""
    size = font_pixels(text.font)
    if text.anchor is Anchor.START:
        left = text.x
    elif text.anchor is Anchor.END:
        left = text.x - text.width
    else:
        left = text.x - text.width / 2
    return Area(left, text.baseline - size, left + text.width, text.baseline + size * 0.3)


def edge_area(edge: Edge) -> Area:
    """The smallest area that holds an edge's corners."""
    xs = [x for x, _ in edge.points]
    ys = [y for _, y in edge.points]
    return Area(min(xs), min(ys), max(xs), max(ys))
