"""Records what an engine answers: makes a scenario of every kind of mount on it and writes the payloads to a file.

    python -m tests.support.record_payloads SOCKET NAME --host-folder PATH [--replace OLD=NEW …]

SOCKET is the unix socket of a private, empty engine (Docker of any version, or ``podman system service``); everything
on it may be changed. PATH is an existing empty folder as that engine sees it; it appears as /srv/recorded. The file is
tests/engine/recorded/NAME.json. All secrets in the scenario are made up and hold ``recorded_scenario.FAKE_SECRET``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.support.busybox_image import busybox_tar
from tests.support.recorded_scenario import APP, BASE, IMAGE_CONFIG, VOLUMES, containers_of, image_changes

Json = dict[str, Any]

FOLDER = Path(__file__).parent.parent / "engine" / "recorded"
#: What of /info and /version is kept; the rest tells of the recording machine.
_INFO = (
    *("ID", "Name", "Driver", "DriverStatus", "DockerRootDir", "OSType", "OperatingSystem", "ServerVersion"),
    *("SecurityOptions", "LiveRestoreEnabled", "Architecture", "Swarm"),
)
_VERSION = ("Platform", "Version", "ApiVersion", "MinAPIVersion", "Os", "Arch", "Components")
_DRIVER_STATUS = frozenset({"Backing Filesystem", "driver-type", "Native Overlay Diff", "Supports d_type"})


class Engine:
    """The least of an HTTP client on a unix socket: recording must not depend on what it serves to test."""

    def __init__(self, path: str) -> None:
        self._path = path

    def call(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> Any:
        """The decoded answer; text where it is no JSON. Raises RuntimeError for an HTTP error."""
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(60)
        connection.sock.connect(self._path)
        sent = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        kind = "application/x-tar" if raw is not None else "application/json"
        connection.request(method, path, sent, {"Content-Type": kind})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.strip()}")
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text


def main() -> None:
    """Reads the arguments, makes the scenario, records it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("socket")
    parser.add_argument("name")
    parser.add_argument("--host-folder", required=True)
    parser.add_argument("--replace", action="append", default=[], metavar="OLD=NEW")
    arguments = parser.parse_args()
    engine = Engine(arguments.socket)
    refused = make_scenario(engine, arguments.host_folder)
    replaced = dict(pair.split("=", 1) for pair in arguments.replace) | {arguments.host_folder: "/srv/recorded"}
    text = json.dumps(read_all(engine) | {"refused": refused}, indent=1, ensure_ascii=False, sort_keys=True)
    for old, new in sorted(replaced.items(), key=lambda item: -len(item[0])):
        text = text.replace(old, new)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{arguments.name}.json").write_text(text + "\n", encoding="utf-8")


def make_scenario(engine: Engine, host_folder: str) -> list[str]:
    """Makes images, volumes and containers; what the engine refused, with its words (older ones know less)."""
    refused: list[str] = []

    def attempt(what: str, make: Callable[[], object]) -> None:
        try:
            make()
        except RuntimeError as error:
            refused.append(f"{what}: {error}")

    changes = urlencode([("changes", change) for change in image_changes()])
    engine.call("POST", f"/images/create?fromSrc=-&repo=recorded/base&tag=1&{changes}", raw=busybox_tar())
    imported = engine.call("GET", "/images/json")[0]["Id"]
    engine.call("POST", f"/images/{imported}/tag?repo=recorded/base&tag=1")  # Podman 4 ignores the import's tag
    one_layer_more = {
        "Image": _tag(engine, BASE),
        "Cmd": ["sh", "-c", "echo more > /more"],
        "HostConfig": {"NetworkMode": "none"},
    }
    layer = engine.call("POST", "/containers/create?name=layer", one_layer_more)["Id"]
    engine.call("POST", f"/containers/{layer}/start")
    engine.call("POST", f"/containers/{layer}/wait")
    engine.call("POST", f"/commit?container={layer}&repo=recorded/app&tag=2&comment=one+more+layer", IMAGE_CONFIG)
    engine.call("DELETE", f"/containers/{layer}?v=1")
    for volume in VOLUMES:
        attempt(f"volume {volume['Name']}", partial(engine.call, "POST", "/volumes/create", volume))
    about = engine.call("GET", "/version")
    version = tuple(int(part) for part in about["ApiVersion"].split("."))
    podman = any(component["Name"].startswith("Podman") for component in about["Components"])
    tags = {name: _tag(engine, name) for name in (BASE, APP)}
    for name, body, start in containers_of(host_folder, version, tags, podman=podman):
        attempt(f"container {name}", partial(_make_container, engine, name, body, start=start))
    engine.call("POST", "/containers/done/wait")
    return refused


def _make_container(engine: Engine, name: str, body: Json, *, start: bool) -> None:
    made = engine.call("POST", f"/containers/create?name={quote(name)}", body)["Id"]
    if start:
        engine.call("POST", f"/containers/{made}/start")


def _tag(engine: Engine, name: str) -> str:
    """The name under which the engine keeps an image: Podman puts a registry before it."""
    tags: list[str] = [tag for image in engine.call("GET", "/images/json") for tag in image["RepoTags"] or ()]
    return next(tag for tag in tags if tag.endswith(name))


def read_all(engine: Engine) -> Json:
    """Every payload that translation reads."""
    listed = engine.call("GET", "/containers/json?all=1")
    images = engine.call("GET", "/images/json")
    info = {key: value for key, value in engine.call("GET", "/info").items() if key in _INFO}
    info["DriverStatus"] = [pair for pair in info.get("DriverStatus") or [] if pair[0] in _DRIVER_STATUS]
    version = {key: value for key, value in engine.call("GET", "/version").items() if key in _VERSION}
    version["Components"] = [
        {"Name": component["Name"], "Version": component["Version"]} for component in version.get("Components") or []
    ]
    usage = engine.call("GET", "/system/df?type=volume&verbose=1")
    return {
        "info": info | {"Name": "recorder", "ID": "RECO:RDED"},
        "version": version,
        "containers": listed,
        "containers_with_size": engine.call("GET", "/containers/json?all=1&size=1"),
        "inspect_containers": [_without_clutter(engine, entry["Id"]) for entry in listed],
        "images": images,
        "inspect_images": [
            engine.call("GET", f"/images/{entry['Id']}/json")
            | {"History": engine.call("GET", f"/images/{entry['Id']}/history")}
            for entry in images
        ],
        "volumes": engine.call("GET", "/volumes")["Volumes"],
        "disk_usage": {key: value for key, value in usage.items() if key in {"Volumes", "VolumeUsage"}},
    }


def _without_clutter(engine: Engine, container: str) -> Json:
    """An inspect without what no one reads and what only makes the file long."""
    payload: Json = engine.call("GET", f"/containers/{container}/json")
    for clutter in ("MaskedPaths", "ReadonlyPaths", "Annotations"):
        payload.get("HostConfig", {}).pop(clutter, None)
    for clutter in ("BoundingCaps", "EffectiveCaps"):
        payload.pop(clutter, None)
    return payload


if __name__ == "__main__":
    main()
