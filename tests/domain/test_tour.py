"""The guided tour as data: seven short steps, what they look at, and what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.experiment import EXPERIMENT
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, RemoteReference, Volume
from bayplan.domain.removal import PASSING, plan_removal
from bayplan.domain.stores import build_inventory
from bayplan.domain.test_mount import TEST_MOUNT
from bayplan.domain.tour import (
    TOUR,
    TOUR_LABEL,
    Cast,
    Place,
    Read,
    Sight,
    SightKind,
    Start,
    WriteOnHost,
    moment_at,
    place_after,
    place_before,
    places,
    things_at,
    tours_own,
)
from bayplan.domain.tour_script import tour_steps
from bayplan.domain.tour_words import invitation, progress_text, why_not_here, words_at
from bayplan.errors import BayplanError
from tests.support.builders import ENGINE, NOW, bind_mount, tmpfs_mount, volume_mount
from tests.support.shop import shop

SCRIPTS = {"here": tour_steps(host_is_here=True), "elsewhere": tour_steps(host_is_here=False)}
STEPS = SCRIPTS["here"]
CAST = Cast(token="t1", image="busybox:latest", image_id="sha256:busybox")


@pytest.mark.parametrize("script", SCRIPTS)
def test_there_are_seven_steps_each_told_in_one_short_sentence(script: str) -> None:
    steps = SCRIPTS[script]
    assert len(steps) == 7
    for step in steps:
        for text in (step.sentence, *(moment.caption for moment in step.moments)):
            assert len(text.split()) <= 25, text
            assert text.endswith(".")
            assert text.count(". ") == 0, text


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_moment_does_or_predicts_something_and_shows_it(script: str) -> None:
    for step in SCRIPTS[script]:
        for moment in step.moments:
            assert moment.acts or moment.what_if
            assert moment.look_at


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_looked_at_was_started_in_the_step(script: str) -> None:
    for step in SCRIPTS[script]:
        started = {player.role for player in step.begins_with}
        volumes: set[str] = set()
        for moment in step.moments:
            for act in moment.acts:
                if isinstance(act, Start):
                    started.add(act.player.role)
                    volumes.add(act.player.volume)
            for sight in moment.look_at:
                known = volumes if sight.kind is SightKind.VOLUME else started
                assert sight.kind is SightKind.IMAGE or sight.role in known


def test_only_where_the_host_is_here_does_bayplan_write_to_it() -> None:
    acts = {name: [a for s in steps for m in s.moments for a in m.acts] for name, steps in SCRIPTS.items()}
    assert any(isinstance(act, WriteOnHost) for act in acts["here"])
    assert not any(isinstance(act, WriteOnHost) for act in acts["elsewhere"])
    for name in SCRIPTS:
        assert [act.there for act in acts[name] if isinstance(act, Read)].count(False) == 4


def test_the_move_is_a_what_if() -> None:
    asked = [(place.step, moment_at(STEPS, place).what_if) for place in places(STEPS)]
    assert [(step, event) for step, event in asked if event] == [(6, Event.MOVE_NODE)]


def test_one_goes_from_place_to_place_and_back() -> None:
    assert place_before(STEPS, Place()) is None
    assert place_after(STEPS, Place(0, 1)) == Place(1, 0)
    assert place_before(STEPS, Place(1, 0)) == Place(0, 1)
    last = list(places(STEPS))[-1]
    assert place_after(STEPS, last) is None


def _container(role: str, *mounts: object, token: str = "t1", **more: object) -> Container:
    return Container(
        id=f"id-{role}",
        name=CAST.name(role),
        image="busybox:latest",
        image_id=CAST.image_id,
        state="running",
        labels={CREATED_LABEL: TOUR, TOUR_LABEL: token},
        mounts=mounts,  # type: ignore[arg-type]  # of the right type where it is called
        **more,  # type: ignore[arg-type]  # so are these
    )


def test_sights_are_found_once_the_engine_has_told_of_them() -> None:
    remote = RemoteReference(store="remote:redis:c/0", technology="Redis", location="c:6380", evidence="REDIS_URL")
    inventory = build_inventory(
        engine=ENGINE,
        containers=[
            _container(
                "shop",
                volume_mount("id-shop", CAST.name("orders"), "/data"),
                tmpfs_mount("id-shop", "/scratch"),
                bind_mount("id-shop", "/tmp/x", "/shared"),
                remotes=(remote,),
            )
        ],
        images=[],
        volumes=[Volume(name=CAST.name("orders"), kind=StoreKind.NAMED_VOLUME)],
        taken_at=NOW,
    )
    moment = replace(
        STEPS[0].moments[0],
        look_at=(
            *(Sight(kind, "shop") for kind in SightKind if kind not in {SightKind.VOLUME, SightKind.IMAGE}),
            Sight(SightKind.VOLUME, "orders"),
            Sight(SightKind.IMAGE),
            Sight(SightKind.CONTAINER, "later"),
        ),
    )
    assert things_at(moment, CAST, inventory) == (
        ids.container_thing("id-shop"),
        ids.writable_store("id-shop"),
        ids.tmpfs_store("id-shop", "/scratch"),
        ids.bind_store("/tmp/x"),
        "remote:redis:c/0",
        ids.volume_store(CAST.name("orders")),
    )


def test_the_tours_own_part_holds_its_things_and_nothing_else() -> None:
    engine = shop()
    ours = _container("one", volume_mount("id-one", CAST.name("data"), "/data"))
    others = _container("two", token="another")
    inventory = build_inventory(
        engine=engine.engine,
        containers=[*engine.containers.values(), ours, others],
        images=engine.images.values(),
        volumes=[
            *engine.volumes.values(),
            Volume(name=CAST.name("data"), kind=StoreKind.NAMED_VOLUME, labels=CAST.labels),
            Volume(name=CAST.name("left"), kind=StoreKind.NAMED_VOLUME, labels=CAST.labels),
        ],
        taken_at=NOW,
    )
    part = tours_own(inventory, CAST)
    assert set(part.containers) == {ours.id}
    assert set(part.volumes) == {CAST.name("data"), CAST.name("left")}
    assert {store.id for store in part.stores.values() if store.kind is StoreKind.NAMED_VOLUME} == {
        ids.volume_store(CAST.name("data")),
        ids.volume_store(CAST.name("left")),
    }
    assert all(set(store.used_by) <= {ours.id} for store in part.stores.values())


def test_what_is_said_tells_of_progress_of_errors_and_of_surprises() -> None:
    assert progress_text(STEPS, Place(1, 2)) == "step 2 of 7, part 3 of 3"
    assert progress_text(STEPS, Place(5)) == "step 6 of 7"
    error = BayplanError("The engine is gone.", what_next="Start it.")
    assert words_at(STEPS, Place(), (), error).caption == "The engine is gone. Start it."
    assert words_at(STEPS, Place(), (), error).tone == "danger"
    assert "workstation" in invitation(ENGINE).caption
    assert "the demo" in invitation(replace(ENGINE, demo=True)).caption


def test_where_no_tour_can_be_given_is_said_why() -> None:
    assert why_not_here(ENGINE, can_act=True) == ""
    assert "snapshot" in why_not_here(ENGINE, can_act=False)
    assert "Windows" in why_not_here(replace(ENGINE, os_type="windows"), can_act=True)


def test_left_overs_are_those_of_tours_and_experiments_alone() -> None:
    def made_for(purpose: str) -> Container:
        return replace(_container(purpose), labels={CREATED_LABEL: purpose})

    containers = [made_for(TOUR), made_for(EXPERIMENT), made_for(TEST_MOUNT)]
    inventory = build_inventory(engine=ENGINE, containers=containers, images=[], volumes=[], taken_at=NOW)
    plan = plan_removal(inventory, purposes=PASSING, folders=["/tmp/bayplan-tour-1"])
    assert {c.labels[CREATED_LABEL] for c in plan.containers} == {TOUR, EXPERIMENT}
    assert plan.counts() == "2 containers and 1 folder"
    assert [c.labels[CREATED_LABEL] for c in plan_removal(inventory, purposes={TEST_MOUNT}).containers] == [TEST_MOUNT]
    assert len(plan_removal(inventory).containers) == 3
