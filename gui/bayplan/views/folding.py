"""What a click on a fold of the diagram means for its options."""

from __future__ import annotations

from dataclasses import replace

from bayplan.layout.shapes import Diagram
from bayplan.layout.view_options import ViewOptions

#: The roles of boxes that stand for several things.
_FOLDED = frozenset({"folded", "folded-group", "unused-store"})


def toggled(options: ViewOptions, thing: str, diagram: Diagram | None) -> ViewOptions:
    """The options with a group or a fold the other way round than ``diagram`` shows it."""
    folded_now = diagram is not None and any(box.thing == thing and box.role in _FOLDED for box in diagram.boxes)
    if folded_now:
        return replace(options, folded=options.folded - {thing}, unfolded=options.unfolded | {thing})
    return replace(options, folded=options.folded | {thing}, unfolded=options.unfolded - {thing})
