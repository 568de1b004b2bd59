"""Finds the ways of the edges: out of a card, along corridors and gutters, into a store; never over a box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayplan.domain.kinds import StoreKind
from bayplan.layout.contents import Link
from bayplan.layout.grid import Grid, Point
from bayplan.layout.lanes import Gutter
from bayplan.layout.metrics import CLEARANCE, FRAME_PAD, LANE, STACK_PAD, ZONE_PAD
from bayplan.layout.shapes import Edge

_OFF = 4.0  #: between the frame of a zone and an edge beside it
_PORT_GAP = 10.0
_PORT_MARGIN = 12.0
Path = tuple[Point, ...]


class Exits:
    """Where edges leave the cells of a grid to the right, and how they get to the grid's right border."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._aims: dict[str, dict[str, list[float]]] = {}
        self._ports: dict[str, dict[str, tuple[int, float]]] = {}

    def want(self, thing: str, net: str, kind: StoreKind, aim: float) -> None:
        """Notes an edge of ``net`` that leaves ``thing`` and goes on, beyond the grid, at the y ``aim``."""
        seat = self.grid.seats[thing]
        key = net
        if seat.column < self.grid.columns - 1:
            key = self.grid.lane_key(seat.row, net, kind)
            aim = self.grid.corridors[seat.row][key]
        self._aims.setdefault(thing, {}).setdefault(key, []).append(aim)

    def settle(self, sides: Mapping[str, tuple[float, float]] | None = None) -> int:
        """Gives each port its y; returns the largest number of lanes that a cell needs in the gutter beside it.

        Ports stand in the order in which their edges go on, so that they don't cross, around the middle of the side,
        moved a little if one of the edges can then run straight. ``sides``: from where to where ports may be, if not
        along the whole side.
        """
        most = 0
        last = self.grid.columns - 1
        for thing, aims in self._aims.items():
            y, height = self.grid.spans[thing]
            top, bottom = sides[thing] if sides else (y, y + height)
            margin = min(_PORT_MARGIN, (bottom - top) / 3)
            top, bottom = top + margin, bottom - margin
            ordered = sorted(aims, key=lambda key, aims=aims: (min(aims[key]), key))  # type: ignore[misc]
            count = len(ordered)
            gap = min(_PORT_GAP, (bottom - top) / (count - 1)) if count > 1 else 0.0
            first = (top + bottom - gap * (count - 1)) / 2
            if self.grid.seats[thing].column < last:
                most = max(most, count)
            else:
                first += _nudge(aims, {key: first + i * gap for i, key in enumerate(ordered)}, top, bottom)
            self._ports[thing] = {key: (i, first + i * gap) for i, key in enumerate(ordered)}
        return most

    def border_y(self, thing: str, net: str, kind: StoreKind) -> float:
        """The y at which an edge crosses the grid's right border."""
        seat = self.grid.seats[thing]
        if seat.column == self.grid.columns - 1:
            return self._ports[thing][net][1]
        return self.grid.corridors[seat.row][self.grid.lane_key(seat.row, net, kind)]

    def path(self, thing: str, net: str, kind: StoreKind) -> Path:
        """The corners from the cell to the grid's right border (without a corner on the border itself)."""
        grid = self.grid
        seat = grid.seats[thing]
        rect = grid.rects[thing]
        right = rect.x + rect.w
        ports = self._ports[thing]
        if seat.column == grid.columns - 1:
            return ((right, ports[net][1]),)
        key = grid.lane_key(seat.row, net, kind)
        index, y = ports[key]
        x = right + CLEARANCE + (len(ports) - 1 - index) * LANE
        return ((right, y), (x, y), (x, grid.corridors[seat.row][key]))


def _nudge(aims: Mapping[str, list[float]], ports: Mapping[str, float], top: float, bottom: float) -> float:
    """How far to move all ports of a cell, within its side, so that one of its edges runs straight; 0 if none can."""
    up, down = top - min(ports.values()), bottom - max(ports.values())
    best = 0.0
    for key, several in aims.items():
        for aim in several:
            move = aim - ports[key]
            if up <= move <= down and (not best or abs(move) < abs(best)):
                best = move
    return best


def entry_y(grid: Grid, thing: str, net: str, kind: StoreKind) -> float:
    """The y at which an edge to ``thing`` crosses the grid's left border."""
    seat = grid.seats[thing]
    if not seat.column:
        return grid.middle(thing)
    return grid.corridors[seat.row][grid.lane_key(seat.row, net, kind)]


