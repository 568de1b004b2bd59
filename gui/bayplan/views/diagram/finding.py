"""Finds things of a diagram by text."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.views.diagram.index import DiagramIndex

_NOT_FOUND = frozenset({"zone"})
#: Kinds of thing whose id holds the whole name, which the picture may show cut short.
_NAMED_BY_ID = frozenset({"volume", "bind", "npipe", "image-mount", "secret", "remote"})


def matches(index: DiagramIndex, text: str) -> list[str]:
    """The things whose texts or whole names contain ``text`` (case ignored), top to bottom in each column.

    A thing that is folded away is found by its whole name, too. An empty text finds nothing.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    found: dict[str, None] = {}
    for shape in index.diagram.texts:
        if shape.thing and shape.thing not in found and wanted in shape.text.casefold():
            found[shape.thing] = None
    for thing in (*index.boxes_of, *index.diagram.stand_ins):
        kind, name = ids.split_thing(thing)
        if kind in _NAMED_BY_ID and wanted in name.casefold():
            found[thing] = None
    places = {
        thing: index.area_of(index.shown(thing)) for thing in found if ids.split_thing(thing)[0] not in _NOT_FOUND
    }
    placed = [(area.left, area.top, thing) for thing, area in places.items() if area is not None]
    return [thing for _, _, thing in sorted(placed)]
