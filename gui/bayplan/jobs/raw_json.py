"""Reads the engine's own JSON of a thing, for people to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bayplan.domain import ids
from bayplan.engine.client import EngineClient
from bayplan.engine.masking import mask_payload
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl


def read_raw_json(open_client: Callable[[], EngineClient], thing: str) -> Callable[[JobControl], str]:
    """The work that reads a container, an image or a volume (by thing id); secrets are masked.

    It raises BayplanError when the engine does not know the thing (any more) or the thing has no JSON.
    """

    def work(control: JobControl) -> str:
        client = open_client()
        control.on_cancel(client.close)
        try:
            found = _payloads(client, thing)
        finally:
            client.close()
        if not found:
            raise BayplanError("The engine has no JSON of this.", why="It is gone, or Bayplan inferred it.")
        return json.dumps(mask_payload(found[0]), indent=2, ensure_ascii=False)

    return work


def _payloads(client: EngineClient, thing: str) -> list[dict[str, Any]]:
    prefix, rest = ids.split_thing(thing)
    match prefix:
        case "container" | "writable-layer" | "log" | "runtime-file" | "shm":
            return list(client.inspect_containers([rest]))
        case "image" | "image-layers":
            return client.inspect_images([rest])
        case "volume":
            return client.volumes([rest])
    return []
