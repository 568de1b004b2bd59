"""A real client whose reads are counted."""

from __future__ import annotations

import functools
from typing import Any

from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve

_READS = ("info", "containers", "inspect_containers", "images", "inspect_images", "volumes", "disk_usage", "events")


def counted_client(host: str, calls: list[str]) -> EngineClient:
    """Connects to ``host``; appends the name of each read to ``calls``."""
    client = connect(resolve(host, environ={}))
    for name in _READS:
        setattr(client, name, _counted(getattr(client, name), name, calls))
    return client


def _counted(method: Any, name: str, calls: list[str]) -> Any:
    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        return method(*args, **kwargs)

    return call
