"""A mount as the options of ``docker run`` that make it: ``--mount``, ``-v``, ``--tmpfs``, ``--shm-size``.

Source of the spellings: opts/mount.go and opts/parse.go of docker/cli (28 and 29).
"""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Mount, Volume

#: Stands where a secret was; put there when the engine's JSON became domain objects.
MASK = "•••"

#: ``type=`` of --mount for each kind of store that can be mounted.
MOUNT_TYPES: Mapping[StoreKind, str] = {
    StoreKind.NAMED_VOLUME: "volume",
    StoreKind.ANONYMOUS_VOLUME: "volume",
    StoreKind.NETWORK_VOLUME: "volume",
    StoreKind.PLUGIN_VOLUME: "volume",
    StoreKind.CLUSTER_VOLUME: "cluster",
    StoreKind.BIND: "bind",
    StoreKind.TMPFS: "tmpfs",
    StoreKind.NPIPE: "npipe",
    StoreKind.IMAGE_MOUNT: "image",
}

#: The options of each type that --mount can say, each as ``<type>-<option>``.
_MOUNT_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "bind": ("recursive", "create-src"),
    "volume": ("nocopy", "subpath"),
    "tmpfs": ("size", "mode"),
    "image": ("subpath",),
}

#: SELinux relabelling by the mount option "selinux", and the letter that ``-v`` and Compose have for it.
RELABEL_LETTERS: Mapping[str, str] = {"shared": "z", "private": "Z"}

