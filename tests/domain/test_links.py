"""What belongs together, in both directions."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.links import belongs_together, linked
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, many, redis, shm_mount

INVENTORY = many(12, images=6)
FIRST = next(iter(INVENTORY.containers.values()))


def test_links_go_both_ways() -> None:
    things = [
        *map(ids.container_thing, INVENTORY.containers),
        *map(ids.image_thing, INVENTORY.images),
        *INVENTORY.stores,
    ]
    for thing in things:
        for other in linked(thing, INVENTORY):
            assert thing in linked(other, INVENTORY), f"{thing} → {other} has no way back"


def test_a_container_leads_to_its_image_and_all_its_stores() -> None:
    found = linked(ids.container_thing(FIRST.id), INVENTORY)

    assert found[0] == ids.image_thing(FIRST.image_id)
    assert {mount.store for mount in FIRST.mounts} <= set(found)
    assert ids.writable_store(FIRST.id) in found
    assert len(found) == len(set(found))


def test_remote_stores_and_shm_are_linked() -> None:
    container = replace(FIRST, remotes=(redis(),), mounts=(*FIRST.mounts, shm_mount(FIRST.id)))
    inventory = build_inventory(
        engine=ENGINE, containers=[container], images=(), volumes=INVENTORY.volumes.values(), taken_at=NOW
    )

    found = linked(ids.container_thing(FIRST.id), inventory)

    assert redis().store in found
    assert ids.shm_store(FIRST.id) in found
    assert linked(redis().store, inventory) == [ids.container_thing(FIRST.id)]


def test_a_declared_volume_leads_to_its_image_its_users_and_what_they_mount_there() -> None:
    image = replace(INVENTORY.images[FIRST.image_id], declared_volumes=("/data0",))
    inventory = build_inventory(
        engine=ENGINE,
        containers=[FIRST],
        images=[image],
        volumes=INVENTORY.volumes.values(),
        taken_at=NOW,
    )

    found = linked(ids.declared_volume_thing(image.id, "/data0"), inventory)

    assert found == [ids.image_thing(image.id), ids.container_thing(FIRST.id), FIRST.mounts[0].store]


def test_layers_groups_and_zones_lead_to_what_they_hold() -> None:
    assert len(linked(ids.layer_thing("chain-base"), INVENTORY)) == len(INVENTORY.images)
    assert len(linked(ids.group_thing("project-0"), INVENTORY)) == 10
    assert all(store.startswith("tmpfs:") for store in linked(ids.zone_thing("memory"), INVENTORY))


def test_what_is_not_there_has_no_links() -> None:
    for thing in ("container:none", "image:none", "volume:none", "layer:none", "declared-volume:sha256:0:/x", ""):
        assert linked(thing, INVENTORY) == []


def test_an_image_belongs_together_with_the_stores_of_its_containers() -> None:
    found = belongs_together(ids.image_thing(FIRST.image_id), INVENTORY)

    assert found[0] == ids.image_thing(FIRST.image_id)
    assert FIRST.mounts[1].store in found


def test_a_store_belongs_together_with_the_images_of_its_users() -> None:
    found = belongs_together(FIRST.mounts[1].store, INVENTORY)

    assert ids.container_thing(FIRST.id) in found
    assert ids.image_thing(FIRST.image_id) in found


def test_declared_volume_ids_keep_colons_in_paths() -> None:
    thing = ids.declared_volume_thing("sha256:ab", "C:\\data")

    assert ids.split_declared_volume(thing) == ("sha256:ab", "C:\\data")
