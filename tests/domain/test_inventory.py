"""What changed between two inventories."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain.inventory import Changes, changes_between, diff
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, many

mappings = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2))


@given(mappings, mappings)
def test_changes_turn_the_old_mapping_into_the_new_one(old: dict[str, int], new: dict[str, int]) -> None:
    changes = changes_between(old, new)
    kept = {key: value for key, value in old.items() if key not in changes.removed | changes.changed}
    assert kept | {key: new[key] for key in changes.added | changes.changed} == new
    assert bool(changes) == (old != new)


def test_equal_objects_are_no_change() -> None:
    assert changes_between({"a": (1, 2)}, {"a": (1, 2)}) == Changes(frozenset(), frozenset(), frozenset())


def test_from_nothing_everything_is_new() -> None:
    inventory = many(5)
    found = diff(None, inventory)
    assert found.containers.added == set(inventory.containers)
    assert found.stores.added == set(inventory.stores)
    assert not found.containers.changed
    assert not diff(inventory, many(5))


def test_one_changed_container_is_one_change() -> None:
    old = many(20)
    first = next(iter(old.containers))
    changed = [replace(c, state="paused") if c.id == first else c for c in old.containers.values()]
    new = build_inventory(
        engine=ENGINE, containers=changed, images=old.images.values(), volumes=old.volumes.values(), taken_at=NOW
    )
    found = diff(old, new)
    assert found.containers.changed == {first}
    assert not any((found.images, found.volumes, found.stores))


def test_instances_are_named_in_order() -> None:
    inventory = many(45, images=20)
    image = next(iter(inventory.images))
    names = [container.name for container in inventory.instances(image)]
    assert len(names) > 1
    assert names == sorted(names)
