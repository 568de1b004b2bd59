"""Snapshots: the fixed shape, the way there and back, and errors that say what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind, Zone
from bayplan.domain.model import (
    Container,
    ContainerDetails,
    Engine,
    Finding,
    Image,
    Layer,
    Mount,
    RemoteReference,
    Store,
    Volume,
)
from bayplan.domain.snapshot import snapshot_from_json, snapshot_to_json
from bayplan.domain.stores import build_inventory
from bayplan.errors import BayplanError
from tests.support.builders import ENGINE, NOW, many, shm_mount, volume_mount

# The fixed keys of DESIGN §5.
FIXED = {
    "engine": "id name host version api_version os_type storage_driver image_store root_dir rootless swarm",
    "containers": "id name image image_id state created project service auto_remove read_only_rootfs restart_policy "
    "labels",
    "images": "id tags size created declared_volumes layers",
    "stores": "id kind zone name location driver options size used_by inferred_from test",
    "mounts": "container store kind source destination read_only propagation options",
    "findings": "id severity place explanation remedy",
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
sizes = st.integers(0, 2**62)
times = st.datetimes(timezones=st.just(UTC))
maps = st.dictionaries(texts, texts, max_size=3)
text_lists = st.lists(texts, max_size=3).map(tuple)
maybe = st.none


def made(cls: type[Any], **special: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects of a domain class with every field drawn, so that a new field is in the round trip by itself."""
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "str": texts,
        "str | None": texts | maybe(),
        "int | None": sizes | maybe(),
        "bool": st.booleans(),
        "bool | None": st.booleans() | maybe(),
        "float | None": st.floats(0, 1) | maybe(),
        "datetime | None": times | maybe(),
        "tuple[str, ...]": text_lists,
        "tuple[str, ...] | None": text_lists | maybe(),
        "Mapping[str, str]": maps,
        "StoreKind": st.sampled_from(StoreKind),
        "Zone": st.sampled_from(Zone),
    }
    fields = {
        name: special[name] if name in special else by_type[str(kind)] for name, kind in cls.__annotations__.items()
    }
    return st.builds(cls, **fields)


