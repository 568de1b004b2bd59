"""The notes behind the survival table: of each condition, the side that the table does not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import ContainerDetails, Volume
from bayplan.domain.outcome import Becomes, Fate, StoreFate
from tests.support.survival import (
    ANONYMOUS,
    ANONYMOUS_LABEL,
    OTHER,
    PLAIN,
    PROJECT_LABEL,
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
OLD_NAMELESS = volume(ANONYMOUS, StoreKind.ANONYMOUS_VOLUME)
THE_ANONYMOUS = ids.volume_store(ANONYMOUS)
THE_NAMED = ids.volume_store(PLAIN)
OWN = ("Writable layer", "json-file log")
PRUNES = (Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.SYSTEM_PRUNE_VOLUMES)


def row_fate(row: str, event: Event, **facts: Any) -> StoreFate:
    """The fate of the row's store when these facts of its container differ."""
    return fate_of(ROWS[row].store, ROWS[row].make(**facts), event)


def with_volume(of: Volume, *, by_name: bool | None = None, state: str = "running", **engine: Any) -> Inventory:
    """web-1 with the volume."""
    return engine_with(container(WEB, mounted(of, by_name=by_name), state=state), volumes=(of,), **engine)


class TestNote1RemovedByAnEngineThatStarts:
    """``--rm`` and live-restore. Seen on Engine 20.10, 26.1 and 28.5, stopped in order and killed."""

    @pytest.mark.parametrize("row", OWN)
    @pytest.mark.parametrize("event", [Event.ENGINE_RESTART, Event.HOST_REBOOT])
    @pytest.mark.parametrize("state", ["running", "paused", "created", "exited"])
    def test_what_is_its_own_goes_with_a_container_made_with_rm(self, row: str, event: Event, state: str) -> None:
        found = row_fate(row, event, auto_remove=True, state=state)
        assert found.fate is Fate.LOST
        assert "--rm" in found.reason

    @pytest.mark.parametrize("policy", ["no", "always", "unless-stopped", "on-failure", "on-failure:3"])
    def test_a_restart_policy_decides_only_whether_it_starts_again(self, policy: str) -> None:
        outcome = outcome_of(ROWS["Writable layer"].make(restart_policy=policy), Event.HOST_REBOOT)
        assert outcome.stores[ROWS["Writable layer"].store].fate is Fate.SURVIVES
        assert outcome.containers[WEB].becomes is (Becomes.STOPPED if policy == "no" else Becomes.RESTARTED)
        assert policy == "no" or policy.partition(":")[0] in outcome.containers[WEB].reason

    @pytest.mark.parametrize(
        ("policy", "state", "exit_code", "becomes"),
        [
            ("always", "exited", 0, Becomes.RESTARTED),  # also when it was stopped by hand
            ("always", "created", None, Becomes.UNTOUCHED),  # one that never started stays so
            ("unless-stopped", "exited", 137, Becomes.UNTOUCHED),
            ("on-failure", "exited", 3, Becomes.RESTARTED),
            ("on-failure", "exited", 0, Becomes.UNTOUCHED),
            ("no", "exited", 3, Becomes.UNTOUCHED),
        ],
    )
    def test_which_containers_that_do_not_run_start_with_the_engine(
        self, policy: str, state: str, exit_code: int | None, becomes: Becomes
    ) -> None:
        details = ContainerDetails(exit_code=exit_code)
        inventory = engine_with(container(restart_policy=policy, state=state, details=details))
        assert outcome_of(inventory, Event.ENGINE_RESTART).containers[WEB].becomes is becomes

    @pytest.mark.parametrize("event", [Event.ENGINE_RESTART, Event.HOST_REBOOT])
    def test_an_end_in_order_removes_the_anonymous_volumes_of_one_that_runs_and_a_crash_orphans_them(
        self, event: Event
    ) -> None:
        found = row_fate("Anonymous volume", event, auto_remove=True)
        assert found.fate is Fate.DEPENDS
        assert "before it ends itself" in found.depends_on

    @pytest.mark.parametrize("event", [Event.ENGINE_RESTART, Event.HOST_REBOOT])
    def test_one_that_was_mounted_by_its_name_stays_in_any_case(self, event: Event) -> None:
        user = container(WEB, mounted(NAMELESS, by_name=True), auto_remove=True)
        assert fate_of(THE_ANONYMOUS, engine_with(user, volumes=(NAMELESS,)), event).fate is Fate.ORPHANED

    @pytest.mark.parametrize("event", [Event.ENGINE_RESTART, Event.HOST_REBOOT])
    @pytest.mark.parametrize("state", ["created", "exited"])
    def test_those_of_one_that_does_not_run_are_orphaned(self, event: Event, state: str) -> None:
        # ENGINE_FACTS calls them lost; a real engine removes such a container before it knows its volumes.
        found = row_fate("Anonymous volume", event, auto_remove=True, state=state)
        assert found.fate is Fate.ORPHANED
        assert "--rm" in found.reason

    @pytest.mark.parametrize("row", ROWS)
    @pytest.mark.parametrize("state", ["running", "paused"])
    def test_live_restore_spares_what_runs(self, row: str, state: str) -> None:
        inventory = ROWS[row].make(state=state)
        spared = replace(inventory, engine=replace(inventory.engine, live_restore=True))
        found = fate_of(ROWS[row].store, spared, Event.ENGINE_RESTART)
        assert (found.fate, found.concerned) == (Fate.SURVIVES, False)

    @pytest.mark.parametrize(
        ("version", "own", "anonymous"),
        [
            ("20.10.24+dfsg1", Fate.LOST, Fate.ORPHANED),
            ("24.0.7", Fate.LOST, Fate.ORPHANED),
            ("24.0.8", Fate.SURVIVES, Fate.SURVIVES),
            ("26.1.5+dfsg1", Fate.SURVIVES, Fate.SURVIVES),
        ],
    )
    def test_live_restore_spares_containers_made_with_rm_since_24_0_8(
        self, version: str, own: Fate, anonymous: Fate
    ) -> None:
        user = container(WEB, mounted(NAMELESS), auto_remove=True)
        inventory = engine_with(user, volumes=(NAMELESS,), live_restore=True, version=version)
        outcome = outcome_of(inventory, Event.ENGINE_RESTART)
        assert outcome.stores[ids.writable_store(WEB)].fate is own
        assert outcome.stores[THE_ANONYMOUS].fate is anonymous

    def test_live_restore_does_not_help_in_a_reboot_or_what_does_not_run(self) -> None:
        running = engine_with(container(auto_remove=True), live_restore=True)
        assert fate_of(ids.writable_store(WEB), running, Event.HOST_REBOOT).fate is Fate.LOST
        created = engine_with(container(auto_remove=True, state="created"), live_restore=True)
        assert fate_of(ids.writable_store(WEB), created, Event.ENGINE_RESTART).fate is Fate.LOST


