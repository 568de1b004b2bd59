"""What colours and lines of the picture mean; the same words under the window's diagram and in exported pictures."""

from __future__ import annotations

from typing import NamedTuple

from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.layout.shapes import Diagram, Edge


class LegendEntry(NamedTuple):
    """A sample line and what it stands for: ``line`` is drawn like an edge (its ends and its way mean nothing)."""

    line: Edge
    text: str


def _line(kind: str, *, read_only: bool = False, fate: str = str(Fate.SURVIVES)) -> Edge:
    # As strong as a legend must be, whatever is selected.
    return Edge("", "", (), kind, read_only, fate=fate)


_KINDS = (
    (LegendEntry(_line("named-volume"), "volume"), frozenset({"named-volume", "anonymous-volume"})),
    (LegendEntry(_line("bind"), "bind mount"), frozenset({"bind"})),
    (LegendEntry(_line("tmpfs"), "memory"), frozenset({"tmpfs", "shm", "secret"})),
    (LegendEntry(_line("npipe"), "named pipe"), frozenset({"npipe"})),
    (LegendEntry(_line("image-layers"), "overlay"), frozenset({"image-layers", "image-mount", "writable-layer"})),
    (
        LegendEntry(_line("remote"), "remote"),
        frozenset({"remote", "network-volume", "plugin-volume", "cluster-volume"}),
    ),
)
_ALWAYS = frozenset({"named-volume", "bind", "tmpfs", "image-layers", "remote"})
_ACCESS = (
    LegendEntry(_line("unused"), "read-write"),
    LegendEntry(_line("unused", read_only=True), "read-only"),
)
_NOT_CONCERNED = LegendEntry(_line("unused", fate="rests"), "not concerned")


def legend_of(diagram: Diagram) -> list[LegendEntry]:
    """What a picture has to explain: fates where it shows an outcome, the kinds that every picture explains and the
    rarer ones that it has, and how edges tell reading from writing."""
    present = {str(box.kind) for box in diagram.boxes}
    kinds = [entry for entry, kinds in _KINDS if entry.line.kind in _ALWAYS or kinds & present]
    return [*_fates(diagram), *kinds, *(_ACCESS if diagram.edges else ())]


def _fates(diagram: Diagram) -> list[LegendEntry]:
    if diagram.what_if is None or not diagram.what_if.fates:
        return []
    entries = []
    for fate in diagram.what_if.fates:
        words = FATE_WORDS[Fate(fate)]
        entries.append(LegendEntry(_line("unused", fate=fate), f"{words.sign} {words.word}"))
    return [*entries, _NOT_CONCERNED]