def keyed(strategy: st.SearchStrategy[Any], key: Callable[[Any], str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(strategy, max_size=2, unique_by=key).map(lambda items: {key(item): item for item in items})


def of_container(container: Container) -> st.SearchStrategy[Container]:
    mounts = st.lists(made(Mount, container=st.just(container.id)), max_size=3).map(tuple)
    return made(
        Container,
        id=st.just(container.id),
        mounts=mounts,
        remotes=st.lists(made(RemoteReference), max_size=2).map(tuple),
        details=made(ContainerDetails) | maybe(),
    )


containers = st.lists(texts, max_size=2, unique=True).flatmap(
    lambda names: st.tuples(
        *(of_container(Container(id=name, name="", image="", image_id="", state="")) for name in names)
    ).map(lambda found: {container.id: container for container in found})
)
inventories = st.builds(
    Inventory,
    engine=made(Engine),
    taken_at=times,
    stage=st.sampled_from(Stage),
    containers=containers,
    images=keyed(made(Image, layers=st.lists(made(Layer), max_size=2).map(tuple)), lambda image: image.id),
    volumes=keyed(made(Volume), lambda volume: volume.name),
    stores=keyed(made(Store), lambda store: store.id),
    findings=st.lists(made(Finding), max_size=2).map(tuple),
    sizes_as_of=times | maybe(),
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(inventories)
def test_every_inventory_survives_the_way_to_a_file_and_back(inventory: Inventory) -> None:
    assert snapshot_from_json(json.loads(json.dumps(snapshot_to_json(inventory)))) == inventory


def test_a_large_engine_survives_too() -> None:
    inventory = many(200)
    assert snapshot_from_json(json.loads(json.dumps(snapshot_to_json(inventory)))) == inventory


def test_the_fixed_keys_come_first_in_their_order() -> None:
    data = snapshot_to_json(many(3))
    assert list(data)[:3] == ["format", "version", "taken_at"]
    assert (data["format"], data["version"]) == ("bayplan-snapshot", 1)
    for part, keys in FIXED.items():
        wanted = keys.split()
        for entry in [data[part]] if part == "engine" else data[part]:
            assert list(entry)[: len(wanted)] == wanted
    assert {"digest", "command", "size"} == set(data["images"][0]["layers"][0])


def test_unknown_is_null_and_times_are_rfc_3339_in_utc() -> None:
    cid = "ab" * 32
    created = datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=timezone(timedelta(hours=2)))
    container = Container(
        id=cid,
        name="c",
        image="i",
        image_id="sha256:i",
        state="created",
        created=created,
        mounts=(shm_mount(cid), volume_mount(cid, "v", "/v")),
    )
    inventory = build_inventory(
        engine=ENGINE, containers=[container], images=[Image(id="sha256:i")], volumes=[], taken_at=NOW
    )
    data = snapshot_to_json(inventory)
    assert data["taken_at"] == "2026-03-01T12:00:00Z"
    assert data["containers"][0]["created"] == "2026-01-02T01:04:05.600000Z"
    assert data["containers"][0]["auto_remove"] is None
    assert data["images"][0]["size"] is None
    assert data["images"][0]["declared_volumes"] is None
    stores = {store["id"]: store for store in data["stores"]}
    assert stores[ids.writable_store(cid)]["size"] is None
    assert stores[ids.writable_store(cid)]["used_by"] == [cid]
    assert {mount["destination"] for mount in data["mounts"]} == {"/dev/shm", "/v"}
    assert data["sizes_as_of"] is None


def test_a_file_with_the_fixed_keys_alone_opens() -> None:
    data = json.loads(json.dumps(snapshot_to_json(many(12))))
    bare: dict[str, Any] = {key: data[key] for key in ("format", "version", "taken_at")}
    for part, keys in FIXED.items():
        entries = [data[part]] if part == "engine" else data[part]
        kept = [{key: entry[key] for key in keys.split()} for entry in entries]
        bare[part] = kept[0] if part == "engine" else kept
    inventory = snapshot_from_json(bare)
    whole = many(12)
    assert set(inventory.stores) == set(whole.stores)
    assert set(inventory.volumes) == set(whole.volumes)
    assert [m.destination for m in inventory.mounts()] == [m.destination for m in whole.mounts()]


def test_keys_of_a_later_bayplan_are_ignored() -> None:
    data = snapshot_to_json(many(2))
    data["weather"] = "fine"
    data["containers"][0]["mood"] = {"deep": [1]}
    assert snapshot_from_json(data) == many(2)


@pytest.mark.parametrize("data", [None, [], "x", {}, {"format": "other"}, {"version": 1}])
def test_something_else_is_not_a_snapshot(data: object) -> None:
    with pytest.raises(BayplanError, match="not a Bayplan snapshot") as caught:
        snapshot_from_json(data)
    assert "bayplan snapshot -o" in caught.value.what_next


@pytest.mark.parametrize(("version", "next_step"), [(2, "newer Bayplan"), (0, "bayplan snapshot"), ("1", "snapshot")])
def test_another_version_says_what_to_do(version: object, next_step: str) -> None:
    with pytest.raises(BayplanError, match="version") as caught:
        snapshot_from_json({**snapshot_to_json(many(1)), "version": version})
    assert next_step in caught.value.what_next


def broken(path: str, value: object) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(snapshot_to_json(many(3))))
    target: Any = data
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    for step in way:
        target = target[step]
    if value is KeyError:
        del target[last]
    else:
        target[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("engine", None, "engine is not an object"),
        ("engine.name", 5, "engine.name is not a string"),
        ("containers", {}, "containers is not a list"),
        ("containers.1.id", KeyError, "containers[1].id is missing"),
        ("containers.1.created", "yesterday", "containers[1].created is not a time"),
        ("containers.1.created", "2026-01-01T00:00:00", "offset from UTC"),
        ("containers.1.labels", {"a": 1}, "containers[1].labels is not an object of strings"),
        ("images.0.size", -1, "images[0].size is not a size"),
        ("images.0.size", True, "images[0].size is not a whole number"),
        ("images.0.tags", [1], "images[0].tags is not a list of strings"),
        ("images.0.layers.0", "x", "images[0].layers[0] is not an object"),
        ("stores.2.kind", "shoebox", "stores[2].kind is not one of writable-layer"),
        ("mounts.0.read_only", "no", "mounts[0].read_only is not true or false"),
        ("taken_at", KeyError, "taken_at is missing"),
    ],
)
def test_a_broken_file_says_where(path: str, value: object, complaint: str) -> None:
    with pytest.raises(BayplanError, match="broken") as caught:
        snapshot_from_json(broken(path, value))
    assert complaint in caught.value.why
