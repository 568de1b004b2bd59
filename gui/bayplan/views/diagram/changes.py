"""What differs between two versions of a diagram, so that only that is painted again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from bayplan.layout.shapes import Box, Diagram, Edge, Text
from bayplan.views.diagram.areas import box_area, edge_area, text_area
from bayplan.views.diagram.geometry import Area

_Shape = TypeVar("_Shape", Box, Text, Edge)

_CHUNK = 64
_MOST_AREAS = 200  # beyond this, painting everything at once is quicker
_RIM = 4.0  # diagram units: borders and smoothing reach a little beyond a box


class Changes(NamedTuple):
    """The shapes that differ; old and new ones correspond place by place unless ``moved``.

    Attributes:
        moved: shapes came, went, moved or became another thing's, or an edge differs.
        areas: what has to be painted again, None for everything.
    """

    old_boxes: Sequence[Box]
    new_boxes: Sequence[Box]
    old_texts: Sequence[Text]
    new_texts: Sequence[Text]
    moved: bool
    areas: list[Area] | None

    @property
    def nothing(self) -> bool:
        """True when the two versions look the same."""
        return self.areas == [] and not self.moved


def compare(old: Diagram, new: Diagram) -> Changes:
    """What differs from one version of a diagram to the next."""
    if not old.boxes or not new.boxes:
        return Changes((), (), (), (), moved=True, areas=None)
    old_boxes, new_boxes = _differing(old.boxes, new.boxes)
    old_texts, new_texts = _differing(old.texts, new.texts)
    old_edges, new_edges = _differing(old.edges, new.edges)
    areas: list[Area] | None = None
    count = len(old_boxes) + len(new_boxes) + len(old_texts) + len(new_texts) + len(old_edges) + len(new_edges)
    if count <= _MOST_AREAS and (old.width, old.height) == (new.width, new.height):
        areas = [box_area(box).grown(_RIM) for box in (*old_boxes, *new_boxes)]
        areas += [text_area(text).grown(_RIM) for text in (*old_texts, *new_texts)]
        areas += [edge_area(edge).grown(_RIM) for edge in (*old_edges, *new_edges)]
    moved = (
        bool(old_edges or new_edges)
        or len(old.boxes) != len(new.boxes)
        or len(old.texts) != len(new.texts)
        or any(_place(a) != _place(b) for a, b in zip(old_boxes, new_boxes, strict=False))
        or any((a.thing, text_area(a)) != (b.thing, text_area(b)) for a, b in zip(old_texts, new_texts, strict=False))
    )
    return Changes(old_boxes, new_boxes, old_texts, new_texts, moved, areas)


def _place(box: Box) -> tuple[str, str, Area]:
    return box.thing, box.parent, box_area(box)


def _differing(old: Sequence[_Shape], new: Sequence[_Shape]) -> tuple[list[_Shape], list[_Shape]]:
    """The shapes of either side that the other lacks; place by place when both are equally many."""
    if old is new:
        return [], []
    if len(old) == len(new):
        before: list[_Shape] = []
        after: list[_Shape] = []
        for start in range(0, len(old), _CHUNK):
            a, b = old[start : start + _CHUNK], new[start : start + _CHUNK]
            if a != b:
                pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
                before += [x for x, _ in pairs]
                after += [y for _, y in pairs]
        return before, after
    had, has = set(old), set(new)
    return [shape for shape in old if shape not in has], [shape for shape in new if shape not in had]
