"""Options of mounts in the spelling of ``docker run --mount``, from the forms in which the API has them."""

from __future__ import annotations

from typing import Any

from bayplan.engine.client import Json
from bayplan.engine.translate.values import items, mapping, text, texts

_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_SELINUX = {"z": "shared", "Z": "private"}
_PROPAGATION = frozenset({"private", "rprivate", "shared", "rshared", "slave", "rslave"})
_CONSISTENCY = frozenset({"cached", "delegated", "consistent"})


def tmpfs_options(written: str) -> tuple[dict[str, str], bool]:
    """``--tmpfs``'s "size=64m,mode=1777,noexec,ro" as options (size in bytes where it is one) and whether read-only."""
    options: dict[str, str] = {}
    read_only = False
    for piece in written.split(","):
        name, equals, value = piece.strip().partition("=")
        if name in {"ro", "rw"}:
            read_only = name == "ro"
        elif name in _PROPAGATION:
            continue  # Podman writes it down for each tmpfs
        elif name == "size":
            options["size"] = size_in_bytes(value)
        elif name:
            options[name] = value if equals else "true"
    return options, read_only


def size_in_bytes(written: str) -> str:
    """The kernel's "64m" as "67108864"; "50%" (of the memory) and what is not understood stay as they are."""
    number, factor = written, 1
    if written[-1:].lower() in _UNITS:
        number, factor = written[:-1], _UNITS[written[-1].lower()]
    return str(int(number) * factor) if number.isascii() and number.isdecimal() else written


def options_of_request(request: Json) -> dict[str, str]:
    """The options of an entry of ``HostConfig.Mounts``: only there are subpath, nocopy and a tmpfs's size."""
    options: dict[str, str] = {}
    consistency = text(request.get("Consistency"))
    if consistency and consistency != "default":
        options["consistency"] = consistency
    bind = mapping(request.get("BindOptions"))
    if bind:
        options.update(_bind_options(bind))
    volume = mapping(request.get("VolumeOptions"))
    if volume.get("NoCopy"):
        options["nocopy"] = "true"
    for owner in (volume, mapping(request.get("ImageOptions"))):
        if text(owner.get("Subpath")):
            options["subpath"] = owner["Subpath"]
    tmpfs = mapping(request.get("TmpfsOptions"))
    if tmpfs:
        options.update(_tmpfs_options(tmpfs))
    return options


def _bind_options(bind: Json) -> dict[str, str]:
    options: dict[str, str] = {}
    if bind.get("NonRecursive"):
        options["recursive"] = "disabled"
    elif bind.get("ReadOnlyForceRecursive"):
        options["recursive"] = "readonly"
    elif bind.get("ReadOnlyNonRecursive"):
        options["recursive"] = "writable"
    if bind.get("CreateMountpoint"):
        options["create-src"] = "true"
    return options


def _tmpfs_options(tmpfs: Json) -> dict[str, str]:
    options: dict[str, str] = {}
    size: Any = tmpfs.get("SizeBytes")
    if size:
        options["size"] = str(size)
    mode: Any = tmpfs.get("Mode")
    if mode:
        options["mode"] = f"{mode:o}"
    for pair in items(tmpfs.get("Options")):
        words = texts(pair)
        if words:
            options[words[0]] = words[1] if len(words) > 1 else "true"
    return options


def options_of_bind(mode: str) -> dict[str, str]:
    """The options of ``-v``'s third part ("ro,z,nocopy"), as far as they are not told elsewhere."""
    options: dict[str, str] = {}
    for word in mode.split(","):
        if word == "nocopy":
            options["nocopy"] = "true"
        elif word in _SELINUX:
            options["selinux"] = _SELINUX[word]
        elif word in _CONSISTENCY:
            options["consistency"] = word
    return options


def split_bind(written: str) -> tuple[str, str, str]:
    """``-v``'s "source:destination:options" in its three parts; drive letters and pipes of Windows are kept whole."""
    parts: list[str] = []
    for piece in written.split(":"):
        if parts and len(parts[-1]) == 1 and parts[-1].isalpha() and piece[:1] in {"\\", "/"} and "\\" in written:
            parts[-1] = f"{parts[-1]}:{piece}"
        else:
            parts.append(piece)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], ":".join(parts[2:])
