"""Whatever happens to the connection, the inventory becomes true again, and says meanwhile since when it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from bayplan.engine.backoff import Backoff
from bayplan.engine.state import Phase
from bayplan.engine.watcher import EngineWatcher
from tests.engine.test_watcher import QUICK, Watched, find, watched
from tests.support.fake_client import FakeEngine
from tests.support.recorder import Recorder

__all__ = ["watched"]


def test_after_a_gap_it_subscribes_first_and_reads_everything_again(watched: Watched) -> None:
    watched.watch()
    before = watched.heard.inventory
    engine = watched.engine
    engine.down = True
    engine.drop_streams()
    watched.heard.wait_for(lambda: watched.phase is Phase.STALE)
    engine.containers[find(before, "web-2")]["Name"] = "web-2-renamed"
    engine.create("made-in-the-gap")
    engine.calls.clear()
    engine.down = False
    watched.heard.wait_for_names("web-1", "web-2-renamed", "made-in-the-gap")
    watched.heard.wait_for(lambda: watched.settled)
    calls = [call for call in engine.calls if call != "connect"]
    assert calls[0] == "events"
    assert "inspect_containers(3)" in calls
    after = watched.heard.inventory
    assert after.containers[find(after, "web-1")] is before.containers[find(before, "web-1")]
    assert all(after.stores[key] is store for key, store in before.stores.items() if find(before, "web-2") not in key)


def test_a_picture_is_stale_since_the_gap_began_until_everything_is_listed_again(watched: Watched) -> None:
    watched.watch()
    watched.engine.down = True
    watched.engine.drop_streams()
    watched.heard.wait_for(lambda: any(s.phase is Phase.STALE and s.retry_in is not None for s in watched.heard.states))
    watched.engine.down = False
    watched.heard.wait_for(lambda: watched.settled)
    stale = [state for state in watched.heard.states if state.phase is Phase.STALE]
    assert len({state.since for state in stale}) == 1
    assert stale[0].error is not None
    assert watched.heard.inventories[0].taken_at <= stale[0].since <= watched.heard.states[-1].since


def test_a_resync_keeps_details_until_it_has_read_them_again(watched: Watched) -> None:
    watched.watch()
    count = len(watched.heard.inventories)
    watched.engine.drop_streams()
    watched.heard.wait_for(lambda: len(watched.heard.inventories) > count and watched.settled)
    for inventory in watched.heard.inventories[count:]:
        assert all(container.details for container in inventory.containers.values())


def test_an_engine_that_was_never_there_has_failed_and_is_tried_again(watched: Watched) -> None:
    watched.engine.down = True
    watched.begin()
    watched.heard.wait_for(lambda: watched.engine.calls.count("connect") > 3)
    assert {state.phase for state in watched.heard.states} == {Phase.CONNECTING, Phase.FAILED}
    watched.engine.down = False
    watched.heard.wait_for(lambda: watched.settled)
    assert watched.heard.names == {"web-1", "web-2"}


def test_reconnect_now_does_not_wait(watched: Watched) -> None:
    watched.engine.down = True
    watcher = watched.begin(replace(QUICK, first_retry=3600.0, last_retry=3600.0))
    watched.heard.wait_for(lambda: watched.phase is Phase.FAILED)
    watched.engine.down = False
    watcher.reconnect_now()
    watched.heard.wait_for(lambda: watched.settled)


def test_an_engine_that_hangs_is_noticed_without_any_event_and_forgiven_when_it_answers(watched: Watched) -> None:
    watched.watch(replace(QUICK, liveness=0.1))
    watched.engine.hang("info")
    watched.heard.wait_for(lambda: watched.phase is Phase.STALE)
    error = watched.heard.states[-1].error
    assert error is not None
    assert error.what == "The engine does not answer."
    watched.engine.answer_again()
    watched.heard.wait_for(lambda: watched.phase is Phase.LIVE)
    assert watched.engine.calls.count("connect") == 0  # the same connection: nothing was missed


def test_a_hang_is_noticed_at_a_refresh_and_reconnect_now_leaves_it_behind(watched: Watched) -> None:
    watcher = watched.watch()
    watched.engine.hang("containers")
    watcher.refresh()
    watched.heard.wait_for(lambda: watched.phase is Phase.STALE)
    watched.engine.answer_new_calls()
    watcher.reconnect_now()
    watched.heard.wait_for(lambda: watched.settled)


def test_a_hang_is_given_up_at_the_deadline(watched: Watched) -> None:
    watcher = watched.watch(replace(QUICK, deadline=0.4))
    watched.engine.hang("images")
    watcher.refresh()
    watched.heard.wait_for(lambda: watched.engine.calls.count("connect") >= 2)
    watched.engine.answer_again()
    watched.heard.wait_for(lambda: watched.settled)


def test_an_engine_that_takes_the_connection_and_never_answers(watched: Watched) -> None:
    watched.engine.hang("connect")
    watched.begin(replace(QUICK, deadline=0.4))
    watched.heard.wait_for(lambda: watched.heard.states[-1].error is not None)
    watched.heard.wait_for(lambda: watched.phase is Phase.FAILED)


@pytest.mark.parametrize("call", ["connect", "events", "containers", "inspect_containers"])
def test_stopping_is_prompt_whatever_hangs(call: str) -> None:
    engine, heard = FakeEngine(), Recorder()
    engine.create("web-1")
    engine.hang(call)
    watcher = EngineWatcher(engine.connect, heard, timing=replace(QUICK, patience=3600, deadline=3600))
    watcher.start()
    heard.wait_for(lambda: any(made.startswith(call) for made in engine.calls) or bool(heard.states))
    watcher.stop(wait=20)
    assert heard.states[-1].phase is Phase.CLOSED
    engine.answer_again()


def test_another_engine_at_the_same_address_is_read_afresh(watched: Watched) -> None:
    watched.watch()
    watched.engine.identifier = "ANOTHER"
    watched.engine.drop_streams()
    watched.heard.wait_for(lambda: watched.heard.inventory.engine.id == "ANOTHER" and watched.settled)
    assert watched.heard.names == {"web-1", "web-2"}


def test_the_waits_double_up_to_a_limit_and_begin_again() -> None:
    backoff = Backoff(0.5, 30.0, chance=lambda: 0.0)
    waits = [backoff.next_delay() for _ in range(10)]
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits[-1] == 30.0
    assert all(later >= sooner for sooner, later in pairwise(waits))
    backoff.reset()
    assert backoff.next_delay() == 0.5
    assert Backoff(0.5, 30.0, chance=lambda: 1.0).next_delay() == 0.375