class TestNote2SystemPruneRemovesStoppedContainers:
    @pytest.mark.parametrize("row", OWN)
    @pytest.mark.parametrize("event", [Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES])
    @pytest.mark.parametrize("state", ["exited", "created", "dead"])
    def test_what_is_its_own_goes_with_one_that_does_not_run(self, row: str, event: Event, state: str) -> None:
        found = row_fate(row, event, state=state)
        assert found.fate is Fate.LOST
        assert "prune" in found.reason

    @pytest.mark.parametrize("state", ["paused", "restarting"])
    def test_paused_and_restarting_count_as_running(self, state: str) -> None:
        assert row_fate("Writable layer", Event.SYSTEM_PRUNE, state=state).fate is Fate.SURVIVES

    @pytest.mark.parametrize("row", ["tmpfs", "/dev/shm"])
    def test_a_stopped_container_has_nothing_in_memory_to_lose(self, row: str) -> None:
        # The table says lost; but the memory was given back when the container stopped.
        assert row_fate(row, Event.SYSTEM_PRUNE, state="exited").fate is Fate.NOT_APPLICABLE

    @pytest.mark.parametrize("event", [Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE])
    def test_its_anonymous_volumes_are_orphaned(self, event: Event) -> None:
        assert row_fate("Anonymous volume", event, state="exited").fate is Fate.ORPHANED


class TestNote3ComposeDownRemovesTheVolumesThatItsFileDeclares:
    """Seen with Compose 2.40 on Engine 20.10."""

    def test_one_that_it_did_not_make_depends_on_the_file(self) -> None:
        # Compose also removes a volume that was there before, unless the file calls it external; it only warns.
        found = fate_of(THE_NAMED, with_volume(volume()), Event.COMPOSE_DOWN_VOLUMES)
        assert found.fate is Fate.DEPENDS
        assert "external" in found.depends_on

    def test_one_of_another_project_depends_on_the_file_too(self) -> None:
        theirs = volume(labels={"com.docker.compose.project": "elsewhere"})
        assert fate_of(THE_NAMED, with_volume(theirs), Event.COMPOSE_DOWN_VOLUMES).fate is Fate.DEPENDS

    @pytest.mark.parametrize("state", ["running", "exited"])
    def test_one_in_use_elsewhere_stays(self, state: str) -> None:
        mine = volume(labels=PROJECT_LABEL)
        other = container(OTHER, mounted(mine, OTHER), state=state)
        inventory = engine_with(container(WEB, mounted(mine)), other, volumes=(mine,))
        assert fate_of(THE_NAMED, inventory, Event.COMPOSE_DOWN_VOLUMES).fate is Fate.SURVIVES

    def test_one_that_is_declared_and_unused_goes_too(self) -> None:
        spare = volume("spare", labels=PROJECT_LABEL)
        found = fate_of(
            ids.volume_store("spare"), engine_with(container(), volumes=(spare,)), Event.COMPOSE_DOWN_VOLUMES
        )
        assert found.fate is Fate.LOST

    def test_without_v_it_stays(self) -> None:
        assert row_fate("Named volume", Event.COMPOSE_DOWN).fate is Fate.SURVIVES


