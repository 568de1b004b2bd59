"""The processes of containers."""

from __future__ import annotations

from bayplan.engine.client import Json
from bayplan.engine.translate.values import mapping, text, whole_number


def process_of(payload: Json) -> tuple[str, int]:
    """(id, process id of the first process on the engine's host) from an inspect; 0 when it does not run."""
    return text(payload.get("Id")), whole_number(mapping(payload.get("State")).get("Pid")) or 0
