"""The question "what if?" is answered anew whenever the engine, the selection or the event is another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Fate, HostFacts, Outcome
from bayplan.domain.what_if_answer import Answer
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.what_if import WhatIf
from tests.support.builders import many
from tests.support.shop import DB, WEB_1, shop

SHOP = shop()
DB_THING, WEB_THING = ids.container_thing(DB), ids.container_thing(WEB_1)


class Bench:
    """A question without a window, and the answers it gave."""

    def __init__(self, inventory: Inventory) -> None:
        self.runner = JobRunner()
        self.what_if = WhatIf(self.runner)
        self.answers: list[Answer | None] = []
        self.questions = 0
        self.what_if.answered.connect(self.answers.append)
        self.what_if.question_changed.connect(self._count)
        self.what_if.set_inventory(inventory)

    def _count(self) -> None:
        self.questions += 1

    def last(self) -> Outcome:
        answer = self.answers[-1]
        assert answer is not None
        return answer.outcome


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    assert qtbot
    made = Bench(SHOP)
    yield made
    made.runner.shutdown(1.0)


def test_nothing_is_answered_that_was_not_asked(bench: Bench) -> None:
    bench.what_if.follow({DB_THING}, DB_THING)
    assert bench.answers == []
    assert bench.what_if.target == Target.containers(DB)


def test_the_event_is_applied_to_the_selection_and_follows_it(bench: Bench) -> None:
    bench.what_if.follow({DB_THING}, DB_THING)
    bench.what_if.ask(Event.REMOVE)
    assert bench.last().of == Target.containers(DB)
    assert bench.last().stores[ids.writable_store(DB)].fate is Fate.LOST
    bench.what_if.follow({WEB_THING}, WEB_THING)
    assert bench.last().of == Target.containers(WEB_1)
    assert not bench.last().stores[ids.writable_store(DB)].concerned


def test_looking_at_a_store_of_the_outcome_does_not_change_the_question(bench: Bench) -> None:
    bench.what_if.follow({DB_THING}, DB_THING)
    bench.what_if.ask(Event.REMOVE)
    before = bench.questions
    bench.what_if.follow({ids.volume_store("shop_pgdata")}, ids.volume_store("shop_pgdata"))
    bench.what_if.follow(frozenset(), "")
    assert bench.what_if.target == Target.containers(DB)
    assert bench.questions == before
    bench.what_if.leave()
    assert bench.what_if.target == WHOLE_ENGINE, "back to now, it is the selection again"
    assert bench.answers[-1] is None


def test_a_pinned_target_stays_whatever_is_selected(bench: Bench) -> None:
    bench.what_if.pin(Target.project("shop"))
    bench.what_if.ask(Event.COMPOSE_DOWN)
    bench.what_if.follow({WEB_THING}, WEB_THING)
    assert bench.last().of == Target.project("shop")
    bench.what_if.unpin()
    assert bench.what_if.target == Target.containers(WEB_1)


def test_the_answer_follows_the_engine(bench: Bench) -> None:
    bench.what_if.follow({DB_THING}, DB_THING)
    bench.what_if.ask(Event.RESTART)
    number = len(bench.answers)
    bench.what_if.set_inventory(replace(SHOP))
    assert len(bench.answers) == number, "the same answer is not given twice"
    without_rm = {key: replace(each, auto_remove=True) for key, each in SHOP.containers.items()}
    bench.what_if.set_inventory(replace(SHOP, containers=without_rm))
    bench.what_if.ask(Event.STOP)
    assert bench.last().containers[DB].with_volumes


def test_a_target_that_vanishes_gives_way_to_the_selection(bench: Bench) -> None:
    bench.what_if.pin(Target.containers(DB))
    bench.what_if.ask(Event.REMOVE)
    left = {key: each for key, each in SHOP.containers.items() if key != DB}
    bench.what_if.set_inventory(replace(SHOP, containers=left))
    assert not bench.what_if.pinned
    assert bench.what_if.target == WHOLE_ENGINE


def test_facts_of_the_host_change_the_answer_where_they_matter(bench: Bench) -> None:
    bench.what_if.ask(Event.HOST_REBOOT)
    bind = ids.bind_store("/home/anna/imports")
    bench.what_if.set_facts(HostFacts(tmpfs=frozenset({"/home/anna"})))
    assert bench.last().stores[bind].fate is Fate.LOST
    bench.what_if.set_facts(HostFacts(tmpfs=frozenset()))
    assert bench.last().stores[bind].fate is Fate.SURVIVES


def test_another_engine_takes_the_question_away(bench: Bench) -> None:
    bench.what_if.ask(Event.REMOVE, Target.containers(DB))
    bench.what_if.forget()
    assert bench.answers[-1] is None
    assert (bench.what_if.asked, bench.what_if.target, bench.what_if.inventory) == (None, WHOLE_ENGINE, None)


def test_a_large_engine_is_worked_out_off_the_gui_thread_and_the_newest_question_wins(qtbot: QtBot) -> None:
    bench = Bench(many(400))
    try:
        first, second = list(bench.what_if.inventory.containers)[:2] if bench.what_if.inventory else ["", ""]
        bench.what_if.ask(Event.REMOVE, Target.containers(first))
        bench.what_if.ask(Event.REMOVE, Target.containers(second))
        assert bench.answers == [], "it does not keep the window waiting"
        qtbot.waitUntil(lambda: not bench.runner.jobs)
        assert [answer.outcome.of for answer in bench.answers if answer] == [Target.containers(second)]
        bench.what_if.ask(Event.STOP)
        bench.what_if.leave()
        qtbot.waitUntil(lambda: not bench.runner.jobs)
        assert bench.answers[-1] is None
    finally:
        bench.runner.shutdown(1.0)
