"""A picture as a graph in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from bayplan.layout.graph import Frame, Graph, Link, Node
from bayplan.layout.looks import FATE_LOOKS, edge_look
from bayplan.layout.plain import one_line
from bayplan.layout.theme import Theme

_DOT = 4.0  # diagram units: shorter dashes are dots to Graphviz, which knows no others


def to_dot(graph: Graph, theme: Theme) -> str:
    """The graph as DOT text: frames as clusters, dashed lines for read-only, and for what goes in an outcome."""
    text, canvas, ground = (_quoted(theme.colour(role)) for role in ("text", "canvas", "panel-raised"))
    lines = [
        "digraph bayplan {",
        f"  graph [rankdir=LR, bgcolor={canvas}, fontname=Inter, fontcolor={text}];",
        f"  graph [label={_quoted(graph.summary or graph.title)}];",
        f"  node [shape=box, style=filled, fillcolor={ground}, fontname=Inter, fontsize=11, fontcolor={text}];",
        f"  edge [fontname=Inter, fontsize=9, fontcolor={_quoted(theme.colour('muted'))}];",
    ]
    for frame in graph.frames:
        lines += _frame(frame, theme, "  ")
    lines += [_link(link, theme) for link in graph.links]
    return "\n".join([*lines, "}"]) + "\n"


def _frame(frame: Frame, theme: Theme, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph cluster_{frame.name} {{"
    yield f"{indent}  label={_quoted(frame.title)}; color={_quoted(theme.colour('border-strong'))};"
    for node in frame.nodes:
        yield f"{indent}  {node.name} [label={_quoted(*node.lines)}, {_node_look(node, theme)}];"
    for inner in frame.frames:
        yield from _frame(inner, theme, indent + "  ")
    yield f"{indent}}}"


def _node_look(node: Node, theme: Theme) -> str:
    look = next((FATE_LOOKS[flag] for flag in node.flags if flag in FATE_LOOKS), None)
    if look is None:
        return f"color={_quoted(theme.kinds.get(node.kind, theme.colour('border-strong')))}"
    fill = f", fillcolor={_quoted(theme.colour(look.fill))}" if look.fill else ""
    line = "dotted" if look.dashes[0] < _DOT else "dashed"
    return f'style="filled,{line}", color={_quoted(theme.colour(look.colour))}{fill}'


def _link(link: Link, theme: Theme) -> str:
    look = edge_look(link.edge)
    words = [f"color={_quoted(theme.colour(look.colour))}"]
    if link.label:
        words.append(f"label={_quoted(link.label)}")
    if look.dashes:
        words.append("style=dashed")
    return f"  {link.source} -> {link.target} [{', '.join(words)}];"


def _quoted(*lines: str) -> str:
    escaped = (one_line(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
