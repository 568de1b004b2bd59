"""A picture as a graph without places: the same boxes and connections, for programs that place things themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.layout.shapes import Box, Diagram, Edge, Text

_FRAMES = ("host", "vm", "zone", "docker-area", "elsewhere", "group")
_NODES = frozenset({"container", "folded-group", "image", "store", "unused-store", "folded"})
_MOST_LINES = 3
_TITLE_ROOM = 30.0  # diagram units from the top of a frame in which its title stands


class Node(NamedTuple):
    """One box: ``name`` is unique in the graph and made of letters and digits, ``lines`` are what stands in it."""

    name: str
    lines: tuple[str, ...]
    role: str
    kind: str
    flags: frozenset[str]


class Frame(NamedTuple):
    """A frame with the nodes and frames that lie directly in it."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    frames: tuple[Frame, ...]


class Link(NamedTuple):
    """A connection between two nodes; ``label`` tells where the container sees the store, "" for other connections."""

    source: str
    target: str
    label: str
    edge: Edge


class Graph(NamedTuple):
    """All frames and links of a picture; ``summary`` is the sentence of the outcome that it shows, "" for none."""

    title: str
    summary: str
    frames: tuple[Frame, ...]
    links: tuple[Link, ...]


def graph_of(diagram: Diagram, inventory: Inventory) -> Graph:
    """The graph of a picture and of the inventory that it was made of."""
    frames = [box for box in diagram.boxes if box.role in _FRAMES]
    boxes = [box for box in diagram.boxes if box.role in _NODES and box.thing]
    texts = _texts_by_thing(diagram)
    names = {id(box): f"n{number}" for number, box in enumerate(boxes)}
    inside: dict[int, list[Node]] = {}
    for box in boxes:
        lines = tuple(_lines(box, texts))
        node = Node(names[id(box)], lines, box.role, str(box.kind), box.flags)
        inside.setdefault(_innermost(box, frames), []).append(node)
    parents = [_innermost(frame, frames[:number]) for number, frame in enumerate(frames)]
    nodes_of = {box.thing: names[id(box)] for box in reversed(boxes)}
    far_ends = {box.thing: names[id(box)] for box in boxes}
    return Graph(
        title=diagram.title,
        summary=diagram.what_if.summary if diagram.what_if else "",
        frames=tuple(_frames(-1, frames, parents, inside, texts)),
        links=tuple(_links(diagram, inventory, nodes_of, far_ends)),
    )


def _innermost(box: Box, frames: list[Box]) -> int:
    """The number of the last frame that holds a box; -1 for none. Frames come after those that they lie in."""
    found = -1
    for number, frame in enumerate(frames):
        if (
            frame.x <= box.x
            and frame.y <= box.y
            and box.x + box.w <= frame.x + frame.w
            and box.y + box.h <= frame.y + frame.h
        ):
            found = number
    return found


def _frames(
    parent: int,
    frames: list[Box],
    parents: list[int],
    inside: Mapping[int, list[Node]],
    texts: Mapping[str, list[Text]],
) -> list[Frame]:
    """The frames that lie directly in ``parent`` and hold something."""
    found = []
    for number, frame in enumerate(frames):
        if parents[number] != parent:
            continue
        within = _frames(number, frames, parents, inside, texts)
        nodes = tuple(inside.get(number, ()))
        if nodes or within:
            found.append(Frame(f"f{number}", _title(frame, texts), nodes, tuple(within)))
    return found


def _title(frame: Box, texts: Mapping[str, list[Text]]) -> str:
    """The words at the top of a frame."""
    top = (text.text for text in texts.get(frame.thing, ()) if frame.y <= text.baseline <= frame.y + _TITLE_ROOM)
    return next(top, "").removeprefix("▾ ")


def _texts_by_thing(diagram: Diagram) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = {}
    for text in diagram.texts:
        found.setdefault(text.thing, []).append(text)
    return found


def _lines(box: Box, texts: Mapping[str, list[Text]]) -> list[str]:
    """What stands in a box, line by line from the left to the right; of a card also its writable layer."""
    own = texts.get(box.thing, [])
    if box.role == "container":
        own = own + texts.get(ids.writable_store(ids.split_thing(box.thing)[1]), [])
    lines: dict[float, list[Text]] = {}
    for text in own:
        if text.text and box.x <= text.x <= box.x + box.w and box.y <= text.baseline <= box.y + box.h:
            lines.setdefault(text.baseline, []).append(text)
    return [
        "  ".join(text.text for text in sorted(lines[baseline], key=lambda text: text.x))
        for baseline in sorted(lines)[:_MOST_LINES]
    ]


def _links(diagram: Diagram, inventory: Inventory, nodes: Mapping[str, str], far_ends: Mapping[str, str]) -> list[Link]:
    """Every edge between two nodes; one of a network volume leads from its box to the server's."""
    seen_at = _destinations(diagram, inventory)
    found = []
    for edge in diagram.edges:
        source, target = nodes.get(edge.source), nodes.get(edge.target)
        if edge.source == edge.target:
            target = far_ends.get(edge.target)
        if source is not None and target is not None and source != target:
            found.append(Link(source, target, ", ".join(seen_at.get((edge.source, edge.target), ())), edge))
    return found


def _destinations(diagram: Diagram, inventory: Inventory) -> dict[tuple[str, str], list[str]]:
    """For each pair of things where the containers of the one see the stores of the other."""
    found: dict[tuple[str, str], list[str]] = {}
    stand_ins = diagram.stand_ins
    for container in inventory.containers.values():
        thing = ids.container_thing(container.id)
        for mount in container.mounts:
            ends = (stand_ins.get(thing, thing), stand_ins.get(mount.store, mount.store))
            paths = found.setdefault(ends, [])
            if mount.destination not in paths:
                paths.append(mount.destination)
    return {ends: paths if len(paths) <= 2 else [*paths[:2], f"{len(paths) - 2} more"] for ends, paths in found.items()}
