"""Looks for what must never happen in a picture: edges over boxes or texts, boxes or texts over each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from bayplan.layout.shapes import TYPE_STYLES, Anchor, Box, Diagram, Edge, Text
from bayplan.layout.text_width import elide, width_of

#: Frames may be crossed: they are what other things lie in.
FRAMES = frozenset({"host", "vm", "zone", "docker-area", "elsewhere", "group"})
#: Parts of a thing, inside its box.
PARTS = frozenset({"state-dot", "writable-layer", "layer", "shared-layer", "unread-layers"})
_SLACK = 0.01


class Area(NamedTuple):
    """A rectangle by its sides, and what it is for messages."""

    left: float
    top: float
    right: float
    bottom: float
    what: str


def area_of(box: Box) -> Area:
    """A box as an area."""
    return Area(box.x, box.y, box.x + box.w, box.y + box.h, f"{box.role} {box.thing}")


def text_area(text: Text) -> Area:
    """Where a text's ink may be, as it is drawn (elided to its room)."""
    width = width_of(elide(text.text, text.width, text.font, text.elide_middle), text.font)
    size = TYPE_STYLES[text.font].size
    left = {Anchor.START: text.x, Anchor.MIDDLE: text.x - width / 2, Anchor.END: text.x - width}[text.anchor]
    return Area(left, text.baseline - 0.75 * size, left + width, text.baseline + 0.2 * size, f"text {text.text[:40]!r}")


def edges_over_things(diagram: Diagram) -> list[str]:
    """One line for each segment of an edge that runs over a box or a text."""
    solid = [area_of(box) for box in diagram.boxes if box.role not in FRAMES and box.role != "state-dot"]
    obstacles = _Index([*solid, *(text_area(text) for text in diagram.texts)])
    found = []
    for edge in diagram.edges:
        for start, end in zip(edge.points, edge.points[1:], strict=False):
            left, right = sorted((start[0], end[0]))
            top, bottom = sorted((start[1], end[1]))
            found += [
                f"{edge.source} → {edge.target}: {start} – {end} over {area.what} {area[:4]}"
                for area in obstacles.touching(top, bottom)
                if left < area.right - _SLACK and right > area.left + _SLACK
            ]
    return found


def slanted(diagram: Diagram) -> list[Edge]:
    """Edges with a segment that is neither level nor upright."""
    return [
        edge
        for edge in diagram.edges
        if any(a[0] != b[0] and a[1] != b[1] for a, b in zip(edge.points, edge.points[1:], strict=False))
    ]


def overlapping_boxes(diagram: Diagram) -> list[str]:
    """Pairs of things that lie on each other, though neither is a frame or a part."""
    things = [area_of(box) for box in diagram.boxes if box.role not in FRAMES | PARTS]
    index = _Index(things)
    return [
        f"{one.what} and {other.what}"
        for one in things
        for other in index.touching(one.top, one.bottom)
        if one.what < other.what and one.left < other.right - _SLACK and one.right > other.left + _SLACK
    ]


def texts_outside(diagram: Diagram) -> list[str]:
    """Texts that are drawn beyond the picture, or over another text."""
    areas = [text_area(text) for text in diagram.texts if text.text]
    index = _Index(areas)
    outside = [a.what for a in areas if a.left < 0 or a.top < 0 or a.right > diagram.width or a.bottom > diagram.height]
    over = [
        f"{one.what} over {other.what}"
        for one in areas
        for other in index.touching(one.top, one.bottom)
        if one is not other and one.left < other.right - _SLACK and one.right > other.left + _SLACK
    ]
    return outside + over


def loose_ends(diagram: Diagram) -> list[str]:
    """Edges that do not begin and end on the border of a box of the thing that they name."""
    boxes: dict[str, list[Box]] = {}
    for box in diagram.boxes:
        boxes.setdefault(box.thing, []).append(box)
    found = []
    for edge in diagram.edges:
        for thing in (edge.source, edge.target):
            if not any(_on_side(box, point) for box in boxes[thing] for point in (edge.points[0], edge.points[-1])):
                found.append(f"{edge.source} → {edge.target} does not touch {thing}")
    return found


def _on_side(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return min(abs(x - box.x), abs(x - box.x - box.w)) < _SLACK and box.y <= y <= box.y + box.h


class _Index:
    """Areas by their tops, to find those that a horizontal band touches."""

    def __init__(self, areas: list[Area]) -> None:
        self._areas = sorted(areas, key=lambda area: area.top)
        self._tops = [area.top for area in self._areas]
        self._tallest = max((area.bottom - area.top for area in areas), default=0.0)

    def touching(self, top: float, bottom: float) -> Iterator[Area]:
        """Areas with ink between two heights."""
        first = bisect_left(self._tops, top - self._tallest)
        last = bisect_right(self._tops, bottom - _SLACK)
        for area in self._areas[first:last]:
            if area.bottom - _SLACK > top:
                yield area
