"""The survival table of the inspector: which stores, which events, and the same fates as for the whole engine."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Fate, HostFacts
from bayplan.domain.survival_table import SurvivalTable, has_survival_table, survival_table
from tests.support.builders import many
from tests.support.shop import ANONYMOUS, DB, POSTGRES, RUNNER, WEB_1, shop

SHOP = shop()
DB_THING = ids.container_thing(DB)
UPLOADS = ids.volume_store("shop_uploads")


def table(thing: str, inventory: Inventory = SHOP, facts: HostFacts | None = None) -> SurvivalTable:
    found = survival_table(inventory, thing) if facts is None else survival_table(inventory, thing, facts)
    assert found is not None
    return found


def fate(found: SurvivalTable, label: str, event: Event) -> Fate:
    row = next(row for row in found.rows if row.label == label)
    return found.cells[row.store, event].fate


def test_a_container_has_its_stores_as_rows_and_every_event_as_a_column() -> None:
    found = table(DB_THING)
    assert [row.label for row in found.rows] == [
        "writable layer",
        "shop_pgdata",
        "9f2c…e1",
        "/etc/ssl/certs",
        "/dev/shm",
        "log",
        "runtime files",
    ]
    assert {column.event for column in found.columns} == set(Event)
    assert len(found.cells) == len(found.rows) * len(Event)


def test_the_cells_are_those_of_the_design() -> None:
    found = table(DB_THING)
    columns = (Event.RESTART, Event.HOST_REBOOT, Event.REMOVE, Event.REMOVE_VOLUMES, Event.RECREATE, Event.MOVE_NODE)
    labels = ("writable layer", "shop_pgdata", "9f2c…e1")
    rows = {label: [fate(found, label, event) for event in columns] for label in labels}
    kept, lost = Fate.SURVIVES, Fate.LOST
    assert rows["writable layer"] == [kept, kept, lost, lost, lost, lost]
    assert rows["shop_pgdata"] == [kept, kept, kept, kept, kept, Fate.LEFT_BEHIND]
    assert rows["9f2c…e1"] == [kept, kept, Fate.ORPHANED, lost, kept, lost]


@pytest.mark.parametrize("inventory", [SHOP, many(60)], ids=["shop", "many"])
def test_every_cell_is_what_the_whole_engine_would_say(inventory: Inventory) -> None:
    things = [*map(ids.container_thing, inventory.containers), *inventory.stores]
    for thing in things[:40]:
        found = table(thing, inventory) if has_survival_table(inventory, thing) else None
        assert (found is None) == (survival_table(inventory, thing) is None)
        for column in found.columns if found else ():
            whole = fates(inventory, column.event, column.of)
            for row in found.rows if found else ():
                assert found is not None
                assert found.cell(row, column) == whole.stores[row.store], (thing, column.event)


def test_events_are_applied_to_what_the_panel_is_about() -> None:
    targets = {column.event: column.of for column in table(DB_THING).columns}
    assert targets[Event.REMOVE] == Target.containers(DB)
    assert targets[Event.COMPOSE_DOWN] == Target.project("shop")
    assert targets[Event.HOST_REBOOT] == WHOLE_ENGINE


def test_of_a_shared_volume_all_users_are_meant_and_of_compose_only_what_compose_made() -> None:
    users = SHOP.stores[UPLOADS].used_by
    targets = {column.event: column.of for column in table(UPLOADS).columns}
    assert targets[Event.REMOVE] == Target.containers(*users)
    assert RUNNER in targets[Event.REMOVE].names
    assert RUNNER not in targets[Event.RECREATE].names
    assert targets[Event.COMPOSE_DOWN_VOLUMES] == Target.project("shop")


def test_a_volume_that_nobody_uses_is_removed_by_its_name() -> None:
    found = table(ids.volume_store("old_pgdata"))
    targets = {column.event: column.of for column in found.columns}
    assert targets[Event.REMOVE] == Target.volume("old_pgdata")
    assert fate(found, "old_pgdata", Event.REMOVE) is Fate.LOST
    applying = {column.event for column in found.columns if column.applies}
    assert Event.RESTART not in applying
    assert Event.VOLUME_PRUNE_ALL in applying


def test_an_image_has_its_layers() -> None:
    found = table(ids.image_thing(POSTGRES))
    assert [row.label for row in found.rows] == ["layers"]
    assert fate(found, "layers", Event.REMOVE) is Fate.SURVIVES


def test_other_things_have_no_table() -> None:
    for thing in ("", ids.group_thing("shop"), ids.zone_thing("memory"), ids.container_thing("gone"), "volume:gone"):
        assert survival_table(SHOP, thing) is None
        assert not has_survival_table(SHOP, thing)


def test_where_there_is_little_room_what_matters_most_comes_first() -> None:
    found = table(DB_THING)
    few = found.best_columns(4)
    assert {column.event for column in few} == {Event.RESTART, Event.HOST_REBOOT, Event.REMOVE, Event.REMOVE_VOLUMES}
    order = [column.event for column in found.columns]
    assert [column.event for column in few] == sorted((column.event for column in few), key=order.index)
    with_asked = {column.event for column in found.best_columns(4, Event.COMMIT)}
    assert Event.COMMIT in with_asked
    assert len(with_asked) == 4


def test_of_a_single_store_the_events_that_hurt_it_come_first() -> None:
    anonymous = table(ids.volume_store(ANONYMOUS))
    for column in anonymous.best_columns(4):
        assert anonymous.cell(anonymous.rows[0], column).fate is not Fate.SURVIVES


def test_events_that_cannot_happen_get_no_room_unless_they_are_asked_about() -> None:
    stranger = table(ids.container_thing(RUNNER))
    assert Event.RECREATE not in {column.event for column in stranger.best_columns(20)}
    assert Event.RECREATE in {column.event for column in stranger.best_columns(20, Event.RECREATE)}


def test_facts_of_the_host_reach_the_cells() -> None:
    bind = ids.bind_store("/etc/ssl/certs")
    kept = table(bind, facts=HostFacts(tmpfs=frozenset()))
    gone = table(bind, facts=HostFacts(tmpfs=frozenset({"/etc"})))
    assert kept.cells[bind, Event.HOST_REBOOT].fate is Fate.SURVIVES
    assert gone.cells[bind, Event.HOST_REBOOT].fate is Fate.LOST


def test_thousands_of_other_containers_do_not_slow_it_down() -> None:
    large = many(3000)
    thing = ids.container_thing(next(iter(large.containers)))
    best = min(_seconds(large, thing) for _ in range(5))
    assert best < 0.1, "2 ms on an idle machine; all events for the whole engine would take 150"


def _seconds(inventory: Inventory, thing: str) -> float:
    began = perf_counter()
    survival_table(inventory, thing)
    return perf_counter() - began


def test_a_container_without_its_project_is_not_taken_for_compose() -> None:
    alone = replace(SHOP.containers[WEB_1], project=None, service=None, group_kind="")
    inventory = replace(SHOP, containers={**SHOP.containers, WEB_1: alone})
    column = next(c for c in table(ids.container_thing(WEB_1), inventory).columns if c.event is Event.COMPOSE_DOWN)
    assert column.of == Target.containers(WEB_1)
    assert not column.applies
    assert EVENT_WORDS[column.event].title == "compose down"
