"""Mounts are put together from all the places in which the API tells them."""

from __future__ import annotations

from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Mount
from bayplan.engine.translate import container_from_inspect, container_from_list
from bayplan.engine.translate.mount_options import size_in_bytes, split_bind, tmpfs_options

ID = "c" * 64
ANONYMOUS = "9f" * 32


def _inspected(
    *mounts: dict[str, Any], config: dict[str, Any] | None = None, platform: str = "linux", **host_config: Any
) -> dict[str, Mount]:
    """What a container with these entries of ``Mounts`` and this ``HostConfig`` sees, by destination."""
    payload = {
        "Id": ID,
        "Platform": platform,
        "Mounts": list(mounts),
        "HostConfig": {"IpcMode": "none", **host_config},
        "Config": config or {},
    }
    return {mount.destination: mount for mount in container_from_inspect(payload).mounts}


def _volume(name: str, destination: str, **more: Any) -> dict[str, Any]:
    entry = {"Type": "volume", "Name": name, "Source": f"/var/lib/docker/volumes/{name}/_data", "Driver": "local"}
    return entry | {"Destination": destination, "Mode": "z", "RW": True, "Propagation": ""} | more


def _bind(source: str, destination: str, **more: Any) -> dict[str, Any]:
    entry = {"Type": "bind", "Source": source, "Destination": destination, "Mode": "", "RW": True}
    return entry | {"Propagation": "rprivate"} | more


def test_a_named_volume_with_options_that_only_the_request_tells() -> None:
    request = {
        "Type": "volume",
        "Source": "data",
        "Target": "/data",
        "VolumeOptions": {"NoCopy": True, "Subpath": "a/b"},
    }
    mount = _inspected(_volume("data", "/data"), Mounts=[request])["/data"]
    assert (mount.kind, mount.store, mount.source) == (StoreKind.NAMED_VOLUME, ids.volume_store("data"), "data")
    assert mount.options == {"nocopy": "true", "subpath": "a/b"}
    assert mount.propagation is None


def test_an_anonymous_volume_of_the_image_is_declared() -> None:
    mount = _inspected(_volume(ANONYMOUS, "/data"), config={"Volumes": {"/data": {}}})["/data"]
    assert (mount.kind, mount.declared) == (StoreKind.ANONYMOUS_VOLUME, True)


@pytest.mark.parametrize(
    "asked",
    [
        {"Binds": [f"{ANONYMOUS}x:/data"]},
        {"Mounts": [{"Type": "volume", "Target": "/data"}]},
        {"Binds": ["named:/data"]},
    ],
)
def test_a_volume_that_was_asked_for_is_not_declared(asked: dict[str, Any]) -> None:
    assert not _inspected(_volume(ANONYMOUS, "/data"), config={"Volumes": {"/data": {}}}, **asked)["/data"].declared


def test_podman_writes_its_anonymous_volumes_into_binds() -> None:
    binds = [f"{ANONYMOUS}:/data:rprivate,rw,nodev,exec,nosuid,rbind"]
    mount = _inspected(_volume(ANONYMOUS, "/data", Mode=""), config={"Volumes": {"/data": {}}}, Binds=binds)["/data"]
    assert mount.declared
    assert mount.options == {}


@pytest.mark.parametrize(
    ("asked", "by_name"),
    [
        ({}, False),  # -v /data, or VOLUME of the image
        ({"Mounts": [{"Type": "volume", "Target": "/data", "VolumeOptions": {}}]}, False),
        # Carried over by Compose: as Compose 2.40 does it, and as older ones do.
        ({"Mounts": [{"Type": "volume", "Source": ANONYMOUS, "Target": "/data"}]}, True),
        ({"Binds": [f"{ANONYMOUS}:/data:rw"]}, True),
        ({"Binds": [f"{ANONYMOUS}:/data"]}, True),
        # Podman's own accounts, recorded from 4.3, 5.4 and 5.8.
        ({"Binds": [f"{ANONYMOUS}:/data:rprivate,rw,nodev,exec,nosuid,rbind"]}, False),
        ({"Binds": [f"{ANONYMOUS}:/data:rprivate,nosuid,nodev,rbind"]}, False),
        ({"Binds": [f"{ANONYMOUS}:/data:ro,rprivate,nosuid,nodev,rbind"]}, False),
    ],
)
def test_whether_an_anonymous_volume_was_mounted_by_its_name(asked: dict[str, Any], by_name: bool) -> None:
    mount = _inspected(_volume(ANONYMOUS, "/data"), config={"Volumes": {"/data": {}}}, **asked)["/data"]
    assert mount.by_name is by_name
    assert mount.declared is (not asked or "rbind" in str(asked))


