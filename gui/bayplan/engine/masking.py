"""Keeps secrets out: environment, command lines, labels, volume options and whole payloads, masked for showing.

Everything that leaves the translation has been through here. Two rules decide: a name that says "secret" hides its
whole value; a value in a form that carries secrets (URL, connection string, token) shows only allow-listed parts.
When in doubt the value is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bayplan.engine.mask_values import mask_pair, mask_value, may_hold_secret
from bayplan.engine.mask_words import mask_arguments, mask_text
from bayplan.engine.secret_names import MASK, is_secret_name

__all__ = [
    "MASK",
    "mask_arguments",
    "mask_environment",
    "mask_labels",
    "mask_options",
    "mask_payload",
    "mask_text",
    "mask_value",
]


def mask_environment(environment: Iterable[str], shown: dict[str, str] | None = None) -> tuple[str, ...]:
    """``NAME=value`` of each variable with secret values masked.

    ``shown`` has what became of entries before, and is added to; it holds secrets.
    """
    known = {} if shown is None else shown
    masked = []
    for entry in environment:
        if entry not in known:
            name, equals, value = entry.partition("=")
            known[entry] = f"{name}={mask_pair(name, value)}" if equals else entry
        masked.append(known[entry])
    return tuple(masked)


def mask_options(options: Mapping[str, str]) -> dict[str, str]:
    """A volume's driver options; in ``o`` (mount options, comma-separated) each secret setting is masked."""
    return {
        name: _mask_mount_options(value) if name == "o" else mask_pair(name, value) for name, value in options.items()
    }


def mask_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels with secret values masked."""
    return {name: mask_pair(name, value) for name, value in labels.items()}


def mask_payload(payload: Any) -> Any:
    """A deep copy of any JSON of the engine in which no secret is left, for showing it raw."""
    return _mask_json(payload, "")


_ARGUMENT_KEYS = frozenset({"Cmd", "Entrypoint", "Args", "Test", "CreateCommand", "Shell", "OnBuild", "Command"})
_OPTION_KEYS = frozenset({"Options", "DriverOpts", "Opts"})
_NAME_KEYS = frozenset({"Secrets", "SecretName", "SecretID", "MaskedPaths", "ReadonlyPaths", "SandboxKey"})


def _mask_json(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        if key in _OPTION_KEYS and all(isinstance(item, str) for item in value.values()):
            return mask_options(value)
        return {name: _mask_json(item, name) for name, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            if key == "Env":
                return list(mask_environment(value))
            if key in _ARGUMENT_KEYS:
                return list(mask_arguments(value))
        return [_mask_json(item, key) for item in value]
    if isinstance(value, str):
        if key not in _NAME_KEYS and is_secret_name(key):
            return mask_pair(key, value)
        return mask_text(value)
    return value


def _mask_mount_options(value: str) -> str:
    if not may_hold_secret(value):
        return value
    shown: list[str] = []
    after_secret = False
    for piece in value.split(","):
        name, equals, setting = piece.partition("=")
        if equals and is_secret_name(name):
            shown.append(f"{name}={MASK}")
            after_secret = True
        elif after_secret and name.strip().lower() not in _MOUNT_SETTINGS:
            shown.append(MASK)  # may be the rest of a password that holds a comma
        else:
            shown.append(f"{name}={mask_value(setting)}" if equals else piece)
    return ",".join(shown)


_MOUNT_SETTINGS = frozenset({
    "addr", "ro", "rw", "soft", "hard", "nolock", "noatime", "nodiratime", "atime", "relatime", "nosuid", "nodev",
    "noexec", "exec", "suid", "dev", "sync", "async", "tcp", "udp", "vers", "nfsvers", "minorversion", "proto", "port",
    "timeo", "retrans", "rsize", "wsize", "bg", "fg", "intr", "nointr", "local_lock", "actimeo", "ac", "noac",
    "username", "user", "uid", "gid", "file_mode", "dir_mode", "domain", "workgroup", "iocharset", "serverino",
    "noserverino", "mfsymlinks", "sec", "seal", "nobrl", "nounix", "unix", "cache", "forceuid", "forcegid", "noperm",
    "perm", "multichannel", "ip", "_netdev", "nofail", "guest", "bind", "rbind", "size", "mode",
})  # fmt: skip
