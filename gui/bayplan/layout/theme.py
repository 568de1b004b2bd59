"""The colours of the picture and the window, read from resources/styles/<name>.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bayplan.resources import resource

THEMES = ("dark", "light")

#: A zone is written in the colour of what lies in it; the zone of the containers in the colour of plain text.
_KIND_OF_ZONE = {
    "overlay": "writable-layer",
    "memory": "tmpfs",
    "docker-area": "named-volume",
    "host": "named-volume",
    "elsewhere": "bind",
    "pipe": "npipe",
    "remote": "remote",
}


@dataclass(frozen=True)
class Theme:
    """A set of colours ("#RRGGBB") by role.

    Attributes:
        colours: role to colour, e.g. "panel", "muted", "danger".
        kinds: store kind (or "unused") to colour.
    """

    name: str
    colours: Mapping[str, str]
    kinds: Mapping[str, str]

    def colour(self, role: str) -> str:
        """Colour of a role; "kind-bind" is the colour of a store kind, "zone-memory" that of a zone's title.

        Raises KeyError for a role no theme has.
        """
        if role.startswith("kind-"):
            return self.kinds[role.removeprefix("kind-")]
        if role == "zone-containers":
            return self.colours["text"]
        if role.startswith("zone-"):
            return self.kinds[_KIND_OF_ZONE[role.removeprefix("zone-")]]
        return self.colours[role]


@cache
def load_theme(name: str) -> Theme:
    """The theme called ``name`` ("dark" or "light"). Raises FileNotFoundError for another name."""
    raw = json.loads(resource("styles", f"{name}.json").read_text(encoding="utf-8"))
    kinds = raw.pop("kinds")
    return Theme(name=raw.pop("name"), colours=raw, kinds=kinds)
