"""Ids of the things a person can select. The same id means the same thing in lists, diagram and inspector.

Stores use their store id; everything else has a prefix of its own, so one string names any thing.
"""

from __future__ import annotations


def container_thing(container_id: str) -> str:
    """Id of a container as a selectable thing; ``container_id`` is the engine's full id."""
    return f"container:{container_id}"


def image_thing(image_id: str) -> str:
    """Id of an image as a selectable thing; ``image_id`` as the engine gives it ("sha256:…")."""
    return f"image:{image_id}"


def layer_thing(digest: str) -> str:
    """Id of an image layer, the same for every image that has it; ``digest`` is the layer's chain position digest."""
    return f"layer:{digest}"


def group_thing(name: str) -> str:
    """Id of a group of containers (Compose project, Swarm service, pod); ``""`` is "not in a project"."""
    return f"group:{name}"


def zone_thing(zone: str) -> str:
    """Id of a zone of the picture."""
    return f"zone:{zone}"


def declared_volume_thing(image_id: str, path: str) -> str:
    """Id of a VOLUME that an image declares at ``path``."""
    return f"declared-volume:{image_id}:{path}"


def split_declared_volume(thing: str) -> tuple[str, str]:
    """The (image id, path) of a declared VOLUME's id; the path begins at the first slash (or Windows drive)."""
    _, rest = split_thing(thing)
    algorithm, _, rest = rest.partition(":")
    digest, _, path = rest.partition(":")
    return f"{algorithm}:{digest}", path


def fold_thing(section: str) -> str:
    """Id of a box that stands for several folded things of a section of the picture, e.g. ``"default-shm"``."""
    return f"fold:{section}"


def split_thing(thing: str) -> tuple[str, str]:
    """A thing's id as (prefix, rest): ``"container:ab"`` gives ``("container", "ab")``."""
    prefix, _, rest = thing.partition(":")
    return prefix, rest


def writable_store(container_id: str) -> str:
    """Store id of a container's writable layer."""
    return f"writable-layer:{container_id}"


#: Store id of the host's own /dev/shm, which containers with ``--ipc host`` see.
HOST_SHM = "shm:host"


def shm_store(container_id: str) -> str:
    """Store id of the /dev/shm that a container owns."""
    return f"shm:{container_id}"


def tmpfs_store(container_id: str, destination: str) -> str:
    """Store id of one tmpfs of one container."""
    return f"tmpfs:{container_id}:{destination}"


def volume_store(name: str) -> str:
    """Store id of a volume of any driver."""
    return f"volume:{name}"


def bind_store(source: str) -> str:
    """Store id of a host path that is bind-mounted, whoever mounts it."""
    return f"bind:{source}"


def npipe_store(source: str) -> str:
    """Store id of a Windows named pipe; pipe names ignore case."""
    return f"npipe:{source.lower()}"


def image_store(image_id: str) -> str:
    """Store id of an image's layers."""
    return f"image-layers:{image_id}"


def image_mount_store(reference: str) -> str:
    """Store id of an image that is mounted into containers (API 1.48)."""
    return f"image-mount:{reference}"


def secret_store(name: str) -> str:
    """Store id of a Swarm secret or config."""
    return f"secret:{name}"


def log_store(container_id: str) -> str:
    """Store id of a container's log file."""
    return f"log:{container_id}"


def runtime_store(container_id: str) -> str:
    """Store id of a container's generated /etc/hosts, /etc/hostname and /etc/resolv.conf."""
    return f"runtime-file:{container_id}"


def remote_store(technology: str, location: str, name: str) -> str:
    """Store id of a remote store: the technology ("redis"), "host:port" and the database in it."""
    return f"remote:{technology}:{location}/{name}"
