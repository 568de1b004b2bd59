"""The overlay zone: image stacks in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.shapes import Detail, Font
from bayplan.layout.stacks import Stack

_ZONE = ids.zone_thing("overlay")


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

    def __init__(self, stacks: Sequence[Stack], columns: int) -> None:
        self._stacks = {stack.thing: stack for stack in stacks}
        self.grid = Grid(columns, m.STACK_WIDTH, most_lanes=4)
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

    def port(self, thing: str) -> float:
        """The y at which edges leave a stack: the middle of its layers."""
        y, height = self.grid.spans[thing]
        stack = self._stacks[thing]
        top = y + (m.STACK_HEAD if stack.title else 0.0)
        bottom = y + height - (m.CAPTION_HEIGHT if stack.caption else 0.0)
        return (top + bottom) / 2

    def draw(self, canvas: Canvas) -> None:
        """Draws all stacks."""
        for thing, rect in self.grid.rects.items():
            _draw_stack(canvas, self._stacks[thing], rect)


def _draw_stack(canvas: Canvas, stack: Stack, rect: Rect) -> None:
    x, y = rect.x, rect.y
    if stack.role == "image":
        canvas.box(stack.thing, x, y - 4, rect.w, rect.h + 4, "image", Detail.THING, StoreKind.IMAGE_LAYERS)
        canvas.pair(
            stack.thing,
            x,
            y + 14,
            m.STACK_WIDTH,
            (stack.title, Font.HEADING, "text"),
            (stack.size, Font.BODY, "muted"),
            Detail.THING,
            middle=True,
        )
        y += m.STACK_HEAD
    for row in stack.rows:
        kind = StoreKind.IMAGE_LAYERS
        canvas.box(row.thing, x, y, m.STACK_WIDTH, row.height, row.role, Detail.PART, kind)
        role = "muted" if row.role in {"shared-layer", "unread-layers"} else "text"
        canvas.pair(
            row.thing,
            x + 10,
            y + row.height / 2 + 4,
            m.STACK_WIDTH - 20,
            (row.text, Font.SMALL, role),
            (row.size, Font.SMALL, "muted"),
            Detail.FINE,
        )
        y += row.height + m.LAYER_GAP
    if stack.caption:
        canvas.line(stack.thing, x, y + 13, m.STACK_WIDTH, stack.caption, Font.SMALL, "muted")
