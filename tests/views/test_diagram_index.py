"""Finding things in a diagram by place, by text and by what belongs together."""

from __future__ import annotations

import pytest

from bayplan.domain import ids
from bayplan.layout.shapes import Box, Detail, Diagram
from bayplan.views.diagram.areas import box_area, edge_area, text_area
from bayplan.views.diagram.changes import compare
from bayplan.views.diagram.finding import matches
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.navigation import Direction, first_thing, next_thing
from tests.support.diagrams import container_id, grid_diagram, group_id, store_id


@pytest.fixture(scope="module")
def index() -> DiagramIndex:
    return DiagramIndex(grid_diagram(60))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("area", [Area(500, 300, 900, 700), Area(1100, -50, 1105, 10_000), Area(-900, -900, -10, -10)])
def test_looking_through_the_grid_finds_what_looking_at_all_finds(index: DiagramIndex, area: Area) -> None:
    diagram = index.diagram
    assert index.boxes_in(area) == [box for box in diagram.boxes if box_area(box).touches(area)]
    assert index.texts_in(area) == [text for text in diagram.texts if text_area(text).touches(area)]
    assert index.edges_in(area) == [n for n, edge in enumerate(diagram.edges) if edge_area(edge).touches(area)]


def test_the_innermost_thing_is_hit(index: DiagramIndex) -> None:
    container = index.boxes_of[container_id(3)][0]
    writable = index.boxes_of[ids.writable_store(f"{3:064x}")][0]
    assert index.thing_at(container.x + 200, container.y + 4) == container_id(3)
    assert index.thing_at(writable.x + 5, writable.y + 5) == writable.thing


def test_a_frame_is_not_a_thing_but_a_group_is(index: DiagramIndex) -> None:
    assert index.thing_at(5, 300) == ""
    group = index.boxes_of[group_id(0)][0]
    assert index.thing_at(group.x + 2, group.y + 150) == group_id(0)


def test_a_groups_title_folds_it(index: DiagramIndex) -> None:
    title = index.texts_of[group_id(1)][0]
    assert index.fold_at(title.x + 5, title.baseline - 4) == group_id(1)
    assert index.fold_at(title.x + 5, title.baseline + 200) == ""


def test_an_edge_is_hit_within_reach_only(index: DiagramIndex) -> None:
    (x1, y1), (x2, _) = index.diagram.edges[8].points[:2]
    assert index.edge_at((x1 + x2) / 2, y1 + 1.0, 2.0) == 8
    assert index.edge_at((x1 + x2) / 2, y1 - 60.0, 5.0) == -1


def test_links_of_a_group_are_those_of_its_containers(index: DiagramIndex) -> None:
    assert index.links([group_id(1)]) == index.links([container_id(n) for n in range(40, 60)])
    assert len(index.links([container_id(7)])) == 4
    assert len(index.links([store_id(7, 2)])) == 1


def test_what_is_folded_is_shown_by_its_stand_in() -> None:
    diagram = grid_diagram(2)._replace(stand_ins={"volume:hidden-one": store_id(0, 1)})
    index = DiagramIndex(diagram)
    assert index.shown("volume:hidden-one") == store_id(0, 1)
    assert index.shown("volume:nowhere") == ""
    assert matches(index, "HIDDEN") == ["volume:hidden-one"]


@pytest.mark.usefixtures("qapp")
def test_find_goes_down_the_columns_and_ignores_case(index: DiagramIndex) -> None:
    assert matches(index, "WEB-4") == [container_id(4), *(container_id(n) for n in range(40, 50))]
    assert matches(index, "  ") == []
    assert matches(index, "no such thing") == []


def test_arrows_walk_along_edges_and_between_neighbours(index: DiagramIndex) -> None:
    assert first_thing(index) == container_id(0)
    assert next_thing(index, container_id(5), Direction.DOWN) == container_id(6)
    assert next_thing(index, container_id(5), Direction.UP) == container_id(4)
    assert next_thing(index, container_id(5), Direction.RIGHT) in {store_id(5, n) for n in range(4)}
    assert next_thing(index, store_id(5, 2), Direction.LEFT) == container_id(5)
    assert next_thing(index, store_id(5, 1), Direction.DOWN) == store_id(5, 2)
    assert next_thing(index, store_id(5, 1), Direction.RIGHT).startswith("container:")
    assert next_thing(index, container_id(0), Direction.LEFT) == container_id(0)
    assert next_thing(index, "", Direction.DOWN) == container_id(0)
    assert next_thing(DiagramIndex(Diagram(0, 0, (), (), ())), "", Direction.UP) == ""


@pytest.mark.usefixtures("qapp")
def test_every_thing_can_be_reached_by_arrows(index: DiagramIndex) -> None:
    things = {box.thing for box in index.diagram.boxes if box.role in {"container", "store"}}
    reached, todo = set(), [first_thing(index)]
    while todo:
        thing = todo.pop()
        if thing not in reached:
            reached.add(thing)
            todo += [next_thing(index, thing, direction) for direction in Direction]
    assert things <= reached


@pytest.mark.usefixtures("qapp")
def test_one_changed_container_is_a_small_change() -> None:
    old, new = grid_diagram(50), grid_diagram(50, changed=20)
    changes = compare(old, new)
    assert not changes.moved
    assert changes.areas is not None
    place = box_area(next(box for box in new.boxes if box.thing == container_id(20))).grown(5)
    assert all(place.holds(area) for area in changes.areas)
    assert compare(old, grid_diagram(50)).nothing


@pytest.mark.usefixtures("qapp")
def test_an_index_takes_over_what_is_still_true() -> None:
    old, new = DiagramIndex(grid_diagram(50)), DiagramIndex(grid_diagram(50, changed=20))
    while old.prepare():
        pass
    new.take_over(old, compare(old.diagram, new.diagram))
    fresh = DiagramIndex(new.diagram)
    assert "boxes_of" in vars(new)
    for part in ("boxes_of", "texts_of", "edges_of", "children_of", "edge_areas"):
        assert getattr(new, part) == getattr(fresh, part)
    area = Area(0, 0, 900, 900)
    assert new.boxes_in(area) == fresh.boxes_in(area)
    assert new.texts_in(area) == fresh.texts_in(area)


@pytest.mark.usefixtures("qapp")
def test_what_came_or_went_makes_the_index_start_anew() -> None:
    old = DiagramIndex(grid_diagram(5))
    extra = Box("volume:new", 30, 30, 10, 10, "store", Detail.THING)
    diagram = old.diagram._replace(boxes=(*old.diagram.boxes, extra))
    changes = compare(old.diagram, diagram)
    assert changes.moved
    assert changes.areas == [box_area(extra).grown(4.0)]
    new = DiagramIndex(diagram)
    new.take_over(old, changes)
    assert new.thing_at(35, 35) == "volume:new"
