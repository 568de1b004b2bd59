"""What an engine says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from bayplan.domain.model import Engine
from bayplan.engine.translate import engine_from


def _engine(
    info: dict[str, Any], version: dict[str, Any] | None = None, host: str = "unix:///run/docker.sock"
) -> Engine:
    return engine_from(info, version or {}, host, api_version="1.41", local=True, demo=False)


def test_a_plain_engine() -> None:
    engine = _engine(
        {
            "ID": "A:B",
            "Name": "workstation",
            "ServerVersion": "28.2.2",
            "OSType": "linux",
            "Driver": "overlay2",
            "DockerRootDir": "/var/lib/docker",
            "SecurityOptions": ["name=seccomp,profile=builtin", "name=rootless"],
            "Swarm": {"LocalNodeState": "active"},
            "LiveRestoreEnabled": True,
        },
        {"Platform": {"Name": "Docker Engine - Community"}},
    )
    assert (engine.product, engine.version, engine.volumes_dir) == (
        "Docker Engine",
        "28.2.2",
        "/var/lib/docker/volumes",
    )
    assert (engine.rootless, engine.swarm, engine.live_restore) == (True, True, True)
    assert (engine.image_store, engine.vm, engine.local) == ("classic", None, True)


def test_what_the_engine_does_not_say_stays_unknown() -> None:
    engine = _engine({}, host="tcp://far:2375")
    assert (engine.id, engine.root_dir, engine.volumes_dir) == ("tcp://far:2375", None, None)
    assert (engine.rootless, engine.swarm, engine.live_restore) == (None, None, None)


def test_the_containerd_image_store() -> None:
    engine = _engine({"Driver": "overlayfs", "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]})
    assert engine.image_store == "containerd"


def test_windows() -> None:
    engine = _engine({"OSType": "windows", "DockerRootDir": r"C:\ProgramData\docker"})
    assert (engine.os_type, engine.volumes_dir) == ("windows", r"C:\ProgramData\docker\volumes")


def test_podman() -> None:
    info = {"Name": "host", "ID": "49ed97a9-3a27-4f4a-b48d-060e680656e0"}  # another one at each answer
    engine = _engine(info, {"Components": [{"Name": "Podman Engine"}], "Version": "5.4.2"})
    assert (engine.product, engine.version, engine.id) == ("Podman", "5.4.2", "host")


@pytest.mark.parametrize(
    ("info", "host", "vm"),
    [
        ({"OperatingSystem": "Docker Desktop", "Name": "docker-desktop"}, "unix:///x", "Docker Desktop"),
        ({"Name": "colima"}, "unix:///x", "Colima"),
        ({"Name": "x"}, "unix:///Users/a/.colima/default/docker.sock", "Colima"),
        ({"Name": "lima-default"}, "unix:///x", "Lima"),
        ({"Name": "lima-rancher-desktop"}, "unix:///Users/a/.rd/docker.sock", "Rancher Desktop"),
        ({"OperatingSystem": "OrbStack"}, "unix:///x", "OrbStack"),
        ({"Name": "workstation"}, "unix:///x", None),
    ],
)
def test_virtual_machines(info: dict[str, str], host: str, vm: str | None) -> None:
    engine = _engine(info, host=host)
    assert (engine.vm, engine.local) == (vm, vm is None)


def test_a_podman_machine() -> None:
    host = "unix:///run/user/1000/podman/podman-machine-default-api.sock"
    assert _engine({}, {"Components": [{"Name": "Podman Engine"}]}, host).vm == "Podman machine"
