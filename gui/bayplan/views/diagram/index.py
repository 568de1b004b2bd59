"""A diagram with what painting and pointing need to know about it; each part is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from bayplan.domain import ids
from bayplan.layout.shapes import Box, Diagram, Font, Text
from bayplan.views.diagram.areas import box_area, edge_area, text_area
from bayplan.views.diagram.changes import Changes
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.grid import CELL_HEIGHT, CELL_WIDTH, Grid

#: Boxes that frame others; pointing at them means nothing by itself.
FRAME_ROLES = frozenset({"host", "vm", "zone", "docker-area", "elsewhere"})
#: Frames that mean something where nothing inside them lies nearer.
LOOSE_ROLES = frozenset({"group", "image"})

#: What is worked out beforehand, in the order in which it will be needed.
_PARTS = ("_box_grid", "edge_areas", "boxes_of", "_text_grid", "edges_of", "texts_of", "children_of")

_Shape = TypeVar("_Shape", Box, Text)

EMPTY = Diagram(0.0, 0.0, (), (), ())


class DiagramIndex:
    """A diagram, and where its things are.

    Attributes:
        diagram: the shapes. area: all of it.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.area = Area(0.0, 0.0, diagram.width, diagram.height)

    def prepare(self) -> bool:
        """Makes one of the parts that the first movement would otherwise have to wait for.

        Returns False when all are there. One at a time, so that no call takes long in a large diagram.
        """
        for part in _PARTS:
            if part not in vars(self):
                getattr(self, part)
                return True
        return False

    def take_over(self, old: DiagramIndex, changes: Changes) -> None:
        """Keeps what ``old`` had worked out, where the changes left it true."""
        if changes.moved:
            return
        known, mine = vars(old), vars(self)
        for name in ("children_of", "_box_grid", "_text_grid", "edges_of", "edge_areas"):
            if name in known:
                mine[name] = known[name]
        if "boxes_of" in known:
            mine["boxes_of"] = _replaced(known["boxes_of"], changes.old_boxes, changes.new_boxes)
        if "texts_of" in known:
            mine["texts_of"] = _replaced(known["texts_of"], changes.old_texts, changes.new_texts)

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
        return Grid.of_boxes(self.diagram.boxes)

    @cached_property
    def _text_grid(self) -> Grid:
        return Grid.of_texts(self.diagram.texts)

    def boxes_in(self, area: Area) -> list[Box]:
        """Boxes that touch an area, in painting order."""
        boxes = self.diagram.boxes
        if area.holds(self.area):
            return list(boxes)
        left, top, right, bottom = area
        near = self._box_grid.near(Area(left - CELL_WIDTH, top - CELL_HEIGHT, right, bottom))
        return [
            box
            for number in near
            if (box := boxes[number]).x <= right and box.x + box.w >= left and box.y <= bottom and box.y + box.h >= top
        ]

    def texts_in(self, area: Area) -> list[Text]:
        """Texts that touch an area."""
        texts = self.diagram.texts
        if area.holds(self.area):
            return list(texts)
        left, top, right, bottom = area
        # A text reaches to either side of its point, up by its size and down by its descenders.
        near = self._text_grid.near(Area(left - CELL_WIDTH, top - 8, right + CELL_WIDTH, bottom + 20))
        return [text for number in near if text_area(text := texts[number]).touches(area)]

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
        """True when the diagram shows the thing itself, not a stand-in."""
        return thing in self.boxes_of or thing in self.texts_of

    def shown(self, thing: str) -> str:
        """The thing itself, or what stands for it while it is folded; "" when the diagram has neither."""
        if not thing or self.has(thing):
            return thing
        stand_in = self.diagram.stand_ins.get(thing, "")
        return stand_in if self.has(stand_in) else ""

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
        loose = ""
        for box in reversed(self.boxes_in(point)):
            if not box.thing or box.role in FRAME_ROLES:
                continue
            if box.role not in LOOSE_ROLES:
                return box.thing
            loose = loose or box.thing
        for text in self.texts_in(point):
            if text.thing and ids.split_thing(text.thing)[0] != "zone":
                return text.thing
        return loose

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
            for start, end in pairwise(points):
                distance = _distance((x, y), start, end)
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


def _replaced(known: dict[str, list[_Shape]], old: Sequence[_Shape], new: Sequence[_Shape]) -> dict[str, list[_Shape]]:
    """A copy of ``known`` with each old shape replaced by the new one at the same place of the sequences."""
    copy = dict(known)
    for before, after in zip(old, new, strict=True):
        if before.thing:
            copy[before.thing] = [after if shape == before else shape for shape in copy[before.thing]]
    return copy


def _by_thing(shapes: Iterable[_Shape]) -> dict[str, list[_Shape]]:
    found: dict[str, list[_Shape]] = {}
    for shape in shapes:
        if shape.thing:
            found.setdefault(shape.thing, []).append(shape)
    return found


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """From a point to a straight piece of line."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return float(((x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2) ** 0.5)
