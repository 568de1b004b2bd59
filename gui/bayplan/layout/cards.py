"""The containers' zone: groups as full-width bands, in them one card for each container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, size_text
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container
from bayplan.domain.protection import LOCK
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas, Line, Words
from bayplan.layout.contents import Group, keep_slots
from bayplan.layout.grid import Grid, Rect, in_rows
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.layout.text_width import width_of

_NO_FLAGS: frozenset[str] = frozenset()
_STATES = {"running": "running", "restarting": "running", "paused": "paused"}
_WRITABLE = StoreKind.WRITABLE_LAYER
_MADE = "made by Bayplan"
_FLAGS = {
    (state, test): frozenset({state, "test"} if test else {state})
    for state in ("running", "paused", "stopped")
    for test in (False, True)
}


class Band(NamedTuple):
    """A group with its cards, or neighbouring folded groups; ``things`` are seat by seat, "" where nobody sits."""

    group: Group | None
    things: list[str]


class _Block(NamedTuple):
    """A band on its shelf: the cards of one group side by side, in as many rows as they need."""

    group: Group | None
    first_column: int
    columns: int


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


def on_shelves(bands: Iterable[Band], columns: int) -> Iterator[tuple[Band, bool]]:
    """Bands from top to bottom, each with whether it begins a new shelf.

    Groups that are narrower than the zone share a shelf, side by side.
    """
    free = 0
    for band in bands:
        seats = len(band.things)
        if band.group is not None and seats <= free:
            free -= seats
            yield band, False
        else:
            free = columns - seats if band.group is not None else 0
            yield band, True


def cards_height(bands: Sequence[Band], columns: int) -> float:
    """Height of the zone's contents in so many columns, with a usual corridor below each row."""
    corridor = m.CARD_GAP if columns == 1 else 2 * m.CLEARANCE + 3 * m.LANE
    total = 0.0
    for band, is_first in on_shelves(bands, columns):
        if is_first:
            is_open = band.group is not None
            height = m.CARD_HEIGHT if is_open else m.FOLDED_GROUP_HEIGHT
            head = m.GROUP_HEAD if is_open else 0.0
            total += m.GROUP_GAP + head + -(-len(band.things) // columns) * (height + corridor)
    return total


class Cards:
    """Places and draws groups and containers."""

    def __init__(self, bands: Sequence[Band], columns: int, width: float) -> None:
        self.grid = Grid(columns, width, most_lanes=8)
        self._shelves: list[tuple[list[_Block], list[list[str]]]] = []
        self._titles: list[tuple[_Block, float, float]] = []
        shelves: list[list[Band]] = []
        for band, is_first in on_shelves(bands, columns):
            if is_first:
                shelves.append([])
            shelves[-1].append(band)
        for shelf in shelves:
            rows = in_rows([thing for band in shelf for thing in band.things], columns)
            blocks = []
            first = 0
            for band in shelf:
                wide = min(len(band.things), columns)
                blocks.append(_Block(band.group, first, wide))
                first += wide
            self._shelves.append((blocks, rows))
            for row in rows:
                self.grid.add_row(row)

    def place(self, top: float, order: Mapping[str, float]) -> float:
        """Gives every card its y below ``top``; returns the bottom."""
        grid = self.grid
        y = top
        number = 0
        for blocks, rows in self._shelves:
            start = y
            is_open = blocks[0].group is not None
            y += m.GROUP_HEAD if is_open else m.GROUP_GAP
            height = m.CARD_HEIGHT if is_open else m.FOLDED_GROUP_HEIGHT
            for row in rows:
                for thing in row:
                    if thing:
                        grid.spans[thing] = (y, height)
                gap = grid.corridor_height(number, m.CARD_GAP)
                grid.open_corridor(number, y + height, gap, order)
                y += height + gap
                number += 1
            if is_open:
                self._titles += [(block, start, y) for block in blocks]
            y += m.GROUP_GAP
        return y - m.GROUP_GAP + (m.ZONE_PAD - m.CARD_GAP)

    def draw(self, canvas: Canvas, groups: Iterable[Group], protected: frozenset[str], *, mark_tests: bool) -> None:
        """Draws titles and cards; ``protected`` are ids of things that have a lock.

        ``mark_tests``: what Bayplan made is marked as such.
        """
        for block, top, bottom in self._titles:
            self._draw_group(canvas, block, top, bottom)
        for group in groups:
            if group.folded:
                _draw_folded(canvas, group, self.grid.rects[group.thing])
                continue
            for container in group.containers:
                thing = ids.container_thing(container.id)
                rect, test = self.grid.rects[thing], mark_tests and container.created_by_bayplan
                _draw_card(canvas, container, rect, group.thing, protected=thing in protected, test=test)

    def _draw_group(self, canvas: Canvas, block: _Block, top: float, bottom: float) -> None:
        group = block.group
        if group is None:
            return
        x = self.grid.column_x(block.first_column)
        width = block.columns * self.grid.cell + (block.columns - 1) * self.grid.gutter
        canvas.boxes.append(Box(group.thing, x - 6, top - 2, width + 12, bottom - top - 2, "group", Detail.GROUP))
        words = Words(f"▾ {group.title}", Font.GROUP, "muted")
        canvas.line(group.thing, Line(x, top + 16, width), words, Detail.GROUP)


def _draw_folded(canvas: Canvas, group: Group, rect: Rect) -> None:
    running = sum(container.running for container in group.containers)
    canvas.boxes.append(Box(group.thing, *rect, "folded-group", Detail.THING))
    name, _, word = group.title.partition(" · ")
    title, kind = Words(f"▸ {name}", Font.TITLE, "text"), Words(word, Font.BODY, "muted")
    canvas.pair(group.thing, Line(rect.x + 14, rect.y + 24, rect.w - 24), title, kind, Detail.PART, most=0.2)
    total = f"{count_text(len(group.containers), 'container')}, {running} running"
    canvas.line(group.thing, Line(rect.x + 30, rect.y + 42, rect.w - 40), Words(total, Font.SMALL, "muted"))


def _draw_card(canvas: Canvas, container: Container, rect: Rect, group: str, *, protected: bool, test: bool) -> None:
    """Draws one card; written out at length, as there may be thousands."""
    thing = ids.container_thing(container.id)
    layer = ids.writable_store(container.id)
    x, y, w, _ = rect
    flags = _FLAGS[_STATES.get(container.state, "stopped"), test]
    canvas.boxes += (
        Box(thing, x, y, w, m.CARD_HEIGHT, "container", Detail.THING, "", flags, group),
        Box(thing, x + 14, y + 15, 12, 12, "state-dot", Detail.PART, "", flags, thing),
        Box(layer, x + 14, y + 54, w - 28, 24, "writable-layer", Detail.PART, _WRITABLE, _NO_FLAGS, thing),
    )
    texts = canvas.texts
    status = f"{status_text(container)} {LOCK}" if protected else status_text(container)
    width = width_of(status, Font.BODY) + 1
    if width > 0.3 * (w - 44):
        # The name matters more than how long ago the container stopped.
        width = max(0.3 * (w - 44), min(width, w - 54 - width_of(container.name, Font.TITLE)))
    room = w - 54 - width
    texts.append(Text(thing, x + w - 10, y + 26, width, status, Font.BODY, "muted", Anchor.END))
    name = container.name
    texts.append(Text(thing, x + 34, y + 26, room, name, Font.TITLE, "text", Anchor.START, Detail.PART, True))
    if test:
        made = width_of(_MADE, Font.NOTE) + 1
        texts.append(Text(thing, x + w - 10, y + 43, made, _MADE, Font.NOTE, "test", Anchor.END))
        texts.append(Text(thing, x + 34, y + 43, w - 54 - made, container.command, Font.SMALL, "muted"))
    else:
        texts.append(Text(thing, x + 34, y + 43, w - 44, container.command or container.image, Font.SMALL, "muted"))
    size = "not measured" if container.size_rw is None else size_text(container.size_rw)
    words = "read-only root filesystem" if container.read_only_rootfs else "writable layer"
    texts.append(Text(layer, x + w - 22, y + 70, 90, size, Font.SMALL, "muted", Anchor.END))
    texts.append(Text(layer, x + 24, y + 70, w - 136, words, Font.SMALL, "text"))


def status_text(container: Container) -> str:
    """A container's state for its card: "running", "paused", "exited (0) 3 weeks ago"."""
    if container.running or not container.status:
        return container.state
    return container.status[0].lower() + container.status[1:]
