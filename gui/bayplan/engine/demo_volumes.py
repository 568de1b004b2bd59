"""What the demo must know of the volumes in a container's payload."""

from __future__ import annotations

from bayplan.engine.client import Json
from bayplan.engine.translate.mount_options import split_bind


def volume_names(container: Json) -> list[str]:
    """The volumes that a container refers to."""
    return [mount["Name"] for mount in container.get("Mounts") or () if mount["Type"] == "volume"]


def is_path(source: str) -> bool:
    """Whether a bind's source is a path of the host and not a volume's name."""
    return source.startswith(("/", "\\")) or source[1:3] in {":\\", ":/"}


def named_by_request(container: Json) -> frozenset[str]:
    """The volumes that were given to a container by name, in Binds or Mounts: docker rm -v keeps these.

    (moby, daemon/mounts.go, removeMountPoints: "Do not remove named mountpoints", told by Spec.Source.)
    """
    host_config = container["HostConfig"]
    named = {mount.get("Source") or "" for mount in host_config.get("Mounts") or () if mount["Type"] == "volume"}
    named |= {split_bind(line)[0] for line in host_config.get("Binds") or ()}
    return frozenset(named.intersection(volume_names(container)))


def is_memory(volume: Json) -> bool:
    """Whether the local driver mounts a tmpfs for the volume: it is empty after its last running user has ended."""
    return volume["Driver"] == "local" and (volume.get("Options") or {}).get("type") == "tmpfs"


def bound_folder(volume: Json) -> str:
    """The folder of the host that the local driver binds for the volume (``o=bind``), else ""."""
    options = volume.get("Options") or {}
    bound = volume["Driver"] == "local" and "bind" in str(options.get("o") or "").split(",")
    return str(options.get("device") or "").rstrip("/") if bound else ""
