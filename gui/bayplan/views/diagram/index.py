"""A diagram with what painting and pointing need to know about it; each part is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from bayplan.domain import ids
from bayplan.layout.shapes import Anchor, Box, Diagram, Edge, Font, Text
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.grid import Grid
from bayplan.views.fonts import font_pixels

#: Boxes that frame others; pointing at them means nothing by itself.
FRAME_ROLES = frozenset({"host", "vm", "zone", "docker-area", "elsewhere"})

_Shape = TypeVar("_Shape", Box, Text)

EMPTY = Diagram(0.0, 0.0, (), (), ())


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


class DiagramIndex:
    """A diagram, and where its things are.

    Attributes:
        diagram: the shapes. area: all of it.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.area = Area(0.0, 0.0, diagram.width, diagram.height)

    @cached_property
    def boxes_of(self) -> dict[str, list[Box]]:
        """The boxes of each thing, in painting order; a shared layer has one in every image."""
        return _by_thing(self.diagram.boxes)

    @cached_property
    def texts_of(self) -> dict[str, list[Text]]:
        """The texts of each thing."""
        return _by_thing(self.diagram.texts)

    @cached_property
    def edges_of(self) -> dict[str, list[int]]:
        """Numbers of the edges that begin or end at each thing."""
        found: dict[str, list[int]] = {}
        for number, edge in enumerate(self.diagram.edges):
            found.setdefault(edge.source, []).append(number)
            if edge.target != edge.source:
                found.setdefault(edge.target, []).append(number)
        return found

    @cached_property
    def children_of(self) -> dict[str, list[str]]:
        """Things that lie directly in each thing."""
        found: dict[str, dict[str, None]] = {}
        for box in self.diagram.boxes:
            if box.thing and box.parent and box.parent != box.thing:
                found.setdefault(box.parent, {})[box.thing] = None
        return {parent: list(children) for parent, children in found.items()}

    @cached_property
    def edge_areas(self) -> list[Area]:
        """The area of each edge."""
        return [edge_area(edge) for edge in self.diagram.edges]

    @cached_property
    def _box_grid(self) -> Grid:
        return Grid([box_area(box) for box in self.diagram.boxes])

    @cached_property
    def _text_grid(self) -> Grid:
        return Grid([text_area(text) for text in self.diagram.texts])

    def boxes_in(self, area: Area) -> list[Box]:
        """Boxes that touch an area, in painting order."""
        boxes = self.diagram.boxes
        if area.holds(self.area):
            return list(boxes)
        return [boxes[number] for number in self._box_grid.touching(area)]

    def texts_in(self, area: Area) -> list[Text]:
        """Texts that touch an area."""
        texts = self.diagram.texts
        if area.holds(self.area):
            return list(texts)
        return [texts[number] for number in self._text_grid.touching(area)]

    def edges_in(self, area: Area) -> list[int]:
        """Numbers of the edges whose areas touch an area."""
        if area.holds(self.area):
            return list(range(len(self.diagram.edges)))
        left, top, right, bottom = area
        return [
            number
            for number, (x1, y1, x2, y2) in enumerate(self.edge_areas)
            if x1 <= right and x2 >= left and y1 <= bottom and y2 >= top
        ]

    def has(self, thing: str) -> bool:
        """True when the diagram shows the thing."""
        return thing in self.boxes_of or thing in self.texts_of

    def area_of(self, thing: str) -> Area | None:
        """Where a thing is: its first box, else all of its texts; None when it is not shown."""
        boxes = self.boxes_of.get(thing)
        if boxes:
            return box_area(boxes[0])
        texts = self.texts_of.get(thing)
        if not texts:
            return None
        area = text_area(texts[0])
        for text in texts[1:]:
            area = area.united(text_area(text))
        return area

    def thing_at(self, x: float, y: float) -> str:
        """The innermost thing at a point in diagram units, "" for none; frames are nothing."""
        point = Area(x, y, x, y)
        for box in reversed(self.boxes_in(point)):
            if box.thing and box.role not in FRAME_ROLES and box.role != "group":
                return box.thing
        for text in self.texts_in(point):
            if text.thing and not text.thing.startswith("zone:"):
                return text.thing
        for box in reversed(self.boxes_in(point)):
            if box.thing and box.role == "group":
                return box.thing
        return ""

    def fold_at(self, x: float, y: float) -> str:
        """The group whose title is at a point, "" for none."""
        for text in self.texts_in(Area(x, y, x, y)):
            if text.font is Font.GROUP and ids.split_thing(text.thing)[0] == "group":
                return text.thing
        return ""

    def edge_at(self, x: float, y: float, reach: float) -> int:
        """Number of the edge within ``reach`` diagram units of a point, -1 for none."""
        best, nearest = -1, reach
        for number in self.edges_in(Area(x, y, x, y).grown(reach)):
            points = self.diagram.edges[number].points
            for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
                distance = _distance(x, y, x1, y1, x2, y2)
                if distance <= nearest:
                    best, nearest = number, distance
        return best

    def family(self, thing: str) -> list[str]:
        """A thing and all that lies in it."""
        found = [thing]
        for member in found:
            found += self.children_of.get(member, ())
        return found

    def links(self, things: Iterable[str]) -> list[int]:
        """Numbers of the edges that begin or end at the things, or at what lies in them."""
        numbers: dict[int, None] = {}
        for thing in things:
            for member in self.family(thing):
                numbers.update(dict.fromkeys(self.edges_of.get(member, ())))
        return sorted(numbers)


def _by_thing(shapes: Iterable[_Shape]) -> dict[str, list[_Shape]]:
    found: dict[str, list[_Shape]] = {}
    for shape in shapes:
        if shape.thing:
            found.setdefault(shape.thing, []).append(shape)
    return found


def _distance(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    """From a point to a straight piece of line."""
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return float(((x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2) ** 0.5)
