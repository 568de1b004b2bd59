"""To whom an event is applied, when it cannot be, and what an outcome holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Image, Mount
from bayplan.domain.outcome import Becomes, Fate
from tests.support.builders import many
from tests.support.shop import DB, LONG_NAME, RUNNER, WEB_1, WEB_2, shop
from tests.support.survival import WEB, container, engine_with, fate_of, mounted, volume


def touched(inventory: Inventory, event: Event, of: Target) -> set[str]:
    """Names of the containers to which something happens."""
    becomes = fates(inventory, event, of).containers
    return {inventory.containers[key].name for key, fate in becomes.items() if fate.becomes is not Becomes.UNTOUCHED}


@pytest.mark.parametrize(
    ("event", "of", "names"),
    [
        (Event.REMOVE, Target.containers(DB), {"db-1"}),
        (Event.REMOVE, Target.containers(DB, "gone", WEB_1), {"db-1", "web-1"}),
        (Event.STOP, Target.project("shop"), {"db-1", "web-1", "web-2"}),
        (Event.STOP, Target.project(""), {"ci-runner"}),
        (Event.STOP, Target.volume("shop_uploads"), {"ci-runner", "web-1", "web-2"}),
        (Event.STOP, WHOLE_ENGINE, {"ci-runner", "db-1", "web-1", "web-2"}),
        (Event.COMPOSE_DOWN, Target.project("shop"), {"db-1", "web-1", "web-2"}),
        # compose down knows no single containers: it takes the whole project of those that are chosen.
        (Event.COMPOSE_DOWN, Target.containers(WEB_1), {"db-1", "web-1", "web-2"}),
        (Event.SYSTEM_PRUNE, Target.containers(DB), {LONG_NAME}),
    ],
)
def test_to_whom_an_event_is_applied(event: Event, of: Target, names: set[str]) -> None:
    assert touched(shop(), event, of) == names


@pytest.mark.parametrize(
    ("event", "of", "why"),
    [
        (Event.REMOVE, Target.containers("gone"), "no container to which"),
        (Event.REMOVE, Target.volume("shop_uploads"), "because ci-runner, web-1, web-2 still refer to it"),
        (Event.REMOVE, Target.volume("shop_pgdata"), "because db-1 still refers to it"),
        (Event.REMOVE, Target.volume("gone"), "no volume gone"),
        (Event.RECREATE, Target.containers(RUNNER), "Compose did not make ci-runner"),
        (Event.COMPOSE_DOWN, Target.project(""), f"Compose did not make ci-runner, {LONG_NAME}"),
        (Event.PAUSE, Target.containers(WEB_1, "gone"), ""),
        (Event.REMOVE, Target.volume("old_pgdata"), ""),
        (Event.VOLUME_PRUNE, Target.containers("gone"), ""),
    ],
)
def test_when_an_event_is_refused(event: Event, of: Target, why: str) -> None:
    inventory = shop()
    outcome = fates(inventory, event, of)
    assert why in outcome.refused
    assert bool(outcome.refused) == bool(why)
    if why:
        assert {fate.fate for fate in outcome.stores.values()} == {Fate.NOT_APPLICABLE}
        assert not any(fate.concerned for fate in outcome.stores.values())
        assert {fate.becomes for fate in outcome.containers.values()} == {Becomes.UNTOUCHED}


@pytest.mark.parametrize("event", [Event.PAUSE, Event.KILL])
def test_only_what_runs_can_be_paused_or_killed(event: Event) -> None:
    assert "Only a container that runs" in fates(engine_with(container(state="exited")), event, WHOLE_ENGINE).refused
    assert not fates(engine_with(container()), event, WHOLE_ENGINE).refused


def test_what_is_paused_can_be_killed_and_not_paused_again() -> None:
    paused = engine_with(container(state="paused"))
    assert "cannot be paused again" in fates(paused, Event.PAUSE, WHOLE_ENGINE).refused
    assert not fates(paused, Event.KILL, WHOLE_ENGINE).refused


def test_two_projects_cannot_be_brought_down_at_once() -> None:
    two = many(20)
    of = Target.containers(*two.containers)
    assert "one project at a time" in fates(two, Event.COMPOSE_DOWN, of).refused


def test_removing_a_volume_by_its_name_touches_no_container() -> None:
    inventory = shop()
    outcome = fates(inventory, Event.REMOVE, Target.volume("old_pgdata"))
    assert {key for key, fate in outcome.stores.items() if fate.fate is not Fate.SURVIVES} == {
        ids.volume_store("old_pgdata")
    }
    assert {fate.becomes for fate in outcome.containers.values()} == {Becomes.UNTOUCHED}


@pytest.mark.parametrize("event", list(Event))
def test_every_store_and_container_has_a_fate_with_a_reason(event: Event) -> None:
    inventory = shop()
    of = Target.project("shop") if EVENT_WORDS[event].reach is Reach.PROJECT else Target.containers(DB, WEB_1, WEB_2)
    outcome = fates(inventory, event, of)
    assert not outcome.refused
    assert outcome.stores.keys() == inventory.stores.keys()
    assert outcome.containers.keys() == inventory.containers.keys()
    for store, fate in outcome.stores.items():
        assert fate.reason.endswith("."), fate.reason
        if fate.fate is not Fate.LOST or not store.startswith("image-layers:"):  # which shares layers with others
            assert fate.size == inventory.stores[store].size
        assert bool(fate.depends_on) == (fate.fate is Fate.DEPENDS)
        assert (fate.captured is not None) == (event is Event.COMMIT and fate.concerned)


@pytest.mark.parametrize("event", list(Event))
def test_some_stores_alone_have_the_same_fates_as_among_all(event: Event) -> None:
    inventory = shop()
    of = Target.containers(WEB_1)
    everything = fates(inventory, event, of)
    for wanted in (
        [ids.writable_store(WEB_1), ids.volume_store("shop_uploads")],
        [*(store for store in inventory.stores if store.startswith("image-layers:")), "unknown"],
    ):
        some = fates(inventory, event, of, stores=wanted)
        assert some.stores == {key: everything.stores[key] for key in wanted if key != "unknown"}
        assert some.containers.items() <= everything.containers.items()
        assert some.refused == everything.refused


def test_an_image_that_is_only_mounted_is_kept_also_when_it_alone_is_asked_for() -> None:
    model = Image(id=f"sha256:{2:064x}", tags=("model:1",))
    store = ids.image_mount_store("model:1")
    mount = Mount(container=WEB, store=store, kind=StoreKind.IMAGE_MOUNT, source="model:1", destination="/model")
    inventory = engine_with(container(WEB, mount), images=(model,))
    layers = ids.image_store(model.id)
    alone = fates(inventory, Event.IMAGE_PRUNE_ALL, WHOLE_ENGINE, stores=[layers])
    assert alone.stores[layers].fate is Fate.SURVIVES


def test_a_bystander_is_not_concerned() -> None:
    found = fate_of(ids.volume_store("spare"), engine_with(container(), volumes=(volume("spare"),)), Event.REMOVE)
    assert (found.fate, found.concerned) == (Fate.SURVIVES, False)
    in_use = engine_with(container(WEB, mounted(volume())), volumes=(volume(),))
    assert fate_of(ids.volume_store("data"), in_use, Event.REMOVE).concerned


def test_a_container_that_a_snapshot_lacks_is_left_out() -> None:
    inventory = engine_with(container(WEB, mounted(volume())), volumes=(volume(),))
    store = ids.volume_store("data")
    foreign = replace(inventory.stores[store], used_by=("gone", WEB))
    known = replace(inventory, stores={**inventory.stores, store: foreign})
    assert fate_of(store, known, Event.REMOVE).fate is Fate.SURVIVES