def test_any_other_name_was_given_by_somebody_and_only_volumes_have_names() -> None:
    mounts = _inspected(_volume("data", "/data"), _bind("/srv", "/srv"), Binds=["/srv:/srv"])
    assert (mounts["/data"].by_name, mounts["/srv"].by_name) == (True, False)


def test_a_plugins_volume_and_one_of_a_swarm_cluster() -> None:
    mounts = _inspected(
        _volume("block", "/a", Driver="rexray"), {"Type": "cluster", "Name": "c1", "Destination": "/b", "RW": True}
    )
    assert [mounts[path].kind for path in ("/a", "/b")] == [StoreKind.PLUGIN_VOLUME, StoreKind.CLUSTER_VOLUME]


def test_a_volume_whose_name_is_not_told() -> None:
    mount = _inspected(_volume("", "/data", Source="/var/lib/docker/volumes/old/_data"))["/data"]
    assert mount.store == ids.volume_store("old")


def test_a_bind_with_its_options() -> None:
    options = {"Propagation": "rslave", "CreateMountpoint": True, "ReadOnlyForceRecursive": True}
    request = {"Type": "bind", "Source": "/srv", "Target": "/srv", "ReadOnly": True, "BindOptions": options}
    mount = _inspected(_bind("/srv", "/srv", RW=False, Propagation="rslave"), Mounts=[request])["/srv"]
    assert (mount.read_only, mount.propagation) == (True, "rslave")
    assert mount.options == {"recursive": "readonly", "create-src": "true"}


@pytest.mark.parametrize(("option", "word"), [("NonRecursive", "disabled"), ("ReadOnlyNonRecursive", "writable")])
def test_how_deep_a_bind_goes(option: str, word: str) -> None:
    request = {"Type": "bind", "Source": "/srv", "Target": "/srv", "BindOptions": {option: True}}
    assert _inspected(_bind("/srv", "/srv"), Mounts=[request])["/srv"].options == {"recursive": word}


def test_options_of_a_bind_come_from_what_was_written_not_from_the_engines_defaults() -> None:
    written = _inspected(_bind("/srv", "/srv", Mode="Z"), Binds=["/srv:/srv:Z"])["/srv"]
    assert written.options == {"selinux": "private"}
    assert _inspected(_volume("data", "/data", Mode="z"))["/data"].options == {}


@pytest.mark.parametrize(
    ("source", "bind", "meant"),
    [
        ("/run/desktop/mnt/host/c/Users/ann/shop", r"C:\Users\ann\shop:/app:ro", r"C:\Users\ann\shop"),
        ("/run/desktop/mnt/host/c/Users/ann/shop", "", r"C:\Users\ann\shop"),
        ("/host_mnt/Users/ann/shop", "/Users/ann/shop:/app", "/Users/ann/shop"),
        ("/host_mnt/Users/ann/shop", "", "/Users/ann/shop"),
        ("/srv/shop", "/srv/shop/:/app", "/srv/shop"),
    ],
)
def test_a_bind_source_is_what_the_person_meant(source: str, bind: str, meant: str) -> None:
    mount = _inspected(_bind(source, "/app"), Binds=[bind] if bind else [])["/app"]
    assert (mount.source, mount.store) == (meant, ids.bind_store(meant))


def test_the_two_forms_of_tmpfs() -> None:
    request = {
        "Type": "tmpfs",
        "Target": "/a",
        "TmpfsOptions": {"SizeBytes": 16 << 20, "Mode": 0o1777, "Options": [["uid", "5"], ["exec"]]},
    }
    mounts = _inspected(
        {"Type": "tmpfs", "Source": "", "Destination": "/a", "RW": True},
        Mounts=[request],
        Tmpfs={"/b": "size=64m,mode=0700,noexec,ro", "/c": ""},
    )
    assert {mount.kind for mount in mounts.values()} == {StoreKind.TMPFS}
    assert mounts["/a"].options == {"size": "16777216", "mode": "1777", "uid": "5", "exec": "true"}
    assert mounts["/b"].options == {"size": "67108864", "mode": "0700", "noexec": "true"}
    assert [mounts[path].read_only for path in ("/a", "/b", "/c")] == [False, True, False]
    assert mounts["/c"].options == {}
    assert mounts["/b"].store == ids.tmpfs_store(ID, "/b")


