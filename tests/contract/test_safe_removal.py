"""Safe removal on the demo and on a real engine: exactly what was listed goes, and only while it is still the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.protection import UNPROTECTED, Protection
from bayplan.domain.safe_removal import (
    Ended,
    RemovalReport,
    SafeRemoval,
    plan_safe_removal,
    prune_request,
    request_for,
)
from bayplan.engine import safe_removal
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.translate import volume_from


def make(client: EngineClient, name: str, *mounts: Json, start: bool = False) -> str:
    """A container that runs for long, with these mounts; its id."""
    body: Json = {"Image": "busybox:latest", "Cmd": ["sleep", "9999"], "HostConfig": {"Mounts": list(mounts)}}
    body["HostConfig"]["NetworkMode"] = "none"
    identity = client.create_container(name, body)
    if start:
        client.start_container(identity)
    return identity


def mounted(name: str, target: str) -> Json:
    """A volume at a path; "" for an anonymous one."""
    return {"Type": "volume", "Target": target, **({"Source": name} if name else {})}


def remove(
    client: EngineClient,
    plan: SafeRemoval,
    *,
    protection: Protection = UNPROTECTED,
    before: Callable[[str], object] = lambda _step: None,
    stop: Callable[[], bool] = lambda: False,
) -> RemovalReport:
    """Carries the plan out; ``before`` hears of each step before it is done."""

    def progress(_fraction: float, text: str) -> None:
        before(text)

    return safe_removal.remove(client, plan, progress, protection=lambda: protection, stop=stop)


def planned(client: EngineClient, *things: str, with_volumes: bool = False) -> tuple[Inventory, SafeRemoval]:
    """The plan to remove these things, and the inventory it was made from."""
    inventory = read_inventory(client)
    return inventory, plan_safe_removal(inventory, request_for(things, inventory, with_volumes=with_volumes))


def objects(client: EngineClient) -> set[str]:
    """Every container's id and every volume's name."""
    return {c["Id"] for c in client.containers()} | {v["Name"] for v in client.volumes()}


def test_exactly_the_listed_things_go_and_bystanders_stay(client: EngineClient) -> None:
    make(client, "bystander", mounted("kept", "/data"), mounted("", "/cache"), start=True)
    before = objects(client)
    doomed = make(client, "doomed", mounted("named", "/data"), mounted("", "/cache"), start=True)
    inventory, plan = planned(client, ids.container_thing(doomed), with_volumes=True)
    anonymous = {mount.source for mount in inventory.containers[doomed].mounts if mount.kind.is_volume} - {"named"}
    assert {volume.name for volume in plan.volumes} == anonymous
    steps: list[str] = []
    report = remove(client, plan, before=steps.append)
    assert report.complete
    assert objects(client) == before | {"named"}
    assert steps[0] == "Removing container doomed"
    assert len(steps) == plan.steps


def test_without_volumes_the_anonymous_one_is_orphaned(client: EngineClient) -> None:
    before = objects(client)
    doomed = make(client, "doomed", mounted("", "/cache"))
    inventory, plan = planned(client, ids.container_thing(doomed))
    (anonymous,) = (mount.source for mount in inventory.containers[doomed].mounts if mount.kind.is_volume)
    assert remove(client, plan).complete
    assert objects(client) == before | {anonymous}


def test_what_appeared_since_stays(client: EngineClient) -> None:
    client.create_volume({"Name": "unused"})
    make(client, "ended")
    inventory = read_inventory(client)
    plan = plan_safe_removal(inventory, prune_request(Event.SYSTEM_PRUNE_VOLUMES))
    all_volumes = plan_safe_removal(inventory, prune_request(Event.VOLUME_PRUNE_ALL))
    later = make(client, "later", mounted("", "/cache"))
    client.create_volume({"Name": "unused-later"})
    remove(client, plan)
    remove(client, all_volumes)
    after = read_inventory(client)
    assert later in after.containers
    assert "unused-later" in after.volumes
    assert "ended" not in {container.name for container in after.containers.values()}
    assert "unused" not in after.volumes


def test_a_container_that_was_started_since_stays(client: EngineClient) -> None:
    ended = make(client, "ended")
    inventory = read_inventory(client)
    plan = plan_safe_removal(inventory, prune_request(Event.CONTAINER_PRUNE))
    client.start_container(ended)
    report = remove(client, plan)
    (entry,) = (entry for entry in report.entries if entry.name == "container ended")
    assert entry.ended is Ended.LEFT_ALONE
    assert "started" in entry.why
    assert ended in read_inventory(client).containers


def test_a_container_that_is_started_in_the_last_moment_stays(client: EngineClient) -> None:
    ended = make(client, "ended")
    _, plan = planned(client, ids.container_thing(ended))
    inspect = client.inspect_containers

    def started_after_the_look(wanted: list[str]) -> list[Json]:
        found = list(inspect(wanted))
        client.start_container(ended)
        return [{**payload, "State": {"Status": "created"}} for payload in found]

    client.inspect_containers = started_after_the_look  # type: ignore[method-assign,assignment]  # plays the race
    report = remove(client, plan)
    assert report.entries[0].ended is Ended.LEFT_ALONE
    assert "engine refuses" in report.entries[0].why
    client.inspect_containers = inspect  # type: ignore[method-assign]  # as it was
    assert ended in read_inventory(client).containers


def test_a_volume_that_was_made_anew_stays(client: EngineClient) -> None:
    client.create_volume({"Name": "data"})
    _, plan = planned(client, ids.volume_store("data"))
    # Engines tell to the second when a volume was made.
    while volume_from(next(iter(client.volumes(["data"])))).created == plan.volumes[0].created:
        client.remove_volume("data")
        client.create_volume({"Name": "data"})
    report = remove(client, plan)
    assert report.entries[0].ended is Ended.LEFT_ALONE
    assert "made anew" in report.entries[0].why
    assert "data" in read_inventory(client).volumes


def test_a_volume_that_is_in_use_by_now_stays_and_the_rest_goes_on(client: EngineClient) -> None:
    for name in ("one", "two", "three"):
        client.create_volume({"Name": name})
    _, plan = planned(client, *(ids.volume_store(name) for name in ("one", "two", "three")))
    make(client, "user", mounted("two", "/data"))
    client.remove_volume("three")
    report = remove(client, plan)
    assert [entry.ended for entry in report.entries] == [Ended.REMOVED, Ended.LEFT_ALONE, Ended.GONE]
    assert "in use" in report.entries[1].why
    assert not report.complete
    assert "two" in read_inventory(client).volumes


def test_what_was_protected_since_stays(client: EngineClient) -> None:
    doomed = make(client, "doomed")
    client.create_volume({"Name": "data"})
    _, plan = planned(client, ids.container_thing(doomed), ids.volume_store("data"))
    protection = Protection(containers=frozenset({"doomed"}), volumes=frozenset({"data"}))
    report = remove(client, plan, protection=protection)
    assert {entry.why for entry in report.entries} == {"It is protected in Bayplan."}
    after = read_inventory(client)
    assert doomed in after.containers
    assert "data" in after.volumes


def test_stopping_leaves_the_rest_and_tells_of_it(client: EngineClient) -> None:
    for name in ("one", "two", "three"):
        client.create_volume({"Name": name})
    _, plan = planned(client, *(ids.volume_store(name) for name in ("one", "two", "three")))
    steps: list[str] = []
    report = remove(client, plan, before=steps.append, stop=lambda: len(steps) == 1)
    assert [entry.ended for entry in report.entries] == [Ended.REMOVED, Ended.NOT_TRIED, Ended.NOT_TRIED]
    assert {"two", "three"} <= set(read_inventory(client).volumes)


@pytest.mark.parametrize("start", [True, False], ids=["running", "ended"])
def test_a_container_with_rm_goes_without_more_than_was_listed(client: EngineClient, *, start: bool) -> None:
    body: Json = {
        "Image": "busybox:latest",
        "Cmd": ["sleep", "9999"],
        "HostConfig": {"AutoRemove": True, "NetworkMode": "none", "Mounts": [mounted("named", "/data")]},
    }
    doomed = client.create_container("doomed", body)
    if start:
        client.start_container(doomed)
    _, plan = planned(client, ids.container_thing(doomed))
    assert remove(client, plan).complete
    after = read_inventory(client)
    assert doomed not in after.containers
    assert "named" in after.volumes
