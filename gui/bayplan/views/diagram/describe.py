"""What a tooltip and a screen reader say about a thing of the diagram."""

from __future__ import annotations

import html

from bayplan.domain.formatting import count_text
from bayplan.layout.shapes import Font
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.texts import plain_line

_NAMES = frozenset({Font.TITLE, Font.HEADING, Font.NAME, Font.GROUP})
_MOST_LINES = 14
_LONGEST_LINE = 400  # characters; names have 250 at most, paths may be longer than a screen


def describe(index: DiagramIndex, thing: str) -> str:
    """A thing as lines of plain text, from what the diagram itself shows: its name, in an outcome what becomes of it
    and why, the rest, its connections."""
    shown = index.shown(thing)
    what_if = index.diagram.what_if
    reason = what_if.reasons.get(shown, "") if what_if else ""
    texts = sorted(index.texts_of.get(shown, ()), key=lambda text: text.font not in _NAMES)
    lines = [plain_line(text.text) for text in texts if not (reason and text.font is Font.FATE)]
    if reason:
        lines.insert(1, plain_line(reason))
    labels = [label for number in index.links([shown]) if (label := index.diagram.edges[number].label)]
    if labels:
        lines.append(count_text(len(labels), "connection") + ":")
        lines += map(plain_line, labels)
    return "\n".join(lines)


def tooltip(text: str) -> str:
    """Plain text as a tooltip that shows it as it is, however much it looks like HTML."""
    lines = text.split("\n")
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… and {len(lines) - _MOST_LINES} more"]
    safe = "<br>".join(html.escape(_shortened(line)) for line in lines)
    return f"<qt>{safe}</qt>" if text else ""


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"
