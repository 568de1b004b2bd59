"""The notes behind the survival table from 5 on, and what the paragraph after them says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Image, Layer, Mount, Volume
from bayplan.domain.outcome import Fate
from tests.support.survival import (
    ANONYMOUS,
    ANONYMOUS_LABEL,
    IMAGE,
    OTHER,
    PLAIN,
    ROWS,
    WEB,
    container,
    engine_with,
    fate_of,
    mounted,
    outcome_of,
    volume,
)

NAMELESS = volume(ANONYMOUS, StoreKind.ANONYMOUS_VOLUME, labels=ANONYMOUS_LABEL)
THE_ANONYMOUS = ids.volume_store(ANONYMOUS)
THE_NAMED = ids.volume_store(PLAIN)
BOTH = Target.containers(WEB, OTHER)
MIDDLE = f"{0x3D:064x}"


class TestNote5AVolumeStaysOnTheOldNode:
    def test_the_new_node_gets_an_empty_one_of_the_same_name(self) -> None:
        found = fate_of(THE_NAMED, ROWS["Named volume"].make(), Event.MOVE_NODE)
        assert (found.fate, "empty volume" in found.reason) == (Fate.LEFT_BEHIND, True)

    def test_an_anonymous_one_that_was_mounted_by_name_stays_too(self) -> None:
        inventory = engine_with(container(WEB, mounted(NAMELESS, by_name=True)), volumes=(NAMELESS,))
        assert fate_of(THE_ANONYMOUS, inventory, Event.MOVE_NODE).fate is Fate.LEFT_BEHIND


class TestNote6WhatGoesWithItsContainer:
    """``docker rm -v`` and --rm at the end. Seen on Engine 20.10, 26.1 and 28.5."""

    TAKING = (Event.REMOVE_VOLUMES, Event.COMPOSE_DOWN_VOLUMES)

    @pytest.mark.parametrize("event", TAKING)
    @pytest.mark.parametrize("state", ["running", "exited", "created"])
    def test_another_container_keeps_it_also_a_stopped_one(self, event: Event, state: str) -> None:
        other = container(OTHER, mounted(NAMELESS, OTHER), state=state)
        inventory = engine_with(container(WEB, mounted(NAMELESS)), other, volumes=(NAMELESS,))
        found = fate_of(THE_ANONYMOUS, inventory, event)
        assert (found.fate, found.reason) == (Fate.SURVIVES, "other still uses it.")

    @pytest.mark.parametrize("event", TAKING)
    def test_the_trap_one_that_compose_carried_over_counts_as_named(self, event: Event) -> None:
        inventory = engine_with(container(WEB, mounted(NAMELESS, by_name=True)), volumes=(NAMELESS,))
        found = fate_of(THE_ANONYMOUS, inventory, event)
        assert found.fate is Fate.ORPHANED
        assert "by its name" in found.reason

    @pytest.mark.parametrize("by_name", [True, False])
    def test_the_end_of_a_container_made_with_rm(self, by_name: bool) -> None:
        user = container(WEB, mounted(NAMELESS, by_name=by_name), auto_remove=True)
        found = fate_of(THE_ANONYMOUS, engine_with(user, volumes=(NAMELESS,)), Event.STOP)
        assert found.fate is (Fate.ORPHANED if by_name else Fate.LOST)

    def test_removing_one_made_with_rm_by_force_leaves_its_volumes(self) -> None:
        # Surprising, and so on every engine tried: rm --force without -v cuts --rm off before it can act.
        user = container(WEB, mounted(NAMELESS), auto_remove=True)
        found = fate_of(THE_ANONYMOUS, engine_with(user, volumes=(NAMELESS,)), Event.REMOVE)
        assert found.fate is Fate.ORPHANED

    def test_compose_down_stops_one_made_with_rm_first(self) -> None:
        user = container(WEB, mounted(NAMELESS), auto_remove=True)
        inventory = engine_with(user, volumes=(NAMELESS,))
        assert fate_of(THE_ANONYMOUS, inventory, Event.COMPOSE_DOWN).fate is Fate.LOST

    def test_two_that_go_together_take_it_along(self) -> None:
        other = container(OTHER, mounted(NAMELESS, OTHER))
        inventory = engine_with(container(WEB, mounted(NAMELESS)), other, volumes=(NAMELESS,))
        found = fate_of(THE_ANONYMOUS, inventory, Event.REMOVE_VOLUMES, BOTH)
        assert (found.fate, "last container" in found.reason) == (Fate.LOST, True)

    def test_whether_it_was_made_with_rm_may_not_be_known_yet(self) -> None:
        user = container(WEB, mounted(NAMELESS), auto_remove=None)
        inventory = replace(engine_with(user, volumes=(NAMELESS,)), stage=Stage.LISTED)
        for event in (Event.STOP, Event.KILL, Event.ENGINE_RESTART, Event.HOST_REBOOT):
            outcome = outcome_of(inventory, event)
            for store in (ids.writable_store(WEB), ids.log_store(WEB), THE_ANONYMOUS):
                assert outcome.stores[store].fate is Fate.DEPENDS
                assert "--rm" in outcome.stores[store].depends_on


class TestNote7RenewOrphansTheOldOne:
    def test_unless_somebody_else_uses_it(self) -> None:
        other = container(OTHER, mounted(NAMELESS, OTHER), state="exited")
        inventory = engine_with(container(WEB, mounted(NAMELESS)), other, volumes=(NAMELESS,))
        assert fate_of(THE_ANONYMOUS, inventory, Event.RENEW).fate is Fate.SURVIVES

    def test_a_recreation_carries_it_over(self) -> None:
        assert "carries it over" in fate_of(THE_ANONYMOUS, ROWS["Anonymous volume"].make(), Event.RECREATE).reason


class TestNote9MemoryAndLiveRestore:
    @pytest.mark.parametrize("row", ["tmpfs", "/dev/shm", "Runtime files"])
    @pytest.mark.parametrize(("live_restore", "expected"), [(True, Fate.SURVIVES), (False, Fate.LOST)])
    def test_it_survives_only_with_it(self, row: str, live_restore: bool, expected: Fate) -> None:
        inventory = ROWS[row].make()
        with_it = replace(inventory, engine=replace(inventory.engine, live_restore=live_restore))
        assert fate_of(ROWS[row].store, with_it, Event.ENGINE_RESTART).fate is expected

    @pytest.mark.parametrize("row", ["tmpfs", "/dev/shm"])
    @pytest.mark.parametrize("event", [Event.RESTART, Event.REMOVE, Event.HOST_REBOOT, Event.SYSTEM_PRUNE_VOLUMES])
    def test_a_container_that_does_not_run_has_none(self, row: str, event: Event) -> None:
        inventory = ROWS[row].make(state="exited", restart_policy="always")
        assert fate_of(ROWS[row].store, inventory, event).fate is Fate.NOT_APPLICABLE


class TestNote10WhenPruneSparesAnImage:
    DANGLING = replace(IMAGE, tags=())

    @staticmethod
    def fate(event: Event, image: Image, *containers: Container) -> Fate:
        inventory = engine_with(*containers, images=(image,))
        return fate_of(ids.image_store(image.id), inventory, event, WHOLE_ENGINE).fate

    @pytest.mark.parametrize("state", ["running", "exited", "created"])
    def test_a_container_keeps_it_also_a_stopped_one(self, state: str) -> None:
        assert self.fate(Event.IMAGE_PRUNE_ALL, IMAGE, container(state=state)) is Fate.SURVIVES
        assert self.fate(Event.IMAGE_PRUNE_ALL, IMAGE) is Fate.LOST

    @pytest.mark.parametrize("event", [Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES])
    def test_a_system_prune_takes_those_without_a_name_after_the_stopped_containers(self, event: Event) -> None:
        assert self.fate(event, IMAGE) is Fate.SURVIVES
        assert self.fate(event, self.DANGLING) is Fate.LOST
        assert self.fate(event, self.DANGLING, container(state="exited")) is Fate.LOST
        assert self.fate(event, self.DANGLING, container()) is Fate.SURVIVES

    def test_only_layers_that_no_other_image_has_are_lost(self) -> None:
        def image(number: int, *layers: Layer) -> Image:
            return Image(id=f"sha256:{number:064x}", tags=(f"image:{number}",), size=999, layers=layers)

        base, shared = Layer(digest="base", size=97), Layer(digest="shared", size=50)
        top = {number: Layer(digest=f"top-{number}", size=number) for number in range(2, 5)}
        kept = replace(IMAGE, layers=(base,))
        pruned = (
            image(2, base, shared, top[2]),
            image(3, base, shared, top[3]),
            image(4, base, replace(top[4], size=None)),
            image(5, base),
            image(6),
        )
        inventory = engine_with(container(), images=(kept, *pruned))
        outcome = outcome_of(inventory, Event.IMAGE_PRUNE_ALL)
        sizes = [outcome.stores[ids.image_store(each.id)].size for each in pruned]
        # The first has what only pruned ones share; of the third and the last the sizes are not known.
        assert sizes == [52, 3, None, 0, None]
        alone = fates(inventory, Event.IMAGE_PRUNE_ALL, WHOLE_ENGINE, stores=[ids.image_store(pruned[1].id)])
        assert alone.stores == {ids.image_store(pruned[1].id): outcome.stores[ids.image_store(pruned[1].id)]}

    @pytest.mark.parametrize("state", ["running", "exited"])
    def test_a_container_that_only_mounts_it_keeps_it(self, state: str) -> None:
        # Seen on Engine 28.5.
        model = Image(id=f"sha256:{2:064x}", tags=("model:1",))
        store = ids.image_mount_store("model:1")
        mount = Mount(container=WEB, store=store, kind=StoreKind.IMAGE_MOUNT, source="model:1", destination="/model")
        inventory = engine_with(container(WEB, mount, state=state), images=(IMAGE, model))
        for each in (ids.image_store(model.id), store):
            assert fate_of(each, inventory, Event.IMAGE_PRUNE_ALL).fate is Fate.SURVIVES
        alone = engine_with(container(), images=(IMAGE, model))
        assert fate_of(ids.image_store(model.id), alone, Event.IMAGE_PRUNE_ALL).fate is Fate.LOST


def test_note_11_a_pipe_holds_no_data_at_rest() -> None:
    found = fate_of(ROWS["Named pipe"].store, ROWS["Named pipe"].make(), Event.REMOVE)
    assert (found.fate, "no data at rest" in found.reason) == (Fate.NOT_APPLICABLE, True)


def test_note_12_only_the_definition_of_a_network_volume_goes() -> None:
    found = fate_of(ROWS["NFS"].store, ROWS["NFS"].make(), Event.COMPOSE_DOWN_VOLUMES)
    assert (found.fate, found.reason) == (
        Fate.SURVIVES,
        "Only the volume's definition is removed; the data stay on nas.local:/export/media.",
    )


class TestNote14TheDriverDecidesWhatDeletingMeans:
    ANONYMOUS_OF_A_PLUGIN = replace(NAMELESS, kind=StoreKind.PLUGIN_VOLUME, driver="rexray")

    def test_a_named_one_is_not_deleted_with_its_container(self) -> None:
        # The table says "the driver decides" for rm -v and -V; but an engine asks it to delete only unnamed volumes.
        for event in (Event.REMOVE_VOLUMES, Event.RENEW):
            assert fate_of(ROWS["Plugin volume"].store, ROWS["Plugin volume"].make(), event).fate is Fate.SURVIVES

    def test_an_unnamed_one_is(self) -> None:
        mount = mounted(self.ANONYMOUS_OF_A_PLUGIN, by_name=False)
        inventory = engine_with(container(WEB, mount), volumes=(self.ANONYMOUS_OF_A_PLUGIN,))
        found = fate_of(THE_ANONYMOUS, inventory, Event.REMOVE_VOLUMES)
        assert (found.fate, "driver rexray" in found.depends_on) == (Fate.DEPENDS, True)

    def test_one_that_is_removed_by_its_name_is(self) -> None:
        block = volume("block", StoreKind.PLUGIN_VOLUME, driver="rexray")
        target = Target.volume("block")
        found = fate_of(ids.volume_store("block"), engine_with(volumes=(block,)), Event.REMOVE, target)
        assert found.fate is Fate.DEPENDS


class TestNote15VolumesFromFollowsItsSource:
    """Seen on Engine 20.10, 26.1 and 28.5."""

    @staticmethod
    def fate(of: Volume, event: Event, target: Target, **source: Any) -> Fate:
        owner = container(OTHER, mounted(of, OTHER), **source)
        user = container(WEB, mounted(of), details=ContainerDetails(volumes_from=("other",)))
        return fate_of(ids.volume_store(of.name), engine_with(owner, user, volumes=(of,)), event, target).fate

    def test_an_anonymous_one_stays_until_its_last_user_is_removed_with_v(self) -> None:
        for target in (Target.containers(OTHER), Target.containers(WEB)):
            assert self.fate(NAMELESS, Event.REMOVE_VOLUMES, target) is Fate.SURVIVES
        assert self.fate(NAMELESS, Event.REMOVE_VOLUMES, BOTH) is Fate.LOST
        assert self.fate(NAMELESS, Event.REMOVE, BOTH) is Fate.ORPHANED

    def test_a_source_that_does_not_run_keeps_it(self) -> None:
        assert self.fate(NAMELESS, Event.REMOVE_VOLUMES, Target.containers(WEB), state="exited") is Fate.SURVIVES

    def test_one_that_the_source_mounted_by_its_name_counts_as_named_here_too(self) -> None:
        owner = container(OTHER, mounted(NAMELESS, OTHER, by_name=True))
        middle = container(MIDDLE, mounted(NAMELESS, MIDDLE), details=ContainerDetails(volumes_from=(OTHER[:12],)))
        user = container(WEB, mounted(NAMELESS), details=ContainerDetails(volumes_from=("middle:ro",)))
        inventory = engine_with(owner, middle, user, volumes=(NAMELESS,))
        everyone = Target.containers(WEB, OTHER, MIDDLE)
        assert fate_of(THE_ANONYMOUS, inventory, Event.REMOVE_VOLUMES, everyone).fate is Fate.ORPHANED

    def test_a_ring_of_sources_ends(self) -> None:
        details = {each: ContainerDetails(volumes_from=(name,)) for each, name in ((WEB, "other"), (OTHER, "web-1"))}
        users = [container(each, mounted(NAMELESS, each), details=details[each]) for each in (WEB, OTHER)]
        inventory = engine_with(*users, volumes=(NAMELESS,))
        assert fate_of(THE_ANONYMOUS, inventory, Event.REMOVE_VOLUMES, BOTH).fate is Fate.LOST

    def test_a_named_one_stays_anyway(self) -> None:
        assert self.fate(volume(), Event.REMOVE_VOLUMES, BOTH) is Fate.SURVIVES


class TestNote16SecretsOfASwarm:
    def test_they_are_put_into_memory_again_at_the_next_start(self) -> None:
        found = fate_of(ROWS["Swarm secret"].store, ROWS["Swarm secret"].make(), Event.RESTART)
        assert (found.fate, "put in again" in found.reason) == (Fate.SURVIVES, True)

    def test_a_removed_container_takes_its_copy_along_and_the_managers_keep_theirs(self) -> None:
        found = fate_of(ROWS["Swarm secret"].store, ROWS["Swarm secret"].make(state="exited"), Event.SYSTEM_PRUNE)
        assert (found.fate, "managers keep" in found.reason) == (Fate.LOST, True)
