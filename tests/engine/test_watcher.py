"""An inventory follows its engine: in the right order, with few calls, and through every kind of gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bayplan.domain.inventory import Inventory, Stage
from bayplan.engine.state import Phase
from bayplan.engine.timing import Timing
from bayplan.engine.watcher import EngineWatcher
from tests.support.fake_client import FakeEngine
from tests.support.recorder import Recorder

QUICK = Timing(health=0.2, patience=0.2, deadline=30.0, first_retry=0.01, last_retry=0.05, steady=0.0)


class Watched:
    """A fake engine, a watcher on it, and what the watcher said."""

    def __init__(self) -> None:
        self.engine = FakeEngine()
        self.heard = Recorder()
        self._watchers: list[EngineWatcher] = []

    def watch(self, timing: Timing = QUICK, *, measure: bool = False) -> EngineWatcher:
        """Begins to watch, and waits until everything is read."""
        watcher = self.begin(timing, measure=measure)
        self.heard.wait_for(lambda: self.settled)
        self.engine.calls.clear()
        return watcher

    def begin(self, timing: Timing = QUICK, *, measure: bool = False) -> EngineWatcher:
        """Begins to watch."""
        watcher = EngineWatcher(
            self.engine.connect, self.heard, host="unix:///fake.sock", timing=timing, measure_at_start=measure
        )
        self._watchers.append(watcher)
        watcher.start()
        return watcher

    @property
    def settled(self) -> bool:
        """Whether everything is read, as far as was said."""
        states = self.heard.states
        return bool(states) and states[-1].phase is Phase.LIVE and not states[-1].loading

    @property
    def phase(self) -> Phase:
        """The last phase that was said."""
        return self.heard.states[-1].phase

    def end(self) -> None:
        """Ends all watching."""
        self.engine.answer_again()
        for watcher in self._watchers:
            watcher.stop(wait=20)


@pytest.fixture
def watched() -> Iterator[Watched]:
    """A fake engine with an image and two containers, nobody watching yet."""
    fresh = Watched()
    image = fresh.engine.add_image("busybox:1")
    fresh.engine.create("web-1", image=image, volumes=["data"])
    fresh.engine.create("web-2", image=image)
    yield fresh
    fresh.end()


def find(inventory: Inventory, name: str) -> str:
    """Id of the container with this name."""
    return next(container.id for container in inventory.containers.values() if container.name == name)


def test_it_subscribes_first_lists_next_and_inspects_last(watched: Watched) -> None:
    watched.begin()
    watched.heard.wait_for(lambda: watched.settled)
    calls = watched.engine.calls
    assert calls[:2] == ["connect", "events"]
    assert set(calls[2:7]) == {"containers", "images", "volumes", "info", "version"}
    assert sorted(calls[7:]) == ["inspect_containers(2)", "inspect_images(1)"]  # both at once
    first, last = watched.heard.inventories[0], watched.heard.inventory
    assert (first.stage, last.stage) == (Stage.LISTED, Stage.COMPLETE)
    assert {c.name for c in first.containers.values()} == {"web-1", "web-2"}
    assert [c.details for c in first.containers.values()] == [None, None]
    assert all(c.details for c in last.containers.values())
    assert all(i.inspected and i.layers for i in last.images.values())
    assert [state.phase for state in watched.heard.states][:1] == [Phase.CONNECTING]


def test_nothing_is_derived_in_between_while_the_last_details_are_under_way(watched: Watched) -> None:
    watched.watch(replace(QUICK, publish=0.0))
    assert [inventory.stage for inventory in watched.heard.inventories] == [Stage.LISTED, Stage.COMPLETE]


def test_a_small_rest_of_details_is_asked_for_with_the_last_batch(watched: Watched) -> None:
    for number in range(138):
        watched.engine.create(f"more-{number}")
    watched.begin()
    watched.heard.wait_for(lambda: watched.settled)
    assert [call for call in watched.engine.calls if call.startswith("inspect_containers")] == [
        "inspect_containers(140)"
    ]


def test_many_details_come_into_the_picture_bit_by_bit(watched: Watched) -> None:
    for number in range(500):
        watched.engine.create(f"more-{number}")
    watched.watch(replace(QUICK, publish=0.0, inspect=0.0))  # no time for a batch: one container each
    detailed = [sum(c.details is not None for c in each.containers.values()) for each in watched.heard.inventories]
    assert detailed == sorted(detailed)
    assert len(set(detailed)) > 2


def test_one_event_costs_at_most_three_calls_whatever_the_number_of_containers(watched: Watched) -> None:
    for number in range(300):
        watched.engine.create(f"more-{number}")
    watched.watch()
    before = watched.heard.inventory
    changed = find(before, "more-7")
    watched.engine.set_state(changed, "running", "start")
    watched.heard.wait_for(lambda: watched.heard.inventory.containers[changed].state == "running")
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)"]
    after = watched.heard.inventory
    assert [key for key in after.containers if after.containers[key] is not before.containers[key]] == [changed]
    assert sum(after.stores[key] is not before.stores.get(key) for key in after.stores) <= 1


def test_a_new_container_with_its_new_volume_costs_three_calls(watched: Watched) -> None:
    watched.watch()
    image = next(iter(watched.engine.images))
    watched.engine.create("db", image=image, volumes=["db-data"])
    watched.heard.wait_for_names("web-1", "web-2", "db")
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)", "volumes(1)"]
    assert watched.heard.inventory.volumes.keys() == {"data", "db-data"}
    assert watched.heard.inventory.stage is Stage.COMPLETE


def test_a_volume_that_is_known_is_not_read_because_a_container_is_made_with_it(watched: Watched) -> None:
    watched.watch()
    watched.engine.add_volume("data")  # the engine says "create" again
    watched.engine.create("web-3", image=next(iter(watched.engine.images)), volumes=["data"])
    watched.heard.wait_for_names("web-1", "web-2", "web-3")
    watched.heard.wait_for(lambda: watched.heard.sentences == ["web-3 created"])
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)"]


def test_a_volume_that_was_made_anew_is_read_again(watched: Watched) -> None:
    watched.watch()
    watched.engine.remove_volume("data")
    watched.engine.add_volume("data")
    watched.engine.volumes["data"]["Labels"] = {"new": "yes"}
    watched.heard.wait_for(lambda: dict(watched.heard.inventory.volumes["data"].labels) == {"new": "yes"})
    assert watched.engine.calls == ["volumes(1)"]


def test_removals_are_dropped_without_a_call(watched: Watched) -> None:
    watched.watch()
    watched.engine.destroy(find(watched.heard.inventory, "web-1"))
    watched.engine.remove_volume("data")
    watched.heard.wait_for(lambda: not watched.heard.inventory.volumes)
    assert watched.heard.names == {"web-2"}
    assert watched.engine.calls == []


def test_podmans_words_for_removal(watched: Watched) -> None:
    watched.watch()
    watched.engine.destroy(find(watched.heard.inventory, "web-1"), action="remove")
    watched.engine.remove_volume("data", action="remove")
    watched.heard.wait_for(lambda: watched.heard.names == {"web-2"} and not watched.heard.inventory.volumes)
    assert watched.engine.calls == []


def test_a_rename_is_followed(watched: Watched) -> None:
    watched.watch()
    watched.engine.rename(find(watched.heard.inventory, "web-2"), "api")
    watched.heard.wait_for_names("web-1", "api")
    watched.heard.wait_for(lambda: "web-2 renamed to api" in watched.heard.sentences)


def test_a_burst_of_events_is_read_in_few_calls_and_ends_right(watched: Watched) -> None:
    watched.watch()
    for number in range(200):
        container = watched.engine.create(f"burst-{number}")
        if number % 2:
            watched.engine.destroy(container)
    even = {f"burst-{number}" for number in range(0, 200, 2)}
    watched.heard.wait_for_names("web-1", "web-2", *even)
    assert len(watched.engine.calls) < 30


def test_more_changed_containers_than_a_url_should_hold_cause_one_full_list(watched: Watched) -> None:
    watched.watch(replace(QUICK, coalesce=1.0, lull=1.0))
    for number in range(400):
        watched.engine.create(f"burst-{number}")
    watched.heard.wait_for(lambda: len(watched.heard.names) == 402)
    assert watched.engine.calls[0] == "containers"
    watched.heard.wait_for(lambda: all(c.details for c in watched.heard.inventory.containers.values()))


def test_helpers_and_chatter_cause_no_call_and_no_helper_is_ever_shown(watched: Watched) -> None:
    watched.watch()
    helper = watched.engine.create("bayplan-helper-1", labels={"io.bayplan.created": "helper"})
    watched.engine.set_state(helper, "running", "start")
    target = find(watched.heard.inventory, "web-1")
    for action in ("exec_create: ls", "exec_start: ls", "exec_die", "archive-path", "attach", "top"):
        watched.engine.emit("container", action, target)
    for action in ("mount", "unmount"):
        watched.engine.emit("volume", action, "data", {"container": target})
    watched.engine.emit("volume", "mount", "data", {"container": helper})
    watched.engine.destroy(helper)
    watched.engine.rename(target, "last")  # events come in order: all of the above was heard before this shows
    watched.heard.wait_for_names("last", "web-2")
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)"]
    assert all("bayplan-helper-1" not in seen for seen in map(_names, watched.heard.inventories))
    assert not any("helper" in sentence for sentence in watched.heard.sentences)


def test_a_helper_left_by_a_crash_is_not_shown_but_a_test_mount_is(watched: Watched) -> None:
    watched.engine.create("bayplan-helper-1", labels={"io.bayplan.created": "helper"})
    watched.engine.create("bayplan-test-1", labels={"io.bayplan.created": "test-mount"})
    watched.watch()
    assert watched.heard.names == {"web-1", "web-2", "bayplan-test-1"}


def test_the_same_event_twice_is_one_event(watched: Watched) -> None:
    watched.watch()
    target = find(watched.heard.inventory, "web-1")
    event = watched.engine.emit("container", "pause", target)
    watched.heard.wait_for(lambda: watched.heard.sentences == ["web-1 paused"])
    watched.engine.send(event)
    watched.engine.rename(target, "last")
    watched.heard.wait_for(lambda: "web-1 renamed to last" in watched.heard.sentences)
    assert watched.heard.sentences == ["web-1 paused", "web-1 renamed to last"]


def test_a_prune_lists_that_kind_again(watched: Watched) -> None:
    watched.watch()
    del watched.engine.volumes["data"]  # without an event of its own
    watched.engine.emit("volume", "prune", "")
    watched.heard.wait_for(lambda: not watched.heard.inventory.volumes)
    assert watched.engine.calls == ["volumes"]
    del watched.engine.containers[find(watched.heard.inventory, "web-1")]
    watched.engine.emit("container", "prune", "")
    watched.heard.wait_for_names("web-2")
    assert watched.engine.calls == ["volumes", "containers"]


def test_a_pulled_image_is_listed_and_its_layers_read_once(watched: Watched) -> None:
    watched.watch()
    image = watched.engine.add_image("redis:7")
    watched.heard.wait_for(lambda: image in watched.heard.inventory.images and watched.settled)
    watched.heard.wait_for(lambda: watched.heard.inventory.images[image].inspected)
    assert watched.engine.calls == ["images", "inspect_images(1)"]
    watched.engine.images[image]["RepoTags"] = ["redis:8"]
    watched.engine.emit("image", "tag", image, {"name": "redis:8"})
    watched.heard.wait_for(lambda: watched.heard.inventory.images[image].tags == ("redis:8",))
    assert watched.engine.calls == ["images", "inspect_images(1)", "images"]
    assert watched.heard.inventory.images[image].layers


def test_an_image_that_was_deleted_by_force_is_asked_for_once(watched: Watched) -> None:
    container = watched.engine.create("orphan")  # its image is in no list
    watched.watch()
    for state, action in (("running", "start"), ("exited", "die"), ("running", "restart")):
        watched.engine.set_state(container, state, action)
        watched.heard.wait_for(lambda: watched.heard.inventory.containers[container].state == state)  # noqa: B023 - waited for here
    watched.heard.wait_for(lambda: len(watched.heard.activities) == 3)
    assert watched.engine.calls.count("images") <= 1


def test_health_is_read_when_it_changed_and_not_when_it_is_only_confirmed(watched: Watched) -> None:
    watched.watch()
    target = find(watched.heard.inventory, "web-1")

    def health() -> str | None:
        details = watched.heard.inventory.containers[target].details
        return details.health if details else None

    watched.engine.set_health(target, "healthy")
    watched.heard.wait_for(lambda: health() == "healthy")
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)"]
    for _ in range(5):
        watched.engine.set_health(target, "healthy")  # as Podman does at every check
    watched.engine.set_health(find(watched.heard.inventory, "web-2"), "unhealthy")
    watched.heard.wait_for(
        lambda: any(c.details and c.details.health == "unhealthy" for c in watched.heard.inventory.containers.values())
    )
    assert watched.engine.calls == ["inspect_containers(1)", "containers(1)"] * 2


def test_a_container_that_cannot_be_inspected_keeps_no_other_from_being_shown(watched: Watched) -> None:
    broken = watched.engine.create("broken")
    watched.engine.refuse.add(broken)
    watched.watch()
    inventory = watched.heard.inventory
    assert [c.name for c in inventory.containers.values() if c.details is None] == ["broken"]
    assert inventory.stage is Stage.COMPLETE


def _names(inventory: Inventory) -> set[str]:
    return {container.name for container in inventory.containers.values()}
