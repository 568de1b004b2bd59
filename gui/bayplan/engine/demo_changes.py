"""What GET /containers/{id}/changes says in the demo."""

from __future__ import annotations

from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine
from bayplan.engine.demo_files import folders_above
from bayplan.engine.demo_paths import ROOT_FOLDERS

_CHANGED, _ADDED, _DELETED = 0, 1, 2


def changes(engine: DemoEngine, container: Json) -> list[Json]:
    """The differences between a container's file system and its image: {"Path", "Kind"}, without what is mounted."""
    layer = engine.files.layer(container["Id"])
    image = engine.files.of_image(container["Image"])
    known = ROOT_FOLDERS | set(folders_above(image))
    kinds = {change["Path"]: change["Kind"] for change in engine.changes.get(container["Id"]) or ()}
    for folder in folders_above(layer):
        kinds.setdefault(folder.rstrip("/"), _CHANGED if folder in known else _ADDED)
    for path, data in layer.items():
        if not path.endswith("/"):
            kinds[path] = _DELETED if data is None else _CHANGED if path in image else _ADDED
    return [{"Path": path, "Kind": kind} for path, kind in sorted(kinds.items())]
