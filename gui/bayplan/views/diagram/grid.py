"""Finds the shapes that touch an area without looking at all of them."""

from __future__ import annotations

from collections.abc import Sequence

from bayplan.views.diagram.geometry import Area

_CELL_WIDTH = 512.0
_CELL_HEIGHT = 256.0


class Grid:
    """A uniform grid over areas. Each lies in the one cell of its top left corner; the few that are larger than a
    cell are looked at every time.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = areas
        self._large: list[int] = []
        self._cells: dict[tuple[int, int], list[int]] = {}
        cells = self._cells
        for number, (left, top, right, bottom) in enumerate(areas):
            if right - left > _CELL_WIDTH or bottom - top > _CELL_HEIGHT:
                self._large.append(number)
                continue
            key = (int(left // _CELL_WIDTH), int(top // _CELL_HEIGHT))
            cell = cells.get(key)
            if cell is None:
                cells[key] = [number]
            else:
                cell.append(number)

    def touching(self, area: Area) -> list[int]:
        """Numbers of the areas that touch ``area``, in their own order."""
        left, top, right, bottom = area
        candidates = list(self._large)
        columns = range(int(left // _CELL_WIDTH) - 1, int(right // _CELL_WIDTH) + 1)
        rows = range(int(top // _CELL_HEIGHT) - 1, int(bottom // _CELL_HEIGHT) + 1)
        if len(columns) * len(rows) > len(self._cells):
            for (column, row), cell in self._cells.items():
                if column in columns and row in rows:
                    candidates += cell
        else:
            for row in rows:
                for column in columns:
                    candidates += self._cells.get((column, row), ())
        areas = self._areas
        found = []
        for number in candidates:
            x1, y1, x2, y2 = areas[number]
            if x1 <= right and x2 >= left and y1 <= bottom and y2 >= top:
                found.append(number)
        found.sort()
        return found
