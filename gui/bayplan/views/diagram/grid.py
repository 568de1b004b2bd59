"""Finds the shapes near an area without looking at all of them."""

from __future__ import annotations

from collections.abc import Sequence

from bayplan.layout.shapes import Box, Text
from bayplan.views.diagram.geometry import Area

CELL_WIDTH = 512.0
CELL_HEIGHT = 256.0


class Grid:
    """A uniform grid of points: each shape is kept in the one cell that its reference point lies in.

    Shapes that reach further than a cell from their point are few, and candidates every time.
    """

    def __init__(self) -> None:
        self._large: list[int] = []
        self._cells: dict[tuple[int, int], list[int]] = {}

    @classmethod
    def of_boxes(cls, boxes: Sequence[Box]) -> Grid:
        """The numbers of boxes, by their top left corners."""
        grid = cls()
        cells = grid._cells
        for number, box in enumerate(boxes):
            if box.w > CELL_WIDTH or box.h > CELL_HEIGHT:
                grid._large.append(number)
            else:
                cells.setdefault((int(box.x // CELL_WIDTH), int(box.y // CELL_HEIGHT)), []).append(number)
        return grid

    @classmethod
    def of_texts(cls, texts: Sequence[Text]) -> Grid:
        """The numbers of texts, by the points that they are anchored at."""
        grid = cls()
        cells = grid._cells
        for number, text in enumerate(texts):
            if text.width > CELL_WIDTH:
                grid._large.append(number)
            else:
                cells.setdefault((int(text.x // CELL_WIDTH), int(text.baseline // CELL_HEIGHT)), []).append(number)
        return grid

    def near(self, area: Area) -> list[int]:
        """Numbers of the shapes whose points lie in an area, of the large ones too, in their own order."""
        found = list(self._large)
        columns = range(int(area.left // CELL_WIDTH), int(area.right // CELL_WIDTH) + 1)
        rows = range(int(area.top // CELL_HEIGHT), int(area.bottom // CELL_HEIGHT) + 1)
        cells = self._cells
        if len(columns) * len(rows) > len(cells):
            for (column, row), cell in cells.items():
                if column in columns and row in rows:
                    found += cell
        else:
            for row in rows:
                for column in columns:
                    found += cells.get((column, row), ())
        found.sort()
        return found
