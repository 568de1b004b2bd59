"""Collects boxes and texts in painting order."""

from __future__ import annotations

from typing import NamedTuple

from bayplan.layout.grid import Rect
from bayplan.layout.metrics import FRAME_TITLE, ZONE_PAD
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.layout.text_width import width_of

_NO_FLAGS: frozenset[str] = frozenset()
_BETWEEN = 10.0  #: between two texts on one line


class Words(NamedTuple):
    """A text with its type style and colour role."""

    text: str
    font: Font
    role: str


class Line(NamedTuple):
    """Where a line of text stands, and the room it has."""

    x: float
    baseline: float
    width: float


class Canvas:
    """The boxes and texts of a picture that is being laid out."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.texts: list[Text] = []

    def frame(self, thing: str, rect: Rect, role: str, parent: str = "") -> None:
        """A frame that holds other boxes."""
        self.boxes.append(Box(thing, *rect, role, Detail.FRAME, "", _NO_FLAGS, parent))

    def title(self, thing: str, rect: Rect, title: Words, caption: Words) -> None:
        """The title of a zone at ``rect``, with a caption behind it."""
        left = rect.x + ZONE_PAD
        baseline = rect.y + FRAME_TITLE
        self.headed(thing, Line(left, baseline, rect.w - 2 * ZONE_PAD), title, caption)

    def headed(self, thing: str, line: Line, title: Words, caption: Words) -> None:
        """A title and right behind it a caption, which gets the room that is left."""
        width = width_of(title.text, title.font)
        gap = 12.0
        self.texts.append(
            Text(thing, line.x, line.baseline, width + 1, *title, Anchor.START, Detail.GROUP)
            if title.font is Font.GROUP
            else Text(thing, line.x, line.baseline, width + 1, *title, Anchor.START, Detail.FRAME)
        )
        room = line.width - width - gap
        if caption.text and room > 0:
            self.texts.append(
                Text(thing, line.x + width + gap, line.baseline, room, *caption, Anchor.START, Detail.GROUP, True)
            )

    def line(self, thing: str, line: Line, words: Words, detail: Detail = Detail.FINE) -> None:
        """One text in the room it has."""
        self.texts.append(Text(thing, *line, *words, Anchor.START, detail))

    def pair(
        self, thing: str, line: Line, left: Words, right: Words, detail: Detail, *, middle: bool = False, most: float
    ) -> None:
        """A text at the left and one at the right of the same line; ``middle``: the left one is elided in the middle.

        If both don't fit, the right one gets what the left one leaves, but never less than the share ``most`` of the
        room if it needs so much. An empty text takes no room.
        """
        x, baseline, room = line
        if right.text:
            width = width_of(right.text, right.font) + 1
            share = room * most
            if width > share:
                width = max(share, min(width, room - _BETWEEN - width_of(left.text, left.font)))
            self.texts.append(Text(thing, x + room, baseline, width, *right, Anchor.END, Detail.FINE))
            room -= width + _BETWEEN
        if left.text:
            self.texts.append(Text(thing, x, baseline, room, *left, Anchor.START, detail, middle))
