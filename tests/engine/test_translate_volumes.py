"""Volumes of every kind, and their sizes."""

from __future__ import annotations

from typing import Any

import pytest

from bayplan.domain.kinds import StoreKind
from bayplan.engine.translate import usage_from, volume_from, with_usage


@pytest.mark.parametrize(
    ("payload", "kind", "remote"),
    [
        ({"Name": "data"}, StoreKind.NAMED_VOLUME, ""),
        ({"Name": "9f" * 32}, StoreKind.ANONYMOUS_VOLUME, ""),
        ({"Name": "x", "Labels": {"com.docker.volume.anonymous": ""}}, StoreKind.ANONYMOUS_VOLUME, ""),
        ({"Name": "x", "Driver": "rexray"}, StoreKind.PLUGIN_VOLUME, ""),
        ({"Name": "x", "Driver": "csi", "ClusterVolume": {"ID": "y"}}, StoreKind.CLUSTER_VOLUME, ""),
        ({"Name": "x", "Options": {"type": "tmpfs", "device": "tmpfs"}}, StoreKind.NAMED_VOLUME, ""),
        ({"Name": "x", "Options": {"type": "none", "o": "bind", "device": "/srv"}}, StoreKind.NAMED_VOLUME, ""),
        (
            {"Name": "x", "Options": {"type": "nfs4", "o": "addr=nas.local,rw", "device": ":/export/media"}},
            StoreKind.NETWORK_VOLUME,
            "nas.local:/export/media",
        ),
        ({"Name": "x", "Options": {"type": "nfs", "device": "nas:/a"}}, StoreKind.NETWORK_VOLUME, "nas:/a"),
        (
            {"Name": "x", "Options": {"type": "cifs", "device": r"\\nas\x", "o": "addr=10.0.0.5,username=u"}},
            StoreKind.NETWORK_VOLUME,
            "//nas/x",
        ),
        ({"Name": "x", "Options": {"type": "cifs", "device": "//u:p@nas/x"}}, StoreKind.NETWORK_VOLUME, "//nas/x"),
    ],
)
def test_kinds_and_places(payload: dict[str, Any], kind: StoreKind, remote: str) -> None:
    volume = volume_from({"Driver": "local", "Mountpoint": "/m"} | payload)
    assert (volume.kind, volume.remote) == (kind, remote)


def test_nulls_are_no_error() -> None:
    volume = volume_from({"Name": "x", "Options": None, "Labels": None, "CreatedAt": None, "UsageData": None})
    assert (volume.driver, volume.created, volume.size) == ("local", None, None)


@pytest.mark.parametrize("form", ["old", "new"])
def test_sizes(form: str) -> None:
    measured = [
        {"Name": "a", "UsageData": {"Size": 5, "RefCount": 2}},
        {"Name": "b", "UsageData": {"Size": -1, "RefCount": -1}},
    ]
    usage = usage_from({"Volumes": measured} if form == "old" else {"VolumeUsage": {"Items": measured}})
    volumes = [volume_from({"Name": name}) for name in "abc"]
    sized = with_usage(volumes, usage)
    assert [(volume.size, volume.ref_count) for volume in sized] == [(5, 2), (None, None), (None, None)]
    assert sized[2] is volumes[2]
