"""What an event is applied to while a person selects this and that."""

from __future__ import annotations

import pytest

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.event_groups import EVENT_GROUPS, FIRST_EVENTS, IF_TITLES
from bayplan.domain.what_if_target import (
    is_there,
    next_target,
    selection_target,
    target_choices,
    target_label,
    target_title,
)
from tests.support.shop import ANONYMOUS, DB, WEB_1, WEB_2, shop

SHOP = shop()
DB_THING, WEB_THING = ids.container_thing(DB), ids.container_thing(WEB_1)
PGDATA, UPLOADS = ids.volume_store("shop_pgdata"), ids.volume_store("shop_uploads")


@pytest.mark.parametrize(
    ("things", "current", "expected"),
    [
        ({DB_THING}, DB_THING, Target.containers(DB)),
        ({ids.group_thing("shop")}, ids.group_thing("shop"), Target.project("shop")),
        ({PGDATA}, PGDATA, Target.volume("shop_pgdata")),
        ({ids.shm_store(DB)}, ids.shm_store(DB), Target.containers(DB)),
        ({WEB_THING, DB_THING}, DB_THING, Target.containers(DB, WEB_1)),
        ({WEB_THING, PGDATA}, PGDATA, Target.containers(WEB_1)),
        ({ids.group_thing("shop"), WEB_THING}, WEB_THING, Target.containers(DB, WEB_1, WEB_2)),
        ({PGDATA, UPLOADS}, UPLOADS, Target.volume("shop_uploads")),
        ({ids.writable_store(DB), ids.writable_store(WEB_2)}, "", Target.containers(DB, WEB_2)),
        ({ids.zone_thing("memory")}, ids.zone_thing("memory"), None),
        (frozenset(), "", None),
    ],
)
def test_the_selection_says_what_an_event_is_applied_to(
    things: set[str], current: str, expected: Target | None
) -> None:
    assert selection_target(things, current, SHOP) == expected


def test_without_a_question_the_target_is_the_selection_or_everything() -> None:
    here = Target.containers(DB)
    assert next_target(here, frozenset(), "", SHOP, open_question=False) == WHOLE_ENGINE
    assert next_target(here, {PGDATA}, PGDATA, SHOP, open_question=False) == Target.volume("shop_pgdata")


def test_an_open_question_stays_while_its_outcome_is_looked_at() -> None:
    asked = Target.containers(DB)
    assert next_target(asked, {PGDATA}, PGDATA, SHOP, open_question=True) == asked
    assert next_target(asked, frozenset(), "", SHOP, open_question=True) == asked
    assert next_target(asked, {WEB_THING}, WEB_THING, SHOP, open_question=True) == Target.containers(WEB_1)
    volume = Target.volume("shop_pgdata")
    assert next_target(volume, {UPLOADS}, UPLOADS, SHOP, open_question=True) == Target.volume("shop_uploads")


def test_the_choices_widen_from_the_selection_to_the_engine() -> None:
    assert target_choices({DB_THING}, DB_THING, SHOP) == [
        Target.containers(DB),
        Target.project("shop"),
        WHOLE_ENGINE,
    ]
    assert target_choices({PGDATA}, PGDATA, SHOP) == [
        Target.volume("shop_pgdata"),
        Target.containers(DB),
        Target.project("shop"),
        WHOLE_ENGINE,
    ]
    assert target_choices(frozenset(), "", SHOP) == [WHOLE_ENGINE]


def test_targets_have_short_words_on_buttons_and_clear_ones_in_menus() -> None:
    project = Target.project("shop")
    assert [target_label(each, SHOP) for each in (Target.containers(DB), project, WHOLE_ENGINE)] == [
        "db-1",
        "shop",
        "whole engine",
    ]
    assert target_label(Target.volume(ANONYMOUS), SHOP) == "volume 9f2c…e1"
    assert target_label(Target.containers(DB, WEB_1, WEB_2), SHOP) == "3 containers"
    assert [target_title(each, SHOP) for each in (project, WHOLE_ENGINE)] == ["the project shop", "the whole engine"]


def test_a_target_whose_things_are_all_gone_is_not_there() -> None:
    assert is_there(Target.containers("gone", DB), SHOP)
    assert not is_there(Target.containers("gone"), SHOP)
    assert not is_there(Target.project("gone"), SHOP)
    assert not is_there(Target.volume("gone"), SHOP)
    assert is_there(WHOLE_ENGINE, SHOP)


def test_every_event_is_offered_once_and_has_a_heading() -> None:
    grouped = [event for _, events in EVENT_GROUPS for event in events]
    assert sorted(grouped) == sorted(EVENT_WORDS)
    assert len(grouped) == len(set(grouped))
    assert set(IF_TITLES) == set(Event)
    assert set(FIRST_EVENTS) <= set(grouped)
