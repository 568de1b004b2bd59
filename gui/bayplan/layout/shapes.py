"""What a laid-out diagram is made of. Coordinates are in diagram units (pixels at 1:1), y downwards.

Shapes carry roles, never colours: a theme (resources/styles/*.json) turns a role into colours, so the same diagram
is painted dark or light, on the screen, as SVG or as PNG.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple

from bayplan.domain.kinds import StoreKind


class Detail(IntEnum):
    """How far one must have zoomed in for a shape to be worth drawing."""

    FRAME = 0  #: host, zones: always
    GROUP = 1  #: group frames and their titles
    THING = 2  #: containers, images, stores
    PART = 3  #: layers, writable layers, names
    FINE = 4  #: second lines, sizes, notes


class Anchor(StrEnum):
    """Which end of a text its x names."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Font(StrEnum):
    """Type styles of the diagram; a theme file gives size and weight."""

    HOST = "host"  # 12 px semibold, muted
    ZONE = "zone"  # 12 px bold, coloured by zone
    CAPTION = "caption"  # 12 px regular, muted
    GROUP = "group"  # 12 px semibold
    TITLE = "title"  # 15 px semibold: container names
    HEADING = "heading"  # 14 px semibold: image names
    NAME = "name"  # 13 px semibold: store names
    BODY = "body"  # 12 px regular: sizes
    SMALL = "small"  # 11 px regular: second lines, layers
    NOTE = "note"  # 11 px semibold: warnings


class Box(NamedTuple):
    """A rectangle. ``thing`` is the id of what it stands for ("" for pure decoration).

    Attributes:
        role: what it looks like: "host", "zone", "docker-area", "elsewhere", "group", "container", "layer",
            "shared-layer", "store" (with ``kind``), "unused-store", "folded", "state-dot".
        kind: colours a store; "" for others. flags: "dashed", "test", "stopped", "running", "paused", "warning".
        parent: thing id of the box it lies in.
    """

    thing: str
    x: float
    y: float
    w: float
    h: float
    role: str
    detail: Detail
    kind: StoreKind | str = ""
    flags: frozenset[str] = frozenset()
    parent: str = ""


class Text(NamedTuple):
    """One line of text. ``width`` is the room it has; it is elided to that (in the middle for paths and ids)."""

    thing: str
    x: float
    baseline: float
    width: float
    text: str
    font: Font
    role: str  #: colour: "text", "muted", "warning", "zone-memory", "kind-bind", "test", …
    anchor: Anchor = Anchor.START
    detail: Detail = Detail.FINE
    elide_middle: bool = False


class Edge(NamedTuple):
    """A connection that runs in the gutters. ``points`` are the corners of a polyline, drawn with rounded corners.

    Attributes:
        source, target: thing ids of the ends (container → store, image → container, network volume → remote).
        kind: colours it. read_only: drawn thin and dashed.
        label: what it stands for, for tooltips ("web-1 → shop_uploads at /app/uploads, read-write").
    """

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    kind: StoreKind | str
    read_only: bool = False
    label: str = ""


class Diagram(NamedTuple):
    """A laid-out picture. Boxes are in painting order: a box comes after the box it lies in."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
    edges: tuple[Edge, ...]
