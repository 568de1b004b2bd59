"""The ways out: what is kept is byte for byte what would have been lost, and half a copy is none."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.promotion import why_not
from bayplan.domain.ways_out import WayOut, helper_images, readers, ways_out
from bayplan.engine import ways_out as engine_ways_out
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.copy_check import NotTheSameError
from bayplan.engine.ways_out import VolumeSource
from bayplan.errors import BayplanError, CancelledError
from tests.contract.containers import started, volume_names

DATA: Json = {"Type": "volume", "Source": "precious", "Target": "/data"}


def quiet(_fraction: float | None, _text: str) -> None:
    """Takes the progress and says nothing."""


def cancel_at(word: str) -> Callable[[float | None, str], None]:
    """A progress that cancels at the first step that begins with a word."""

    def progress(_fraction: float | None, text: str) -> None:
        if text.startswith(word):
            raise CancelledError

    return progress


def filled(client: EngineClient) -> str:
    """A running container with files in a volume and in its layer."""
    container = started(client, "keeper", DATA, {"Type": "tmpfs", "Target": "/scratch"})
    client.run_in_container(container, ["mkdir", "-p", "/data/sub", "/srv/new/deep"])
    client.write_file(container, "/data/one", "first")
    client.write_file(container, "/data/sub/two", "second" * 10_000)
    client.write_file(container, "/srv/new/deep/three", "third")
    client.write_file(container, "/scratch/memory", "not kept")
    return container


def source(inventory: Inventory, name: str, *, with_readers: bool = True) -> VolumeSource:
    """How to get at a volume; without readers only through a helper."""
    through = readers(name, inventory) if with_readers else ()
    return VolumeSource(inventory.volumes[name], through, helper_images(inventory))


def in_tar(path: Path) -> dict[str, str | None]:
    """What is in a tar by name, None for what is no file."""
    found: dict[str, str | None] = {}
    with tarfile.open(path) as tar:
        for member in tar:
            content = tar.extractfile(member)
            found[member.name.removeprefix("./")] = content.read().decode() if content else None
    return found


def containers(client: EngineClient) -> set[str]:
    """Every container there is."""
    return {str(each["Id"]) for each in client.containers()}


WHOLE = {"one": "first", "sub": None, "sub/two": "second" * 10_000}


@pytest.mark.parametrize("with_readers", [True, False], ids=["through its container", "through a helper"])
def test_a_volume_is_saved_to_a_tar(client: EngineClient, tmp_path: Path, *, with_readers: bool) -> None:
    filled(client)
    before = containers(client), volume_names(client)
    path = tmp_path / "copy.tar"
    volume = source(read_inventory(client), "precious", with_readers=with_readers)
    kept = engine_ways_out.save_volume(client, volume, path, WayOut.TAR, quiet)
    assert {name: text for name, text in in_tar(path).items() if name != "."} == WHOLE
    assert kept.where == str(path)
    assert (containers(client), volume_names(client)) == before
    assert [each.name for each in tmp_path.iterdir()] == ["copy.tar"]


def test_a_volume_is_saved_to_a_folder(client: EngineClient, tmp_path: Path) -> None:
    filled(client)
    engine_ways_out.save_volume(
        client, source(read_inventory(client), "precious"), tmp_path / "copy", WayOut.FOLDER, quiet
    )
    assert (tmp_path / "copy" / "one").read_text() == "first"
    assert (tmp_path / "copy" / "sub" / "two").read_text() == "second" * 10_000
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize("with_readers", [True, False], ids=["through its container", "through a helper"])
def test_a_volume_is_copied_to_a_new_one(client: EngineClient, tmp_path: Path, *, with_readers: bool) -> None:
    filled(client)
    before = containers(client)
    volume = source(read_inventory(client), "precious", with_readers=with_readers)
    engine_ways_out.copy_volume(client, volume, "copy", quiet)
    assert containers(client) == before
    inventory = read_inventory(client)
    assert not inventory.volumes["copy"].labels  # nobody cleans it up
    engine_ways_out.save_volume(client, source(inventory, "copy"), tmp_path / "copy.tar", WayOut.TAR, quiet)
    assert {name: text for name, text in in_tar(tmp_path / "copy.tar").items() if name != "."} == WHOLE


@pytest.mark.parametrize("fault", ["swallows it", "changes it"])
def test_a_copy_that_is_not_the_same_is_no_copy(client: EngineClient, fault: str) -> None:
    filled(client)
    before = containers(client), volume_names(client)
    volume = source(read_inventory(client), "precious")
    put = client.put_archive

    def faulty(container_id: str, path: str, tar: bytes | Iterable[bytes]) -> None:
        data = tar if isinstance(tar, bytes) else b"".join(tar)
        if fault == "changes it":
            put(container_id, path, data.replace(b"first", b"FIRST"))

    client.put_archive = faulty  # type: ignore[method-assign]  # plays an engine that puts it elsewhere
    with pytest.raises(NotTheSameError):
        engine_ways_out.copy_volume(client, volume, "copy", quiet)
    assert (containers(client), volume_names(client)) == before


def test_nothing_is_ever_overwritten(client: EngineClient, tmp_path: Path) -> None:
    container = filled(client)
    inventory = read_inventory(client)
    volume = source(inventory, "precious")
    (tmp_path / "there").write_text("mine")
    for form in (WayOut.TAR, WayOut.FOLDER):
        with pytest.raises(BayplanError, match="there already"):
            engine_ways_out.save_volume(client, volume, tmp_path / "there", form, quiet)
        with pytest.raises(BayplanError, match="there already"):
            engine_ways_out.save_layer(client, inventory.containers[container], tmp_path / "there", form, quiet)
    client.create_volume({"Name": "there"})
    with pytest.raises(BayplanError, match="already"):
        engine_ways_out.copy_volume(client, volume, "there", quiet)
    engine_ways_out.commit(client, inventory.containers[container], "kept", quiet)
    for name in ("kept", "kept:latest"):
        with pytest.raises(BayplanError, match="already"):
            engine_ways_out.commit(client, inventory.containers[container], name, quiet)
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("form", [WayOut.TAR, WayOut.FOLDER])
def test_a_cancel_leaves_nothing_behind(client: EngineClient, tmp_path: Path, form: WayOut) -> None:
    container = filled(client)
    inventory = read_inventory(client)
    before = containers(client), volume_names(client)
    helped = source(inventory, "precious", with_readers=False)
    with pytest.raises(CancelledError):
        engine_ways_out.save_volume(client, helped, tmp_path / "x", form, cancel_at("Copying"))
    with pytest.raises(CancelledError):
        engine_ways_out.save_layer(client, inventory.containers[container], tmp_path / "x", form, cancel_at("Copying"))
    with pytest.raises(CancelledError):
        engine_ways_out.copy_volume(client, helped, "copy", cancel_at("Copying"))
    assert list(tmp_path.iterdir()) == []
    assert (containers(client), volume_names(client)) == before


def test_a_place_that_cannot_be_written_is_told(client: EngineClient, tmp_path: Path) -> None:
    filled(client)
    volume = source(read_inventory(client), "precious")
    for form in (WayOut.TAR, WayOut.FOLDER):
        with pytest.raises(BayplanError) as refused:
            engine_ways_out.save_volume(client, volume, tmp_path / "no such folder" / "x", form, quiet)
        assert "No such file" in refused.value.why


def test_a_volume_that_is_another_one_by_now_is_not_copied(client: EngineClient, tmp_path: Path) -> None:
    client.create_volume({"Name": "precious"})
    volume = source(read_inventory(client), "precious")
    client.remove_volume("precious")
    with pytest.raises(BayplanError, match="not copied"):
        engine_ways_out.save_volume(client, volume, tmp_path / "x.tar", WayOut.TAR, quiet)
    assert volume_names(client).isdisjoint({"precious"})


@pytest.mark.parametrize("form", [WayOut.TAR, WayOut.FOLDER])
def test_a_layer_is_saved_without_what_is_mounted(client: EngineClient, tmp_path: Path, form: WayOut) -> None:
    container = filled(client)
    path = tmp_path / "layer"
    engine_ways_out.save_layer(client, read_inventory(client).containers[container], path, form, quiet)
    if form is WayOut.TAR:
        found = {name for name, text in in_tar(path).items() if text is not None}
        assert in_tar(path)["srv/new/deep/three"] == "third"
    else:
        found = {str(each.relative_to(path)) for each in path.rglob("*") if each.is_file()}
        assert (path / "srv/new/deep/three").read_text() == "third"
    assert "srv/new/deep/three" in found
    assert not any(name.startswith(("data/", "scratch/", "bin/")) for name in found)


def test_what_a_container_deleted_is_listed_beside(client: EngineClient, tmp_path: Path) -> None:
    maker = started(client, "maker")
    client.write_file(maker, "/tmp/brought", "by the image")
    client.commit_container(maker, "brings:1")
    container = client.create_container("deleter", {"Image": "brings:1", "Cmd": ["sleep", "99"], "HostConfig": {}})
    client.start_container(container)
    client.remove_file(container, "/tmp/brought")
    client.write_file(container, "/tmp/new", "written")
    kept = engine_ways_out.save_layer(
        client, read_inventory(client).containers[container], tmp_path / "layer.tar", WayOut.TAR, quiet
    )
    assert (tmp_path / "layer.deleted.txt").read_text() == "/tmp/brought\n"
    assert in_tar(tmp_path / "layer.tar")["tmp/new"] == "written"
    assert any("layer.deleted.txt" in note for note in kept.notes)


def test_a_container_that_changed_nothing_has_nothing_to_save(client: EngineClient, tmp_path: Path) -> None:
    identity = client.create_container("untouched", {"Image": "busybox:latest", "Cmd": ["true"], "HostConfig": {}})
    with pytest.raises(BayplanError, match="changed nothing"):
        engine_ways_out.save_layer(
            client, read_inventory(client).containers[identity], tmp_path / "x.tar", WayOut.TAR, quiet
        )
    assert list(tmp_path.iterdir()) == []


def test_a_commit_holds_the_layer(client: EngineClient) -> None:
    container = filled(client)
    kept = engine_ways_out.commit(client, read_inventory(client).containers[container], "kept:1", quiet)
    assert kept.where == "kept:1"
    copy = client.create_container("copy", {"Image": "kept:1", "Cmd": ["sleep", "99"], "HostConfig": {}})
    client.start_container(copy)
    assert client.read_file(copy, "/srv/new/deep/three") == "third"


def test_podman_tells_no_owners_so_it_copies_into_no_volume(client: EngineClient) -> None:
    container = started(client, "keeper", DATA, {"Type": "volume", "Target": "/cache"})
    inventory = read_inventory(client)
    podman = replace(inventory, engine=replace(inventory.engine, product="Podman"))
    for mount in podman.containers[container].mounts:
        if mount.kind.is_volume:
            assert ways_out(podman.stores[mount.store], podman) == (WayOut.TAR, WayOut.FOLDER)
            assert "Podman" in why_not(podman.containers[container], mount, podman)


def test_each_store_offers_what_can_be_done_with_it(client: EngineClient) -> None:
    anonymous: Json = {"Type": "volume", "Target": "/cache"}
    container = started(client, "keeper", DATA, anonymous, {"Type": "tmpfs", "Target": "/scratch"})
    inventory = read_inventory(client)
    nameless = next(m for m in inventory.containers[container].mounts if m.destination == "/cache")
    assert ways_out(inventory.stores[ids.writable_store(container)], inventory) == (
        WayOut.TAR,
        WayOut.FOLDER,
        WayOut.IMAGE,
    )
    assert ways_out(inventory.stores["volume:precious"], inventory) == (WayOut.TAR, WayOut.FOLDER, WayOut.VOLUME)
    assert ways_out(inventory.stores[nameless.store], inventory)[0] is WayOut.PROMOTE
    assert ways_out(inventory.stores[ids.tmpfs_store(container, "/scratch")], inventory) == ()
