"""Sizes are measured on the side: last, dated, and never in the way."""

from __future__ import annotations

from bayplan.domain import ids
from tests.engine.test_watcher import Watched, find, watched

__all__ = ["watched"]


def test_sizes_come_last_and_are_dated(watched: Watched) -> None:
    watched.begin(measure=True)
    watched.heard.wait_for(lambda: bool(watched.heard.inventories) and watched.heard.inventory.sizes_as_of is not None)
    inventory = watched.heard.inventory
    assert {c.size_rw for c in inventory.containers.values()} == {42}
    assert {(v.size, v.ref_count) for v in inventory.volumes.values()} == {(7, 1)}
    assert watched.engine.calls[-2:] == ["sizes", "disk_usage"]
    watched.heard.wait_for(lambda: watched.settled)
    watched.engine.create("later", image=next(iter(watched.engine.images)))
    watched.heard.wait_for_names("web-1", "web-2", "later")
    sizes = {c.name: c.size_rw for c in watched.heard.inventory.containers.values()}
    assert sizes == {"web-1": 42, "web-2": 42, "later": None}


def test_measuring_never_keeps_events_waiting_and_can_be_cancelled(watched: Watched) -> None:
    watcher = watched.watch()
    watched.engine.hang("sizes")
    watcher.measure_sizes()
    watched.heard.wait_for(lambda: watched.heard.states[-1].loading == "sizes")
    watched.engine.rename(find(watched.heard.inventory, "web-2"), "api")
    watched.heard.wait_for_names("web-1", "api")
    watcher.cancel_measuring()
    watched.heard.wait_for(lambda: watched.settled)
    watched.engine.answer_again()
    watched.engine.rename(find(watched.heard.inventory, "api"), "api-2")
    watched.heard.wait_for_names("web-1", "api-2")
    assert watched.heard.inventory.sizes_as_of is None


def test_memory_is_measured_too_and_is_another_one_after_a_restart(watched: Watched) -> None:
    watcher, engine = watched.watch(), watched.engine
    web, api = (find(watched.heard.inventory, name) for name in ("web-1", "web-2"))
    for identity in (web, api):
        engine.containers[identity]["StartedAt"] = "2026-03-01T12:00:00Z"
        engine.set_state(identity, "running", "start")
    watched.heard.wait_for(lambda: all(c.running for c in watched.heard.inventory.containers.values()))
    engine.memory = {web: {"/dev/shm": 214_000_000}}
    watcher.measure_sizes()
    stores = {identity: ids.shm_store(identity) for identity in (web, api)}
    watched.heard.wait_for(lambda: watched.heard.inventory.stores[stores[web]].size == 214_000_000)
    assert watched.heard.inventory.stores[stores[api]].size is None, "nobody could tell"
    engine.rename(web, "front")
    watched.heard.wait_for_names("front", "web-2")
    assert watched.heard.inventory.stores[stores[web]].size == 214_000_000

    engine.containers[web]["StartedAt"] = "2026-03-01T13:00:00Z"
    engine.set_state(web, "running", "restart")
    watched.heard.wait_for(lambda: watched.heard.inventory.stores[stores[web]].size is None)


def test_memory_is_measured_of_what_runs_alone(watched: Watched) -> None:
    watched.begin(measure=True)
    watched.heard.wait_for(lambda: bool(watched.heard.inventories) and watched.heard.inventory.sizes_as_of is not None)
    assert "memory_use" not in watched.engine.calls


def test_a_few_containers_are_measured_alone(watched: Watched) -> None:
    watcher = watched.watch()
    some = find(watched.heard.inventory, "web-2")
    watcher.measure_some(frozenset({some}))
    watched.heard.wait_for(lambda: watched.heard.inventory.containers[some].size_rw == 42)
    sizes = {c.name: c.size_rw for c in watched.heard.inventory.containers.values()}
    assert sizes == {"web-1": None, "web-2": 42}
    assert watched.heard.inventory.sizes_as_of is None
    assert "disk_usage" not in watched.engine.calls
