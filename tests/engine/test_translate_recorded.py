"""Translation is held against what real engines answered (tests/support/record_payloads.py records them).

Expectations come from the raw payloads by the plainest reading, and from what the scenario asked for.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Mount
from bayplan.domain.rows import is_default_shm
from bayplan.domain.stores import build_inventory
from bayplan.engine.assemble import settle
from bayplan.engine.masking import mask_payload
from bayplan.engine.translate import (
    container_from_inspect,
    container_from_list,
    engine_from,
    image_from_inspect,
    image_from_list,
    usage_from,
    volume_from,
    with_usage,
)
from bayplan.engine.translate.values import moment
from tests.support.recorded_scenario import FAKE_SECRET

FOLDER = Path(__file__).parent / "recorded"
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))
DOCKER = [name for name in NAMES if name.startswith("docker")]
PODMAN = [name for name in NAMES if name.startswith("podman")]
#: Podman 4.3's Docker API turns IpcMode none and host into shareable.
NEWER = [name for name in NAMES if name != "podman-4.3"]
MB = 1 << 20


@cache
def recorded(name: str) -> dict[str, Any]:
    """The payloads of one engine."""
    payloads: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return payloads


@cache
def inventory(name: str) -> Inventory:
    """The complete inventory of one engine."""
    raw = recorded(name)
    version = raw["version"]
    engine = engine_from(raw["info"], version, "unix:///x", api_version=version["ApiVersion"], local=True, demo=False)
    listed = {container.id: container for container in map(container_from_list, raw["containers_with_size"])}
    containers = [container_from_inspect(payload, listed[payload["Id"]]) for payload in raw["inspect_containers"]]
    listed_images = {image.id: image for image in map(image_from_list, raw["images"])}
    images = {
        image.id: image
        for image in (image_from_inspect(payload, listed_images[payload["Id"]]) for payload in raw["inspect_images"])
    }
    volumes = with_usage(map(volume_from, raw["volumes"]), usage_from(raw["disk_usage"]))
    return build_inventory(
        engine=engine,
        containers=settle(containers, images, {volume.name: volume for volume in volumes}),
        images=images.values(),
        volumes=volumes,
        taken_at=max(filter(None, (container.created for container in containers))),
        stage=Stage.COMPLETE,
    )


def container(name: str, of: str) -> Container:
    """A container of an engine's inventory, by its name."""
    return next(found for found in inventory(of).containers.values() if found.name == name)


def mounts(name: str, of: str) -> dict[str, Mount]:
    """What a container sees, by destination."""
    return {mount.destination: mount for mount in container(name, of).mounts}


def test_enough_engines_were_recorded() -> None:
    assert len(DOCKER) >= 5
    assert len(PODMAN) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_every_container_says_what_its_inspect_says(name: str) -> None:
    for payload in recorded(name)["inspect_containers"]:
        found = inventory(name).containers[payload["Id"]]
        assert f"/{found.name}" == f"/{payload['Name'].lstrip('/')}"
        assert found.image_id in inventory(name).images
        assert found.created == moment(payload["Created"])
        assert found.auto_remove == payload["HostConfig"]["AutoRemove"]
        assert found.read_only_rootfs == payload["HostConfig"]["ReadonlyRootfs"]
        assert found.details is not None
        assert len(found.details.environment) == len(payload["Config"]["Env"] or ())


@pytest.mark.parametrize("name", NAMES)
def test_every_mount_of_every_inspect_is_there_and_no_other(name: str) -> None:
    for payload in recorded(name)["inspect_containers"]:
        host_config = payload["HostConfig"]
        # Podman lists an image mount a second time, as a writable bind.
        images = {entry["Destination"] for entry in payload["Mounts"] if entry["Type"] == "image"}
        expected = {
            entry["Destination"]: not entry["RW"]
            for entry in payload["Mounts"]
            if entry["Type"] == "image" or entry["Destination"] not in images
        }
        expected |= {
            path: "ro" in (options or "").split(",") for path, options in (host_config.get("Tmpfs") or {}).items()
        }
        if host_config["IpcMode"] != "none":
            expected.setdefault("/dev/shm", False)
        found = inventory(name).containers[payload["Id"]].mounts
        assert {mount.destination: mount.read_only for mount in found} == expected
        assert all(mount.store in inventory(name).stores for mount in found)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_picture_does_not_contradict_the_complete_one(name: str) -> None:
    for payload in recorded(name)["containers"]:
        listed = container_from_list(payload)
        complete = inventory(name).containers[listed.id]
        assert (listed.name, listed.image_id, listed.state) == (complete.name, complete.image_id, complete.state)
        assert (listed.project, listed.service) == (complete.project, complete.service)
        assert listed.created is not None
        seen = {(mount.store, mount.destination, mount.read_only) for mount in complete.mounts}
        assert {(mount.store, mount.destination, mount.read_only) for mount in listed.mounts} <= seen


