"""A test mount as the person asks for it: what it is, what is wrong or risky about it, what the engine can do."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Engine, Mount, Volume
from bayplan.domain.sensitive import why_sensitive

#: Value of the label CREATED_LABEL on what a test mount creates.
TEST_MOUNT = "test-mount"
#: What Bayplan makes its own containers from unless the person chooses otherwise: small, with the usual programs.
HELPER_IMAGE = "busybox:latest"

#: Destinations that would hide what a container needs to start.
_VITAL = ("/bin", "/lib", "/lib64", "/usr", "/etc", "/dev", "/proc", "/sys", "/sbin")


class MountType(StrEnum):
    """The types of ``docker run --mount`` that can be tested."""

    VOLUME = "volume"
    BIND = "bind"
    TMPFS = "tmpfs"
    NPIPE = "npipe"


class Propagation(StrEnum):
    """Bind propagation, as ``bind-propagation=`` takes it."""

    RPRIVATE = "rprivate"
    PRIVATE = "private"
    RSHARED = "rshared"
    SHARED = "shared"
    RSLAVE = "rslave"
    SLAVE = "slave"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMountSpec:
    """One mount to try.

    Attributes:
        source: volume name ("" for an anonymous one), absolute host path, or ``\\\\.\\pipe\\name``; "" for tmpfs.
        destination: absolute path in the container.
        driver, driver_options, labels, no_copy, subpath: volumes only.
        propagation, create_mountpoint: binds only.
        size: tmpfs limit in bytes, None for none. mode: tmpfs file mode, e.g. 0o1777, None for the engine's default.
        image: the helper image that the test container is made from.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    type: MountType
    source: str = ""
    destination: str = ""
    read_only: bool = False
    driver: str = ""
    driver_options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    no_copy: bool = False
    subpath: str = ""
    propagation: Propagation | None = None
    create_mountpoint: bool = False
    size: int | None = None
    mode: int | None = None
    image: str = HELPER_IMAGE


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one field of the dialog. ``blocking``: it cannot be created so; else warn and ask."""

    field: str
    text: str
    blocking: bool


def offered_types(engine: Engine) -> tuple[MountType, ...]:
    """The mount types an engine can do: tmpfs on Linux only, named pipes on Windows only."""
    if engine.os_type == "windows":
        return (MountType.VOLUME, MountType.BIND, MountType.NPIPE)
    return (MountType.VOLUME, MountType.BIND, MountType.TMPFS)


def offered_options(engine: Engine) -> frozenset[str]:
    """Names of the TestMountSpec fields that the engine's API version understands.

    Source: Engine API changelog; CreateMountpoint came with 1.42, Subpath with 1.45. Podman makes the folder unasked.
    """
    version = api_number(engine.api_version)
    names = {"driver", "driver_options", "labels", "no_copy", "size", "mode"}
    if engine.os_type != "windows":
        names.add("propagation")
    if version >= (1, 42) and not engine.podman:
        names.add("create_mountpoint")
    if version >= (1, 45):
        names.add("subpath")
    return frozenset(names)


def api_number(version: str) -> tuple[int, int]:
    """An API version as numbers to compare: "1.45" gives (1, 45)."""
    major, _, minor = version.partition(".")
    return int(major), int(minor or 0)


def problems(
    spec: TestMountSpec,
    engine: Engine,
    volumes: Mapping[str, Volume],
    *,
    source_exists: bool | None,
    images: Container[str] | None = None,
) -> tuple[Problem, ...]:
    """What is wrong or risky about ``spec``; empty when it can be created without a question.

    ``source_exists`` tells whether a bind's source is there on the engine's host, None when nobody can look.
    ``images`` are the tags that the engine has, None when they are not known.
    """
    found = [*_destination(spec, engine)]
    match spec.type:
        case MountType.VOLUME:
            found += _volume(spec, engine, volumes)
        case MountType.BIND:
            found += _bind(spec, engine, source_exists=source_exists)
        case MountType.TMPFS:
            found += _tmpfs(spec)
        case MountType.NPIPE:
            found += _npipe(spec)
    if not spec.image.strip():
        found.append(Problem("image", "Choose an image to make the test container from.", True))
    elif images is not None and spec.image not in images:
        text = f"{spec.image} is not on this engine: you will be asked whether to pull it."
        found.append(Problem("image", text, False))
    return tuple(found)


def _destination(spec: TestMountSpec, engine: Engine) -> list[Problem]:
    path = spec.destination.strip()
    if not path:
        return [Problem("destination", "Say where in the container the mount appears, e.g. /data.", True)]
    if spec.type is MountType.NPIPE:
        return _pipe_name("destination", path)
    if engine.os_type == "windows":
        if len(path) < 3 or path[1:3] not in {":\\", ":/"}:
            return [Problem("destination", "A path in a Windows container starts with a drive, e.g. C:\\data.", True)]
        return []
    if not path.startswith("/"):
        return [Problem("destination", f"The destination must be absolute: /{path}", True)]
    if ".." in PurePosixPath(path).parts:
        return [Problem("destination", "The destination may not contain “..”.", True)]
    clean = str(PurePosixPath("/" + path.lstrip("/")))
    if clean == "/":
        return [Problem("destination", "The root of the container cannot be a mount; choose a folder below it.", True)]
    if any(clean == vital or clean.startswith(f"{vital}/") for vital in _VITAL) and clean.count("/") == 1:
        return [Problem("destination", f"A mount at {clean} hides what the container needs to run.", False)]
    return []


def _volume(spec: TestMountSpec, engine: Engine, volumes: Mapping[str, Volume]) -> list[Problem]:
    found = []
    name = spec.source
    if name and not is_volume_name(name):
        text = "A volume's name has two or more letters, digits, “_”, “.” or “-”, and begins with a letter or a digit."
        if "/" in name:
            text += " For a host path choose a bind mount."
        found.append(Problem("source", text, True))
    if engine.podman and not name and (spec.driver or spec.driver_options):
        # Seen on 4.3, 5.4 and 5.8: the request is accepted and a plain local volume made.
        found.append(Problem("source", "Podman ignores the driver of an anonymous volume: give it a name.", True))
    existing = volumes.get(name)
    if existing is not None:
        found.append(
            Problem(
                "source", f"Volume {name} exists: the test writes one marker file to it and removes it again.", False
            )
        )
        if spec.driver and spec.driver != existing.driver:
            found.append(Problem("driver", f"Volume {name} exists with the driver “{existing.driver}”.", True))
        elif spec.driver_options:
            found.append(Problem("driver_options", f"Volume {name} exists: its options cannot be changed.", True))
    if spec.subpath:
        parts = PurePosixPath(spec.subpath).parts
        if spec.subpath.startswith("/") or ".." in parts:
            found.append(Problem("subpath", "The subpath is relative to the volume and has no “..”.", True))
        elif existing is None:
            found.append(
                Problem("subpath", "A new volume is empty: the subpath must exist before it is mounted.", True)
            )
    return found


def _bind(spec: TestMountSpec, engine: Engine, *, source_exists: bool | None) -> list[Problem]:
    path = spec.source.strip()
    if not path:
        return [Problem("source", "Say which folder or file of the host to mount.", True)]
    windows = engine.os_type == "windows"
    if not windows and not path.startswith("/"):
        return [Problem("source", "The source must be an absolute path of the engine's host.", True)]
    found = []
    if source_exists is False and engine.podman:
        # Seen on 4.3, 5.4 and 5.8; Docker refuses the same request.
        text = f"{path} does not exist on the host: Podman makes it, as a folder, and it stays there after the test."
        found.append(Problem("source", text, False))
    elif source_exists is False and not spec.create_mountpoint:
        text = f"{path} does not exist on the host; the engine refuses to mount it."
        if "create_mountpoint" in offered_options(engine):
            text += " Tick “create the folder” to have it made."
        found.append(Problem("source", text, True))
    elif source_exists is None:
        found.append(
            Problem(
                "source", "The engine runs elsewhere: whether the path exists there shows when it is created.", False
            )
        )
    why = None if windows else why_sensitive(path, root_dir=engine.root_dir)
    if why is not None:
        access = "read" if spec.read_only else "read and change"
        found.append(Problem("source", f"Sensitive: {why}. The test container could {access} it.", False))
    return found


def _tmpfs(spec: TestMountSpec) -> list[Problem]:
    found = []
    if spec.source:
        found.append(Problem("source", "A tmpfs has no source: it begins empty, in memory.", True))
    if spec.size is not None and spec.size <= 0:
        found.append(Problem("size", "The size must be larger than 0.", True))
    elif spec.size is None:
        found.append(Problem("size", "Without a size it may take half of the host's memory.", False))
    if spec.mode is not None and not 0 <= spec.mode <= 0o7777:
        found.append(Problem("mode", "The mode is an octal number up to 7777, e.g. 1777.", True))
    if spec.read_only:
        found.append(Problem("read_only", "A read-only tmpfs stays empty for ever.", False))
    return found


def _npipe(spec: TestMountSpec) -> list[Problem]:
    return _pipe_name("source", spec.source)


def _pipe_name(which: str, text: str) -> list[Problem]:
    if text.lower().replace("/", "\\").startswith("\\\\.\\pipe\\") and len(text) > len("\\\\.\\pipe\\"):
        return []
    return [Problem(which, "A named pipe is written \\\\.\\pipe\\name.", True)]


def is_volume_name(name: str) -> bool:
    """The engine's own rule for volume names (moby, volume/names: [a-zA-Z0-9][a-zA-Z0-9_.-]+)."""
    if len(name) < 2 or not name.isascii():
        return False
    return name[0].isalnum() and all(character.isalnum() or character in "_.-" for character in name)


