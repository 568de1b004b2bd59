"""How the demo mounts what a create request and an image ask for, by the engine's own rules.

Precedence where a path is mounted twice: an image's VOLUME < VolumesFrom < Binds < Mounts (moby, daemon/volumes.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, refused
from bayplan.engine.demo_volumes import is_path
from bayplan.engine.translate.mount_options import split_bind

_VOLUME_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_PROPAGATIONS = frozenset({"private", "rprivate", "shared", "rshared", "slave", "rslave"})


@dataclass(frozen=True, slots=True)
class NewMount:
    """An entry of the inspect payload's Mounts. ``named``: docker rm -v will keep the volume.

    ``copies``: an empty volume is filled with what the image has at that path.
    """

    entry: Json
    named: bool = False
    copies: bool = False


def new_mounts(engine: DemoEngine, host_config: Json, declared: Iterable[str]) -> list[NewMount]:
    """Makes the volumes that are missing and mounts everything.

    ``declared`` are the paths of VOLUME in the image or the request. Raises AnswerError for what the engine refuses.
    """
    asked = {m.entry["Destination"]: m for m in _asked_for(engine, host_config)}
    mounts = {m.entry["Destination"]: m for m in _from_others(engine, host_config.get("VolumesFrom") or ())} | asked
    for destination in declared:
        if destination not in mounts and destination not in (host_config.get("Tmpfs") or ()):
            volume = engine.volume("", "local", None, None)
            mounts[destination] = NewMount(_volume_entry(volume, destination, "", read_only=False), copies=True)
    return list(mounts.values())


def _asked_for(engine: DemoEngine, host_config: Json) -> Iterator[NewMount]:
    """The mounts of Binds and Mounts. Nothing is made before all are known to be sound."""
    binds = [split_bind(line) for line in host_config.get("Binds") or ()]
    requests = host_config.get("Mounts") or ()
    taken = set(host_config.get("Tmpfs") or ())
    for destination in [bind[1] for bind in binds] + [request["Target"] for request in requests]:
        if destination in taken:
            raise refused(400, f"Duplicate mount point: {destination}", f"{destination} is mounted twice.")
        taken.add(destination)
    for request in requests:
        _check(engine, request)
    for source, destination, mode in binds:
        yield _bind(engine, source, destination, mode)
    for request in requests:
        yield _mount(engine, request)


def _from_others(engine: DemoEngine, references: Iterable[str]) -> Iterator[NewMount]:
    """What other containers have mounted, their --tmpfs excepted."""
    for reference in references:
        name, _, mode = reference.partition(":")
        other = engine.container(name)
        for entry in other.get("Mounts") or ():
            named = entry.get("Name") in engine.by_name[other["Id"]]
            yield NewMount({**entry, "RW": entry["RW"] and mode != "ro"}, named=named)


def _bind(engine: DemoEngine, source: str, destination: str, mode: str) -> NewMount:
    """A mount as -v and Compose ask for it: a path that is missing on the host is made there."""
    options = frozenset(mode.split(","))
    read_only = "ro" in options
    if is_path(source):
        engine.host_paths.add(source)
        propagation = next(iter(options & _PROPAGATIONS), "rprivate")
        return NewMount(_plain_entry("bind", source, destination, mode, propagation, read_only=read_only))
    volume = _volume(engine, source, {})
    entry = _volume_entry(volume, destination, mode or "z", read_only=read_only)
    return NewMount(entry, named=bool(source), copies="nocopy" not in options)


def _check(engine: DemoEngine, request: Json) -> None:
    """Refuses a bind mount of what is not on the host, as --mount has it."""
    made = (request.get("BindOptions") or {}).get("CreateMountpoint")
    if request["Type"] == "bind" and request["Source"] not in engine.host_paths and not made:
        message = f'invalid mount config for type "bind": bind source path does not exist: {request["Source"]}'
        raise refused(400, message, "The engine refused the request.")


def _mount(engine: DemoEngine, request: Json) -> NewMount:
    """A mount as an entry of HostConfig.Mounts asks for it."""
    kind, destination, read_only = request["Type"], request["Target"], bool(request.get("ReadOnly"))
    source = request.get("Source") or ""
    match kind:
        case "volume":
            options = request.get("VolumeOptions") or {}
            entry = _volume_entry(_volume(engine, source, options), destination, "z", read_only=read_only)
            return NewMount(entry, named=bool(source), copies=not options.get("NoCopy"))
        case "bind":
            engine.host_paths.add(source)
            propagation = (request.get("BindOptions") or {}).get("Propagation") or "rprivate"
            return NewMount(_plain_entry(kind, source, destination, "", propagation, read_only=read_only))
    return NewMount(_plain_entry(kind, source, destination, "", "", read_only=read_only))


def _volume(engine: DemoEngine, name: str, options: Json) -> Json:
    if name and not _VOLUME_NAME.fullmatch(name):
        message = f'create {name}: "{name}" includes invalid characters for a local volume name'
        raise refused(400, message, f"{name} is no name for a volume.")
    driver = options.get("DriverConfig") or {}
    return engine.volume(name, driver.get("Name") or "local", driver.get("Options"), options.get("Labels"))


def _volume_entry(volume: Json, destination: str, mode: str, *, read_only: bool) -> Json:
    return {
        "Type": "volume",
        "Name": volume["Name"],
        "Source": volume["Mountpoint"],
        "Destination": destination,
        "Driver": volume["Driver"],
        "Mode": mode,
        "RW": not read_only,
        "Propagation": "",
    }


def _plain_entry(kind: str, source: str, destination: str, mode: str, propagation: str, *, read_only: bool) -> Json:
    entry: dict[str, Any] = {
        "Type": kind,
        "Source": source,
        "Destination": destination,
        "Mode": mode,
        "RW": not read_only,
        "Propagation": propagation,
    }
    return entry
