"""What survives where the real thing differs from its kind: memory that is shared, volumes that are tmpfs or binds,
host folders in memory, orchestrators, Podman."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Mount
from bayplan.domain.outcome import Becomes, Fate, HostFacts
from tests.support.builders import bind_mount, shm_mount, tmpfs_mount
from tests.support.survival import (
    ANONYMOUS,
    ANONYMOUS_LABEL,
    OTHER,
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
BOTH = Target.containers(WEB, OTHER)
ENDS = (Event.STOP, Event.RESTART, Event.KILL, Event.REMOVE, Event.RECREATE)


def shm_of(store: str, cid: str) -> Mount:
    """The /dev/shm at ``store`` as this container sees it."""
    return replace(shm_mount(cid), store=store)


class TestSharedMemory:
    """Seen on Engine 20.10 and 28.5."""

    SHARED = ids.shm_store(OTHER)

    def shared(self, owner: str = "running", guest: str = "running") -> Inventory:
        """web-1 joins the IPC namespace of the other container."""
        return engine_with(
            container(OTHER, shm_mount(OTHER), state=owner), container(WEB, shm_of(self.SHARED, WEB), state=guest)
        )

    @pytest.mark.parametrize("event", [Event.STOP, Event.RESTART, Event.KILL, Event.REMOVE])
    def test_a_guest_keeps_it_when_its_owner_ends(self, event: Event) -> None:
        found = fate_of(self.SHARED, self.shared(), event, Target.containers(OTHER))
        assert (found.fate, found.depends_on) == (Fate.DEPENDS, "how long web-1 runs")
        assert "other gets a new one" in found.reason

    @pytest.mark.parametrize("event", ENDS)
    def test_the_owner_keeps_it_when_a_guest_ends(self, event: Event) -> None:
        assert fate_of(self.SHARED, self.shared(), event).fate is Fate.SURVIVES

    @pytest.mark.parametrize("event", [Event.STOP, Event.KILL, Event.REMOVE])
    def test_it_is_lost_when_both_end_or_the_guest_did_not_run(self, event: Event) -> None:
        assert fate_of(self.SHARED, self.shared(), event, BOTH).fate is Fate.LOST
        stopped = self.shared(guest="exited")
        assert fate_of(self.SHARED, stopped, event, Target.containers(OTHER)).fate is Fate.LOST

    def test_guests_keep_that_of_an_owner_that_is_gone(self) -> None:
        gone = ids.shm_store("gone")
        two = engine_with(container(WEB, shm_of(gone, WEB)), container(OTHER, shm_of(gone, OTHER)))
        assert fate_of(gone, two, Event.STOP).fate is Fate.SURVIVES
        assert fate_of(gone, two, Event.STOP, BOTH).fate is Fate.LOST
        stopped = engine_with(container(WEB, shm_of(gone, WEB), state="exited"))
        assert fate_of(gone, stopped, Event.REMOVE).fate is Fate.NOT_APPLICABLE

    @pytest.mark.parametrize("event", [*ENDS, Event.REMOVE_VOLUMES, Event.ENGINE_RESTART])
    def test_that_of_the_host_outlives_every_container(self, event: Event) -> None:
        inventory = engine_with(container(WEB, shm_of(ids.HOST_SHM, WEB)))
        assert fate_of(ids.HOST_SHM, inventory, event).fate is Fate.SURVIVES

    def test_but_not_the_host(self) -> None:
        inventory = engine_with(container(WEB, shm_of(ids.HOST_SHM, WEB)))
        assert fate_of(ids.HOST_SHM, inventory, Event.HOST_REBOOT).fate is Fate.LOST
        assert fate_of(ids.HOST_SHM, inventory, Event.MOVE_NODE).fate is Fate.LEFT_BEHIND


class TestALocalVolumeThatIsATmpfs:
    """Seen on Engine 20.10, 26.1 and 28.5: it is unmounted, and so emptied, when its last *running* user ends.

    ENGINE_FACTS says "is removed", but a stop is enough, and a container that was only created does not keep it.
    """

    FAST = volume("fast", options={"type": "tmpfs", "device": "tmpfs", "o": "size=16m"})
    STORE = ids.volume_store("fast")

    def used(self, *others: str) -> Inventory:
        """web-1 uses it, and containers in these states do."""
        users = [
            container(f"{n:064x}", mounted(self.FAST, f"{n:064x}"), name=f"u{n}", state=state)
            for n, state in enumerate(others)
        ]
        return engine_with(container(WEB, mounted(self.FAST)), *users, volumes=(self.FAST,))

    @pytest.mark.parametrize("event", [*ENDS, Event.ENGINE_RESTART, Event.HOST_REBOOT, Event.COMPOSE_DOWN])
    def test_the_end_of_its_only_user_empties_it(self, event: Event) -> None:
        assert fate_of(self.STORE, self.used(), event).fate is Fate.LOST

    @pytest.mark.parametrize("event", ENDS)
    @pytest.mark.parametrize(
        ("others", "expected"),
        [(["running"], Fate.SURVIVES), (["paused"], Fate.SURVIVES), (["exited"], Fate.LOST), (["created"], Fate.LOST)],
    )
    def test_only_a_running_user_keeps_it(self, event: Event, others: list[str], expected: Fate) -> None:
        assert fate_of(self.STORE, self.used(*others), event).fate is expected

    def test_all_of_them_end_with_the_engine(self) -> None:
        assert fate_of(self.STORE, self.used("running", "running"), Event.ENGINE_RESTART).fate is Fate.LOST

    def test_a_pause_ends_nothing(self) -> None:
        assert fate_of(self.STORE, self.used(), Event.PAUSE).fate is Fate.SURVIVES

    def test_what_is_empty_already_cannot_be_emptied(self) -> None:
        idle = engine_with(container(WEB, mounted(self.FAST), state="exited"), volumes=(self.FAST,))
        assert fate_of(self.STORE, idle, Event.REMOVE).fate is Fate.NOT_APPLICABLE

    def test_a_move_empties_it_too(self) -> None:
        assert fate_of(self.STORE, self.used(), Event.MOVE_NODE).fate is Fate.LOST
        assert fate_of(self.STORE, self.used("running"), Event.MOVE_NODE).fate is Fate.SURVIVES

    def test_podman_leaves_it_mounted_during_a_restart(self) -> None:
        # Seen on Podman 5.4 and 5.8.
        podman = engine_with(container(WEB, mounted(self.FAST)), volumes=(self.FAST,), product="Podman")
        assert fate_of(self.STORE, podman, Event.RESTART).fate is Fate.SURVIVES
        assert fate_of(self.STORE, podman, Event.STOP).fate is Fate.LOST


class TestALocalVolumeThatIsABind:
    """``o=bind``: seen on Engine 20.10."""

    @staticmethod
    def bound(device: str) -> Inventory:
        of = volume("code", options={"type": "none", "o": "bind", "device": device})
        return engine_with(volumes=(of,))

    def test_its_files_outlive_the_volume(self) -> None:
        found = fate_of(ids.volume_store("code"), self.bound("/srv/code"), Event.REMOVE, Target.volume("code"))
        assert (found.fate, "files stay in /srv/code" in found.reason) == (Fate.SURVIVES, True)

    @pytest.mark.parametrize(
        ("device", "facts", "expected"),
        [
            ("/run/code", HostFacts(frozenset({"/run"})), Fate.LOST),
            ("/run/code", HostFacts(), Fate.DEPENDS),
            ("/srv/code", HostFacts(frozenset({"/run"})), Fate.SURVIVES),
        ],
    )
    def test_a_reboot_empties_it_where_they_lie_in_memory(self, device: str, facts: HostFacts, expected: Fate) -> None:
        found = fate_of(ids.volume_store("code"), self.bound(device), Event.HOST_REBOOT, WHOLE_ENGINE, facts)
        assert found.fate is expected


class TestAHostPathInMemory:
    KNOWN = HostFacts(tmpfs=frozenset({"/run", "/tmp"}), disks=frozenset({"/", "/run/media/stick"}))

    @staticmethod
    def fate(path: str, event: Event, facts: HostFacts = HostFacts()) -> Fate:  # noqa: B008 - it is immutable
        inventory = engine_with(container(WEB, bind_mount(WEB, path, "/data")))
        return fate_of(ids.bind_store(path), inventory, event, None, facts).fate

    @pytest.mark.parametrize("path", ["/run", "/run/app", "/tmp/a/b"])
    def test_it_survives_a_removal_and_no_reboot(self, path: str) -> None:
        assert self.fate(path, Event.REMOVE_VOLUMES, self.KNOWN) is Fate.SURVIVES
        assert self.fate(path, Event.HOST_REBOOT, self.KNOWN) is Fate.LOST

    @pytest.mark.parametrize("path", ["/srv/app", "/running", "/tmpfiles", "/run/media/stick/photos"])
    def test_what_lies_on_a_disk_survives(self, path: str) -> None:
        assert self.fate(path, Event.HOST_REBOOT, self.KNOWN) is Fate.SURVIVES

    def test_where_nobody_can_look_the_usual_suspects_depend(self) -> None:
        for path in ("/run/app", "/var/run/app", "/dev/shm/x", "/tmp/x"):
            assert self.fate(path, Event.HOST_REBOOT) is Fate.DEPENDS
        assert self.fate("/srv/app", Event.HOST_REBOOT) is Fate.SURVIVES
        assert self.fate(r"C:\data", Event.HOST_REBOOT) is Fate.SURVIVES

    def test_where_somebody_looked_they_do_not(self) -> None:
        assert self.fate("/tmp/x", Event.HOST_REBOOT, HostFacts(tmpfs=frozenset())) is Fate.SURVIVES

    @pytest.mark.parametrize("path", ["/proc", "/sys/fs/cgroup", "/dev", "/dev/net/tun"])
    def test_the_kernels_own_files_hold_nothing(self, path: str) -> None:
        assert self.fate(path, Event.HOST_REBOOT) is Fate.NOT_APPLICABLE
        assert self.fate(path, Event.REMOVE) is Fate.SURVIVES

    def test_a_socket_holds_nothing(self) -> None:
        assert self.fate("/run/docker.sock", Event.HOST_REBOOT, self.KNOWN) is Fate.NOT_APPLICABLE

    def test_an_engine_that_keeps_its_data_in_memory_loses_all_of_it(self) -> None:
        inventory = engine_with(container(WEB, mounted(volume())), volumes=(volume(),))
        facts = HostFacts(tmpfs=frozenset({"/var/lib/docker"}))
        outcome = outcome_of(inventory, Event.HOST_REBOOT, facts=facts)
        for store in (
            ids.writable_store(WEB),
            ids.volume_store("data"),
            ids.image_store(inventory.containers[WEB].image_id),
        ):
            assert outcome.stores[store].fate is Fate.LOST


class TestAReadOnlyRootFilesystem:
    """Seen on Engine 20.10 and 28.5: only mounts, /dev/shm among them, can be written."""

    INVENTORY = engine_with(
        container(WEB, tmpfs_mount(WEB, "/tmp"), shm_mount(WEB), mounted(NAMELESS), read_only_rootfs=True),
        volumes=(NAMELESS,),
    )

    @pytest.mark.parametrize("event", [*ENDS, Event.PAUSE, Event.HOST_REBOOT])
    def test_there_is_nothing_to_lose_in_it(self, event: Event) -> None:
        for store in (ids.writable_store(WEB), ids.runtime_store(WEB)):
            assert fate_of(store, self.INVENTORY, event).fate is Fate.NOT_APPLICABLE

    def test_its_mounts_are_as_ever(self) -> None:
        outcome = outcome_of(self.INVENTORY, Event.REMOVE)
        for store in (ids.tmpfs_store(WEB, "/tmp"), ids.shm_store(WEB), ids.log_store(WEB)):
            assert outcome.stores[store].fate is Fate.LOST
        assert outcome.stores[THE_ANONYMOUS].fate is Fate.ORPHANED


class TestWhoeverLooksAfterTheContainer:
    """A swarm or Kubernetes starts another container when one ends. Seen for a swarm on Engine 20.10."""

    KEPT = ({"group_kind": "swarm"}, {"group_kind": "pod", "labels": {"io.kubernetes.pod.name": "web"}})

    @pytest.mark.parametrize("kept", KEPT)
    @pytest.mark.parametrize("event", [Event.STOP, Event.KILL, Event.RESTART, Event.ENGINE_RESTART, Event.HOST_REBOOT])
    def test_an_ended_container_stays_for_a_while(self, kept: dict[str, Any], event: Event) -> None:
        inventory = engine_with(container(WEB, mounted(NAMELESS), **kept), volumes=(NAMELESS,))
        outcome = outcome_of(inventory, event)
        for store in (ids.writable_store(WEB), ids.log_store(WEB), THE_ANONYMOUS):
            assert outcome.stores[store].fate is Fate.DEPENDS
            assert outcome.stores[store].depends_on.endswith(("the swarm keeps", "keeps ended containers"))

    @pytest.mark.parametrize("kept", KEPT)
    def test_a_removed_one_is_replaced_and_its_anonymous_volume_orphaned(self, kept: dict[str, Any]) -> None:
        inventory = engine_with(container(WEB, mounted(NAMELESS), **kept), volumes=(NAMELESS,))
        outcome = outcome_of(inventory, Event.REMOVE)
        assert "starts a new one in its place" in outcome.containers[WEB].reason
        assert outcome.stores[THE_ANONYMOUS].fate is Fate.ORPHANED

    @pytest.mark.parametrize("facts", [{"group_kind": "pod"}, {"group_kind": "compose"}])
    def test_a_pod_of_podman_or_a_project_starts_nothing(self, facts: dict[str, Any]) -> None:
        found = fate_of(ids.writable_store(WEB), engine_with(container(**facts)), Event.STOP)
        assert found.fate is Fate.SURVIVES

    @pytest.mark.parametrize("event", [Event.STOP, Event.PAUSE, Event.RESTART])
    def test_one_that_ended_before_is_not_replaced_again(self, event: Event) -> None:
        inventory = engine_with(container(WEB, group_kind="swarm", state="exited"))
        if event is not Event.PAUSE:
            assert fate_of(ids.writable_store(WEB), inventory, event).fate is Fate.SURVIVES


class TestPodman:
    """Seen on Podman 5.4 and 5.8, through its Docker-compatible API."""

    @pytest.mark.parametrize("row", ROWS)
    def test_its_containers_need_no_engine(self, row: str) -> None:
        inventory = ROWS[row].make(auto_remove=True)
        podman = replace(inventory, engine=replace(inventory.engine, product="Podman"))
        assert fate_of(ROWS[row].store, podman, Event.ENGINE_RESTART).fate is Fate.SURVIVES

    def test_a_restart_leaves_dev_shm_mounted_and_a_stop_does_not(self) -> None:
        podman = engine_with(container(WEB, shm_mount(WEB, size=64_000 << 10)), product="Podman")
        assert fate_of(ids.shm_store(WEB), podman, Event.RESTART).fate is Fate.SURVIVES
        for event in (Event.STOP, Event.KILL, Event.REMOVE):
            assert fate_of(ids.shm_store(WEB), podman, event).fate is Fate.LOST

    def test_only_etc_hosts_is_written_anew(self) -> None:
        podman = engine_with(container(), product="Podman")
        found = fate_of(ids.runtime_store(WEB), podman, Event.RESTART)
        assert (found.fate, "resolv.conf" in found.reason) == (Fate.LOST, True)

    def test_what_a_boot_does_to_containers_made_with_rm_is_not_established(self) -> None:
        podman = engine_with(container(auto_remove=True), product="Podman")
        assert fate_of(ids.writable_store(WEB), podman, Event.HOST_REBOOT).fate is Fate.DEPENDS


def test_a_secret_that_compose_copied_into_the_writable_layer_is_committed_with_it() -> None:
    # Compose writes inline secrets, and those from the environment, into the container (seen with Compose 2.40).
    found = fate_of(ids.writable_store(WEB), engine_with(container()), Event.COMMIT)
    assert (found.captured, "secret" in found.reason) == (True, True)


def test_podmans_default_dev_shm_is_lost_like_any_other() -> None:
    inventory = engine_with(container(WEB, shm_mount(WEB, size=64_000 << 10)))
    assert outcome_of(inventory, Event.STOP).containers[WEB].becomes is Becomes.STOPPED
    assert fate_of(ids.shm_store(WEB), inventory, Event.STOP).fate is Fate.LOST
