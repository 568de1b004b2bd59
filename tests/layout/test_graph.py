"""The picture as Mermaid and as Graphviz text: the same boxes and connections, and engine text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from bayplan.domain import ids
from bayplan.domain.event import Event, Target
from bayplan.domain.fates import fates
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.dot import to_dot
from bayplan.layout.dressing import dress
from bayplan.layout.graph import Frame, Graph, Node, graph_of
from bayplan.layout.mermaid import to_mermaid
from bayplan.layout.theme import THEMES, load_theme
from tests.layout import scenarios

_LABEL = r'"(?:[^"\\]|\\.)*"'


def design(*, removing: str = "") -> Graph:
    """The design's scene, as it is or with a container removed."""
    inventory = scenarios.design()
    diagram = lay_out(inventory)
    if removing:
        diagram = dress(diagram, inventory, fates(inventory, Event.REMOVE, Target.containers(removing)))
    return graph_of(diagram, inventory)


def nodes(frames: Iterable[Frame]) -> list[Node]:
    """All nodes of some frames."""
    return [node for frame in frames for node in (*frame.nodes, *nodes(frame.frames))]


def node(graph: Graph, start: str) -> Node:
    """The node whose first line begins so."""
    return next(one for one in nodes(graph.frames) if one.lines[0].startswith(start))


def test_space_is_true_in_a_graph_too() -> None:
    graph = design()
    host, remote = graph.frames
    assert host.title.startswith("HOST")
    assert [frame.title for frame in host.frames] == ["OVERLAY", "CONTAINERS", "MEMORY", "HOST FILESYSTEM"]
    assert [frame.title for frame in host.frames[3].frames] == ["Docker area", "Elsewhere"]
    assert [frame.title for frame in host.frames[1].frames] == ["shop · compose project", "not in a project"]
    assert remote.title == "REMOTE"
    assert node(graph, "db-1").lines == ("db-1  running", "postgres", "writable layer  63 kB")


def test_links_tell_where_a_container_sees_a_store() -> None:
    graph = design()
    names = {one.lines[0].partition("  ")[0]: one.name for one in nodes(graph.frames)}
    links = {(link.source, link.target): link for link in graph.links}
    assert links[names["web-1"], names["shop_uploads"]].label == "/app/uploads"
    assert links[names["web-1"], names["/etc/ssl/certs"]].edge.read_only
    assert links[names["media"], names["NFS server"]].label == ""
    assert len(graph.links) == len(lay_out(scenarios.design()).edges)


def test_a_folded_group_sees_many_paths() -> None:
    inventory = scenarios.design()
    diagram = lay_out(inventory, ViewOptions(folded=frozenset({ids.group_thing("shop")})))
    labels = [link.label for link in graph_of(diagram, inventory).links]
    assert any(label.endswith("more") and label.count(",") == 2 for label in labels)


@pytest.mark.parametrize("name", THEMES)
def test_mermaid_tells_fates_by_line_and_word(name: str) -> None:
    graph, theme = design(removing="db-1"), load_theme(name)
    text = to_mermaid(graph, theme)
    assert "%% What if: removing db-1 loses" in text
    assert re.search(r"classDef is-lost .*stroke-dasharray:5 3", text)
    lost = node(graph, "db-1:/dev/shm")
    assert f'{lost.name}["db-1:/dev/shm  not measured  ✕ lost<br/>limit 1 GiB"]' in text
    assert re.search(rf"class [n0-9,]*\b{lost.name}\b[n0-9,]* is-lost", text)
    assert text.count("subgraph") == text.count("\n  end") + text.count("\n    end") + text.count("\n      end")
    assert "-.->" in text
    for role in ("danger", "warning"):
        assert theme.colour(role) in text


def test_dot_tells_fates_by_line_and_word() -> None:
    text = to_dot(design(removing="db-1"), load_theme("dark"))
    assert "✕ lost" in text
    assert 'style="filled,dashed"' in text
    assert text.count("{") == text.count("}")


def test_engine_text_stays_text() -> None:
    inventory = scenarios.hostile()
    graph, theme = graph_of(lay_out(inventory), inventory), load_theme("light")
    mermaid, dot = to_mermaid(graph, theme), to_dot(graph, theme)
    for text in (mermaid, dot):
        assert not {"\x00", "\u202e", "\t"} & set(text)
    assert "<b>" not in mermaid
    assert "#60;b#62;bold" in mermaid
    for line in dot.splitlines():
        assert '"' not in re.sub(_LABEL, "", line), line


def test_quotes_and_backslashes_are_escaped() -> None:
    path = 'C:\\work "x"'
    frame = Frame("f0", path, (Node("n0", (path, "second"), "store", "bind", frozenset()),), ())
    graph = Graph("t", "", (frame,), ())
    theme = load_theme("dark")
    assert '[label="C:\\\\work \\"x\\"\\nsecond", ' in to_dot(graph, theme)
    assert 'n0["C:#92;work #34;x#34;<br/>second"]' in to_mermaid(graph, theme)


def test_an_empty_engine_is_a_graph() -> None:
    inventory = scenarios.empty()
    graph = graph_of(lay_out(inventory), inventory)
    assert (graph.frames, graph.links) == ((), ())
    assert to_mermaid(graph, load_theme("dark")).endswith("flowchart LR\n")
