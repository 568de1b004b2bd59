"""The one place that reads the Engine API's JSON: payloads in, frozen domain objects out, secrets masked.

Every field of every payload is optional here: what an engine does not say stays ``None``.
"""

from __future__ import annotations

from bayplan.engine.translate.containers import container_from_inspect, container_from_list
from bayplan.engine.translate.engines import engine_from, is_podman
from bayplan.engine.translate.images import image_from_inspect, image_from_list
from bayplan.engine.translate.processes import process_of
from bayplan.engine.translate.repeats import Repeats
from bayplan.engine.translate.volumes import VolumeUsage, usage_from, volume_from, with_usage

__all__ = [
    "Repeats",
    "VolumeUsage",
    "container_from_inspect",
    "container_from_list",
    "engine_from",
    "image_from_inspect",
    "image_from_list",
    "is_podman",
    "process_of",
    "usage_from",
    "volume_from",
    "with_usage",
]