def entry_path(grid: Grid, thing: str, net: str, kind: StoreKind) -> Path:
    """The corners from the grid's left border (without a corner on it) to the middle of the thing's left side."""
    rect = grid.rects[thing]
    seat = grid.seats[thing]
    y = rect.y + rect.h / 2
    if not seat.column:
        return ((rect.x, y),)
    x = rect.x - CLEARANCE
    return ((x, grid.corridors[seat.row][grid.lane_key(seat.row, net, kind)]), (x, y), (rect.x, y))


def joined(out: Path, lanes: Iterable[Point], into: Path) -> Path:
    """A whole way: corners where it changes direction and nothing else."""
    points: list[Point] = []
    for point in (*out, *lanes, *into):
        if points and points[-1] == point:
            continue
        if len(points) > 1:
            (x0, y0), (x1, y1) = points[-2], points[-1]
            if (x0 == x1 == point[0]) or (y0 == y1 == point[1]):
                points[-1] = point
                continue
        points.append(point)
    return tuple(points)


class Corridor:
    """The gap between memory and filesystem, through which edges run to the remote zone."""

    def __init__(self, nets: Mapping[str, float], most: int) -> None:
        ordered = sorted(nets, key=lambda net: (nets[net], net))
        self._count = min(len(ordered), most)
        self._lane = {net: i * self._count // len(ordered) for i, net in enumerate(ordered)}
        self._top = 0.0
        self._height = 0.0

    def height(self, least: float) -> float:
        """What the corridor needs."""
        return max(least, 2 * CLEARANCE + (self._count - 1) * LANE)

    def place(self, top: float, height: float) -> None:
        """Puts the corridor between two zones."""
        self._top, self._height = top, height

    def y(self, net: str) -> float:
        """Where a net runs."""
        first = self._top + (self._height - (self._count - 1) * LANE) / 2
        return first + self._lane[net] * LANE


class Router:
    """The ways of all edges of one picture.

    Used in three steps, between which the caller places things: ``note`` what runs where (corridors then have their
    heights), ``settle`` the lanes when every y is known, ``edges`` when every x is known.
    """

    def __init__(self, overlay: Grid, cards: Grid, stores: Grid, remote: Grid, links: Iterable[Link]) -> None:
        self._overlay, self._cards, self._stores, self._remote = overlay, cards, stores, remote
        self._image_links: list[Link] = []
        self._store_links: list[Link] = []
        self._remote_links: list[Link] = []
        for link in links:
            if link.source in overlay.seats and link.target in cards.seats:
                self._image_links.append(link)
            elif link.target in stores.seats:
                self._store_links.append(link)
            elif link.target in remote.seats:
                self._remote_links.append(link)
        self._away_links = [
            Link(thing, thing, StoreKind.NETWORK_VOLUME, False, "the data lie on another machine")
            for thing in remote.seats
            if thing in stores.seats
        ]
        self.images = Gutter(56.0, STACK_PAD + _OFF, ZONE_PAD + _OFF)
        self.mounts = Gutter(72.0, ZONE_PAD + _OFF, ZONE_PAD + _OFF)
        self.far = Gutter(68.0, ZONE_PAD + FRAME_PAD + _OFF, ZONE_PAD + _OFF)
        self._image_exits = Exits(overlay)
        self._card_exits = Exits(cards)
        self._store_exits = Exits(stores)
        self.corridor = Corridor({}, 0)

    def note(self) -> None:
        """Tells every grid what runs through its corridors."""
        for link in self._image_links:
            self._overlay.passes_out(link.source, link.source, link.kind)
            self._cards.passes_in(link.target, link.source, link.kind)
        for link in self._store_links:
            self._cards.passes_out(link.source, link.target, link.kind)
            self._stores.passes_in(link.target, link.target, link.kind)
        for link in self._remote_links:
            self._cards.passes_out(link.source, link.target, link.kind)
            self._remote.passes_in(link.target, link.target, link.kind)
        for link in self._away_links:
            self._stores.passes_out(link.source, link.source, link.kind)
            self._remote.passes_in(link.target, link.target, link.kind)
        for grid in (self._overlay, self._cards, self._stores, self._remote):
            grid.settle()

    def open_corridor(self) -> None:
        """Orders the lanes to the remote zone; call it once the remote stores have their y."""
        nets = {link.target: self._remote.middle(link.target) for link in self._remote_links}
        self.corridor = Corridor(nets, most=24)

    def ranks(self) -> dict[str, float]:
        """For each store the y towards which its edges run; known when stores and the corridor are placed."""
        ranks = {thing: self._stores.middle(thing) for thing in self._stores.seats}
        ranks.update((link.target, self.corridor.y(link.target)) for link in self._remote_links)
        return ranks

    def settle(self, layers: Mapping[str, tuple[float, float]]) -> None:
        """Gives ports and lanes their places, and gutters their widths; call it when every y is known.

        ``layers``: for each image top and bottom of the blocks from which its edges leave.
        """
        for link in self._image_links:
            aim = entry_y(self._cards, link.target, link.source, link.kind)
            self._image_exits.want(link.source, link.source, link.kind, aim)
        for link in self._store_links:
            aim = entry_y(self._stores, link.target, link.target, link.kind)
            self._card_exits.want(link.source, link.target, link.kind, aim)
        for link in self._remote_links:
            self._card_exits.want(link.source, link.target, link.kind, self.corridor.y(link.target))
        for link in self._away_links:
            self._store_exits.want(link.source, link.source, link.kind, 0.0)
        self._image_exits.settle(layers)
        most = self._card_exits.settle()
        self._store_exits.settle()
        self._cards.gutter = 3 * CLEARANCE + max(0, most - 1) * LANE
        self._fill_gutters()

    def _fill_gutters(self) -> None:
        for link in self._image_links:
            left = self._image_exits.border_y(link.source, link.source, link.kind)
            right = entry_y(self._cards, link.target, link.source, link.kind)
            self.images.add(link.source, link.kind, left, right)
        for link in self._store_links:
            left = self._card_exits.border_y(link.source, link.target, link.kind)
            right = entry_y(self._stores, link.target, link.target, link.kind)
            self.mounts.add(link.target, link.kind, left, right)
        for link in self._remote_links:
            left = self._card_exits.border_y(link.source, link.target, link.kind)
            between = self.corridor.y(link.target)
            self.mounts.add(link.target, link.kind, left, between)
            right = entry_y(self._remote, link.target, link.target, link.kind)
            self.far.add(link.target, link.kind, between, right)
        for link in self._away_links:
            left = self._store_exits.border_y(link.source, link.source, link.kind)
            right = entry_y(self._remote, link.target, link.target, link.kind)
            self.far.add(link.target, link.kind, left, right)
        for gutter in (self.images, self.mounts, self.far):
            gutter.settle()

    def edges(self) -> list[Edge]:
        """All edges; call it when grids and gutters have their x."""
        edges: list[Edge] = []
        image_x, mount_x, far_x = self.images.positions(), self.mounts.positions(), self.far.positions()
        ways_in: dict[str, Path] = {}
        for link in self._image_links:
            out = self._image_exits.path(link.source, link.source, link.kind)
            into = entry_path(self._cards, link.target, link.source, link.kind)
            edges.append(_edge(link, _across(out, image_x(link.source), into)))
        for link in self._store_links:
            target = link.target
            out = self._card_exits.path(link.source, target, link.kind)
            known = ways_in.get(target)
            if known is None:
                known = ways_in[target] = entry_path(self._stores, target, target, link.kind)
            edges.append(_edge(link, _across(out, mount_x(target), known)))
        for link in self._remote_links:
            out = self._card_exits.path(link.source, link.target, link.kind)
            into = entry_path(self._remote, link.target, link.target, link.kind)
            y = self.corridor.y(link.target)
            near, far = mount_x(link.target), far_x(link.target)
            lanes = ((near, out[-1][1]), (near, y), (far, y), (far, into[0][1]))
            edges.append(_edge(link, joined(out, lanes, into)))
        for link in self._away_links:
            out = self._store_exits.path(link.source, link.source, link.kind)
            into = entry_path(self._remote, link.target, link.target, link.kind)
            edges.append(_edge(link, _across(out, far_x(link.target), into)))
        return edges


def _across(out: Path, x: float, into: Path) -> Path:
    """A way across one gutter, along the lane at ``x``."""
    start, end = out[-1][1], into[0][1]
    if start == end:
        return joined(out, (), into)
    return (*out, (x, start), (x, end), *into)


def _edge(link: Link, points: Path) -> Edge:
    label = link.label if link.mounts == 1 else f"{link.label}, and {link.mounts - 1} more"
    return Edge(link.source, link.target, points, link.kind, link.read_only, label)
