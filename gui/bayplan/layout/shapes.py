"""What a laid-out diagram is made of. Coordinates are in diagram units (pixels at 1:1), y downwards.

Shapes carry roles, never colours: a theme (resources/styles/*.json) turns a role into colours, so the same diagram
is painted dark or light, on the screen, as SVG or as PNG.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
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
    FATE = "fate"  # 12 px semibold: what becomes of a thing


class TypeStyle(NamedTuple):
    """Size in diagram units and weight (400, 600 or 700) of a type style; the family is Inter."""

    size: float
    weight: int


TYPE_STYLES: Mapping[Font, TypeStyle] = MappingProxyType(
    {
        Font.HOST: TypeStyle(12, 600),
        Font.ZONE: TypeStyle(12, 700),
        Font.CAPTION: TypeStyle(12, 400),
        Font.GROUP: TypeStyle(12, 600),
        Font.TITLE: TypeStyle(15, 600),
        Font.HEADING: TypeStyle(14, 600),
        Font.NAME: TypeStyle(13, 600),
        Font.BODY: TypeStyle(12, 400),
        Font.SMALL: TypeStyle(11, 400),
        Font.NOTE: TypeStyle(11, 600),
        Font.FATE: TypeStyle(12, 600),
    }
)

#: Radius of the corners of an edge; shorter where its segments are shorter than twice that.
EDGE_RADIUS = 12.0

#: Corner radius of a box by its role; roles that are not named here have square corners.
BOX_RADIUS: Mapping[str, float] = MappingProxyType(
    {
        "host": 14.0,
        "vm": 12.0,
        "zone": 10.0,
        "docker-area": 8.0,
        "elsewhere": 8.0,
        "group": 8.0,
        "container": 8.0,
        "writable-layer": 4.0,
        "image": 6.0,
        "layer": 3.0,
        "shared-layer": 3.0,
        "unread-layers": 3.0,
        "store": 6.0,
        "unused-store": 6.0,
        "folded": 6.0,
        "folded-group": 8.0,
    }
)

#: Width of the coloured bar inside the left edge of a "store", "unused-store" or "folded" box.
STORE_BAR = 5.0


class Box(NamedTuple):
    """A rectangle. ``thing`` is the id of what it stands for ("" for pure decoration).

    Attributes:
        role: what it looks like. Frames that hold other boxes: "host", "vm" (a virtual machine inside the host),
            "zone", "docker-area", "elsewhere", "group" and "image" (these two are only seen when selected or hovered).
            Things: "container", "writable-layer" (inside a container), "layer", "shared-layer", "unread-layers"
            (dashed), "store" and "unused-store" (with a bar in the colour of ``kind``), "state-dot" (a circle in its
            rectangle). Stand-ins for several things: "folded" (stores, images), "folded-group" (containers).
        kind: colours a store; "" for others. flags: "dashed", "test", "stopped", "running", "paused", "warning"; and
            in a picture of an outcome the value of its fate or of what becomes of the container ("lost", "removed"),
            "quiet" with it where nobody would miss it and "partly" where it holds for some of several things; or
            "rests" for what the event does not concern.
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
        fate: "" unless the picture shows an outcome; there the fate of what it leads to ("lost", "survives"), or
            "rests" where the event does not concern both its ends.
    """

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    kind: StoreKind | str
    read_only: bool = False
    label: str = ""
    fate: str = ""


class Columns(NamedTuple):
    """In how many columns the images, containers, stores and remote stores stand."""

    images: int = 1
    containers: int = 1
    stores: int = 1
    remote: int = 1


class WhatIf(NamedTuple):
    """What a picture says that shows the outcome of an event.

    Attributes:
        summary: the outcome in one sentence. tone: colour role of that sentence.
        fates: values of the fates that the picture shows, the gravest first.
        reasons: thing id to why its fate is so, in plain sentences with the fate before them.
    """

    summary: str
    tone: str
    fates: tuple[str, ...] = ()
    reasons: Mapping[str, str] = MappingProxyType({})


class Diagram(NamedTuple):
    """A laid-out picture. Boxes are in painting order: a box comes after the box it lies in.

    Attributes:
        columns, slots, folding: how things were placed, so that the next layout can keep their places.
        stand_ins: id of a thing that has no box of its own (it is folded) to the id of the box that stands for it.
        title: one line that names the picture ("workstation · Docker Engine 28.2 · overlay2"). demo: not a real engine.
        what_if: the outcome that the picture shows; None when it shows the engine as it is.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
    edges: tuple[Edge, ...]
    columns: Columns = Columns()
    slots: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    folding: bool = False
    stand_ins: Mapping[str, str] = MappingProxyType({})
    title: str = ""
    demo: bool = False
    what_if: WhatIf | None = None
