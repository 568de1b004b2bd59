"""Reads a snapshot from a file."""

from __future__ import annotations

import json
from pathlib import Path

from bayplan.domain.inventory import Inventory
from bayplan.domain.snapshot import snapshot_from_json
from bayplan.errors import BayplanError


def read_snapshot(path: Path) -> Inventory:
    """The inventory in a snapshot file. Raises BayplanError when the file cannot be read or is not a snapshot."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BayplanError(
            f"The snapshot {path} cannot be read.",
            why=f"{error.strerror}.",
            what_next="Check the path and its permissions.",
        ) from error
    except ValueError as error:
        raise BayplanError(
            f"{path} is not a snapshot.",
            why="It is not JSON.",
            what_next="Make one with: bayplan snapshot -o FILE",
        ) from error
    return snapshot_from_json(data)
