"""The overlay zone: image stacks in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bayplan.domain.kinds import StoreKind
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas, Line, Words
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.shapes import Box, Detail, Font
from bayplan.layout.stacks import Stack

_MUTED_ROWS = frozenset({"shared-layer", "unread-layers"})


def stack_height(stack: Stack) -> float:
    """From the heading to the caption."""
    head = m.STACK_HEAD if stack.title else 0.0
    rows = sum(row.height + m.LAYER_GAP for row in stack.rows) - m.LAYER_GAP
    return head + rows + (m.CAPTION_HEIGHT if stack.caption else 0.0)


def overlay_height(stacks: Sequence[Stack], columns: int) -> float:
    """Height of the zone's contents in so many columns, corridors not counted."""
    heights = [stack_height(stack) for stack in stacks]
    return sum(max(heights[i : i + columns]) + m.STACK_GAP for i in range(0, len(heights), columns))


class Overlay:
    """Places and draws the image stacks."""

    def __init__(self, stacks: Sequence[Stack], columns: int, width: float) -> None:
        self._stacks = {stack.thing: stack for stack in stacks}
        self.grid = Grid(columns, width, most_lanes=4)
        self._rows = in_rows([stack.thing for stack in stacks], columns)
        for row in self._rows:
            self.grid.add_row(row)

    def place(self, top: float, order: Mapping[str, float]) -> float:
        """Gives every stack its y below ``top``; returns the bottom."""
        y = top
        for number, row in enumerate(self._rows):
            height = max(stack_height(self._stacks[thing]) for thing in row)
            for thing in row:
                self.grid.spans[thing] = (y, stack_height(self._stacks[thing]))
            gap = self.grid.corridor_height(number, m.STACK_GAP)
            self.grid.open_corridor(number, y + height, gap, order)
            y += height + gap
        return y - (m.STACK_GAP - m.ZONE_PAD) if self._rows else y

    def layers(self, thing: str) -> tuple[float, float]:
        """Top and bottom of a stack's layers, from which its edges leave."""
        y, height = self.grid.spans[thing]
        stack = self._stacks[thing]
        return y + (m.STACK_HEAD if stack.title else 0.0), y + height - (m.CAPTION_HEIGHT if stack.caption else 0.0)

    def draw(self, canvas: Canvas) -> None:
        """Draws all stacks."""
        for thing, rect in self.grid.rects.items():
            _draw_stack(canvas, self._stacks[thing], rect)


def _draw_stack(canvas: Canvas, stack: Stack, rect: Rect) -> None:
    x, y, width, height = rect
    if stack.title:
        frame = Rect(x, y - 4, width, height + 4)
        canvas.boxes.append(Box(stack.thing, *frame, "image", Detail.THING, StoreKind.IMAGE_LAYERS))
        title, size = Words(stack.title, Font.HEADING, "text"), Words(stack.size, Font.BODY, "muted")
        canvas.pair(stack.thing, Line(x, y + 14, width), title, size, Detail.PART, middle=True, most=0.4)
        y += m.STACK_HEAD
    for row in stack.rows:
        place = Rect(x, y, width, row.height)
        canvas.boxes.append(Box(row.thing, *place, row.role, Detail.PART, StoreKind.IMAGE_LAYERS, parent=stack.thing))
        words = Words(row.text, Font.SMALL, "muted" if row.role in _MUTED_ROWS else "text")
        line = Line(x + 10, y + row.height / 2 + 4, width - 20)
        canvas.pair(row.thing, line, words, Words(row.size, Font.SMALL, "muted"), Detail.FINE, most=0.4)
        y += row.height + m.LAYER_GAP
    if stack.caption:
        canvas.line(stack.thing, Line(x, y + 13, width), Words(stack.caption, Font.SMALL, "muted"))
