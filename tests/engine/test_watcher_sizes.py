"""Sizes are measured on the side: last, dated, and never in the way."""

from __future__ import annotations

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