@pytest.mark.parametrize("name", NAMES)
def test_volumes(name: str) -> None:
    volumes = inventory(name).volumes
    assert {volume["Name"] for volume in recorded(name)["volumes"]} == set(volumes)
    kinds = {volume.name: volume.kind for volume in volumes.values() if len(volume.name) < 64}
    assert kinds == {
        "shop_data": StoreKind.NAMED_VOLUME,
        "plain": StoreKind.NAMED_VOLUME,
        "fast": StoreKind.NAMED_VOLUME,
        "media": StoreKind.NETWORK_VOLUME,
        "office": StoreKind.NETWORK_VOLUME,
    }
    assert (volumes["media"].remote, volumes["office"].remote) == ("nas.example:/export/media", "//nas.example/office")
    assert {volume.kind for volume in volumes.values() if len(volume.name) == 64} == {StoreKind.ANONYMOUS_VOLUME}


@pytest.mark.parametrize("name", NAMES)
def test_only_volumes_with_a_name_of_their_own_were_mounted_by_name(name: str) -> None:
    seen = {len(mount.source) == 64: mount.by_name for mount in inventory(name).mounts() if mount.kind.is_volume}
    assert seen == {True: False, False: True}


@pytest.mark.parametrize("name", DOCKER)
def test_volume_sizes_where_the_engine_measures(name: str) -> None:
    assert inventory(name).volumes["plain"].size == 0
    assert inventory(name).volumes["media"].size is None


@pytest.mark.parametrize("name", NAMES)
def test_images_share_their_base_layer(name: str) -> None:
    app, base = (
        next(image for image in inventory(name).images.values() if any(tag.endswith(end) for tag in image.tags))
        for end in ("app:2", "base:1")
    )
    assert app.layers[0].digest == base.layers[0].digest
    assert len(app.layers) == 2
    if name in DOCKER:  # Podman's commit says only "/bin/sh"
        assert app.layers[1].command == "echo more > /more"
    assert base.declared_volumes == ("/declared",)
    assert {image.id for image in map(image_from_list, recorded(name)["images"])} == {app.id, base.id}


@pytest.mark.parametrize("name", DOCKER)
def test_an_image_is_no_smaller_than_its_layers(name: str) -> None:
    """Inspect tells less of the containerd store's images; the list's sizes are those of ``docker images``."""
    for image in inventory(name).images.values():
        assert image.size is not None
        assert image.size >= sum(layer.size or 0 for layer in image.layers)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_claimed_of_the_size_of_volumes_with_options(name: str) -> None:
    assert {volume.size for volume in inventory(name).volumes.values() if volume.options} == {None}


@pytest.mark.parametrize("name", NAMES)
def test_the_shm_that_every_container_gets_is_known_as_such(name: str) -> None:
    assert is_default_shm(mounts("volumes", name)["/dev/shm"])
    assert not is_default_shm(mounts("tmpfs", name)["/dev/shm"])


@pytest.mark.parametrize("name", NAMES)
def test_kinds_of_volume_mounts(name: str) -> None:
    seen = mounts("volumes", name)
    assert seen["/data"].store == ids.volume_store("shop_data")
    assert seen["/ro"].read_only
    assert (seen["/host"].kind, seen["/host"].source, seen["/host"].propagation) == (
        StoreKind.BIND,
        "/srv/recorded",
        "private",
    )
    assert (seen["/anonymous"].kind, seen["/anonymous"].declared) == (StoreKind.ANONYMOUS_VOLUME, False)
    assert (seen["/declared"].kind, seen["/declared"].declared) == (StoreKind.ANONYMOUS_VOLUME, True)


@pytest.mark.parametrize("name", NAMES)
def test_mounts_taken_from_another_container_are_the_same_stores(name: str) -> None:
    source, taken = mounts("volumes", name), mounts("from-volumes", name)
    for path in ("/data", "/anonymous", "/declared", "/ro"):
        assert taken[path].store == source[path].store
        assert taken[path].read_only


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_of_tmpfs(name: str) -> None:
    flag = mounts("tmpfs", name)
    assert flag["/run/a"].options["size"] == str(64 * MB)
    assert flag["/run/a"].options["mode"] == "1777"
    assert "size" not in flag["/run/b"].options
    assert {flag["/run/a"].kind, flag["/run/b"].kind} == {StoreKind.TMPFS}
    assert flag["/dev/shm"].options == {"size": str(128 * MB)}
    mounted = mounts("mounts", name)["/scratch"]
    assert (mounted.kind, mounted.options["size"]) == (StoreKind.TMPFS, str(16 * MB))
    assert mounted.options["mode"].lstrip("0") == "700"


