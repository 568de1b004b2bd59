"""What a safe removal lists, what it spares, and when a thing is no longer the one that was listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory, diff
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Volume
from bayplan.domain.outcome import Fate
from bayplan.domain.protection import UNPROTECTED, Protection, with_protection
from bayplan.domain.safe_removal import PRUNES, plan_safe_removal, prune_request, request_for
from bayplan.domain.safe_removal.report import Ended, RemovalEntry, RemovalReport
from bayplan.domain.safe_removal.sameness import why_container_stays, why_image_stays, why_volume_stays
from bayplan.domain.stores import build_inventory
from bayplan.engine.assemble import read_inventory
from bayplan.engine.demo_client import DemoClient
from tests.support.builders import NOW
from tests.support.shop import ANONYMOUS, DANGLING, DB, IMPORT, LONG_NAME, WEB, WEB_1, shop

DB_THING = ids.container_thing(DB)


def changed(inventory: Inventory, *containers: Container) -> Inventory:
    """The same engine with some containers in place of those with their ids."""
    every = {**inventory.containers, **{container.id: container for container in containers}}
    return build_inventory(
        engine=inventory.engine,
        containers=every.values(),
        images=inventory.images.values(),
        volumes=inventory.volumes.values(),
        taken_at=inventory.taken_at,
        stage=inventory.stage,
        sizes_as_of=inventory.sizes_as_of,
    )


def test_a_container_alone_goes_and_its_anonymous_volume_is_orphaned() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([DB_THING], inventory))
    assert [container.name for container in plan.containers] == ["db-1"]
    assert plan.volumes == ()
    assert plan.title == "Remove db-1"
    assert plan.sentence.startswith("removing db-1 loses ")
    fate = {line.store: line.fate for line in plan.lines}
    assert fate[ids.volume_store(ANONYMOUS)] is Fate.ORPHANED
    assert fate[ids.writable_store(DB)] is Fate.LOST
    assert plan.commands == ("docker rm --force db-1",)
    assert plan.phrase == ""


def test_with_volumes_exactly_the_anonymous_ones_go() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([DB_THING], inventory, with_volumes=True))
    assert [volume.name for volume in plan.volumes] == [ANONYMOUS]
    assert plan.title == "Remove db-1 with its anonymous volumes"
    assert plan.commands == ("docker rm --force --volumes db-1",)
    assert {line.store: line.fate for line in plan.lines}[ids.volume_store(ANONYMOUS)] is Fate.LOST
    assert plan.phrase == ""  # nobody ever named it


def test_an_anonymous_volume_that_another_container_uses_stays() -> None:
    inventory = shop()
    db, web = inventory.containers[DB], inventory.containers[WEB_1]
    shared = next(mount for mount in db.mounts if mount.source == ANONYMOUS)
    inventory = changed(inventory, replace(web, mounts=(*web.mounts, replace(shared, container=WEB_1))))
    assert plan_safe_removal(inventory, request_for([DB_THING], inventory, with_volumes=True)).volumes == ()


def test_an_anonymous_volume_that_was_mounted_by_its_name_stays() -> None:
    inventory = shop()
    db = inventory.containers[DB]
    mounts = tuple(replace(mount, by_name=True) for mount in db.mounts)
    inventory = changed(inventory, replace(db, mounts=mounts))
    assert plan_safe_removal(inventory, request_for([DB_THING], inventory, with_volumes=True)).volumes == ()


def test_the_volumes_that_go_are_those_that_the_fates_call_lost() -> None:
    for inventory in (shop(), read_inventory(DemoClient())):
        for container in inventory.containers.values():
            asked = request_for([ids.container_thing(container.id)], inventory, with_volumes=True)
            plan = plan_safe_removal(inventory, asked)
            lost = {line.store for line in plan.lines if line.fate is Fate.LOST and line.kind.is_volume}
            assert lost == {ids.volume_store(volume.name) for volume in plan.volumes}, container.name


def test_a_volume_in_use_is_spared_and_says_by_whom() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([ids.volume_store("shop_pgdata")], inventory))
    assert not plan
    assert plan.sentence == "nothing of this can be removed"
    (spared,) = plan.spared
    assert "db-1" in spared.why
    assert not spared.protected


def test_a_container_and_its_named_volume_can_go_together() -> None:
    inventory = shop()
    things = [DB_THING, ids.volume_store("shop_pgdata")]
    plan = plan_safe_removal(inventory, request_for(things, inventory))
    assert [volume.name for volume in plan.volumes] == ["shop_pgdata"]
    assert plan.spared == ()
    assert plan.commands == ("docker rm --force db-1", "docker volume rm shop_pgdata")
    assert plan.phrase == "shop_pgdata"


def test_the_name_is_asked_for_only_where_data_of_a_named_volume_would_be_lost() -> None:
    inventory = shop()
    unused = request_for([ids.volume_store("old_pgdata")], inventory)
    assert plan_safe_removal(inventory, unused).phrase == "old_pgdata"
    empty = {**inventory.volumes, "old_pgdata": replace(inventory.volumes["old_pgdata"], size=0)}
    without_data = build_inventory(
        engine=inventory.engine,
        containers=inventory.containers.values(),
        images=inventory.images.values(),
        volumes=empty.values(),
        taken_at=NOW,
    )
    assert plan_safe_removal(without_data, unused).phrase == ""
    several = [DB_THING, ids.volume_store("shop_pgdata"), ids.volume_store("old_pgdata")]
    assert plan_safe_removal(inventory, request_for(several, inventory)).phrase == "remove 2 volumes"


def test_a_group_stands_for_its_containers() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([ids.group_thing("shop")], inventory))
    assert sorted(container.name for container in plan.containers) == ["db-1", "web-1", "web-2"]
    assert plan.title == "Remove 3 containers"


def test_what_cannot_be_removed_is_left_out() -> None:
    inventory = shop()
    assert not request_for([ids.bind_store("/etc/ssl/certs"), ids.container_thing("gone")], inventory)


def test_an_image_with_containers_is_spared() -> None:
    inventory = shop()
    plan = plan_safe_removal(inventory, request_for([ids.image_thing(WEB)], inventory))
    assert not plan
    assert "web-1" in plan.spared[0].why


@pytest.mark.parametrize("event", PRUNES)
def test_a_prune_lists_what_the_fates_say_that_it_loses(event: Event) -> None:
    for inventory in (shop(), read_inventory(DemoClient())):
        plan = plan_safe_removal(inventory, prune_request(event))
        outcome = fates(inventory, event, WHOLE_ENGINE)
        gone = {key for key, fate in outcome.containers.items() if fate.becomes.goes}
        lost = {store for store, verdict in outcome.stores.items() if verdict.fate is Fate.LOST}
        kinds = {store: inventory.stores[store].kind for store in lost}
        assert {container.id for container in plan.containers} == gone
        assert {ids.volume_store(v.name) for v in plan.volumes} == {s for s in lost if kinds[s].is_volume}
        images = {s for s in lost if kinds[s] is StoreKind.IMAGE_LAYERS}
        assert {ids.image_store(image.id) for image in plan.images} == images
        assert {line.store for line in plan.lines if line.fate is Fate.LOST} == lost


def test_only_a_prune_can_be_asked_for_as_one() -> None:
    with pytest.raises(ValueError, match="prunes nothing"):
        prune_request(Event.STOP)


def test_what_is_protected_is_spared_by_name() -> None:
    inventory = shop()
    protection = Protection(containers=frozenset({"db-1"}), volumes=frozenset({"old_pgdata"}))
    inventory = with_protection(inventory, protection)
    plan = plan_safe_removal(inventory, request_for([DB_THING, ids.volume_store("old_pgdata")], inventory))
    assert not plan
    assert [(spared.name, spared.protected) for spared in plan.spared] == [
        ("container db-1", True),
        ("volume old_pgdata", True),
    ]


def test_a_protected_anonymous_volume_stays_when_its_container_goes() -> None:
    inventory = with_protection(shop(), Protection(volumes=frozenset({ANONYMOUS})))
    plan = plan_safe_removal(inventory, request_for([DB_THING], inventory, with_volumes=True))
    assert plan.volumes == ()
    (line,) = [line for line in plan.lines if line.store == ids.volume_store(ANONYMOUS)]
    assert line.fate is Fate.ORPHANED
    assert line.reason.startswith("It is protected in Bayplan.")
    assert plan.commands == ("docker rm --force db-1",)


def test_a_prune_spares_what_is_protected_and_what_hangs_on_it() -> None:
    inventory = shop()
    everything = plan_safe_removal(inventory, prune_request(Event.SYSTEM_PRUNE))
    assert [container.name for container in everything.containers] == [LONG_NAME]
    assert [image.id for image in everything.images] == [DANGLING]
    assert everything.loose
    assert everything.commands == ("docker system prune",)
    spared = with_protection(inventory, Protection(containers=frozenset({LONG_NAME})))
    plan = plan_safe_removal(spared, prune_request(Event.SYSTEM_PRUNE))
    assert not plan  # the dangling image is that container's
    assert plan.sentence == "there is nothing to prune"
    kept = with_protection(inventory, Protection(volumes=frozenset({"old_pgdata"})))
    volumes = plan_safe_removal(kept, prune_request(Event.VOLUME_PRUNE_ALL))
    assert "old_pgdata" not in {volume.name for volume in volumes.volumes}
    assert [entry.name for entry in volumes.spared] == ["volume old_pgdata"]


def test_protection_is_put_on_and_taken_off_by_thing() -> None:
    inventory = shop()
    things = [DB_THING, ids.volume_store("old_pgdata"), ids.bind_store("/etc/ssl/certs")]
    on = UNPROTECTED.with_things(things, inventory, protected=True)
    assert on == Protection(containers=frozenset({"db-1"}), volumes=frozenset({"old_pgdata"}))
    assert on.things(inventory) == {DB_THING, ids.volume_store("old_pgdata")}
    assert with_protection(inventory, UNPROTECTED) is inventory
    marked = with_protection(inventory, on)
    turned = diff(inventory, marked)
    assert turned.containers.changed == {DB}
    assert turned.volumes.changed == {"old_pgdata"}
    assert turned.stores.changed == {ids.volume_store("old_pgdata")}
    assert not on.with_things(things, inventory, protected=False)


def test_a_container_that_was_started_since_is_left_alone() -> None:
    stopped = shop().containers[IMPORT]
    assert "started" in why_container_stays(stopped, replace(stopped, state="running"))
    assert why_container_stays(stopped, stopped) == ""
    running = shop().containers[DB]
    assert why_container_stays(running, replace(running, state="exited")) == ""


def test_a_volume_that_was_made_anew_is_another_one() -> None:
    listed = Volume(name="data", kind=StoreKind.NAMED_VOLUME, mountpoint="/m", created=NOW)
    assert why_volume_stays(listed, replace(listed, size=5, labels={"a": "b"})) == ""
    assert "made anew" in why_volume_stays(listed, replace(listed, created=NOW + timedelta(seconds=1)))
    assert "driver" in why_volume_stays(listed, replace(listed, driver="other"))


def test_an_image_that_got_a_name_or_a_container_is_left_alone() -> None:
    listed = shop().images[DANGLING]
    assert why_image_stays(listed, listed, []) == ""
    assert "keep:1" in why_image_stays(listed, replace(listed, tags=("keep:1",)), [])
    assert "job" in why_image_stays(listed, listed, ["job"])


def test_a_report_says_what_came_of_everything() -> None:
    done = RemovalReport((RemovalEntry("container a", Ended.REMOVED), RemovalEntry("volume b", Ended.REMOVED)))
    assert done.complete
    assert done.sentence() == "Removed 2 things."
    mixed = RemovalReport(
        (
            RemovalEntry("container a", Ended.REMOVED),
            RemovalEntry("container b", Ended.GONE, "Somebody else had removed it."),
            RemovalEntry("volume c", Ended.LEFT_ALONE, "It was made anew."),
            RemovalEntry("volume d", Ended.FAILED, "No."),
            RemovalEntry("volume e", Ended.NOT_TRIED),
        )
    )
    assert [entry.name for entry in mixed.remaining] == ["volume c", "volume d", "volume e"]
    assert mixed.sentence() == (
        "Removed 1 of 5; 1 was gone already; 1 was left alone; 1 could not be removed; 1 was not tried, because you "
        "stopped it."
    )
