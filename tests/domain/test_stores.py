"""Stores derived from containers, images and volumes: one thing, one store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind, Zone
from bayplan.domain.model import CREATED_LABEL, Container, ContainerDetails, Image, Mount, RemoteReference, Volume
from bayplan.domain.stores import build_inventory
from tests.support.builders import (
    ENGINE,
    NOW,
    bind_mount,
    many,
    redis,
    shm_mount,
    tmpfs_mount,
    volume_mount,
)

A, B, C = "a" * 64, "b" * 64, "c" * 64


def container(cid: str, name: str, *mounts: Mount, remotes: tuple[RemoteReference, ...] = ()) -> Container:
    return Container(
        id=cid, name=name, image="app:1", image_id="sha256:app", state="running", mounts=mounts, remotes=remotes
    )


def inventory(
    containers: Sequence[Container], *, images: Sequence[Image] = (), volumes: Sequence[Volume] = ()
) -> Inventory:
    return build_inventory(engine=ENGINE, containers=containers, images=images, volumes=volumes, taken_at=NOW)


def test_a_volume_of_three_containers_is_one_store_with_its_users_by_name() -> None:
    volume = Volume(name="data", kind=StoreKind.NAMED_VOLUME, mountpoint="/v/data/_data", size=5)
    made = inventory(
        [
            container(A, "zebra", volume_mount(A, "data", "/d"), volume_mount(A, "data", "/e")),
            container(B, "ant", volume_mount(B, "data", "/d", read_only=True)),
            container(C, "bee", volume_mount(C, "data", "/d", read_only=True)),
        ],
        volumes=[volume],
    )
    store = made.stores[ids.volume_store("data")]
    assert store.used_by == (B, C, A)
    assert (store.zone, store.location, store.size) == (Zone.DOCKER_AREA, "/v/data/_data", 5)
    assert not store.read_only
    assert sum(each.kind is StoreKind.NAMED_VOLUME for each in made.stores.values()) == 1


def test_a_store_is_read_only_when_every_user_sees_it_so() -> None:
    made = inventory([container(A, "a", bind_mount(A, "/srv", "/s", read_only=True))])
    assert made.stores[ids.bind_store("/srv")].read_only
    made = inventory(
        [
            container(A, "a", bind_mount(A, "/srv", "/s", read_only=True)),
            container(B, "b", bind_mount(B, "/srv", "/s")),
        ]
    )
    assert not made.stores[ids.bind_store("/srv")].read_only


def test_an_unused_volume_is_a_store_without_users() -> None:
    made = inventory([], volumes=[Volume(name="old", kind=StoreKind.NAMED_VOLUME)])
    store = made.stores[ids.volume_store("old")]
    assert store.used_by == ()
    assert not store.read_only
    assert store.size is None


def test_a_volume_that_is_mounted_but_not_listed_has_no_known_place() -> None:
    store = inventory([container(A, "a", volume_mount(A, "gone", "/d"))]).stores[ids.volume_store("gone")]
    assert (store.kind, store.location, store.driver) == (StoreKind.NAMED_VOLUME, None, None)


def test_every_container_has_a_writable_layer_and_its_own_memory() -> None:
    details = ContainerDetails(graph_driver="overlay2", upper_dir="/o/diff", log_driver="json-file", log_path="/l.log")
    one = replace(
        container(A, "a", tmpfs_mount(A, "/t", size=1024), shm_mount(A)),
        size_rw=7,
        details=details,
        read_only_rootfs=True,
    )
    stores = inventory([one]).stores
    writable = stores[ids.writable_store(A)]
    assert (writable.size, writable.location, writable.driver, writable.owner) == (7, "/o/diff", "overlay2", A)
    assert writable.read_only
    tmpfs = stores[ids.tmpfs_store(A, "/t")]
    assert (tmpfs.name, tmpfs.location, tmpfs.size_limit, tmpfs.owner) == ("a:/t", "memory of a", 1024, A)
    assert stores[ids.shm_store(A)].zone is Zone.MEMORY
    assert stores[ids.log_store(A)].location == "/l.log"
    assert ids.runtime_store(A) in stores


def test_before_the_inspect_nothing_is_said_that_only_the_inspect_tells() -> None:
    stores = inventory([container(A, "a")]).stores
    assert set(stores) == {ids.writable_store(A)}
    assert stores[ids.writable_store(A)].size is None
    assert not stores[ids.writable_store(A)].read_only


def test_a_size_that_is_not_a_number_is_no_limit_in_bytes() -> None:
    mount = replace(tmpfs_mount(A, "/t"), options={"size": "50%"})
    assert inventory([container(A, "a", mount)]).stores[ids.tmpfs_store(A, "/t")].size_limit is None


def test_a_shared_dev_shm_is_that_of_its_owner() -> None:
    borrowed = replace(shm_mount(B), store=ids.shm_store(A), options={})
    stores = inventory([container(A, "owner", shm_mount(A)), container(B, "borrower", borrowed)]).stores
    store = stores[ids.shm_store(A)]
    assert (store.owner, store.used_by, store.size_limit) == (A, (B, A), 64 << 20)
    host = replace(shm_mount(A), store=ids.HOST_SHM, options={})
    store = inventory([container(A, "a", host)]).stores[ids.HOST_SHM]
    assert (store.owner, store.location) == (None, "memory of the host")


def test_a_remote_store_gathers_users_and_evidence() -> None:
    made = inventory(
        [
            container(A, "web-1", remotes=(redis(), redis(evidence="CACHE"))),
            container(B, "web-2", remotes=(redis(),)),
        ]
    )
    [store] = [each for each in made.stores.values() if each.kind is StoreKind.REMOTE]
    assert store.used_by == (A, B)
    assert store.inferred_from == "REDIS_URL of web-1, web-2; CACHE of web-1"
    assert store.options == {"database": "0", "tls": "true"}
    assert store.zone is Zone.REMOTE


def test_a_network_volume_lies_on_the_other_machine() -> None:
    volume = Volume(name="media", kind=StoreKind.NETWORK_VOLUME, mountpoint="/v", remote="nas:/media")
    store = inventory([], volumes=[volume]).stores[ids.volume_store("media")]
    assert (store.location, store.zone) == ("nas:/media", Zone.REMOTE)


def test_images_are_stores_with_their_instances_as_users() -> None:
    images = [Image(id="sha256:app", tags=("app:1",), size=9), Image(id="sha256:" + "d" * 64)]
    stores = inventory([container(A, "a"), container(B, "b")], images=images).stores
    assert stores[ids.image_store("sha256:app")].used_by == (A, B)
    dangling = stores[ids.image_store("sha256:" + "d" * 64)]
    assert (dangling.name, dangling.used_by) == ("d" * 12, ())


def test_what_bayplan_made_is_a_test() -> None:
    ours = replace(
        container(A, "bayplan-1", volume_mount(A, "v", "/v"), bind_mount(A, "/srv", "/s")), labels={CREATED_LABEL: "x"}
    )
    theirs = container(B, "b", bind_mount(B, "/srv", "/s"))
    labelled = Volume(name="w", kind=StoreKind.NAMED_VOLUME, labels={CREATED_LABEL: "x"})
    stores = inventory([ours, theirs], volumes=[Volume(name="v", kind=StoreKind.NAMED_VOLUME), labelled]).stores
    assert stores[ids.volume_store("v")].test
    assert stores[ids.volume_store("w")].test
    assert stores[ids.writable_store(A)].test
    assert not stores[ids.bind_store("/srv")].test
    assert not stores[ids.writable_store(B)].test


def test_every_mount_and_every_volume_has_its_store() -> None:
    made = many(50)
    assert {mount.store for mount in made.mounts()} <= set(made.stores)
    assert {ids.volume_store(name) for name in made.volumes} <= set(made.stores)
    assert all(store.id == key for key, store in made.stores.items())


def test_inventories_are_ordered_by_name() -> None:
    images = [Image(id="sha256:0"), Image(id="sha256:2", tags=("b",)), Image(id="sha256:1", tags=("a",))]
    made = inventory([container(A, "z"), container(B, "y")], images=images)
    assert [each.name for each in made.containers.values()] == ["y", "z"]
    assert list(made.images) == ["sha256:1", "sha256:2", "sha256:0"]
