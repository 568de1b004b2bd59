"""The kinds of store and the zones of the picture."""

from __future__ import annotations

import re
from enum import StrEnum


class StoreKind(StrEnum):
    """What kind of place a piece of state lies in. The values are the words of the snapshot format."""

    WRITABLE_LAYER = "writable-layer"
    IMAGE_LAYERS = "image-layers"
    NAMED_VOLUME = "named-volume"
    ANONYMOUS_VOLUME = "anonymous-volume"
    BIND = "bind"
    TMPFS = "tmpfs"
    SHM = "shm"
    NPIPE = "npipe"
    NETWORK_VOLUME = "network-volume"
    PLUGIN_VOLUME = "plugin-volume"
    CLUSTER_VOLUME = "cluster-volume"
    IMAGE_MOUNT = "image-mount"
    SECRET = "secret"
    LOG = "log"
    RUNTIME_FILE = "runtime-file"
    REMOTE = "remote"

    @property
    def is_volume(self) -> bool:
        """True for everything the engine lists under /volumes."""
        return self in VOLUME_KINDS


VOLUME_KINDS = frozenset(
    {
        StoreKind.NAMED_VOLUME,
        StoreKind.ANONYMOUS_VOLUME,
        StoreKind.NETWORK_VOLUME,
        StoreKind.PLUGIN_VOLUME,
        StoreKind.CLUSTER_VOLUME,
    }
)

#: Stores that every container has and that hold nothing worth the room until someone asks:
#: they fold away in the picture (DESIGN: "quiet things fold").
QUIET_KINDS = frozenset({StoreKind.LOG, StoreKind.RUNTIME_FILE})


_ANONYMOUS_NAME = re.compile(r"[0-9a-f]{64}")


def is_anonymous_name(name: str) -> bool:
    """True for the 64 hexadecimal digits that engines give to volumes that nobody named."""
    return len(name) == 64 and _ANONYMOUS_NAME.fullmatch(name) is not None


class Zone(StrEnum):
    """Where in the picture a store lies."""

    OVERLAY = "overlay"
    MEMORY = "memory"
    DOCKER_AREA = "docker-area"
    HOST = "host"
    PIPE = "pipe"
    REMOTE = "remote"


ZONE_OF_KIND: dict[StoreKind, Zone] = {
    StoreKind.WRITABLE_LAYER: Zone.OVERLAY,
    StoreKind.IMAGE_LAYERS: Zone.OVERLAY,
    StoreKind.IMAGE_MOUNT: Zone.OVERLAY,
    StoreKind.NAMED_VOLUME: Zone.DOCKER_AREA,
    StoreKind.ANONYMOUS_VOLUME: Zone.DOCKER_AREA,
    StoreKind.LOG: Zone.DOCKER_AREA,
    StoreKind.RUNTIME_FILE: Zone.DOCKER_AREA,
    StoreKind.BIND: Zone.HOST,
    StoreKind.TMPFS: Zone.MEMORY,
    StoreKind.SHM: Zone.MEMORY,
    StoreKind.SECRET: Zone.MEMORY,
    StoreKind.NPIPE: Zone.PIPE,
    StoreKind.NETWORK_VOLUME: Zone.REMOTE,
    StoreKind.PLUGIN_VOLUME: Zone.REMOTE,
    StoreKind.CLUSTER_VOLUME: Zone.REMOTE,
    StoreKind.REMOTE: Zone.REMOTE,
}

#: Stores in the memory of a container: empty at its start, given back at its end.
MEMORY_KINDS = frozenset({StoreKind.TMPFS, StoreKind.SHM})

#: Bytes of the /dev/shm that an engine gives without being asked: Docker 64 MiB (daemon/config of moby), Podman's
#: Docker-compatible API 64,000 KiB (seen on 4.3, 5.4 and 5.8).
DEFAULT_SHM_SIZES = frozenset({64 << 20, 64_000 << 10})
