"""Writes the demo's Windows variant.

No Windows engine was at hand to record, so this one is composed in the form that the Engine API documents for Windows
(windowsfilter driver, drive-letter paths, named pipes as mounts of type npipe). The Linux demo is a true recording.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

_RECORDED_AT = "2026-01-15T09:00:00Z"
_CREATED = 1768467600  # an hour before
_CREATED_TEXT = "2026-01-15T08:00:00Z"
_PIPE = r"\\.\pipe\docker_engine"
_VOLUMES = r"C:\ProgramData\docker\volumes"

_IMAGES = {
    "mcr.microsoft.com/windows/nanoserver:ltsc2022": [("Apply image 10.0.20348.2402", 292_000_000)],
    "contoso/site:3.1": [
        ("Apply image 10.0.20348.2402", 292_000_000),
        ("RUN powershell Install-WindowsFeature Web-Server", 210_000_000),
        ("COPY site C:/inetpub/wwwroot", 18_000_000),
    ],
    "contoso/jobs:3.1": [
        ("Apply image 10.0.20348.2402", 292_000_000),
        ("COPY jobs C:/jobs", 44_000_000),
    ],
}


def main(folder: Path) -> None:
    """Writes ``folder``/windows.json."""
    images = [_image(tag, layers) for tag, layers in _IMAGES.items()]
    containers = [
        _container(
            "site-1",
            "contoso/site:3.1",
            [
                _volume("site-content", r"C:\inetpub\wwwroot"),
                _bind(r"C:\Users\ada\site\config", r"C:\config", rw=False),
            ],
            [
                "ConnectionStrings__Site=Server=tcp:contoso.database.windows.net,1433;Database=site;Password=demo-only-secret"
            ],
            project="site",
        ),
        _container(
            "jobs-1",
            "contoso/jobs:3.1",
            [_volume("site-content", r"C:\content"), _volume(hashlib.sha256(b"jobs").hexdigest(), r"C:\jobs\state")],
            ["AzureWebJobsStorage=DefaultEndpointsProtocol=https;AccountName=contosojobs;AccountKey=ZGVtbw=="],
            project="site",
        ),
        _container("portainer-agent", "contoso/jobs:3.1", [_npipe()], []),
        _container("build-agent", "contoso/jobs:3.1", [_npipe(), _bind(r"C:\builds", r"C:\agent\work", rw=True)], []),
        _container("old-import", "mcr.microsoft.com/windows/nanoserver:ltsc2022", [], [], running=False),
    ]
    names = {m["Name"] for c in containers for m in c["Mounts"] if m["Type"] == "volume"} | {"old-content"}
    recording = {
        "recorded_at": _RECORDED_AT,
        "info": {
            "ID": "7TZ4:WIND:OWS0:DEMO",
            "Name": "WIN-WORKSTATION",
            "Driver": "windowsfilter",
            "DriverStatus": [["Windows", ""]],
            "DockerRootDir": r"C:\ProgramData\docker",
            "OSType": "windows",
            "OperatingSystem": "Microsoft Windows Server Version 21H2 (OS Build 20348.2402)",
            "ServerVersion": "24.0.7",
            "SecurityOptions": [],
            "LiveRestoreEnabled": False,
            "Swarm": {"LocalNodeState": "inactive"},
        },
        "version": {
            "Version": "24.0.7",
            "ApiVersion": "1.43",
            "MinAPIVersion": "1.24",
            "Os": "windows",
            "Arch": "amd64",
        },
        "containers": [_listed(container) for container in containers],
        "inspect_containers": containers,
        "images": [_listed_image(image) for image in images],
        "inspect_images": images,
        "volumes": [_volume_object(name) for name in sorted(names)],
        "disk_usage": {
            "Volumes": [
                {**_volume_object(name), "UsageData": {"Size": size, "RefCount": 1}}
                for name, size in (("site-content", 380_000_000), ("old-content", 1_200_000_000))
            ]
        },
        "changes": {},
    }
    target = folder / "windows.json"
    target.write_text(json.dumps(recording, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _image(tag: str, layers: list[tuple[str, int]]) -> dict[str, Any]:
    digests = [f"sha256:{hashlib.sha256(command.encode()).hexdigest()}" for command, _ in layers]
    history = [{"Id": "<missing>", "Created": _CREATED, "CreatedBy": command, "Size": size} for command, size in layers]
    return {
        "Id": f"sha256:{hashlib.sha256(tag.encode()).hexdigest()}",
        "RepoTags": [tag],
        "Created": _CREATED_TEXT,
        "Architecture": "amd64",
        "Os": "windows",
        "Size": sum(size for _, size in layers),
        "Config": {"Cmd": [r"C:\Windows\system32\cmd.exe"], "Volumes": None, "Labels": None, "Env": None},
        "RootFS": {"Type": "layers", "Layers": digests},
        "History": history[::-1],
    }


def _listed_image(image: dict[str, Any]) -> dict[str, Any]:
    size, tags = image["Size"], image["RepoTags"]
    return {"Id": image["Id"], "RepoTags": tags, "Created": _CREATED, "Size": size, "Labels": None, "Containers": -1}


def _container(
    name: str,
    tag: str,
    mounts: list[dict[str, Any]],
    environment: list[str],
    *,
    project: str = "",
    running: bool = True,
) -> dict[str, Any]:
    labels = (
        {"com.docker.compose.project": project, "com.docker.compose.service": name.partition("-")[0]} if project else {}
    )
    return {
        "Id": hashlib.sha256(name.encode()).hexdigest(),
        "Name": f"/{name}",
        "Created": _CREATED_TEXT,
        "Path": f"C:\\app\\{name}.exe",
        "Args": [],
        "State": {
            "Status": "running" if running else "exited",
            "Running": running,
            "Paused": False,
            "ExitCode": 0,
            "StartedAt": _CREATED_TEXT,
            "FinishedAt": "0001-01-01T00:00:00Z" if running else _RECORDED_AT,
        },
        "Image": f"sha256:{hashlib.sha256(tag.encode()).hexdigest()}",
        "Driver": "windowsfilter",
        "Config": {
            "Image": tag,
            "Env": environment,
            "Cmd": None,
            "Entrypoint": None,
            "Labels": labels,
            "Volumes": None,
        },
        "HostConfig": {
            "NetworkMode": "nat",
            "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
            "AutoRemove": False,
            "IpcMode": "",
            "ShmSize": 0,
            "Isolation": "process",
            "LogConfig": {"Type": "json-file", "Config": {}},
        },
        "GraphDriver": {"Name": "windowsfilter", "Data": {"dir": f"C:\\ProgramData\\docker\\windowsfilter\\{name}"}},
        "Mounts": mounts,
        "SizeRw": 21_000_000 if running else 0,
    }


def _listed(container: dict[str, Any]) -> dict[str, Any]:
    running = container["State"]["Running"]
    return {
        "Id": container["Id"],
        "Names": [container["Name"]],
        "Image": container["Config"]["Image"],
        "ImageID": container["Image"],
        "Command": container["Path"],
        "Created": _CREATED,
        "Labels": container["Config"]["Labels"],
        "State": container["State"]["Status"],
        "Status": "Up About an hour" if running else "Exited (0) 5 minutes ago",
        "HostConfig": {"NetworkMode": "nat"},
        "Mounts": container["Mounts"],
        "SizeRw": container["SizeRw"],
    }


def _volume(name: str, destination: str) -> dict[str, Any]:
    source = f"{_VOLUMES}\\{name}\\_data"
    mount = _mount("volume", source, destination, rw=True)
    return mount | {"Name": name, "Driver": "local"}


def _bind(source: str, destination: str, *, rw: bool) -> dict[str, Any]:
    return _mount("bind", source, destination, rw=rw)


def _npipe() -> dict[str, Any]:
    return _mount("npipe", _PIPE, _PIPE, rw=True)


def _mount(kind: str, source: str, destination: str, *, rw: bool) -> dict[str, Any]:
    return {"Type": kind, "Source": source, "Destination": destination, "Mode": "", "RW": rw, "Propagation": ""}


def _volume_object(name: str) -> dict[str, Any]:
    return {
        "Name": name,
        "Driver": "local",
        "Mountpoint": f"{_VOLUMES}\\{name}\\_data",
        "CreatedAt": _CREATED_TEXT,
        "Labels": None,
        "Options": None,
        "Scope": "local",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/demo"))
