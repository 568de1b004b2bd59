"""The storage zones (memory, named pipes, the host's filesystem: one grid through all of them) and the remote zone."""

from __future__ import annotations

from collections.abc import Mapping

from bayplan.domain.kinds import VOLUME_KINDS, StoreKind
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas, Line, Words
from bayplan.layout.cells import Cell
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.sections import Section
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.layout.text_width import width_of

_ELIDED_IN_THE_MIDDLE = VOLUME_KINDS | {StoreKind.BIND, StoreKind.NPIPE}


class Placed:
    """Sections of one grid: seats first, then places, then boxes."""

    def __init__(self, columns: int, cell: float, cell_height: float, gap: float) -> None:
        self.grid = Grid(columns, cell, most_lanes=3)
        self._height = cell_height
        self._gap = gap
        self._rows: dict[str, list[int]] = {}
        self._cells: dict[str, Cell] = {}
        self._seats: list[list[str]] = []
        self._headings: list[tuple[Section, float]] = []

    def seat(self, section: Section) -> None:
        """Gives the section's cells their seats, below all sections before it."""
        things = []
        for cell in section.cells:
            things.append(cell.thing if cell else "")
            if cell:
                self._cells[cell.thing] = cell
        rows = []
        for row in in_rows(things, self.grid.columns):
            self._seats.append(row)
            rows.append(self.grid.add_row(row))
        self._rows[section.name] = rows

    def place(self, section: Section, top: float, order: Mapping[str, float]) -> float:
        """Gives the section's cells their y below ``top``; returns the bottom of the last row."""
        grid = self.grid
        y = top
        if section.heading:
            self._headings.append((section, y))
            y += m.SUBHEADING
        gap = 0.0
        for number in self._rows[section.name]:
            for thing in self._seats[number]:
                if thing:
                    grid.spans[thing] = (y, self._height)
            gap = grid.corridor_height(number, self._gap)
            grid.open_corridor(number, y + self._height, gap, order)
            y += self._height + gap
        return y - (0 if gap > self._gap else gap)

    def draw(self, canvas: Canvas) -> None:
        """Draws headings and cells."""
        grid = self.grid
        for section, y in self._headings:
            line = Line(grid.left, y + 17, grid.width)
            heading, count = Words(section.heading, Font.SMALL, "muted"), Words(section.count, Font.SMALL, "faint")
            canvas.pair("", line, heading, count, Detail.FINE, middle=True, most=0.3)
        three_lines = self._height > m.STORE_HEIGHT
        for thing, rect in grid.rects.items():
            cell = self._cells[thing]
            _draw_cell(canvas, cell, rect)
            if three_lines:
                line = Line(rect.x + 14, rect.y + 54, rect.w - 24)
                canvas.line(thing, line, Words(cell.third, Font.SMALL, "faint"))


def _draw_cell(canvas: Canvas, cell: Cell, rect: Rect) -> None:
    """Draws one cell; written out at length, as there may be thousands."""
    x, y, w, h = rect
    thing, _, role, kind, title, second, right, note, note_role, _, flags = cell
    canvas.boxes.append(Box(thing, x, y, w, h, role, Detail.THING, kind, flags))
    texts = canvas.texts
    tall = h > m.STORE_HEIGHT
    room = w - 24
    end = x + w - 10
    if right:
        # A size is short; a destination may be long, and then the title keeps what it needs.
        width = width_of(right, Font.BODY) + 1
        if width > 0.3 * room:
            width = max(0.3 * room, min(width, room - 10 - width_of(title, Font.NAME)))
        texts.append(Text(thing, end, y + (19 if tall else 18), width, right, Font.BODY, "muted", Anchor.END))
        left = room - width - 10
    else:
        left = room
    middle = kind in _ELIDED_IN_THE_MIDDLE
    texts.append(
        Text(thing, x + 14, y + (19 if tall else 18), left, title, Font.NAME, "text", Anchor.START, Detail.PART, middle)
    )
    baseline = y + (37 if tall else 34)
    if note:
        width = min(width_of(note, Font.NOTE) + 1, 0.6 * room)
        texts.append(Text(thing, end, baseline, width, note, Font.NOTE, note_role, Anchor.END))
        room -= width + 10
    texts.append(Text(thing, x + 14, baseline, room, second, Font.SMALL, "muted"))


def draw_area(canvas: Canvas, frame: Box, title: Words, caption: str) -> None:
    """A frame inside the filesystem zone: the Docker area, or what lies elsewhere."""
    canvas.boxes.append(frame)
    line = Line(frame.x + 12, frame.y + 20, frame.w - 24)
    canvas.headed(frame.thing, line, title, Words(caption, Font.SMALL, "muted"))


def sections_height(sizes: list[tuple[int, bool]], columns: int, cell_height: float, gap: float) -> float:
    """Height of sections given as (number of cells, has a heading) in so many columns."""
    lanes = gap if columns == 1 else 2 * m.CLEARANCE
    rows = sum(-(-count // columns) for count, _ in sizes)
    return rows * (cell_height + lanes) + sum(m.SUBHEADING for _, heading in sizes if heading)
