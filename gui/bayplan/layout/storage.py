"""The storage zones: memory, named pipes and the host's filesystem, one grid through all of them; and the remote zone."""

from __future__ import annotations

from collections.abc import Mapping

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas
from bayplan.layout.cells import Cell
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.sections import Section
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.layout.text_width import width_of


class Placed:
    """Sections of one grid: seats first, then places, then boxes."""

    def __init__(self, columns: int, cell: float, cell_height: float, gap: float) -> None:
        self.grid = Grid(columns, cell, most_lanes=3)
        self._height = cell_height
        self._gap = gap
        self._rows: dict[str, list[int]] = {}
        self._cells: dict[str, Cell] = {}
        self._seats: list[list[str]] = []
        self._headings: list[tuple[str, float]] = []

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
            self._headings.append((section.heading, y))
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

    def height(self, sections: list[Section]) -> float:
        """Height that the sections will need; call after ``Grid.settle``."""
        total = 0.0
        for section in sections:
            total += m.SUBHEADING if section.heading else 0.0
            for number in self._rows[section.name]:
                total += self._height + self.grid.corridor_height(number, self._gap)
        return total

    def draw(self, canvas: Canvas) -> None:
        """Draws headings and cells."""
        grid = self.grid
        for heading, y in self._headings:
            canvas.line("", grid.left, y + 17, grid.width, heading, Font.SMALL, "muted")
        three_lines = self._height > m.STORE_HEIGHT
        for thing, rect in grid.rects.items():
            cell = self._cells[thing]
            _draw_cell(canvas, cell, rect)
            if three_lines:
                canvas.line(thing, rect.x + 14, rect.y + 54, rect.w - 24, cell.third, Font.SMALL, "faint")


def _draw_cell(canvas: Canvas, cell: Cell, rect: Rect) -> None:
    x, y, w, h = rect
    thing = cell.thing
    canvas.boxes.append(Box(thing, x, y, w, h, cell.role, Detail.THING, cell.kind, cell.flags))
    room = w - 24
    tall = h > m.STORE_HEIGHT
    first, second = (19, 37) if tall else (18, 34)
    is_path = cell.kind is StoreKind.BIND or cell.kind is StoreKind.NPIPE
    canvas.pair(
        thing,
        x + 14,
        y + first,
        room,
        (cell.title, Font.NAME, "text"),
        (cell.right, Font.BODY, "muted"),
        Detail.PART,
        middle=is_path or cell.kind.is_volume,
        most=0.5,
    )
    canvas.pair(
        thing,
        x + 14,
        y + second,
        room,
        (cell.second, Font.SMALL, "muted"),
        (cell.note, Font.NOTE, cell.note_role),
        Detail.FINE,
    )


def draw_area(canvas: Canvas, role: str, rect: Rect, title: str, caption: str, colour: str, thing: str) -> None:
    """A frame inside the filesystem zone: the Docker area, or what lies elsewhere."""
    canvas.frame(thing, *rect, role)
    width = width_of(title, Font.GROUP) + 10
    canvas.texts.append(
        Text(thing, rect.x + 12, rect.y + 20, width, title, Font.GROUP, colour, Anchor.START, Detail.GROUP)
    )
    start = rect.x + 12 + width
    canvas.texts.append(
        Text(
            thing,
            start,
            rect.y + 20,
            rect.w - 24 - width,
            caption,
            Font.SMALL,
            "muted",
            Anchor.START,
            Detail.FINE,
            True,
        )
    )


def sections_height(sizes: list[tuple[int, bool]], columns: int, cell_height: float, gap: float) -> float:
    """Height of sections given as (number of cells, has a heading) in so many columns."""
    lanes = gap if columns == 1 else 2 * m.CLEARANCE
    rows = sum(-(-count // columns) for count, _ in sizes)
    return rows * (cell_height + lanes) + sum(m.SUBHEADING for _, heading in sizes if heading)


DOCKER_AREA = ids.zone_thing("docker-area")