@pytest.mark.parametrize("name", DOCKER)
def test_options_that_only_the_request_tells(name: str) -> None:
    seen = mounts("mounts", name)
    assert seen["/data"].options == {"nocopy": "true"}
    assert seen["/host"].options == {"recursive": "disabled"}
    assert ("/image" in seen) == name.startswith("docker-28")


@pytest.mark.parametrize("name", ["docker-28.5", "docker-28.5-containerd", "podman-6.1"])
def test_a_mounted_image_is_one_mount_of_that_image(name: str) -> None:
    found = [mount for mount in container("mounts", name).mounts if mount.destination == "/image"]
    listed = next(map(container_from_list, (c for c in recorded(name)["containers"] if c["Names"] == ["/mounts"])))
    found += [mount for mount in listed.mounts if mount.destination == "/image"]
    assert [(mount.kind, mount.source, mount.read_only) for mount in found] == [
        (StoreKind.IMAGE_MOUNT, "recorded/app:2", True)
    ] * 2


@pytest.mark.parametrize("name", NEWER)
def test_whose_shm(name: str) -> None:
    owner = container("shm-owner", name)
    assert mounts("shm-guest", name)["/dev/shm"].store == ids.shm_store(owner.id)
    assert mounts("shm-of-host", name)["/dev/shm"].store == ids.HOST_SHM
    assert "/dev/shm" not in mounts("shm-none", name)
    assert mounts("shm-mounted", name)["/dev/shm"].kind is StoreKind.TMPFS
    store = inventory(name).stores[ids.shm_store(owner.id)]
    assert (store.owner, store.size_limit) == (owner.id, 32 * MB)


@pytest.mark.parametrize("name", NAMES)
def test_states_and_policies(name: str) -> None:
    done, web = container("done", name), container("shop-web-1", name)
    assert done.details is not None
    assert (done.state, done.details.exit_code) == ("exited", 3)
    assert container("n" + "x" * 249, name).state == "created"
    assert (web.state, web.project, web.service, web.restart_policy) == ("running", "shop", "web", "on-failure:3")
    assert container("brief", name).auto_remove


@pytest.mark.parametrize("name", DOCKER)
def test_the_writable_layers_path_and_size(name: str) -> None:
    done = container("done", name)
    assert done.details is not None
    classic = inventory(name).engine.image_store == "classic"
    assert (done.details.upper_dir is not None) == classic
    assert done.size_rw is not None
    assert done.size_rw >= len("written\n")
    assert container("shop-cache-1", name).size_rw == (0 if classic else 4096)


@pytest.mark.parametrize("name", NAMES)
def test_remote_stores_but_not_those_in_containers(name: str) -> None:
    found = {(item.technology, item.location, item.database) for item in container("secretive", name).remotes}
    assert found == {
        ("PostgreSQL", "db.example:5433", "orders"),
        ("Azure SQL Database", "shop.database.windows.net:1433", "orders"),
        ("Azure Cosmos DB", "shop-cat.documents.azure.com", ""),
        ("Redis", "cache.example:6380", "0"),
        ("Azure Cache for Redis", "shop.redis.cache.windows.net:6380", ""),
        ("Azure Storage", "shopfiles.blob.core.windows.net", ""),
        ("Azure Storage", "shopfiles.blob.core.windows.net", "reports"),
        ("Kafka", "k1.example:9092,k2.example:9092", ""),
        ("RabbitMQ", "mq.example:5672", "shop"),
    }
    # "cache" is the other container of the Compose project.
    assert [item.location for item in container("shop-web-1", name).remotes] == ["far.example:6379"]


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_left(name: str) -> None:
    assert FAKE_SECRET in json.dumps(recorded(name))
    assert FAKE_SECRET not in repr(inventory(name))
    assert FAKE_SECRET not in repr([container_from_list(payload) for payload in recorded(name)["containers"]])
    assert FAKE_SECRET not in json.dumps(mask_payload(recorded(name)))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_stay_data(name: str) -> None:
    labels = container("secretive", name).labels
    assert labels["note"] == "<script>alert(1)</script>"
    assert labels["rtl"] == "שלום עולם"


@pytest.mark.parametrize("name", NAMES)
def test_the_engine(name: str) -> None:
    engine = inventory(name).engine
    assert engine.product == ("Podman" if name in PODMAN else "Docker Engine")
    assert name.split("-")[1] in engine.version
    assert engine.image_store == ("containerd" if name.endswith("containerd") else "classic")
    assert engine.volumes_dir is not None
    assert inventory(name).volumes["plain"].mountpoint == f"{engine.volumes_dir}/plain/_data"
