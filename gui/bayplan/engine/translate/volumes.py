"""``/volumes`` (and the volumes of ``/system/df``) as Volumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bayplan.domain.kinds import StoreKind, is_anonymous_name
from bayplan.domain.model import Volume
from bayplan.engine.client import Json
from bayplan.engine.masking import mask_labels, mask_options
from bayplan.engine.translate.values import items, mapping, moment, string_map, text, whole_number

#: Engine 23.0 and later mark the volumes that nobody named.
_ANONYMOUS_LABEL = "com.docker.volume.anonymous"
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ceph", "glusterfs", "fuse.sshfs", "9p"}
)


@dataclass(frozen=True, slots=True)
class VolumeUsage:
    """What the engine measured of one volume: bytes, and how many containers refer to it."""

    size: int | None
    ref_count: int | None


def kind_by_name(name: str, driver: str) -> StoreKind:
    """The kind of a volume as far as a mount tells it; only the volume's own options tell network volumes apart."""
    if driver not in {"", "local"}:
        return StoreKind.PLUGIN_VOLUME
    return StoreKind.ANONYMOUS_VOLUME if is_anonymous_name(name) else StoreKind.NAMED_VOLUME


def volume_from(payload: Json) -> Volume:
    """A volume from an entry of GET /volumes, from an inspect of it, or from /system/df. Secret options are masked."""
    name = text(payload.get("Name"))
    driver = text(payload.get("Driver")) or "local"
    options = string_map(payload.get("Options"))
    labels = string_map(payload.get("Labels"))
    usage = _usage(payload)
    kind = _kind(payload, name, driver, options, labels)
    return Volume(
        name=name,
        kind=kind,
        driver=driver,
        mountpoint=text(payload.get("Mountpoint")),
        scope=text(payload.get("Scope")) or "local",
        options=mask_options(options),
        labels=mask_labels(labels),
        created=moment(payload.get("CreatedAt")),
        size=usage.size,
        ref_count=usage.ref_count,
        remote=_remote_place(options) if kind is StoreKind.NETWORK_VOLUME else "",
    )


def usage_from(disk_usage: Json) -> dict[str, VolumeUsage]:
    """Sizes by volume name from GET /system/df; from API 1.52 on they lie under ``VolumeUsage.Items``.

    The engine leaves out volumes with driver options and those of other drivers: their sizes stay unknown.
    """
    newer = items(mapping(disk_usage.get("VolumeUsage")).get("Items"))
    listed = items(disk_usage.get("Volumes")) or newer
    return {text(entry.get("Name")): _usage(entry) for entry in map(mapping, listed)}


def with_usage(volumes: Iterable[Volume], usage: Mapping[str, VolumeUsage]) -> list[Volume]:
    """The volumes with their measured sizes; those that were not measured are the same objects as before.

    A volume with driver options counts as not measured: Docker leaves it out, and Podman tells 0 for it unless it is
    mounted just now.
    """
    return [
        replace(volume, size=usage[volume.name].size, ref_count=usage[volume.name].ref_count)
        if volume.name in usage and not volume.options
        else volume
        for volume in volumes
    ]


def _usage(payload: Json) -> VolumeUsage:
    measured = mapping(payload.get("UsageData"))
    return VolumeUsage(whole_number(measured.get("Size")), whole_number(measured.get("RefCount")))


def _kind(payload: Json, name: str, driver: str, options: Mapping[str, str], labels: Mapping[str, str]) -> StoreKind:
    if payload.get("ClusterVolume"):
        return StoreKind.CLUSTER_VOLUME
    if driver != "local":
        return StoreKind.PLUGIN_VOLUME
    if options.get("type", "").lower() in _NETWORK_TYPES:
        return StoreKind.NETWORK_VOLUME
    if _ANONYMOUS_LABEL in labels or is_anonymous_name(name):
        return StoreKind.ANONYMOUS_VOLUME
    return StoreKind.NAMED_VOLUME


def _remote_place(options: Mapping[str, str]) -> str:
    """``nas.local:/export/media`` of NFS, ``//nas/share`` of CIFS: the device, with the address that ``o`` names.

    Users and passwords written into the device are left out.
    """
    device = options.get("device", "").replace("\\", "/")
    address = next(
        (piece.partition("=")[2] for piece in options.get("o", "").split(",") if piece.startswith("addr=")), ""
    )
    if "@" in device:
        device = ("//" if device.startswith("//") else "") + device.rpartition("@")[2]
    if device.startswith(":"):
        return f"{address}{device}"
    return device or address
