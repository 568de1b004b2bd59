"""What an engine's start does to --rm containers and to volumes that are a tmpfs, as seen on real engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Volume
from bayplan.domain.outcome import Becomes, Fate
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, volume_mount

KEY = "a" * 64
ANONYMOUS = "b" * 64


def inventory(
    *, state: str = "running", auto_remove: bool = True, live_restore: bool = False, version: str = "28.2"
) -> Inventory:
    """One container with an anonymous volume and a local volume that is a tmpfs."""
    mounts = (volume_mount(KEY, ANONYMOUS, "/anonymous", anonymous=True), volume_mount(KEY, "memory", "/memory"))
    container = Container(
        id=KEY,
        name="web",
        image="busybox",
        image_id="sha256:1",
        state=state,
        auto_remove=auto_remove,
        restart_policy="no",
        mounts=mounts,
    )
    return build_inventory(
        engine=replace(ENGINE, live_restore=live_restore, version=version),
        containers=[container],
        images=[],
        volumes=[
            Volume(name=ANONYMOUS, kind=StoreKind.ANONYMOUS_VOLUME),
            Volume(name="memory", kind=StoreKind.NAMED_VOLUME, options={"type": "tmpfs", "device": "tmpfs"}),
        ],
        taken_at=NOW,
    )


@pytest.mark.parametrize("event", [Event.ENGINE_RESTART, Event.HOST_REBOOT])
def test_chance_decides_about_the_anonymous_volumes_of_a_rm_container(event: Event) -> None:
    outcome = fates(inventory(), event, WHOLE_ENGINE)
    assert outcome.containers[KEY].becomes is Becomes.REMOVED
    volume = outcome.stores[ids.volume_store(ANONYMOUS)]
    assert volume.fate is Fate.DEPENDS
    assert volume.depends_on


@pytest.mark.parametrize("version", ["20.10.24+dfsg1", "23.0.15", "24.0.7"])
def test_older_engines_remove_a_rm_container_despite_live_restore(version: str) -> None:
    outcome = fates(inventory(live_restore=True, version=version), Event.ENGINE_RESTART, WHOLE_ENGINE)
    assert outcome.containers[KEY].becomes is Becomes.REMOVED
    assert outcome.stores[ids.volume_store(ANONYMOUS)].fate is Fate.ORPHANED


@pytest.mark.parametrize("version", ["24.0.8", "25.0.0", "29.6.1"])
def test_newer_engines_spare_a_rm_container_with_live_restore(version: str) -> None:
    outcome = fates(inventory(live_restore=True, version=version), Event.ENGINE_RESTART, WHOLE_ENGINE)
    assert outcome.containers[KEY].becomes is Becomes.UNTOUCHED
    assert outcome.stores[ids.volume_store(ANONYMOUS)].fate is Fate.SURVIVES


def test_live_restore_does_not_outlive_a_reboot() -> None:
    outcome = fates(inventory(live_restore=True, auto_remove=False), Event.HOST_REBOOT, WHOLE_ENGINE)
    assert outcome.containers[KEY].becomes is Becomes.STOPPED


@pytest.mark.parametrize(("state", "fate"), [("running", Fate.LOST), ("exited", Fate.NOT_APPLICABLE)])
def test_a_volume_that_is_a_tmpfs_holds_something_only_while_somebody_runs(state: str, fate: Fate) -> None:
    stopped = inventory(state=state, auto_remove=False)
    outcome = fates(stopped, Event.REMOVE, Target.containers(KEY))
    assert outcome.stores[ids.volume_store("memory")].fate is fate
