"""What Podman's prunes do otherwise than Docker's, as the experiments saw it on Podman 5.8."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event
from bayplan.domain.fates import fates
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.outcome import Fate
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, volume_mount

PODMAN = replace(ENGINE, product="Podman", version="5.8.6")


@pytest.mark.parametrize(("product", "fate"), [("Podman", Fate.SURVIVES), ("Docker Engine", Fate.LOST)])
def test_prune_of_all_images_leaves_nameless_ones_on_podman(product: str, fate: Fate) -> None:
    inventory = build_inventory(
        engine=replace(ENGINE, product=product),
        containers=[],
        images=[Image(id="sha256:named", tags=("app:1",)), Image(id="sha256:nameless")],
        volumes=[],
        taken_at=NOW,
    )
    outcome = fates(inventory, Event.IMAGE_PRUNE_ALL, WHOLE_ENGINE)
    assert outcome.stores[ids.image_store("sha256:named")].fate is Fate.LOST
    assert outcome.stores[ids.image_store("sha256:nameless")].fate is fate
    dangling = fates(inventory, Event.SYSTEM_PRUNE, WHOLE_ENGINE)
    assert dangling.stores[ids.image_store("sha256:nameless")].fate is Fate.LOST


def test_a_tmpfs_volume_that_goes_with_its_stopped_container_held_nothing() -> None:
    key = "a" * 64
    container = Container(
        id=key, name="web", image="app", image_id="x", state="exited", mounts=(volume_mount(key, "memory", "/m"),)
    )
    inventory = build_inventory(
        engine=PODMAN,
        containers=[container],
        images=[],
        volumes=[Volume(name="memory", kind=StoreKind.NAMED_VOLUME, options={"type": "tmpfs", "device": "tmpfs"})],
        taken_at=NOW,
    )
    outcome = fates(inventory, Event.SYSTEM_PRUNE_VOLUMES, WHOLE_ENGINE)
    assert outcome.stores[ids.volume_store("memory")].fate is Fate.NOT_APPLICABLE
