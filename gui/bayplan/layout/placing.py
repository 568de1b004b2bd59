"""Puts the parts of the picture in their places: first every y, then the lanes, then every x."""

from __future__ import annotations

from typing import NamedTuple

from bayplan.domain.inventory import Inventory
from bayplan.layout import metrics as m
from bayplan.layout.cards import Cards
from bayplan.layout.grid import Rect
from bayplan.layout.overlay import Overlay
from bayplan.layout.routing import Router
from bayplan.layout.sections import Section, Storage
from bayplan.layout.storage import Placed

_EMPTY = 34.0  #: room for a line that says that there is nothing
_LEAST_HEIGHT = 440.0


class Frames(NamedTuple):
    """Where the frames are; None for those that the picture does not have.

    ``remote_bottom`` is the bottom of the last remote store.
    """

    host: Rect
    vm: Rect | None
    overlay: Rect
    containers: Rect
    memory: Rect | None
    pipes: Rect | None
    filesystem: Rect
    docker_area: Rect
    elsewhere: Rect
    remote: Rect
    remote_bottom: float


class Zones(NamedTuple):
    """The parts of the picture that are to be placed, from left to right."""

    overlay: Overlay
    cards: Cards
    stores: Placed
    remote: Placed


class _Column(NamedTuple):
    """Top and height of the frames in the storage column."""

    memory: tuple[float, float] | None
    pipes: tuple[float, float] | None
    filesystem: tuple[float, float]
    docker_area: tuple[float, float]
    elsewhere: tuple[float, float]


def place(inventory: Inventory, storage: Storage, parts: Zones, router: Router) -> Frames:
    """Places everything; afterwards the grids know their rectangles and the router its ways."""
    overlay, cards, stores, remote = parts
    router.note()
    in_vm = inventory.engine.vm is not None
    inset = m.FRAME_PAD if in_vm else 0.0
    top = m.MARGIN + m.FRAME_HEAD + (m.FRAME_HEAD if in_vm else 0.0)

    remote_bottom = remote.place(storage.remote, m.MARGIN + m.REMOTE_TOP, {})
    router.open_corridor()
    column = _place_stores(inventory, storage, stores, router, top)
    ranks = router.ranks()
    cards_bottom = cards.place(top + m.GROUP_TOP, ranks) if cards.grid.seats else top + m.GROUP_TOP + 80
    overlay_bottom = overlay.place(top + m.STACK_TOP, {}) if overlay.grid.seats else top
    stores_bottom = column.filesystem[0] + column.filesystem[1]
    bottom = max(
        cards_bottom, overlay_bottom, stores_bottom, top + _LEAST_HEIGHT, remote_bottom + 60 - m.FRAME_PAD - inset
    )
    router.settle({thing: overlay.layers(thing) for thing in overlay.grid.seats})

    x = m.MARGIN + m.FRAME_PAD + inset
    zone_overlay = Rect(x, top, overlay.grid.width + 2 * m.STACK_PAD, bottom - top)
    overlay.grid.move_to(x + m.STACK_PAD)
    router.images.left = x + m.STACK_PAD + overlay.grid.width
    cards_left = router.images.left + router.images.width
    cards.grid.move_to(cards_left)
    zone_cards = Rect(cards_left - m.ZONE_PAD, top, cards.grid.width + 2 * m.ZONE_PAD, bottom - top)
    router.mounts.left = cards_left + cards.grid.width
    stores_left = router.mounts.left + router.mounts.width
    stores.grid.move_to(stores_left)
    left, width = stores_left - m.ZONE_PAD, stores.grid.width + 2 * m.ZONE_PAD
    router.far.left = stores_left + stores.grid.width + inset
    remote_left = router.far.left + router.far.width
    remote.grid.move_to(remote_left)
    edge = left + width + m.FRAME_PAD

    def area(span: tuple[float, float]) -> Rect:
        return Rect(left + m.AREA_INSET, span[0], width - 2 * m.AREA_INSET, span[1])

    host = Rect(m.MARGIN, m.MARGIN, edge + inset - m.MARGIN, bottom + m.FRAME_PAD + inset - m.MARGIN)
    vm_top = m.MARGIN + m.FRAME_HEAD
    return Frames(
        host=host,
        vm=Rect(m.MARGIN + inset, vm_top, edge - m.MARGIN - inset, bottom + m.FRAME_PAD - vm_top) if in_vm else None,
        overlay=zone_overlay,
        containers=zone_cards,
        memory=Rect(left, column.memory[0], width, column.memory[1]) if column.memory else None,
        pipes=Rect(left, column.pipes[0], width, column.pipes[1]) if column.pipes else None,
        filesystem=Rect(left, column.filesystem[0], width, bottom - column.filesystem[0]),
        docker_area=area(column.docker_area),
        elsewhere=area(column.elsewhere),
        remote=Rect(remote_left - m.ZONE_PAD, m.MARGIN, remote.grid.width + 2 * m.ZONE_PAD, host.h),
        remote_bottom=remote_bottom,
    )


def _place_stores(inventory: Inventory, storage: Storage, stores: Placed, router: Router, top: float) -> _Column:
    windows = inventory.engine.os_type == "windows"
    memory = pipes = None
    y = top
    if storage.memory.cells or not windows:
        bottom = _section(stores, storage.memory, y + m.STORE_TOP) + m.ZONE_PAD
        memory = (y, bottom - y)
        y = bottom + m.CORRIDOR / 2
    if storage.pipes.cells or windows:
        bottom = _section(stores, storage.pipes, y + m.STORE_TOP) + m.ZONE_PAD
        pipes = (y, bottom - y)
        y = bottom + m.CORRIDOR / 2
    gap = router.corridor.height(m.CORRIDOR)
    y -= m.CORRIDOR / 2
    router.corridor.place(y, gap)
    y += gap

    area_top = y + m.AREA_TOP
    bottom = _section(stores, storage.docker, area_top + m.AREA_HEAD) + m.AREA_PAD
    docker_area = (area_top, bottom - area_top)
    else_top = bottom + m.AREA_GAP
    bottom = else_top + m.AREA_HEAD
    for section in storage.elsewhere:
        bottom = _section(stores, section, bottom) + m.STORE_GAP
    bottom += m.AREA_PAD - m.STORE_GAP if storage.elsewhere else _EMPTY
    elsewhere = (else_top, bottom - else_top)
    return _Column(memory, pipes, (y, bottom + m.AREA_INSET - y), docker_area, elsewhere)


def _section(stores: Placed, section: Section, top: float) -> float:
    """Places one section, or leaves room to say that it is empty; returns its bottom."""
    return stores.place(section, top, {}) if section.cells else top + _EMPTY
