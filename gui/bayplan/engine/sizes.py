"""Measured sizes from the engine's answers. Measuring is slow on the engine's side, so it is a step of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bayplan.engine.client import Json


@dataclass(frozen=True, slots=True)
class VolumeUse:
    """What the engine measured of a volume: bytes and its own count of containers; None when it could not tell."""

    size: int | None
    ref_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The outcome of one measurement.

    Attributes:
        as_of: when it was finished. writable: bytes in each container's writable layer, by container id.
        volumes: by volume name; volumes that the engine leaves out (other drivers, driver options) are not in it.
    """

    as_of: datetime
    writable: Mapping[str, int | None]
    volumes: Mapping[str, VolumeUse]


def writable_sizes(containers: Iterable[Json]) -> dict[str, int | None]:
    """Bytes by container id, from GET /containers/json?size=1.

    The classic image store leaves SizeRw out when it is zero, so there a missing value is 0; a negative one says that
    measuring failed.
    """
    return {str(container["Id"]): _known(container.get("SizeRw") or 0) for container in containers}


def volume_sizes(disk_usage: Json) -> dict[str, VolumeUse]:
    """Use by volume name, from GET /system/df."""
    found = {}
    for volume in disk_usage.get("Volumes") or ():
        usage = volume.get("UsageData") or {}
        found[str(volume["Name"])] = VolumeUse(_known(usage.get("Size")), _known(usage.get("RefCount")))
    return found


def _known(value: int | None) -> int | None:
    return None if value is None or value < 0 else int(value)
