"""The filters of the demo's prunes, as the engine understands them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from bayplan.engine.client import Filters
from bayplan.engine.demo_engine import refused

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def check_filters(filters: Filters, known: Iterable[str]) -> None:
    """Raises AnswerError 400 for a filter that the engine does not know."""
    for name in filters:
        if name not in known:
            raise refused(400, f"Invalid filter '{name}'", "The engine refused the request.")


def fits(filters: Filters, labels: Mapping[str, str] | None, created: float | None = None) -> bool:
    """Whether a thing with these labels, made at ``created`` (seconds since 1970), fits all filters."""
    held = labels or {}
    return (
        all(_has(held, wanted) for wanted in filters.get("label", ()))
        and not any(_has(held, unwanted) for unwanted in filters.get("label!", ()))
        and (created is None or all(created < _moment(until) for until in filters.get("until", ())))
    )


def _has(labels: Mapping[str, str], wanted: str) -> bool:
    """A label by its key, or by "key=value"."""
    key, equals, value = wanted.partition("=")
    return key in labels and (not equals or labels[key] == value)


def _moment(until: str) -> float:
    """ "24h" ago, or a point in time, as seconds since 1970."""
    parts = _DURATION.fullmatch(until)
    if parts and until:
        hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        return (datetime.now(UTC) - timedelta(hours=hours, minutes=minutes, seconds=seconds)).timestamp()
    try:
        return float(until) if until.replace(".", "", 1).isdecimal() else datetime.fromisoformat(until).timestamp()
    except ValueError:
        raise refused(400, f"invalid until filter '{until}'", "The engine refused the request.") from None
