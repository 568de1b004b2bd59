"""What every client must answer to the reading calls."""

from __future__ import annotations

from bayplan.domain.inventory import Stage
from bayplan.domain.kinds import StoreKind
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json


def make(client: EngineClient, name: str, **host_config: object) -> str:
    """A container that is created but not started."""
    return client.create_container(name, {"Image": "busybox:latest", "Cmd": ["sh"], "HostConfig": host_config})


def busybox_of(client: EngineClient) -> Json:
    """The image busybox:latest in the list; Podman puts a registry before its name."""
    return next(image for image in client.images() if any(tag.endswith("busybox:latest") for tag in image["RepoTags"]))


def test_lists_and_inspects_agree(client: EngineClient) -> None:
    identity = make(client, "contract-agree")
    (listed,) = client.containers([identity])
    (inspected,) = client.inspect_containers([identity])
    assert listed["Id"] == inspected["Id"] == identity
    assert listed["Names"] == [inspected["Name"]] == ["/contract-agree"]
    assert listed["ImageID"] == inspected["Image"]


def test_filters_give_only_what_was_asked_for(client: EngineClient) -> None:
    first, second = make(client, "contract-one"), make(client, "contract-two")
    assert [c["Id"] for c in client.containers([second])] == [second]
    assert {c["Id"] for c in client.containers()} >= {first, second}
    client.create_volume({"Name": "contract-a"})
    client.create_volume({"Name": "contract-ab"})
    assert [v["Name"] for v in client.volumes(["contract-a"])] == ["contract-a"]


def test_what_is_gone_is_left_out_of_a_bulk_read(client: EngineClient) -> None:
    identity = make(client, "contract-gone")
    assert [c["Id"] for c in client.inspect_containers(["0" * 64, identity])] == [identity]


def test_images_come_with_their_history(client: EngineClient) -> None:
    (inspected,) = client.inspect_images([busybox_of(client)["Id"]])
    assert inspected["RootFS"]["Layers"]
    assert inspected["History"]


def test_a_whole_inventory_can_be_read(client: EngineClient) -> None:
    identity = make(
        client,
        "contract-inventory",
        Mounts=[
            {"Type": "volume", "Source": "contract-data", "Target": "/data"},
            {"Type": "tmpfs", "Target": "/scratch", "TmpfsOptions": {"SizeBytes": 1 << 20}},
            {"Type": "bind", "Source": "/tmp", "Target": "/host", "ReadOnly": True},
        ],
    )
    inventory = read_inventory(client, sizes=True)
    assert inventory.stage is Stage.COMPLETE
    container = inventory.containers[identity]
    kinds = {mount.destination: (mount.kind, mount.read_only) for mount in container.mounts}
    assert kinds == {
        "/data": (StoreKind.NAMED_VOLUME, False),
        "/scratch": (StoreKind.TMPFS, False),
        "/host": (StoreKind.BIND, True),
        "/dev/shm": (StoreKind.SHM, False),
    }
    assert inventory.stores["volume:contract-data"].used_by == (identity,)
    assert inventory.stores[f"tmpfs:{identity}:/scratch"].size_limit == 1 << 20
    assert inventory.sizes_as_of is not None