_DEFAULT_PROPAGATION = "rprivate"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy. ``text`` is None when it cannot be said this way; ``note`` then says why.

    With a text, ``note`` holds what its reader should heed (masked values, a difference to what is there now).
    """

    text: str | None
    note: str = ""


def mount_flag(mount: Mount, volume: Volume | None = None, *, fresh: bool = False) -> Snippet:
    """The mount as ``--mount …``, quoted for a POSIX shell.

    ``volume`` (the one that is mounted, where known) adds its driver and driver options when these are not the
    defaults. ``fresh`` leaves out the name of an anonymous volume, so that the engine makes a new one.
    """
    if mount.kind is StoreKind.SHM:
        return _shm_flag(mount)
    if mount.kind is StoreKind.TMPFS and tmpfs_flags(mount):
        return tmpfs_flag(mount)
    mount_type = MOUNT_TYPES.get(mount.kind)
    if mount_type is None:
        return Snippet(None, _not_a_mount(mount))
    if fresh and mount.read_only and mount.kind is StoreKind.ANONYMOUS_VOLUME:
        return Snippet(None, "the engine makes no anonymous volume that is read-only.")
    fields = [f"type={mount_type}"]
    if mount.source and not (fresh and mount.kind is StoreKind.ANONYMOUS_VOLUME):
        fields.append(f"source={mount.source}")
    fields.append(f"target={mount.destination}")
    if mount.read_only and mount.kind is not StoreKind.IMAGE_MOUNT:  # an image mount is always read-only
        fields.append("readonly")
    if mount.kind is StoreKind.BIND and mount.propagation not in {None, "", _DEFAULT_PROPAGATION}:
        fields.append(f"bind-propagation={mount.propagation}")
    for option in _MOUNT_OPTIONS.get(mount_type, ()):
        value = mount.options.get(option)
        if value is not None:
            fields.append(f"{mount_type}-{option}" if value == "true" else f"{mount_type}-{option}={value}")
    if volume is not None and mount_type == "volume":
        fields.extend(_driver_fields(volume))
    notes = ["--mount cannot relabel for SELinux; -v can."] if relabel_letter(mount) else []
    if "bind-create-src" in fields:
        notes.append("bind-create-src needs the docker CLI of version 29 or later.")
    text = f"--mount {shlex.quote(_csv(fields))}"
    if MASK in text:
        notes.append(masked_note())
    return Snippet(text, " ".join(notes))


def volume_flag(mount: Mount, *, fresh: bool = False) -> Snippet:
    """The mount as ``-v …`` (or ``--tmpfs …``), quoted for a POSIX shell; no text when that cannot say it.

    ``fresh`` leaves out the name of an anonymous volume, so that the engine makes a new one.
    """
    if mount.kind is StoreKind.SHM:
        return _shm_flag(mount)
    if mount.kind is StoreKind.TMPFS:
        return tmpfs_flag(mount)
    if mount.kind is StoreKind.IMAGE_MOUNT:
        return Snippet(None, "-v cannot mount an image; --mount can.")
    if mount.kind not in MOUNT_TYPES or mount.kind is StoreKind.CLUSTER_VOLUME:
        return Snippet(None, _not_a_mount(mount))
    for option in ("subpath", "recursive"):
        if option in mount.options:
            return Snippet(None, f"-v has no {option}; --mount has.")
    if _has_colon(mount.source) or _has_colon(mount.destination):
        return Snippet(None, "-v separates its parts by colons, and a path here holds one; --mount can say it.")
    options = ["ro"] if mount.read_only else []
    if mount.kind is StoreKind.BIND and mount.propagation not in {None, "", _DEFAULT_PROPAGATION}:
        options.append(str(mount.propagation))
    if mount.options.get("nocopy") == "true":
        options.append("nocopy")
    if letter := relabel_letter(mount):
        options.append(letter)
    anonymous = fresh and mount.kind is StoreKind.ANONYMOUS_VOLUME
    if anonymous and options:
        # "-v /path:ro" would read /path as the source; the CLI has no way to say it.
        return Snippet(None, f"-v cannot make an anonymous volume with {','.join(options)}; --mount can.")
    parts = [] if anonymous else [mount.source]
    parts.append(mount.destination)
    if options:
        parts.append(",".join(options))
    note = "A missing source would be made as an empty folder." if mount.kind is StoreKind.BIND else ""
    return Snippet(f"-v {shlex.quote(':'.join(parts))}", note)


def tmpfs_flag(mount: Mount) -> Snippet:
    """A tmpfs as ``--tmpfs path:options``; no text when its path holds a colon."""
    value = tmpfs_value(mount)
    return value if value.text is None else Snippet(f"--tmpfs {shlex.quote(value.text)}")


def tmpfs_value(mount: Mount) -> Snippet:
    """The value of ``--tmpfs`` (and of Compose's ``tmpfs:``), unquoted; no text when the path holds a colon."""
    if ":" in mount.destination:
        return Snippet(None, "--tmpfs separates its parts by a colon, and the path holds one; --mount can say it.")
    options = [
        name if value in {"", "true"} else f"{name}={value}"
        for name, value in mount.options.items()
        if value != "false"
    ]
    if mount.read_only and "ro" not in options:
        options.insert(0, "ro")
    suffix = f":{','.join(options)}" if options else ""
    return Snippet(mount.destination + suffix)


def tmpfs_flags(mount: Mount) -> tuple[str, ...]:
    """The options of a tmpfs that only ``--tmpfs`` can say (noexec, uid=…, size=50%)."""
    return tuple(
        name
        for name, value in mount.options.items()
        if name not in _MOUNT_OPTIONS["tmpfs"] or (name == "size" and not value.isdecimal())
    )


def relabel_letter(mount: Mount) -> str:
    """The letter that makes ``-v`` relabel the source for SELinux, "" when it is not asked for."""
    return RELABEL_LETTERS.get(mount.options.get("selinux", ""), "")


def masked_note() -> str:
    """What a reader must do with a text that holds masked values."""
    return f"{MASK} stands for a secret that Bayplan does not keep: fill it in."


def _shm_flag(mount: Mount) -> Snippet:
    if mount.store == ids.HOST_SHM:
        return Snippet("--ipc host", "The container shares the host's own /dev/shm.")
    if mount.store != ids.shm_store(mount.container):
        owner = ids.split_thing(mount.store)[1]
        return Snippet(f"--ipc container:{owner}", "The container shares the /dev/shm of another one.")
    size = mount.options.get("size")
    if not size:
        return Snippet(None, "/dev/shm is made by the engine; its size is not known.")
    return Snippet(
        f"--shm-size {size}", "/dev/shm is not a mount of its own: the engine makes one for every container."
    )


def _not_a_mount(mount: Mount) -> str:
    if mount.kind is StoreKind.CLUSTER_VOLUME:
        return "-v cannot mount a cluster volume; --mount can, for services."
    if mount.kind is StoreKind.SECRET:
        return "docker run has no secrets; a Swarm service or Compose gives them."
    return f"A store of the kind {mount.kind.value} cannot be mounted by docker run."


def _driver_fields(volume: Volume) -> Iterable[str]:
    if volume.driver != "local" or volume.options:
        yield f"volume-driver={volume.driver}"
    for name, value in volume.options.items():
        yield f"volume-opt={name}={value}"


def _csv(fields: list[str]) -> str:
    """Joins the fields as encoding/csv of Go reads them back: a comma, quote or line break puts a field in quotes."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(fields)
    return line.getvalue()


def _has_colon(path: str) -> bool:
    """A colon that ``-v`` would take for its separator; the one of a Windows drive is not."""
    drive = len(path) > 2 and path[1] == ":" and path[0].isalpha() and path[2] in "\\/"
    return ":" in (path[2:] if drive else path)
