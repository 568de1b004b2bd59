"""What boxes and edges look like, by their roles: widths in diagram units and colour roles of a theme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bayplan.layout.shapes import Box, Edge


class BoxLook(NamedTuple):
    """How a box is drawn; ``fill``, ``border`` and ``bar`` are colour roles, "" for none.

    Attributes:
        dashes: of the border, in diagram units: drawn, left out, and so on; none for a solid line.
        bar: the bar inside the left edge. strength: of all colours against their ground, less for what steps back.
    """

    fill: str
    border: str
    width: float
    dashes: tuple[float, ...] = ()
    bar: str = ""
    strength: float = 1.0


class FateLook(NamedTuple):
    """How a fate is drawn: the colour role of its lines, that of its ground ("" as without a fate), and its dashes."""

    colour: str
    fill: str
    dashes: tuple[float, ...]


_PLAIN: Mapping[str, BoxLook] = MappingProxyType(
    {
        "host": BoxLook("", "border-strong", 1.6),
        "vm": BoxLook("", "border-strong", 1.4),
        "zone": BoxLook("panel", "border", 1.2),
        "docker-area": BoxLook("panel-sunken", "docker-area-border", 1.2),
        "elsewhere": BoxLook("panel-sunken", "elsewhere-border", 1.2),
        "group": BoxLook("", "", 0.0),
        "image": BoxLook("", "", 0.0),
        "container": BoxLook("panel-raised", "border", 1.2),
        "folded-group": BoxLook("panel-raised", "border-strong", 1.2),
        "layer": BoxLook("layer-fill", "layer-border", 1.2),
        "shared-layer": BoxLook("shared-layer-fill", "shared-layer-border", 1.2),
        "unread-layers": BoxLook("", "layer-border", 1.2, (5.0, 3.0)),
    }
)
#: Boxes with a bar in the colour of their kind inside the left edge.
BARRED = frozenset({"store", "unused-store", "folded"})

DASHES = (5.0, 3.0)  #: of a box's border: drawn, left out
#: The looks of fates, by the values of Fate and of Becomes; each has a line of its own, for those who see no colours.
#: What survives looks as it does without a fate.
FATE_LOOKS: Mapping[str, FateLook] = MappingProxyType(
    {
        "lost": FateLook("danger", "danger-fill", (5.0, 3.0)),
        "orphaned": FateLook("warning", "warning-fill", (9.0, 4.0)),
        "left-behind": FateLook("warning", "warning-fill", (9.0, 3.0, 2.0, 3.0)),
        "depends": FateLook("warning", "", (2.0, 2.5)),
        "removed": FateLook("danger", "", (5.0, 3.0)),
        "moved": FateLook("warning", "", (9.0, 3.0, 2.0, 3.0)),
        "replaced": FateLook("warning", "", (9.0, 4.0)),
    }
)
#: Strength of the colours of what an event does not concern.
_RESTING_BOX = 0.6
EDGE_DASHES = (6.0, 4.0)
EDGE_WIDTH, READ_ONLY_WIDTH, FATE_WIDTH = 2.0, 1.3, 2.2
#: Strength of an edge's colour against its ground: with nothing selected, and while another thing is selected.
IDLE_EDGE, RESTING_EDGE = 0.55, 0.3


def box_look(box: Box) -> BoxLook:
    """The look of any box but a "state-dot"."""
    look = _PLAIN.get(box.role)
    if look is None:
        kind = "unused" if box.role == "unused-store" else box.kind
        inside = box.role == "writable-layer"
        colour = f"kind-{kind}"
        look = BoxLook("layer-fill" if inside else "panel-raised", colour, 1.4 if inside else 1.5)
        if box.role in BARRED:
            look = look._replace(bar=colour)
    if "test" in box.flags:
        look = look._replace(border="test", width=max(look.width, 1.5), dashes=DASHES)
    elif "dashed" in box.flags:
        look = look._replace(dashes=DASHES)
    if "rests" in box.flags:
        return look._replace(strength=resting(box))
    if not is_fated(box):
        return look
    fate = next(FATE_LOOKS[flag] for flag in box.flags if flag in FATE_LOOKS)
    return _fated(look, fate, box.flags)


def _fated(look: BoxLook, fate: FateLook, flags: frozenset[str]) -> BoxLook:
    colour = "muted" if "quiet" in flags else fate.colour
    fill = fate.fill if flags.isdisjoint({"quiet", "partly"}) else ""
    return BoxLook(
        fill=fill or look.fill,
        border=colour,
        width=max(look.width, 1.5),
        dashes=fate.dashes,
        bar=colour if look.bar else "",
    )


def is_fated(box: Box) -> bool:
    """True for a box with the look of a fate of its own: what it stands for does not simply stay as it is.

    An image has none: its heading and its layers tell.
    """
    return not box.flags.isdisjoint(FATE_LOOKS) and box.role != "image"


def resting(box: Box) -> float:
    """Strength of a box's colours: less where an event does not concern it."""
    return _RESTING_BOX if "rests" in box.flags else 1.0


def dot_colour(box: Box) -> str:
    """The colour role of a "state-dot"."""
    return next((state for state in ("running", "paused", "warning") if state in box.flags), "stopped")


class EdgeLook(NamedTuple):
    """How an edge is drawn: colour role, width and dashes; ``strength`` 0 leaves that to what is selected."""

    colour: str
    width: float
    dashes: tuple[float, ...]
    strength: float


def edge_look(edge: Edge) -> EdgeLook:
    """The look of an edge. Read-only ones are thin and dashed; in an outcome those that matter have a full colour."""
    fate = FATE_LOOKS.get(edge.fate)
    if fate is not None:
        return EdgeLook(fate.colour, FATE_WIDTH, fate.dashes, 1.0)
    strength = {"": 0.0, "rests": RESTING_EDGE}.get(edge.fate, 1.0)
    if edge.read_only:
        return EdgeLook(f"kind-{edge.kind}", READ_ONLY_WIDTH, EDGE_DASHES, strength)
    return EdgeLook(f"kind-{edge.kind}", EDGE_WIDTH, (), strength)
