"""A picture as a Mermaid flowchart, which many wikis and code hosts draw from the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bayplan.layout.graph import Frame, Graph, Link, Node
from bayplan.layout.looks import FATE_LOOKS, edge_look
from bayplan.layout.plain import one_line
from bayplan.layout.theme import Theme

#: Characters that mean something to Mermaid or to the HTML that it makes of a label; written as character codes.
_MEANT = re.compile(r"[#\"<>&\\`]")


def to_mermaid(graph: Graph, theme: Theme) -> str:
    """The graph as Mermaid text: frames as subgraphs, a dotted line for read-only, a class for each fate."""
    lines = [f"%% {one_line(graph.title)}"]
    if graph.summary:
        lines.append(f"%% What if: {one_line(graph.summary)}")
    lines.append("flowchart LR")
    for frame in graph.frames:
        lines += _frame(frame, "  ")
    lines += [_link(link) for link in graph.links]
    lines += _looks(graph, theme)
    return "\n".join(lines) + "\n"


def _frame(frame: Frame, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph {frame.name}[{_label(frame.title)}]"
    for node in frame.nodes:
        yield f"{indent}  {node.name}[{_label(*node.lines)}]"
    for inner in frame.frames:
        yield from _frame(inner, indent + "  ")
    yield f"{indent}end"


def _link(link: Link) -> str:
    arrow = "-.->" if link.edge.read_only else "-->"
    label = f"|{_label(link.label)}|" if link.label else ""
    return f"  {link.source} {arrow}{label} {link.target}"


def _looks(graph: Graph, theme: Theme) -> Iterator[str]:
    """A class for each kind of store, for what an event does not concern, and for each fate, with their nodes."""
    classes: dict[str, list[str]] = {}
    for node in _nodes(graph.frames):
        classes.setdefault(_class(node), []).append(node.name)
    text, fill = theme.colour("text"), theme.colour("panel-raised")
    for name, nodes in classes.items():
        style = f"fill:{fill},color:{text},stroke:{_stroke(name, theme)}"
        look = FATE_LOOKS.get(name.removeprefix("is-"))
        if look is not None:
            style = f"fill:{theme.colour(look.fill or 'panel-raised')},color:{text},stroke:{theme.colour(look.colour)}"
            style += f",stroke-width:2px,stroke-dasharray:{' '.join(f'{dash:g}' for dash in look.dashes)}"
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(nodes)} {name}"
    for number, link in enumerate(graph.links):
        colour = edge_look(link.edge).colour
        yield f"  linkStyle {number} stroke:{theme.colour(colour)}"


def _nodes(frames: tuple[Frame, ...]) -> Iterator[Node]:
    for frame in frames:
        yield from frame.nodes
        yield from _nodes(frame.frames)


def _class(node: Node) -> str:
    fate = next((flag for flag in node.flags if flag in FATE_LOOKS), "")
    return f"is-{fate}" if fate else f"kind-{node.kind or 'container'}"


def _stroke(name: str, theme: Theme) -> str:
    kind = name.removeprefix("kind-")
    return theme.kinds.get(kind, theme.colour("border-strong"))


def _label(*lines: str) -> str:
    return '"' + "<br/>".join(_MEANT.sub(lambda found: f"#{ord(found[0])};", one_line(line)) for line in lines) + '"'
