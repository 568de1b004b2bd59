"""The mounts of a container, from the four places in which the API tells them.

``Mounts`` (list and inspect) has the resolved ones; ``HostConfig.Mounts`` and ``HostConfig.Binds`` what was asked for;
``HostConfig.Tmpfs`` the ``--tmpfs`` ones, which ``Mounts`` never has; /dev/shm is told by ``IpcMode`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind, is_anonymous_name
from bayplan.domain.model import Mount
from bayplan.engine.client import Json
from bayplan.engine.translate.mount_options import options_of_bind, options_of_request, split_bind, tmpfs_options
from bayplan.engine.translate.values import items, mapping, string_map, text, texts, whole_number
from bayplan.engine.translate.volumes import kind_by_name

SHM = "/dev/shm"

_NO_OPTIONS: Mapping[str, str] = {}


def listed_mounts(container_id: str, payload: Json) -> tuple[Mount, ...]:
    """The mounts that an entry of the container list tells: neither ``--tmpfs`` nor /dev/shm, and few options."""
    return tuple(mount for entry in _entries(payload) if (mount := _mount(container_id, entry, None, None)) is not None)


def inspected_mounts(container_id: str, payload: Json) -> tuple[Mount, ...]:
    """Everything that the container sees at a path, /dev/shm included, in the order of the destinations."""
    host_config = mapping(payload.get("HostConfig"))
    requests = {
        text(request.get("Target")).rstrip("/") or "/": request
        for request in map(mapping, items(host_config.get("Mounts")))
    }
    binds = {
        destination.rstrip("/") or "/": (source, mode)
        for source, destination, mode in map(split_bind, texts(host_config.get("Binds")))
    }
    declared = mapping(mapping(payload.get("Config")).get("Volumes"))
    mounts: dict[str, Mount] = {}
    for destination, written in string_map(host_config.get("Tmpfs")).items():
        mounts[destination] = _tmpfs(container_id, destination, written)
    for entry in _entries(payload):
        destination = text(entry.get("Destination"))
        key = destination.rstrip("/") or "/"
        mount = _mount(
            container_id, entry, requests.get(key), binds.get(key), declared=destination in declared or key in declared
        )
        if mount is not None:
            mounts[destination] = mount
    for request in requests.values():
        # Podman and engines that were not started yet may tell a tmpfs only here.
        destination = text(request.get("Target"))
        if request.get("Type") == "tmpfs" and destination not in mounts:
            mounts[destination] = _tmpfs_of_request(container_id, destination, request)
    if SHM not in mounts and payload.get("Platform") != "windows":
        shm = _shm(container_id, host_config)
        if shm is not None:
            mounts[SHM] = shm
    return tuple(mounts[destination] for destination in sorted(mounts))


def _entries(payload: Json) -> list[Json]:
    """The entries of ``Mounts``, one for each destination.

    Podman (seen on 4.3 to 6.1) lists an image mount twice once the container has run: as what it is, and as a bind of
    the overlay that it makes of the image in its own data, writable although the mount is not.
    """
    entries = [mapping(entry) for entry in items(payload.get("Mounts"))]
    images = {text(entry.get("Destination")) for entry in entries if entry.get("Type") == "image"}
    if not images:
        return entries
    return [entry for entry in entries if entry.get("Type") == "image" or text(entry.get("Destination")) not in images]


def _mount(
    container_id: str, entry: Json, request: Json | None, bind: tuple[str, str] | None, *, declared: bool = False
) -> Mount | None:
    """One entry of ``Mounts`` with what was asked for at its destination; None for an entry without destination."""
    destination = text(entry.get("Destination"))
    if not destination:
        return None
    mode = text(entry.get("Mode"))
    options = options_of_request(request) if request else _NO_OPTIONS
    if bind is not None:
        # Not from ``Mode``: there the engine also writes defaults of its own ("z").
        options = {**options_of_bind(bind[1]), **options} or _NO_OPTIONS
    kind, source, store = _place(container_id, entry, destination, request, bind)
    asked = request is not None or (bind is not None and not _written_by_podman(bind))
    writable = entry.get("RW")
    return Mount(
        container=container_id,
        store=store,
        kind=kind,
        source=source,
        destination=destination,
        read_only=not writable if isinstance(writable, bool) else "ro" in mode.split(","),
        propagation=text(entry.get("Propagation")) or None,
        options=options,
        declared=declared and kind is StoreKind.ANONYMOUS_VOLUME and not asked,
        by_name=kind.is_volume and (not is_anonymous_name(source) or _names_its_volume(request, bind)),
    )


def _names_its_volume(request: Json | None, bind: tuple[str, str] | None) -> bool:
    """Whether the volume of this mount was asked for by its name, be it the 64 digits of an anonymous one.

    Compose does so when it carries a volume over to a new container: in ``Mounts`` (seen with 2.40) or in ``Binds``.
    """
    if request is not None:
        return bool(request.get("Source"))
    return bind is not None and not _written_by_podman(bind)


def _written_by_podman(bind: tuple[str, str]) -> bool:
    """Whether Podman itself wrote this entry of ``Binds``: it lists anonymous volumes too, with all the options that
    they are mounted with. Docker knows no option "rbind" and would have refused it. Recorded from 4.3, 5.4 and 5.8."""
    return is_anonymous_name(bind[0]) and "rbind" in bind[1].split(",")


def _place(
    container_id: str, entry: Json, destination: str, request: Json | None, bind: tuple[str, str] | None
) -> tuple[StoreKind, str, str]:
    """Kind, source as the person meant it, and store id of an entry of ``Mounts``."""
    name, source = text(entry.get("Name")), text(entry.get("Source"))
    match text(entry.get("Type")):
        case "tmpfs":
            return StoreKind.TMPFS, "", ids.tmpfs_store(container_id, destination)
        case "npipe":
            return StoreKind.NPIPE, source, ids.npipe_store(source)
        case "image":
            reference = name or (text(request.get("Source")) if request else "") or source
            return StoreKind.IMAGE_MOUNT, reference, ids.image_mount_store(reference)
        case "cluster":
            return StoreKind.CLUSTER_VOLUME, name or source, ids.volume_store(name or source)
        case "bind":
            meant = _meant_source(source, request, bind)
            return StoreKind.BIND, meant, ids.bind_store(meant)
        case "volume" | "":
            volume = name or _volume_of_path(source)
            if volume:
                return kind_by_name(volume, text(entry.get("Driver"))), volume, ids.volume_store(volume)
    return StoreKind.BIND, source, ids.bind_store(source)


def _volume_of_path(source: str) -> str:
    """The volume's name in ``…/volumes/NAME/_data``, for entries that do not say it."""
    parts = source.replace("\\", "/").split("/")
    return parts[-2] if len(parts) > 2 and parts[-1] == "_data" else ""


