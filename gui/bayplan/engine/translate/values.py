"""Small readers of JSON values: what is absent, null or of the wrong type becomes ``None`` or empty, never an error."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bayplan.engine.client import Json


def mapping(value: Any) -> Json:
    """A JSON object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A JSON array; [] for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """A string; "" for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    """An array of strings, or one string as an array of one (old payloads have both forms); () for anything else."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def string_map(value: Any) -> dict[str, str]:
    """An object of strings (labels, options); entries of other types are left out."""
    if not isinstance(value, dict):
        return {}
    return {name: item for name, item in value.items() if isinstance(item, str)}


def whole_number(value: Any) -> int | None:
    """An integer (JSON may write it as 1.0); None for anything else, and for -1, the engine's "not known"."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value == -1:
        return None
    return int(value)


def moment(value: Any) -> datetime | None:
    """A time in RFC 3339 (nanoseconds are cut off) or in seconds since 1970; None for the engine's year 1 and for 0."""
    if isinstance(value, str):
        if len(value) < 10 or value.startswith("0001-"):
            return None
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        return parsed.astimezone(UTC) if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)
    seconds = whole_number(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and seconds > 0 else None


def full_id(value: Any) -> str:
    """An image id with its algorithm; Podman's list leaves "sha256:" out."""
    identifier = text(value)
    return f"sha256:{identifier}" if len(identifier) == 64 and ":" not in identifier else identifier
