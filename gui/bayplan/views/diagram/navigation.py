"""Which thing the arrow keys lead to."""

from __future__ import annotations

from enum import Enum

from bayplan.layout.shapes import Box
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import FRAME_ROLES, LOOSE_ROLES, DiagramIndex

_ASIDE = 3.0  # how much worse it is for a thing to lie aside than ahead


class Direction(Enum):
    """Where to; the value is a unit vector, y downwards."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


def first_thing(index: DiagramIndex) -> str:
    """Where to begin: the topmost, leftmost container, else the topmost thing; "" in an empty diagram."""
    boxes = [box for box in index.diagram.boxes if _is_stop(box)]
    containers = [box for box in boxes if box.role in {"container", "folded-group"}]
    chosen = min(containers or boxes, key=lambda box: (box.x, box.y), default=None)
    return chosen.thing if chosen else ""


def next_thing(index: DiagramIndex, current: str, direction: Direction) -> str:
    """The thing that lies next in a direction, ``current`` itself when there is none.

    Left and right follow an edge if one leads there, so that one walks from an image over its containers to their
    stores; otherwise, and up and down, it is the nearest thing ahead.
    """
    boxes = index.boxes_of.get(index.shown(current))
    if not boxes:
        return first_thing(index)
    here = boxes[0]
    if direction in {Direction.LEFT, Direction.RIGHT}:
        linked = _linked(index, here, direction)
        if linked:
            return linked
    best, least = current, float("inf")
    for box in index.diagram.boxes:
        if not _is_stop(box) or box.thing in {current, here.thing} or _nested(box, here):
            continue
        cost = _cost(here, box, direction)
        if cost < least:
            best, least = box.thing, cost
    return best


def _is_stop(box: Box) -> bool:
    return bool(box.thing) and box.role not in FRAME_ROLES and box.role not in LOOSE_ROLES and box.role != "state-dot"


def _nested(box: Box, other: Box) -> bool:
    """True when one lies in the other: parts are reached with Tab, not by going past them."""
    return box.parent == other.thing or other.parent == box.thing


def _linked(index: DiagramIndex, here: Box, direction: Direction) -> str:
    """The nearest thing in a direction that an edge leads to."""
    found: list[tuple[float, str]] = []
    for number in index.edges_of.get(here.thing, ()):
        edge = index.diagram.edges[number]
        other = edge.target if edge.source == here.thing else edge.source
        boxes = index.boxes_of.get(other)
        if boxes and _ahead(here, boxes[0], direction) > 0:
            found.append((abs(_middle(boxes[0])[1] - _middle(here)[1]), other))
    return min(found)[1] if found else ""


def _cost(here: Box, box: Box, direction: Direction) -> float:
    """How far a box lies in a direction; infinite when it does not."""
    ahead = _ahead(here, box, direction)
    if ahead <= 0:
        return float("inf")
    a = Area(here.x, here.y, here.x + here.w, here.y + here.h)
    b = Area(box.x, box.y, box.x + box.w, box.y + box.h)
    if direction in {Direction.UP, Direction.DOWN}:
        aside = max(b.left - a.right, a.left - b.right, 0.0)
        aside += abs(b.left - a.left) * 0.05
    else:
        aside = max(b.top - a.bottom, a.top - b.bottom, 0.0)
        aside += abs(_middle(box)[1] - _middle(here)[1]) * 0.2
    return ahead + _ASIDE * aside


def _ahead(here: Box, box: Box, direction: Direction) -> float:
    """The distance in a direction between the facing sides, at least 1 if the middle lies ahead; 0 or less if not."""
    dx, dy = direction.value
    (x1, y1), (x2, y2) = _middle(here), _middle(box)
    along = (x2 - x1) * dx + (y2 - y1) * dy
    half = (here.w + box.w) / 2 if dx else (here.h + box.h) / 2
    gap = along - half
    # What merely sticks out a little to that side is a neighbour across, not ahead.
    return max(gap, 1.0) if gap > -half / 2 and along > 0 else 0.0


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2
