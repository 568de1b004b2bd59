"""A picture as it goes into a file: under it the legend, and over the picture of an outcome what it comes to."""

from __future__ import annotations

from bayplan.layout.legend import LegendEntry, legend_of
from bayplan.layout.metrics import MARGIN
from bayplan.layout.shapes import Anchor, Diagram, Edge, Font, Text
from bayplan.layout.text_width import width_of

_HEAD = 28.0  #: height of the sentence over the picture
_FOOT = 30.0  #: height of a row of the legend
_BASELINE = 8.0  #: from the middle of the margin under the picture to the first row
_SAMPLE, _SPACE, _GAP = 24.0, 7.0, 24.0  #: a sample line, what is between it and its word, and between two entries
_DEMO = "demo: a recorded engine"


def finish(diagram: Diagram) -> Diagram:
    """The diagram with its legend, and with the sentence of its outcome where it shows one."""
    head = _HEAD if diagram.what_if else 0.0
    texts = [text._replace(baseline=text.baseline + head) for text in diagram.texts]
    edges = [edge._replace(points=tuple((x, y + head) for x, y in edge.points)) for edge in diagram.edges]
    if diagram.what_if:
        room = diagram.width - 2 * MARGIN
        sentence, tone = diagram.what_if.summary, diagram.what_if.tone
        texts.append(Text("", MARGIN + room, MARGIN + 6, room, sentence, Font.HEADING, tone, Anchor.END))
    bottom = diagram.height + head + _BASELINE
    room = diagram.width - 2 * MARGIN - 32
    if diagram.demo:
        width = width_of(_DEMO, Font.SMALL) + 1
        right = diagram.width - MARGIN - 16
        texts.append(Text("", right, bottom, width, _DEMO, Font.SMALL, "muted", Anchor.END))
        room -= width + _GAP
    rows = _rows(legend_of(diagram), room)
    for number, row in enumerate(rows):
        _draw_row(row, bottom + number * _FOOT, texts, edges)
    return diagram._replace(
        height=bottom + (len(rows) - 1) * _FOOT + MARGIN,
        boxes=tuple(box._replace(y=box.y + head) for box in diagram.boxes) if head else diagram.boxes,
        texts=tuple(texts),
        edges=tuple(edges),
    )


def _rows(entries: list[LegendEntry], room: float) -> list[list[LegendEntry]]:
    rows: list[list[LegendEntry]] = [[]]
    taken = 0.0
    for entry in entries:
        width = _SAMPLE + _SPACE + width_of(entry.text, Font.SMALL) + _GAP
        if rows[-1] and taken + width > room:
            rows.append([])
            taken = 0.0
        rows[-1].append(entry)
        taken += width
    return rows


def _draw_row(row: list[LegendEntry], baseline: float, texts: list[Text], edges: list[Edge]) -> None:
    x = MARGIN + 16
    for line, word in row:
        y = baseline - 4
        edges.append(line._replace(points=((x, y), (x + _SAMPLE, y))))
        x += _SAMPLE + _SPACE
        width = width_of(word, Font.SMALL) + 1
        texts.append(Text("", x, baseline, width, word, Font.SMALL, "muted"))
        x += width + _GAP
