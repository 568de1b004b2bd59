"""What one payload alone cannot tell is put together from all of them."""

from __future__ import annotations

from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.stores import derive_stores
from bayplan.engine.assemble import is_local, names_on_engine, settle
from bayplan.engine.translate import container_from_inspect, volume_from

ANONYMOUS = "9f" * 32


def _container(name: str, **more: Any) -> Container:
    payload: dict[str, Any] = {"Id": name[0] * 64, "Name": f"/{name}", "Image": "sha256:i", "Config": {}}
    return container_from_inspect(payload | more)


def _volume_mount(name: str, destination: str) -> dict[str, Any]:
    return {"Type": "volume", "Name": name, "Driver": "local", "Destination": destination, "RW": True}


def _settled(
    *containers: Container, images: tuple[Image, ...] = (), volumes: tuple[Volume, ...] = ()
) -> list[Container]:
    return settle(containers, {image.id: image for image in images}, {volume.name: volume for volume in volumes})


def test_only_the_volume_tells_that_it_lies_on_the_network() -> None:
    media = volume_from({"Name": "media", "Driver": "local", "Options": {"type": "nfs", "device": "nas:/a"}})
    (container,) = _settled(_container("web", Mounts=[_volume_mount("media", "/m")]), volumes=(media,))
    assert container.mounts[0].kind is StoreKind.NETWORK_VOLUME


def test_only_the_image_tells_which_anonymous_volumes_it_declared() -> None:
    mounts = [_volume_mount(ANONYMOUS, "/declared"), _volume_mount("8e" * 32, "/asked"), _volume_mount("named", "/d2")]
    config: dict[str, Any] = {"Volumes": {"/declared": {}, "/asked": {}}}
    image = Image(id="sha256:i", declared_volumes=("/d2", "/declared"), inspected=True)
    (container,) = _settled(_container("web", Mounts=mounts, Config=config), images=(image,))
    assert {mount.destination for mount in container.mounts if mount.declared} == {"/declared"}


def test_what_needs_nothing_is_the_same_object() -> None:
    container = _container("web", Mounts=[_volume_mount("data", "/d")])
    assert _settled(container, volumes=(volume_from({"Name": "data"}),))[0] is container


@pytest.mark.parametrize("written", ["owner", "o" * 64, "o" * 12])
def test_a_shm_that_is_shared_by_name_is_one_store(written: str) -> None:
    owner = _container("owner", HostConfig={"IpcMode": "shareable", "ShmSize": 5})
    guest = _container("guest", HostConfig={"IpcMode": f"container:{written}", "ShmSize": 64})
    containers = {container.id: container for container in _settled(guest, owner)}
    store = derive_stores(containers, {}, {})[ids.shm_store(owner.id)]
    assert (store.name, store.owner, store.size_limit) == ("owner:/dev/shm", owner.id, 5)
    assert set(store.used_by) == {owner.id, guest.id}


def test_the_hosts_shm_belongs_to_no_container() -> None:
    one, two = (_container(name, HostConfig={"IpcMode": "host", "ShmSize": 5}) for name in ("a", "b"))
    store = derive_stores({one.id: one, two.id: two}, {}, {})[ids.HOST_SHM]
    assert (store.name, store.owner, store.size_limit) == ("host's /dev/shm", None, None)
    assert store.used_by == (one.id, two.id)


def test_a_store_in_a_container_of_the_engine_is_not_remote() -> None:
    labels = {"com.docker.compose.project": "shop", "com.docker.compose.service": "cache"}
    networks = {"Networks": {"n": {"Aliases": ["fast"], "IPAddress": "172.18.0.9"}}}
    cache = _container("shop-cache-1", Config={"Labels": labels, "Hostname": "c0ffee"}, NetworkSettings=networks)
    hosts = ("cache", "shop-cache-1", "shop_cache", "fast", "172.18.0.9", "c0ffee", "far.example")
    web = _container("web", Config={"Env": [f"R{n}=redis://{host}/0" for n, host in enumerate(hosts)]})
    assert len(web.remotes) == len(hosts)
    settled = next(container for container in _settled(web, cache) if container.name == "web")
    assert [item.location for item in settled.remotes] == ["far.example:6379"]


def test_names_on_the_engine_are_in_lower_case() -> None:
    assert {"web", "w" * 64, "w" * 12} <= names_on_engine([_container("Web".lower())])


@pytest.mark.parametrize(
    ("host", "local"),
    [("unix:///var/run/docker.sock", True), ("npipe:////./pipe/x", True), ("tcp://h:2375", False), ("ssh://h", False)],
)
def test_which_hosts_are_local(host: str, local: bool) -> None:
    assert is_local(host) is local