class TestNote4WhatVolumePruneRemoves:
    """Seen on Engine 20.10 (API 1.41), 26.1 (1.45) and 28.5 (1.51)."""

    @staticmethod
    def pruned(of: Volume, event: Event, **engine: Any) -> Fate:
        """The fate of a volume to which nothing refers."""
        return fate_of(ids.volume_store(of.name), engine_with(volumes=(of,), **engine), event, WHOLE_ENGINE).fate

    def test_the_anonymous_label_counts_and_not_the_form_of_the_name(self) -> None:
        assert self.pruned(NAMELESS, Event.VOLUME_PRUNE) is Fate.LOST
        assert self.pruned(OLD_NAMELESS, Event.VOLUME_PRUNE) is Fate.SURVIVES
        assert self.pruned(OLD_NAMELESS, Event.SYSTEM_PRUNE_VOLUMES) is Fate.SURVIVES
        assert self.pruned(OLD_NAMELESS, Event.VOLUME_PRUNE_ALL) is Fate.LOST

    def test_named_ones_go_only_with_all(self) -> None:
        assert self.pruned(volume(), Event.VOLUME_PRUNE) is Fate.SURVIVES
        assert self.pruned(volume(), Event.SYSTEM_PRUNE_VOLUMES) is Fate.SURVIVES
        assert self.pruned(volume(), Event.VOLUME_PRUNE_ALL) is Fate.LOST

    @pytest.mark.parametrize("event", PRUNES)
    @pytest.mark.parametrize("of", [volume(), OLD_NAMELESS, NAMELESS])
    def test_before_api_1_42_all_go(self, event: Event, of: Volume) -> None:
        assert self.pruned(of, event, api_version="1.41") is Fate.LOST

    @pytest.mark.parametrize("api_version", ["1.41", "1.42", "1.51"])
    @pytest.mark.parametrize("event", PRUNES)
    @pytest.mark.parametrize("of", [volume(options={"type": "tmpfs"}), replace(NAMELESS, options={"type": "tmpfs"})])
    def test_those_with_driver_options_stay(self, of: Volume, event: Event, api_version: str) -> None:
        assert self.pruned(of, event, api_version=api_version) is Fate.SURVIVES

    @pytest.mark.parametrize("event", PRUNES)
    def test_those_of_other_drivers_stay(self, event: Event) -> None:
        block = volume("block", StoreKind.PLUGIN_VOLUME, driver="rexray")
        assert self.pruned(block, event, api_version="1.41") is Fate.SURVIVES

    @pytest.mark.parametrize("event", [Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL])
    @pytest.mark.parametrize("state", ["running", "exited", "created"])
    def test_one_that_any_container_refers_to_stays(self, event: Event, state: str) -> None:
        found = fate_of(THE_NAMED, with_volume(volume(), state=state, api_version="1.41"), event)
        assert (found.fate, found.concerned) == (Fate.SURVIVES, False)
        assert "web-1 refers to it" in found.reason

    def test_a_system_prune_first_removes_the_stopped_containers_that_refer_to_it(self) -> None:
        stopped: dict[str, Any] = {"state": "exited"}
        assert row_fate("Anonymous volume", Event.SYSTEM_PRUNE_VOLUMES, **stopped).fate is Fate.LOST
        assert fate_of(THE_NAMED, with_volume(volume(), **stopped), Event.SYSTEM_PRUNE_VOLUMES).fate is Fate.SURVIVES
        old = with_volume(OLD_NAMELESS, **stopped)
        assert fate_of(THE_ANONYMOUS, old, Event.SYSTEM_PRUNE_VOLUMES).fate is Fate.ORPHANED

    def test_who_will_miss_it_is_said(self) -> None:
        mine = volume(labels=PROJECT_LABEL)
        found = fate_of(THE_NAMED, engine_with(volumes=(mine,)), Event.VOLUME_PRUNE_ALL, WHOLE_ENGINE)
        assert "project shop declares it" in found.reason

    def test_what_a_swarm_may_need_later_is_not_known(self) -> None:
        found = fate_of(THE_NAMED, engine_with(volumes=(volume(),), swarm=True), Event.VOLUME_PRUNE_ALL, WHOLE_ENGINE)
        assert "service of the swarm" in found.reason

    @pytest.mark.parametrize("event", PRUNES)
    @pytest.mark.parametrize("of", [volume(), volume(options={"type": "tmpfs"}), NAMELESS])
    def test_podman_removes_whatever_nobody_refers_to(self, event: Event, of: Volume) -> None:
        # Seen on Podman 5.4 and 5.8, whatever API version it claims.
        assert self.pruned(of, event, product="Podman", api_version="1.44") is Fate.LOST
