"""Collects boxes and texts in painting order."""

from __future__ import annotations

from bayplan.domain.kinds import StoreKind
from bayplan.layout.metrics import FRAME_TITLE, ZONE_PAD
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.layout.text_width import width_of

_NO_FLAGS: frozenset[str] = frozenset()


class Canvas:
    """The boxes and texts of a picture that is being laid out."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.texts: list[Text] = []

    def frame(self, thing: str, x: float, y: float, w: float, h: float, role: str, parent: str = "") -> None:
        """A frame that holds other boxes."""
        self.boxes.append(Box(thing, x, y, w, h, role, Detail.FRAME, "", _NO_FLAGS, parent))

    def title(self, thing: str, x: float, y: float, room: float, title: str, caption: str, role: str) -> None:
        """A zone's title in its colour with a muted caption behind it; ``x``, ``y`` is the zone's corner."""
        left = x + ZONE_PAD
        baseline = y + FRAME_TITLE
        width = width_of(title, Font.ZONE)
        self.texts.append(Text(thing, left, baseline, width + 1, title, Font.ZONE, role, Anchor.START, Detail.FRAME))
        start = left + width + 12
        space = max(0.0, x + room - ZONE_PAD - start)
        self.texts.append(
            Text(thing, start, baseline, space, caption, Font.CAPTION, "muted", Anchor.START, Detail.GROUP)
        )

    def line(self, thing: str, x: float, baseline: float, room: float, text: str, font: Font, role: str) -> None:
        """A line of text from ``x``."""
        self.texts.append(Text(thing, x, baseline, room, text, font, role, Anchor.START, Detail.PART))

    def pair(
        self,
        thing: str,
        x: float,
        baseline: float,
        room: float,
        left: tuple[str, Font, str],
        right: tuple[str, Font, str],
        detail: Detail,
        *,
        middle: bool = False,
        most: float = 0.62,
    ) -> None:
        """A text at the left and one at the right of the same line; (text, font, role) each.

        The right one gets what it needs, up to ``most`` of the room; the left one the rest.
        """
        taken = 0.0
        if right[0]:
            width = min(width_of(right[0], right[1]) + 1, room * most)
            self.texts.append(
                Text(thing, x + room, baseline, width, right[0], right[1], right[2], Anchor.END, Detail.FINE)
            )
            taken = width + 10
        if left[0]:
            self.texts.append(
                Text(thing, x, baseline, room - taken, left[0], left[1], left[2], Anchor.START, detail, middle)
            )

    def box(
        self, thing: str, x: float, y: float, w: float, h: float, role: str, detail: Detail, kind: StoreKind | str
    ) -> None:
        """A box without flags."""
        self.boxes.append(Box(thing, x, y, w, h, role, detail, kind))
