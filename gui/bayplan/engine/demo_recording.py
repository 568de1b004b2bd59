"""Loads the recorded engine, moved in time so that it was recorded just now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bayplan.engine.client import Json
from bayplan.resources import resource

#: Keys whose value is a point in time, as seconds since 1970 or as RFC 3339 text.
_TIMES = frozenset({"Created", "CreatedAt", "StartedAt", "FinishedAt"})


def load_recording(os_type: str) -> Json:
    """The recording for "linux" or "windows". Raises FileNotFoundError when the installation lacks it."""
    recording: Json = json.loads(resource("demo", f"{os_type}.json").read_text(encoding="utf-8"))
    recorded_at = datetime.fromisoformat(recording["recorded_at"])
    _move(recording, datetime.now(UTC) - recorded_at)
    return recording


def now_text() -> str:
    """This moment as the engine writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _move(value: Any, by: timedelta) -> None:
    """Moves every time in a payload, in place; "0001-01-01…" means "never" and stays."""
    if isinstance(value, list):
        for item in value:
            _move(item, by)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _TIMES and isinstance(item, int):
                value[key] = item + int(by.total_seconds())
            elif key in _TIMES and isinstance(item, str) and item and not item.startswith("0001"):
                value[key] = _moved_text(item, by)
            else:
                _move(item, by)


def _moved_text(text: str, by: timedelta) -> str:
    # Docker writes nanoseconds, which datetime does not take.
    seconds, _, rest = text.partition(".")
    if rest:
        zone = rest.lstrip("0123456789")
        seconds += zone
    return (datetime.fromisoformat(seconds) + by).isoformat().replace("+00:00", "Z")
