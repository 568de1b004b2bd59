"""Cells in columns and rows, with gutters between columns and a corridor below each row, in which edges run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bayplan.domain.kinds import StoreKind
from bayplan.layout.metrics import CLEARANCE, LANE

Point = tuple[float, float]

#: Kinds whose edges may share a lane when there are too many for a lane each.
_FAMILY = {
    StoreKind.IMAGE_LAYERS: "image",
    StoreKind.IMAGE_MOUNT: "image",
    StoreKind.TMPFS: "memory",
    StoreKind.SHM: "memory",
    StoreKind.SECRET: "memory",
    StoreKind.BIND: "bind",
    StoreKind.NPIPE: "pipe",
    StoreKind.REMOTE: "remote",
}


def family(kind: StoreKind) -> str:
    """The name of the lane that edges of this kind share where lanes are few."""
    return _FAMILY.get(kind, "volume")


class Seat(NamedTuple):
    """Column and row of a cell, before coordinates are known."""

    column: int
    row: int


class Rect(NamedTuple):
    """A placed rectangle."""

    x: float
    y: float
    w: float
    h: float


class Grid:
    """The cells of one part of the picture. They get seats first, then a y and a height, then an x.

    Attributes:
        columns: number of columns, each ``cell`` wide, the first at ``left``, with ``gutter`` between them.
        seats: column and row of each thing. spans: its y and height. rects: where it lies, once all is placed.
        nets: for each row, what runs in the corridor below it: net id to kind.
        corridors: for each row, lane key to the lane's y.
    """

    def __init__(self, columns: int, cell: float, most_lanes: int) -> None:
        self.columns = columns
        self.cell = cell
        self.left = 0.0
        self.gutter = 2 * CLEARANCE + LANE
        self.seats: dict[str, Seat] = {}
        self.spans: dict[str, tuple[float, float]] = {}
        self.rects: dict[str, Rect] = {}
        self.nets: list[dict[str, StoreKind]] = []
        self.corridors: list[dict[str, float]] = []
        self._most_lanes = most_lanes
        self._bundled: list[bool] = []

    @property
    def width(self) -> float:
        """From the left edge of the first column to the right edge of the last."""
        return self.columns * self.cell + (self.columns - 1) * self.gutter

    def add_row(self, things: Iterable[str]) -> int:
        """Seats things ("" leaves a seat empty) in a new row; returns the row's number."""
        row = len(self.nets)
        self.nets.append({})
        for column, thing in enumerate(things):
            if thing:
                self.seats[thing] = Seat(column, row)
        return row

    def passes_out(self, thing: str, net: str, kind: StoreKind) -> None:
        """Notes that an edge leaves ``thing`` to the right; only from the last column it needs no corridor."""
        seat = self.seats[thing]
        if seat.column < self.columns - 1:
            self.nets[seat.row][net] = kind

    def passes_in(self, thing: str, net: str, kind: StoreKind) -> None:
        """Notes that an edge comes to ``thing`` from the left; only to the first column it needs no corridor."""
        seat = self.seats[thing]
        if seat.column:
            self.nets[seat.row][net] = kind

    def settle(self) -> None:
        """Decides for each row whether its nets have a lane each or one for each family; call it once all are noted."""
        self._bundled = [len(nets) > self._most_lanes for nets in self.nets]
        self.corridors = [{} for _ in self.nets]

    def lane_key(self, row: int, net: str, kind: StoreKind) -> str:
        """The lane of a net in a row's corridor."""
        return _FAMILY.get(kind, "volume") if self._bundled[row] else net

    def corridor_height(self, row: int, least: float) -> float:
        """Height of the gap below a row."""
        nets = self.nets[row]
        if not nets:
            return least
        count = len(set(map(family, nets.values()))) if self._bundled[row] else len(nets)
        return max(least, 2 * CLEARANCE + (count - 1) * LANE)

    def open_corridor(self, row: int, top: float, height: float, order: Mapping[str, float]) -> None:
        """Gives the lanes of a row's corridor their y; ``order`` sorts nets from top to bottom."""
        keys: dict[str, float] = {}
        for net, kind in self.nets[row].items():
            key = self.lane_key(row, net, kind)
            rank = order.get(net, 0.0)
            keys[key] = min(keys.get(key, rank), rank)
        first = top + (height - (len(keys) - 1) * LANE) / 2
        self.corridors[row] = {key: first + i * LANE for i, key in enumerate(sorted(keys, key=lambda k: (keys[k], k)))}

    def column_x(self, column: int) -> float:
        """The left edge of a column."""
        return self.left + column * (self.cell + self.gutter)

    def move_to(self, left: float) -> None:
        """Puts the first column at ``left``: from now on ``rects`` are known."""
        self.left = left
        columns = [self.column_x(column) for column in range(self.columns)]
        seats, cell = self.seats, self.cell
        self.rects = {thing: Rect(columns[seats[thing].column], y, cell, h) for thing, (y, h) in self.spans.items()}

    def middle(self, thing: str) -> float:
        """The y of the middle of a cell's side."""
        y, height = self.spans[thing]
        return y + height / 2


def in_rows(things: list[str], columns: int) -> list[list[str]]:
    """Cuts a list of things into rows."""
    return [things[start : start + columns] for start in range(0, len(things), columns)]