def test_a_tmpfs_that_only_the_request_tells() -> None:
    request = {"Type": "tmpfs", "Target": "/a", "TmpfsOptions": {"SizeBytes": 5}}
    assert _inspected(Mounts=[request])["/a"].options == {"size": "5"}


def test_an_image_as_a_mount() -> None:
    request = {"Type": "image", "Source": "models:1", "Target": "/m", "ImageOptions": {"Subpath": "big"}}
    entry = {"Type": "image", "Name": "models:1", "Source": "/var/lib/x", "Destination": "/m", "RW": False}
    mount = _inspected(entry, Mounts=[request])["/m"]
    assert (mount.kind, mount.source, mount.read_only) == (StoreKind.IMAGE_MOUNT, "models:1", True)
    assert mount.options == {"subpath": "big"}


def test_a_named_pipe_and_a_bind_of_windows() -> None:
    pipe = r"\\.\pipe\docker_engine"
    mounts = _inspected(
        {"Type": "npipe", "Source": pipe, "Destination": pipe, "RW": True},
        _bind(r"C:\data", r"C:\app", RW=False),
        platform="windows",
        IpcMode="",
        Binds=[r"C:\data:C:\app:ro"],
    )
    assert mounts[pipe].store == ids.npipe_store(pipe)
    assert mounts[r"C:\app"].source == r"C:\data"
    assert "/dev/shm" not in mounts


# /dev/shm


@pytest.mark.parametrize(
    ("mode", "store"),
    [
        ("private", ids.shm_store(ID)),
        ("shareable", ids.shm_store(ID)),
        ("host", ids.HOST_SHM),
        ("container:" + "d" * 64, ids.shm_store("d" * 64)),
    ],
)
def test_whose_shm_a_container_sees(mode: str, store: str) -> None:
    mount = _inspected(IpcMode=mode, ShmSize=64 << 20)["/dev/shm"]
    assert (mount.kind, mount.store, mount.read_only) == (StoreKind.SHM, store, False)
    assert mount.options == ({"size": "67108864"} if store == ids.shm_store(ID) else {})


def test_no_shm_where_the_engine_gives_none_or_says_nothing() -> None:
    assert not _inspected(IpcMode="none", ShmSize=5)
    assert not _inspected(IpcMode="")
    assert not _inspected(IpcMode="private", platform="windows")


def test_what_a_person_mounts_at_dev_shm_takes_its_place() -> None:
    mount = _inspected(Tmpfs={"/dev/shm": "size=1g"}, IpcMode="private", ShmSize=64 << 20)["/dev/shm"]
    assert (mount.kind, mount.options) == (StoreKind.TMPFS, {"size": "1073741824"})


def test_the_list_invents_no_shm() -> None:
    listed = container_from_list({"Id": ID, "Names": ["/c"], "Mounts": [_volume("data", "/data"), _bind("/srv", "/s")]})
    assert [mount.destination for mount in listed.mounts] == ["/data", "/s"]


def test_podmans_rw_is_trusted_although_mode_is_empty() -> None:
    assert _inspected(_bind("/srv", "/s", Mode="", RW=False), Binds=["/srv:/s:ro,rbind"])["/s"].read_only


def test_the_same_in_list_and_inspect() -> None:
    entries = [_volume("data", "/data"), _bind("/srv", "/s"), _volume(ANONYMOUS, "/z", Source="")]
    listed = container_from_list({"Id": ID, "Names": ["/c"], "Mounts": entries})
    assert listed.mounts == tuple(_inspected(*entries).values())


# Small forms


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("data:/data", ("data", "/data", "")),
        ("/srv:/data:ro,z", ("/srv", "/data", "ro,z")),
        ("/data", ("", "/data", "")),
        (r"C:\a:/data:ro", (r"C:\a", "/data", "ro")),
        (r"C:\a:D:\b", (r"C:\a", r"D:\b", "")),
        (r"\\.\pipe\x:\\.\pipe\x", (r"\\.\pipe\x", r"\\.\pipe\x", "")),
    ],
)
def test_splitting_a_bind(written: str, parts: tuple[str, str, str]) -> None:
    assert split_bind(written) == parts


@pytest.mark.parametrize(
    ("written", "size"),
    [("64m", "67108864"), ("1G", "1073741824"), ("512", "512"), ("50%", "50%"), ("4k", "4096"), ("", "")],
)
def test_sizes_of_the_kernel(written: str, size: str) -> None:
    assert size_in_bytes(written) == size


def test_podmans_propagation_is_no_option_of_a_tmpfs() -> None:
    assert tmpfs_options("rw,rprivate,nosuid,size=1k") == ({"nosuid": "true", "size": "1024"}, False)
