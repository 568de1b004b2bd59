"""The order of rows, and which rows an update touches."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, diff
from bayplan.domain.kinds import StoreKind
from bayplan.domain.list_rows import Grouping, Heading, Order, Totals, arrange, in_name_order, natural_key
from bayplan.domain.model import Volume
from bayplan.domain.row_sources import ContainerRows, ImageRows, RowSource, StoreRows, VolumeRows
from bayplan.domain.rows import ContainerRow, Row, container_row
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, bind_mount, many, redis, shm_mount

INVENTORY = many(23)
ROWS = [container_row(container, INVENTORY, 0) for container in INVENTORY.containers.values()]
GROUPS = Grouping(
    key=lambda row: row.project,
    order=lambda key: (not key, key),
    title=lambda key: key or "none",
    thing=ids.group_thing,
)


def _size(row: ContainerRow) -> int | None:
    return row.size


@given(st.lists(st.text(), max_size=20))
def test_natural_order_is_an_order_for_any_names(names: list[str]) -> None:
    ordered = sorted(names, key=natural_key)

    assert sorted(ordered) == sorted(names)


def test_numbers_in_names_count_as_numbers() -> None:
    assert sorted(["web-10", "Web-2", "web-1"], key=natural_key) == ["web-1", "Web-2", "web-10"]


def test_unknown_values_come_last_either_way_and_ties_go_by_name() -> None:
    rows = [row._replace(size=None if at % 3 == 0 else 5) for at, row in enumerate(ROWS)]
    random.Random(1).shuffle(rows)

    for descending in (False, True):
        shown = [
            entry
            for entry in arrange(in_name_order(rows), Order(None, _size, descending))
            if isinstance(entry, ContainerRow)
        ]
        known = [row for row in shown if row.size is not None]
        assert shown[: len(known)] == known
        assert [row.name for row in known] == sorted((row.name for row in known), key=natural_key)


def test_groups_have_headings_and_fold_away() -> None:
    shown = arrange(ROWS, Order(None, _size, grouping=GROUPS, folded=frozenset({"project-1"})))

    headings = [entry for entry in shown if isinstance(entry, Heading)]
    assert [(heading.title, heading.members, heading.folded) for heading in headings] == [
        ("project-0", 10, False),
        ("project-1", 10, True),
        ("project-2", 3, False),
    ]
    assert len(shown) == 3 + 13


def test_totals_follow_single_rows() -> None:
    totals = Totals(lambda row: (1, row.size or 0), 2)
    for row in ROWS:
        totals.replace(None, row)
    totals.replace(ROWS[3], ROWS[3]._replace(size=7))
    totals.replace(ROWS[4], None)

    rows = [row._replace(size=7) if at == 3 else row for at, row in enumerate(ROWS) if at != 4]
    assert totals.sums == (22, sum(row.size or 0 for row in rows))


def test_default_shm_is_not_counted_but_a_larger_one_is() -> None:
    container = next(iter(INVENTORY.containers.values()))
    plain = container_row(replace(container, mounts=(shm_mount(container.id),)), INVENTORY, 0)
    large = container_row(replace(container, mounts=(shm_mount(container.id, size=1 << 30),)), INVENTORY, 0)

    assert plain.mounts == ()
    assert large.mounts == ((StoreKind.TMPFS, 1),)


def test_rows_kept_by_diffs_are_those_made_afresh() -> None:
    """A hundred random updates, each followed through its diff only, end in the same rows as a full reading."""
    chance = random.Random(7)
    sources: list[RowSource] = [ContainerRows(), ImageRows(), VolumeRows(), StoreRows()]
    kept: list[dict[str, Row]] = [{} for _ in sources]
    old: Inventory | None = None
    new = many(30)
    for _ in range(100):
        for source, rows in zip(sources, kept, strict=True):
            changes = source.changes(new, diff(old, new))
            for thing in changes.removed:
                rows.pop(thing, None)
            rows.update(changes.upserts)
        fresh: list[RowSource] = [ContainerRows(), ImageRows(), VolumeRows(), StoreRows()]
        for source, rows in zip(fresh, kept, strict=True):
            assert rows == source.changes(new, diff(None, new)).upserts
        old, new = new, _disturbed(new, chance)


def test_counts_agree_with_the_rows() -> None:
    for source in (ContainerRows(), ImageRows(), VolumeRows(), StoreRows()):
        assert source.count(INVENTORY) == len(source.changes(INVENTORY, diff(None, INVENTORY)).upserts)


def _disturbed(inventory: Inventory, chance: random.Random) -> Inventory:
    containers = dict(inventory.containers)
    images = dict(inventory.images)
    volumes = dict(inventory.volumes)
    for _ in range(chance.randrange(1, 4)):
        key = chance.choice(list(containers))
        container = containers[key]
        match chance.randrange(7):
            case 0:
                containers.pop(key)
            case 1:
                containers[key] = replace(container, name=f"renamed-{chance.randrange(1000)}")
            case 2:
                containers[key] = replace(container, remotes=(redis(),), size_rw=chance.randrange(10**12))
            case 3:
                mount = bind_mount(key, "/var/run/docker.sock", "/var/run/docker.sock")
                containers[key] = replace(container, mounts=(*container.mounts[:2], mount))
            case 4:
                image = images[container.image_id]
                images[image.id] = replace(image, tags=(), declared_volumes=chance.choice([None, ("/data0",), ("/x",)]))
            case 5:
                name = f"new-{chance.randrange(1000)}"
                volumes[name] = Volume(name=name, kind=StoreKind.NAMED_VOLUME, ref_count=chance.choice([None, 0, 1]))
            case _:
                new_id = f"{chance.randrange(1 << 60):064x}"
                containers[new_id] = replace(container, id=new_id, name=f"new-{new_id[-4:]}", mounts=())
    return build_inventory(
        engine=ENGINE,
        containers=containers.values(),
        images=images.values(),
        volumes=volumes.values(),
        taken_at=NOW + timedelta(seconds=1),
    )
