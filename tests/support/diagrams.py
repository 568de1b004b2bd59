"""Diagrams made by hand for tests of the view, in the form that the layout gives them."""

from __future__ import annotations

from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.layout.shapes import Anchor, Box, Detail, Diagram, Edge, Font, Text

_ROWS = 40
_CONTAINER_WIDTH = 388.0
_CONTAINER_HEIGHT = 92.0
_STORE_WIDTH = 456.0
_STORE_HEIGHT = 42.0
_COLUMN = 1000.0
_ROW = 210.0
_KINDS = (StoreKind.NAMED_VOLUME, StoreKind.BIND, StoreKind.TMPFS, StoreKind.ANONYMOUS_VOLUME)


def container_id(number: int) -> str:
    """The thing id of a container of ``grid_diagram``."""
    return ids.container_thing(f"{number:064x}")


def store_id(container: int, store: int) -> str:
    """The thing id of a store of ``grid_diagram``."""
    return ids.volume_store(f"data-{container}-{store}")


def group_id(column: int) -> str:
    """The thing id of the group of a column of ``grid_diagram``."""
    return ids.group_thing(f"project-{column}")


def grid_diagram(containers: int, stores_each: int = 4, *, changed: int = -1) -> Diagram:
    """Columns of containers, each with its stores at its right.

    ``changed``: the container that is drawn as stopped, with everything else as it was.
    """
    columns = -(-containers // _ROWS) or 1
    width, height = columns * _COLUMN + 60, min(containers, _ROWS) * _ROW + 100
    shapes = _Shapes([], [], [])
    shapes.boxes.append(Box(ids.zone_thing("host"), 0, 0, width, height, "host", Detail.FRAME))
    shapes.texts.append(Text("", 16, 24, 600, "HOST workstation", Font.HOST, "muted", detail=Detail.FRAME))
    for column in range(columns):
        _add_column(shapes, column, height)
    for number in range(containers):
        column, row = divmod(number, _ROWS)
        corner = (20 + column * _COLUMN, 90 + row * _ROW)
        _add_container(shapes, number, corner, stopped=number == changed)
        for store in range(stores_each):
            _add_store(shapes, (number, store), corner)
    return Diagram(width, height, tuple(shapes.boxes), tuple(shapes.texts), tuple(shapes.edges))


class _Shapes(NamedTuple):
    boxes: list[Box]
    texts: list[Text]
    edges: list[Edge]


def _add_column(shapes: _Shapes, column: int, height: float) -> None:
    x = 20 + column * _COLUMN
    group = group_id(column)
    shapes.boxes.extend(
        [
            Box(ids.zone_thing(f"c{column}"), x, 40, 420, height - 60, "zone", Detail.FRAME),
            Box(ids.zone_thing(f"s{column}"), x + 480, 40, 488, height - 60, "zone", Detail.FRAME),
            Box(group, x + 8, 68, 404, height - 100, "group", Detail.GROUP),
        ]
    )
    shapes.texts.extend(
        [
            Text("", x + 16, 60, 380, "CONTAINERS", Font.ZONE, "zone-containers", detail=Detail.FRAME),
            Text("", x + 496, 60, 400, "HOST FILESYSTEM", Font.ZONE, "zone-host", detail=Detail.FRAME),
            Text(group, x + 16, 82, 380, f"▾ project-{column}", Font.GROUP, "muted", detail=Detail.GROUP),
        ]
    )


def _add_container(shapes: _Shapes, number: int, corner: tuple[float, float], *, stopped: bool) -> None:
    x, y = corner
    thing = container_id(number)
    writable = ids.writable_store(f"{number:064x}")
    state = "stopped" if stopped else "running"
    shapes.boxes.extend(
        [
            Box(
                thing,
                x + 16,
                y,
                _CONTAINER_WIDTH,
                _CONTAINER_HEIGHT,
                "container",
                Detail.THING,
                parent=group_id(number // _ROWS),
            ),
            Box(thing, x + 30, y + 16, 12, 12, "state-dot", Detail.PART, flags=frozenset({state}), parent=thing),
            Box(writable, x + 30, y + 58, 360, 24, "writable-layer", Detail.PART, parent=thing),
        ]
    )
    right = x + 16 + _CONTAINER_WIDTH - 10
    shapes.texts.extend(
        [
            Text(thing, x + 50, y + 27, 220, f"web-{number}", Font.TITLE, "text", detail=Detail.PART),
            Text(thing, right, y + 27, 100, state, Font.BODY, "muted", Anchor.END),
            Text(thing, x + 50, y + 46, 320, "node server.js", Font.SMALL, "muted"),
            Text(writable, x + 40, y + 74, 200, "writable layer 3 files", Font.SMALL, "text"),
            Text(writable, right - 14, y + 74, 100, "12 kB", Font.SMALL, "muted", Anchor.END),
        ]
    )


def _add_store(shapes: _Shapes, which: tuple[int, int], corner: tuple[float, float]) -> None:
    number, store = which
    x, y = corner
    thing = store_id(number, store)
    kind = _KINDS[store % len(_KINDS)]
    left, top = x + 496, y + store * (_STORE_HEIGHT + 5)
    shapes.boxes.append(Box(thing, left, top, _STORE_WIDTH, _STORE_HEIGHT, "store", Detail.THING, kind=kind))
    right = left + _STORE_WIDTH - 10
    shapes.texts.extend(
        [
            Text(
                thing, left + 14, top + 18, 300, f"project_data-{number}-{store}", Font.NAME, "text", detail=Detail.PART
            ),
            Text(thing, right, top + 18, 110, f"{number + 1} MB", Font.BODY, "muted", Anchor.END),
            Text(thing, left + 14, top + 34, 300, "named volume", Font.SMALL, "muted"),
            Text(thing, right, top + 34, 130, "⚠ shared read-write", Font.NOTE, "warning", Anchor.END),
        ]
    )
    start, gutter = x + 16 + _CONTAINER_WIDTH, x + 440 + 6.0 * store
    leaving, arriving = y + 40 + 6.0 * store, top + _STORE_HEIGHT / 2
    points = ((start, leaving), (gutter, leaving), (gutter, arriving), (left, arriving))
    label = f"web-{number} → project_data-{number}-{store} at /data{store}"
    shapes.edges.append(Edge(container_id(number), thing, points, kind, read_only=store % 2 == 1, label=label))
