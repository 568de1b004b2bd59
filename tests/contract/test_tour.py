"""The guided tour: every place reached from every other, and nothing left behind, on the demo and on a real engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.domain.tour import TOUR_PREFIX, Place, moment_at, place_after, place_before, places, things_at, tours_own
from bayplan.domain.tour_script import tour_steps
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.tour.playing import go, set_stage, strike
from bayplan.engine.tour.stage import Stage
from bayplan.errors import BayplanError, CancelledError

PLACES = list(places(tour_steps(host_is_here=True)))
#: What is on the engine after each moment: containers, volumes, and which of them nobody uses.
STATES = {
    (0, 0): ({"one"}, set()),
    (0, 1): ({"one", "two"}, set()),
    (1, 0): ({"one", "two"}, set()),
    (1, 1): ({"two"}, set()),
    (1, 2): ({"one", "two"}, set()),
    (2, 0): ({"writer"}, {"data"}),
    (2, 1): (set(), {"data"}),
    (2, 2): ({"reader"}, {"data"}),
    (3, 0): ({"app"}, set()),
    (4, 0): ({"cache"}, set()),
    (4, 1): ({"cache"}, set()),
    (5, 0): ({"client"}, set()),
    (6, 0): ({"shop"}, {"orders"}),
    (6, 1): ({"shop"}, {"orders"}),
    (6, 2): ({"shop-moved"}, {"orders", "orders-new-node"}),
}


def quiet(_command: str) -> None:
    """Takes the commands and says nothing."""


def objects(client: EngineClient) -> tuple[set[str], set[str], set[str], set[Path]]:
    """Every container, volume and image of the engine, and every folder of a tour on this machine."""
    return (
        {c["Id"] for c in client.containers()},
        {v["Name"] for v in client.volumes()},
        {i["Id"] for i in client.images()},
        set(Path(tempfile.gettempdir()).glob(f"{TOUR_PREFIX}*")),
    )


@pytest.fixture
def stage(client: EngineClient) -> Iterator[Stage]:
    """A tour on the engine; when it is over everything is as before."""
    before = objects(client)
    made = set_stage(client, "busybox")
    yield made
    strike(client, made)
    assert objects(client) == before


def arrive(client: EngineClient, stage: Stage, place: Place) -> Inventory:
    """Goes to a place, and checks that all there is as the tour says; the inventory."""
    for told in go(client, stage, place, quiet):
        assert told.as_expected, told
    inventory = tours_own(read_inventory(client), stage.cast)
    moment = moment_at(stage.steps, place)
    assert len(things_at(moment, stage.cast, inventory)) == len(moment.look_at)
    assert all(c.running for c in inventory.containers.values())
    state = STATES.get((place.step, place.moment))
    if state is not None:
        containers, volumes = state
        assert {c.name for c in inventory.containers.values()} == {stage.cast.name(role) for role in containers}
        assert set(inventory.volumes) == {stage.cast.name(role) for role in volumes}
    return inventory


def test_the_whole_tour_forwards_and_backwards(client: EngineClient, stage: Stage) -> None:
    place: Place | None = Place()
    seen = []
    while place is not None:
        arrive(client, stage, place)
        seen.append(place)
        place = place_after(stage.steps, place)
    assert seen == PLACES
    place = place_before(stage.steps, seen[-1])
    while place is not None:
        arrive(client, stage, place)
        place = place_before(stage.steps, place)


@pytest.mark.parametrize("step", range(7))
def test_the_end_of_each_step_can_be_gone_to_at_once_and_shown_again(
    client: EngineClient, stage: Stage, step: int
) -> None:
    place = max(place for place in PLACES if place.step == step)
    arrive(client, stage, place)
    arrive(client, stage, Place(step))


def test_going_on_within_a_step_leaves_its_containers_in_peace(client: EngineClient, stage: Stage) -> None:
    first = set(arrive(client, stage, Place(0, 0)).containers)
    second = set(arrive(client, stage, Place(0, 1)).containers)
    assert first < second
    assert set(arrive(client, stage, Place(1, 0)).containers) == second


def test_a_written_file_lies_in_the_writable_layer_and_goes_with_it(client: EngineClient, stage: Stage) -> None:
    inventory = arrive(client, stage, Place(1, 0))
    one = next(c for c in inventory.containers.values() if c.name == stage.cast.name("one"))
    paths = {str(change["Path"]) for change in client.changes(one.id)}
    assert "/notes.txt" in paths
    inventory = arrive(client, stage, Place(1, 2))
    again = next(c for c in inventory.containers.values() if c.name == stage.cast.name("one"))
    assert again.id != one.id
    assert "/notes.txt" not in {str(change["Path"]) for change in client.changes(again.id)}


def test_nothing_of_others_is_touched_and_taken_names_are_left_alone(client: EngineClient) -> None:
    body = {"Image": "busybox:latest", "Cmd": ["sleep", "99"], "HostConfig": {}}
    theirs = client.create_container(f"{TOUR_PREFIX}one", body)
    client.create_volume({"Name": f"{TOUR_PREFIX}data"})
    before = objects(client)
    stage = set_stage(client, "busybox")
    for place in PLACES:
        arrive(client, stage, place)
    assert stage.cast.name("one") == f"{TOUR_PREFIX}one-2"
    strike(client, stage)
    assert objects(client) == before
    client.remove_container(theirs)
    client.remove_volume(f"{TOUR_PREFIX}data")


def test_a_cancel_on_the_way_leaves_a_tour_that_can_go_on(client: EngineClient, stage: Stage) -> None:
    def stop_at_removal(command: str) -> None:
        if command.startswith("docker rm"):
            raise CancelledError

    go(client, stage, Place(1, 0), quiet)
    with pytest.raises(CancelledError):
        go(client, stage, Place(1, 1), stop_at_removal)
    assert stage.at is None
    arrive(client, stage, Place(1, 1))


def test_a_container_that_somebody_removed_is_missed_and_the_step_begins_anew(
    client: EngineClient, stage: Stage
) -> None:
    inventory = arrive(client, stage, Place(2, 0))
    client.remove_container(next(iter(inventory.containers)), force=True)
    with pytest.raises(BayplanError, match="not there any more"):
        go(client, stage, Place(2, 1), quiet)
    arrive(client, stage, Place(2, 1))


def test_an_image_that_is_not_there_is_refused_before_anything_is_made(client: EngineClient) -> None:
    before = objects(client)
    with pytest.raises(BayplanError, match="no image"):
        set_stage(client, "no-such-image:1")
    assert objects(client) == before
