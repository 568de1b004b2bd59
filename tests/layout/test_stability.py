"""Unchanged things keep their places when something else changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container
from bayplan.layout.contents import keep_slots
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.shapes import Diagram
from tests.layout import scenarios
from tests.support.builders import bind_mount, many, volume_mount


def places(diagram: Diagram) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """Where the boxes of things are."""
    return {
        (box.thing, box.role): (box.x, box.y, box.w, box.h)
        for box in diagram.boxes
        if box.role in {"container", "writable-layer", "store", "image", "layer", "unused-store"}
    }


def moved(before: Diagram, after: Diagram) -> set[str]:
    """Things that are in both pictures at different places."""
    old, new = places(before), places(after)
    return {key[0] for key in old.keys() & new.keys() if old[key] != new[key]}


def with_containers(inventory: Inventory, containers: Iterable[Container]) -> Inventory:
    """The same engine with other containers."""
    return scenarios.inventory(containers, inventory.images.values(), inventory.volumes.values())


def test_a_change_of_state_or_size_moves_nothing() -> None:
    inventory = many(60)
    before = lay_out(inventory)
    changed = [
        replace(c, state="exited", status="Exited (1) 2 seconds ago", size_rw=5, command="other")
        for c in inventory.containers.values()
    ]
    after = lay_out(with_containers(inventory, changed), previous=before)
    assert places(before) == places(after)
    assert before.edges == after.edges


def test_a_removed_container_leaves_its_place_free() -> None:
    inventory = many(60)
    before = lay_out(inventory)
    gone = next(c for c in inventory.containers.values() if c.name == "project-2-service-3")
    after = lay_out(
        with_containers(inventory, (c for c in inventory.containers.values() if c is not gone)), previous=before
    )
    assert not any(thing.startswith(("container:", "writable-layer:")) for thing in moved(before, after))


def test_a_container_made_anew_under_its_name_takes_its_old_place() -> None:
    inventory = scenarios.design()
    before = lay_out(inventory)
    anew = [
        replace(c, id="web-1-new", mounts=tuple(replace(mount, container="web-1-new") for mount in c.mounts))
        if c.name == "web-1"
        else c
        for c in inventory.containers.values()
    ]
    after = lay_out(with_containers(inventory, anew), previous=before)
    assert places(after)["container:web-1-new", "container"] == places(before)["container:web-1", "container"]


def test_a_new_test_mount_moves_nothing_above_it() -> None:
    inventory = scenarios.design()
    before = lay_out(inventory)
    test = scenarios.container("aaa-test", "alpine:3.19", volume_mount("aaa-test", "aaa-volume", "/t"))
    more = scenarios.inventory(
        [*inventory.containers.values(), test],
        inventory.images.values(),
        [*inventory.volumes.values(), scenarios.named("aaa-volume")],
    )
    after = lay_out(more, previous=before)
    new = places(after)
    shifted = moved(before, after)
    assert not any(thing.startswith(("container:", "layer:", "image:", "tmpfs:")) for thing in shifted)
    assert new["container:aaa-test", "container"][1] > new["container:old-import", "container"][1]
    volume = new["volume:aaa-volume", "store"]
    assert all(new[thing, "store"][1] > volume[1] for thing in shifted), "only what lies below the new volume moves"
    again = lay_out(inventory, previous=after)
    assert places(again) == places(before)


def test_columns_are_kept_while_the_shape_is_good_enough() -> None:
    before = lay_out(many(40))
    after = lay_out(many(41), previous=before)
    assert after.columns == before.columns
    assert lay_out(many(150), previous=before).columns != before.columns


def test_folding_does_not_flicker() -> None:
    folded = lay_out(many(210))
    assert folded.folding
    assert lay_out(many(190), previous=folded).folding
    assert not lay_out(many(190)).folding
    assert not lay_out(many(150), previous=folded).folding


def test_an_added_bind_keeps_the_others() -> None:
    inventory = scenarios.design()
    before = lay_out(inventory)
    more = [
        replace(c, mounts=(*c.mounts, bind_mount(c.id, "/aaa", "/aaa"))) if c.name == "web-1" else c
        for c in inventory.containers.values()
    ]
    after = lay_out(with_containers(inventory, more), ViewOptions(), before)
    # The gutter before the stores may grow by a step.
    behind_it = ("volume:", "bind:", "shm:", "tmpfs:", "fold:", "remote:")
    assert {thing for thing in moved(before, after) if not thing.startswith(behind_it)} == set()
    old, new = places(before), places(after)
    assert {key[0]: old[key][1] for key in old} == {key[0]: new[key][1] for key in old}, "nothing moves up or down"


def test_keep_slots() -> None:
    assert keep_slots(["a", "b"], None) == ["a", "b"]
    assert keep_slots(["b", "a"], ("a", "b")) == ["a", "b"]
    assert keep_slots(["a", "c"], ("a", "b", "c")) == ["a", "", "c"]
    assert keep_slots(["a", "c", "x"], ("a", "b", "c")) == ["a", "x", "c"]
    assert keep_slots(["a", "x"], ("a",)) == ["a", "x"]
    assert keep_slots(["a"], ("a", "b", "c")) == ["a"], "nothing is left empty at the end"
    assert keep_slots(["z", "a"], ("a", "1", "2", "3", "z")) == ["z", "a"], "too many gaps: start anew"
