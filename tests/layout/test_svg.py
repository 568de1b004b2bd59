"""The SVG is valid XML, plain text, and shows every shape."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayplan.layout.diagram import lay_out
from bayplan.layout.legend import legend_of
from bayplan.layout.shapes import Anchor, Detail, Diagram, Font, Text
from bayplan.layout.svg import edge_path, plain, to_svg
from bayplan.layout.theme import THEMES, load_theme
from tests.layout import scenarios
from tests.support.builders import ENGINE

_SVG = "{http://www.w3.org/2000/svg}"


def parsed(diagram: Diagram, theme: str = "dark") -> ElementTree.Element:
    """The diagram's SVG as a tree."""
    return ElementTree.fromstring(to_svg(diagram, load_theme(theme)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", ["design", "empty", "windows", "virtual_machine", "hostile"])
def test_valid_and_complete(scene: str, theme: str) -> None:
    diagram = lay_out(getattr(scenarios, scene)())
    root = parsed(diagram, theme)
    titles = [node.text for node in root.iter(f"{_SVG}title")]
    assert titles[0] == "Bayplan of workstation · Docker Engine 28.2 · overlay2" or scene in {
        "windows",
        "virtual_machine",
    }
    assert len([n for n in root.iter(f"{_SVG}path") if n.find(f"{_SVG}title") is not None]) == len(diagram.edges)
    assert len(list(root.iter(f"{_SVG}circle"))) == sum(box.role == "state-dot" for box in diagram.boxes)


def test_engine_text_is_never_markup() -> None:
    root = parsed(lay_out(scenarios.hostile()))
    names = {node.tag.removeprefix(_SVG) for node in root.iter()}
    assert names == {"svg", "title", "desc", "rect", "circle", "g", "path", "text"}
    assert any("<b>bold</b>&amp;" in (node.text or "") for node in root.iter(f"{_SVG}text"))


@given(st.text())
def test_any_text_stays_well_formed(text: str) -> None:
    shape = Text("t", 0, 20, 500, text, Font.BODY, "text", Anchor.START, Detail.FINE)
    diagram = Diagram(600, 100, (), (shape,), (), title=text)
    parsed(diagram)
    assert not set(plain(text)) & set("<\x00\x08\x1f\u202e\n")


def test_selected_things_stand_out_and_others_step_back() -> None:
    diagram = lay_out(scenarios.design())
    theme = load_theme("dark")
    nothing_chosen = to_svg(diagram, theme)
    chosen = to_svg(diagram, theme, selection=frozenset({"container:db-1"}))
    assert theme.colour("selection") not in nothing_chosen
    assert chosen.count(theme.colour("selection")) == 1
    drawn = Counter(path.get("stroke") for path in ElementTree.fromstring(chosen).iter(f"{_SVG}path") if path.get("d"))
    volume = theme.colour("kind-named-volume")
    assert drawn[volume] == 3, "two edges of the container in full colour, and the line in the legend"
    assert drawn["#2B4962"] == 4, "the edges of others, paler"


def test_without_background() -> None:
    theme = load_theme("light")
    diagram = lay_out(scenarios.empty())
    assert f'fill="{theme.colour("canvas")}"' in to_svg(diagram, theme)
    assert f'fill="{theme.colour("canvas")}"' not in to_svg(diagram, theme, background=False)


def test_edge_path_rounds_its_corners() -> None:
    assert edge_path([(0, 0), (10, 0)]) == "M0 0L10 0"
    assert edge_path([(0, 0), (40, 0), (40, 100)]) == "M0 0L28 0Q40 0 40 12L40 100"
    tight = edge_path([(0, 0), (40, 0), (40, 6), (80, 6)])
    assert tight == "M0 0L37 0Q40 0 40 3L40 3Q40 6 43 6L80 6"


def test_the_legend_names_the_rarer_kinds_only_where_they_are() -> None:
    common = ["volume", "bind mount", "memory", "overlay", "remote", "read-write", "read-only"]
    assert [entry.text for entry in legend_of(lay_out(scenarios.design()))] == common
    assert "named pipe" in [entry.text for entry in legend_of(lay_out(scenarios.windows()))]


def test_the_demo_says_so_in_the_legend() -> None:
    demo = scenarios.inventory(engine=replace(ENGINE, demo=True))
    assert "demo: a recorded engine" in to_svg(lay_out(demo), load_theme("dark"))
    assert "demo" not in to_svg(lay_out(scenarios.empty()), load_theme("dark"))
