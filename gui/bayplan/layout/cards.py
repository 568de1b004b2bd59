"""The containers' zone: groups as full-width bands, in them one card for each container."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, size_text
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas
from bayplan.layout.contents import Group, keep_slots
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text

_NO_FLAGS: frozenset[str] = frozenset()
_STATES = {"running": "running", "restarting": "running", "paused": "paused"}
_FLAGS = {
    (state, test): frozenset({state, "test"} if test else {state})
    for state in ("running", "paused", "stopped")
    for test in (False, True)
}


class Band(NamedTuple):
    """A group with its cards, or neighbouring folded groups; ``things`` are seat by seat, "" where nobody sits."""

    group: Group | None
    things: list[str]


def bands_of(
    groups: Iterable[Group], before: Mapping[str, tuple[str, ...]], slots: dict[str, tuple[str, ...]]
) -> list[Band]:
    """Groups as bands; ``slots`` receives which container's name has which seat, ``before`` holds the last ones."""
    bands: list[Band] = []
    for group in groups:
        if group.folded:
            if bands and bands[-1].group is None:
                bands[-1].things.append(group.thing)
            else:
                bands.append(Band(None, [group.thing]))
            continue
        by_name = {c.name: ids.container_thing(c.id) for c in group.containers}
        seats = keep_slots(by_name, before.get(group.thing))
        slots[group.thing] = tuple(seats)
        bands.append(Band(group, [by_name.get(name, "") for name in seats]))
    return bands


def band_shapes(bands: Iterable[Band]) -> Counter[tuple[bool, int]]:
    """How many bands there are of each (open, number of seats); enough to tell the height for any number of columns."""
    return Counter((band.group is not None, len(band.things)) for band in bands)


def cards_height(shapes: Mapping[tuple[bool, int], int], columns: int) -> float:
    """Height of the zone's contents in so many columns, with a usual corridor below each row."""
    corridor = m.CARD_GAP if columns == 1 else 2 * m.CLEARANCE + 4 * m.LANE
    total = 0.0
    for (is_open, seats), count in shapes.items():
        height = m.CARD_HEIGHT if is_open else m.FOLDED_GROUP_HEIGHT
        head = m.GROUP_HEAD + m.GROUP_GAP if is_open else m.GROUP_GAP
        total += count * (head + -(-seats // columns) * (height + corridor))
    return total


class Cards:
    """Places and draws groups and containers."""

    def __init__(self, bands: list[Band], columns: int, width: float) -> None:
        self.grid = Grid(columns, width, most_lanes=8)
        self._bands = bands
        self._rows: list[list[list[str]]] = []
        self._titles: list[tuple[Group, float, float]] = []
        for band in bands:
            rows = in_rows(band.things, columns)
            self._rows.append(rows)
            for row in rows:
                self.grid.add_row(row)

    def place(self, top: float, order: Mapping[str, float]) -> float:
        """Gives every card its y below ``top``; returns the bottom."""
        grid = self.grid
        y = top
        number = 0
        for band, rows in zip(self._bands, self._rows, strict=True):
            start = y
            if band.group is not None:
                y += m.GROUP_HEAD
            height = m.CARD_HEIGHT if band.group is not None else m.FOLDED_GROUP_HEIGHT
            for row in rows:
                for thing in row:
                    if thing:
                        grid.spans[thing] = (y, height)
                gap = grid.corridor_height(number, m.CARD_GAP)
                grid.open_corridor(number, y + height, gap, order)
                y += height + gap
                number += 1
            if band.group is not None:
                self._titles.append((band.group, start, y))
            y += m.GROUP_GAP
        return y - m.GROUP_GAP + (m.ZONE_PAD - m.CARD_GAP)

    def draw(self, canvas: Canvas, groups: Iterable[Group]) -> None:
        """Draws titles and cards."""
        for group, top, bottom in self._titles:
            self._draw_group(canvas, group, top, bottom)
        for group in groups:
            if group.folded:
                _draw_folded(canvas, group, self.grid.rects[group.thing])
                continue
            for container in group.containers:
                _draw_card(canvas, container, self.grid.rects[ids.container_thing(container.id)], group.thing)

    def _draw_group(self, canvas: Canvas, group: Group, top: float, bottom: float) -> None:
        grid = self.grid
        canvas.boxes.append(
            Box(group.thing, grid.left - 6, top - 2, grid.width + 12, bottom - top - 2, "group", Detail.GROUP)
        )
        canvas.texts.append(
            Text(
                group.thing,
                grid.left,
                top + 16,
                grid.width,
                f"▾ {group.title}",
                Font.GROUP,
                "muted",
                Anchor.START,
                Detail.GROUP,
            )
        )


def _draw_folded(canvas: Canvas, group: Group, rect: Rect) -> None:
    running = sum(container.running for container in group.containers)
    canvas.box(group.thing, *rect, "folded-group", Detail.THING, "")
    name, _, word = group.title.partition(" · ")
    room = rect.w - 24
    total = count_text(len(group.containers), "container")
    canvas.pair(
        group.thing,
        rect.x + 14,
        rect.y + 24,
        room,
        (f"▸ {name}", Font.TITLE, "text"),
        (word, Font.BODY, "muted"),
        Detail.THING,
    )
    canvas.line(group.thing, rect.x + 30, rect.y + 42, room - 16, f"{total}, {running} running", Font.SMALL, "muted")


def _draw_card(canvas: Canvas, container: Container, rect: Rect, group: str) -> None:
    thing = ids.container_thing(container.id)
    layer = ids.writable_store(container.id)
    x, y, w, _ = rect
    state = _STATES.get(container.state, "stopped")
    test = container.created_by_bayplan
    flags = _FLAGS[state, test]
    canvas.boxes += (
        Box(thing, x, y, w, m.CARD_HEIGHT, "container", Detail.THING, "", flags, group),
        Box(thing, x + 14, y + 16, 12, 12, "state-dot", Detail.PART, "", flags, thing),
        Box(
            layer, x + 14, y + 58, w - 28, 24, "writable-layer", Detail.PART, StoreKind.WRITABLE_LAYER, _NO_FLAGS, thing
        ),
    )
    canvas.pair(
        thing,
        x + 34,
        y + 27,
        w - 44,
        (container.name, Font.TITLE, "text"),
        (status_text(container), Font.BODY, "muted"),
        Detail.PART,
        middle=True,
    )
    canvas.pair(
        thing,
        x + 34,
        y + 46,
        w - 44,
        (container.command or container.image, Font.SMALL, "muted"),
        ("made by Bayplan" if test else "", Font.NOTE, "test"),
        Detail.FINE,
    )
    words = "read-only root" if container.read_only_rootfs else "writable layer"
    size = "not measured" if container.size_rw is None else size_text(container.size_rw)
    canvas.pair(layer, x + 24, y + 74, w - 46, (words, Font.SMALL, "text"), (size, Font.SMALL, "muted"), Detail.FINE)


def status_text(container: Container) -> str:
    """A container's state for its card: "running", "paused", "exited (0) 3 weeks ago"."""
    if container.running or not container.status:
        return container.state
    return container.status[0].lower() + container.status[1:]