_DESKTOP_PREFIXES = ("/run/desktop/mnt/host/", "/host_mnt/", "/mnt/host/")


def _meant_source(source: str, request: Json | None, bind: tuple[str, str] | None) -> str:
    """The host path that the person wrote, where Docker Desktop shows a path inside its virtual machine."""
    for prefix in _DESKTOP_PREFIXES:
        if source.startswith(prefix):
            asked = bind[0] if bind else text(request.get("Source")) if request else ""
            if asked and not asked.startswith(prefix):
                return asked
            inside = source.removeprefix(prefix)
            drive, slash, rest = inside.partition("/")
            if len(drive) == 1 and drive.isalpha():
                return f"{drive.upper()}:\\" + rest.replace("/", "\\")
            return f"/{inside}" if slash or inside else source
    return source


def _tmpfs(container_id: str, destination: str, written: str) -> Mount:
    options, read_only = tmpfs_options(written)
    return Mount(
        container=container_id,
        store=ids.tmpfs_store(container_id, destination),
        kind=StoreKind.TMPFS,
        source="",
        destination=destination,
        read_only=read_only,
        options=options,
    )


def _tmpfs_of_request(container_id: str, destination: str, request: Json) -> Mount:
    return Mount(
        container=container_id,
        store=ids.tmpfs_store(container_id, destination),
        kind=StoreKind.TMPFS,
        source="",
        destination=destination,
        read_only=bool(request.get("ReadOnly")),
        options=options_of_request(request),
    )


def _shm(container_id: str, host_config: Json) -> Mount | None:
    """/dev/shm by ``IpcMode``: its own, another container's, the host's, or none; nothing when the engine is silent.

    ``container:NAME`` is kept as written; ``assemble.settle`` puts the id in the place of a name.
    """
    mode = text(host_config.get("IpcMode"))
    size = whole_number(host_config.get("ShmSize"))
    if mode == "none" or (not mode and not size):
        return None
    if mode == "host":
        return _shm_mount(container_id, ids.HOST_SHM, None)
    if mode.startswith("container:"):
        return _shm_mount(container_id, ids.shm_store(mode.removeprefix("container:")), None)
    return _shm_mount(container_id, ids.shm_store(container_id), size)


def _shm_mount(container_id: str, store: str, size: int | None) -> Mount:
    return Mount(
        container=container_id,
        store=store,
        kind=StoreKind.SHM,
        source="",
        destination=SHM,
        options={"size": str(size)} if size else _NO_OPTIONS,
    )