def as_mount(spec: TestMountSpec) -> Mount:
    """The mount that ``spec`` will become, for writing it as a command; it belongs to no container yet.

    Options are in the spelling that ``domain.commands`` reads.
    """
    options: dict[str, str] = {}
    kind = StoreKind.BIND
    match spec.type:
        case MountType.VOLUME:
            kind = StoreKind.NAMED_VOLUME if spec.source else StoreKind.ANONYMOUS_VOLUME
            if spec.no_copy:
                options["nocopy"] = "true"
            if spec.subpath:
                options["subpath"] = spec.subpath
        case MountType.TMPFS:
            kind = StoreKind.TMPFS
            if spec.size is not None:
                options["size"] = str(spec.size)
            if spec.mode is not None:
                options["mode"] = f"{spec.mode:o}"
        case MountType.NPIPE:
            kind = StoreKind.NPIPE
        case MountType.BIND:
            if spec.create_mountpoint:
                options["create-src"] = "true"
    return Mount(
        container="",
        store="",
        kind=kind,
        source=spec.source,
        destination=spec.destination,
        read_only=spec.read_only,
        propagation=str(spec.propagation) if spec.propagation else None,
        options=options,
    )


def planned_volume(spec: TestMountSpec) -> Volume | None:
    """The volume that a volume mount will create, for writing it as a command; None for other types."""
    if spec.type is not MountType.VOLUME:
        return None
    return Volume(
        name=spec.source,
        kind=StoreKind.NAMED_VOLUME if spec.source else StoreKind.ANONYMOUS_VOLUME,
        driver=spec.driver or "local",
        options=spec.driver_options,
        labels=spec.labels,
    )
