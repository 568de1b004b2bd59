"""What colours and lines of the picture mean; the same words under the window's diagram and in exported pictures."""

from __future__ import annotations

from typing import NamedTuple

from bayplan.layout.shapes import Diagram


class LegendEntry(NamedTuple):
    """A sample line in the colour of ``kind`` and what it stands for."""

    kind: str
    text: str


_ENTRIES = (
    (LegendEntry("named-volume", "volume"), frozenset({"named-volume", "anonymous-volume"})),
    (LegendEntry("bind", "bind mount"), frozenset({"bind"})),
    (LegendEntry("tmpfs", "memory"), frozenset({"tmpfs", "shm", "secret"})),
    (LegendEntry("npipe", "named pipe"), frozenset({"npipe"})),
    (LegendEntry("image-layers", "overlay"), frozenset({"image-layers", "image-mount", "writable-layer"})),
    (
        LegendEntry("remote", "remote"),
        frozenset({"remote", "network-volume", "plugin-volume", "cluster-volume"}),
    ),
)
_ALWAYS = frozenset({"named-volume", "bind", "tmpfs", "image-layers", "remote"})

#: What the style of a line means.
LINES = "solid = read-write   thin, dashed = read-only"


def legend_of(diagram: Diagram) -> list[LegendEntry]:
    """The kinds that every picture explains, and the rarer ones if the picture has them."""
    present = {str(box.kind) for box in diagram.boxes}
    return [entry for entry, kinds in _ENTRIES if entry.kind in _ALWAYS or kinds & present]
