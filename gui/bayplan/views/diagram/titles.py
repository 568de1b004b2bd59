"""Titles and names that stay readable however small the picture is.

Below a certain scale the titles of zones and groups keep a smallest size, and once second lines and sizes have faded
away, the names of things take the room that these have left, with their sizes, where they are known, at the right.
In a picture of an outcome the fates come before the sizes, and shrink to their signs where there is no room for words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.layout.shapes import Anchor, Box, Detail, Font, Text
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import DiagramIndex
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import font_pixels

TITLE_FONTS = frozenset({Font.HOST, Font.ZONE, Font.GROUP})
NAME_FONTS = frozenset({Font.TITLE, Font.NAME, Font.HEADING})
_SMALLEST = 8.5  # pixels
TITLES_BELOW = _SMALLEST / 12  # the scale below which titles are kept larger than life, and their captions left out
NAMES_BELOW = 0.54  # … and names: sizes and second lines, of 12 px and less, are too small to read there
_NAME_PIXELS, _LEAST_NAME_PIXELS = 10.5, 9.0  # names grow to this where there is room, else to that
_AMOUNT_PIXELS = 9.0  # sizes and fates are a little smaller than names
_AMOUNT_SHARE = 0.45  # of a box that a size may take from its name
_AMOUNT_ROLES = frozenset({"store", "unused-store", "image", "writable-layer"})
_NAME_SMALLEST = 5.5  # … and are left out where there is not enough for this
_NAME_SHARE = 0.62  # of the height of a name's room that its letters may take
_FLAT_SHARE = 0.85  # … in a writable layer, which has one line and nothing below it
_NAME_LEAST = 0.55  # of its room that a name keeps when a fate is told beside it
_NAME_MOST = 0.85  # of its width that a name keeps when its size is told beside it
_TALLEST_ROOM = 46.0  # diagram units: the upper part of a card
_HEADING_ROOM = 34.0  # diagram units over a stack
_NARROWEST = 34.0  # pixels of room below which a title is left out
_ROW = 18.0  # pixels: a little more than the height of a title
_WIDTH_STEP = 16.0  # pixels: widths are rounded so that zooming does not lay out every title anew
_MARGIN = 8.0  # diagram units between a text and the right border of its box

_SURVIVES = FATE_WORDS[Fate.SURVIVES].sign


class _Title(NamedTuple):
    """A title in its place: ``growth`` times its natural size, with ``room`` in units of its own size."""

    text: Text
    area: Area
    growth: float
    room: float


class _End(NamedTuple):
    """A text at the right end of a box as it is painted: ``source`` is it in the diagram, ``left`` where it begins."""

    source: Text
    text: str
    left: float
    growth: float


#: What stands at the right end of the box around a text.
_EndsOf = Callable[[Text, Box], list[_End]]


class TitlePainter:
    """Paints the titles and names that would be too small at their natural size.

    Attributes:
        index: the diagram. Another version may be set that has the same frames and titles.
    """

    def __init__(self, index: DiagramIndex, styles: Styles, texts: TextPainter) -> None:
        self.index = index
        self._styles = styles
        self._texts = texts
        self._scale = 0.0
        self._placed: list[_Title] = []

    @cached_property
    def _titles(self) -> list[Text]:
        titles = [text for text in self.index.diagram.texts if text.font in TITLE_FONTS]
        rank = {Font.ZONE: 0, Font.HOST: 1, Font.GROUP: 2}
        return sorted(titles, key=lambda text: rank[text.font])

    def paint(self, painter: QPainter, area: Area, scale: float) -> int:
        """Paints the titles in ``area`` that the scale has made small; returns how many.

        Titles that would collide are left out.
        """
        if scale >= TITLES_BELOW:
            return 0
        if scale != self._scale:
            self._scale, self._placed = scale, self._place(scale)
        shown = [title for title in self._placed if title.area.touches(area)]
        for text, _, growth, room in shown:
            self._draw(painter, text, text.baseline, growth, room, backed=True)
        return len(shown)

    def paint_names(self, painter: QPainter, texts: list[Text], scale: float) -> int:
        """Paints the names among some texts as large as their boxes allow, with sizes and fates; returns how many."""
        if scale >= NAMES_BELOW:
            return 0
        painted = 0
        known: dict[tuple[str, float, float], list[_End]] = {}

        def ends(text: Text, box: Box) -> list[_End]:
            key = (text.thing, box.x, box.y)
            if key not in known:
                known[key] = self._ends(text.thing, box, scale)
            return known[key]

        for text in texts:
            if text.anchor is Anchor.START:
                painted += text.font in NAME_FONTS and self._paint_name(painter, text, scale, ends)
            elif text.anchor is Anchor.END and _is_end(text):
                painted += self._paint_end(painter, text, ends)
        return painted

    def _paint_name(self, painter: QPainter, text: Text, scale: float, ends: _EndsOf) -> bool:
        """Paints a name; False where there is no room for it."""
        box = _box_around(text, self.index.boxes_of.get(text.thing, ()))
        if box is None:
            return False
        growth = _growth(text, box, scale, _NAME_PIXELS)
        if not growth:
            return False
        right = min((end.left for end in ends(text, box)), default=box.x + box.w)
        room = right - _MARGIN - text.x
        if self._texts.width(text, 0.0) * growth > room:
            growth = _growth(text, box, scale, _LEAST_NAME_PIXELS)
        self._draw(painter, text, _baseline(text, box, growth), growth, room / growth)
        return True

    def _paint_end(self, painter: QPainter, text: Text, ends: _EndsOf) -> bool:
        """Paints a size or a fate at the right end of its box; False where there is no room for it."""
        box = _box_around(text._replace(x=text.x - 1), self.index.boxes_of.get(text.thing, ()))
        if box is None:
            return False
        for end in ends(text, box):
            if end.source is text:
                shown = text._replace(x=end.left, text=end.text)
                self._draw(painter, shown, _baseline(text, box, end.growth), end.growth, text.width + _WIDTH_STEP)
                return True
        return False

    def _ends(self, thing: str, box: Box, scale: float) -> list[_End]:
        """What stands at the right end of a box, from the right: a fate, then a size where both have room."""
        name = fate = amount = None
        for text in self.index.texts_of.get(thing, ()):
            if not _inside(text, box):
                continue
            if text.font is Font.FATE:
                fate = text
            elif text.anchor is Anchor.END:
                amount = text if text.text[:1].isdigit() and box.role in _AMOUNT_ROLES else amount
            elif text.font in NAME_FONTS:
                name = text
        needed = 0.0
        if name is not None:
            needed = self._texts.width(name, 0.0) * _growth(name, box, scale, _LEAST_NAME_PIXELS)
        left = name.x if name else box.x + _MARGIN
        right = box.x + box.w - _MARGIN
        ends: list[_End] = []
        if fate is not None:
            keeps = min(needed, _NAME_LEAST * (right - left)) + _MARGIN
            # What simply survives is told by its sign alone, so that names keep their room.
            brief = fate.text.startswith(_SURVIVES) and box.role != "container"
            gravest, sign = fate.text.partition(",")[0], fate.text[:1]
            for shown in (sign,) if brief else (fate.text, gravest, sign):
                end = self._end(fate, shown, right, box, scale)
                if end is not None and end.left - keeps >= left:
                    ends.append(end)
                    right = end.left - _MARGIN
                    break
        if amount is not None:
            end = self._end(amount, amount.text, right, box, scale)
            least = left + needed * (1.0 if ends else _NAME_MOST) + _MARGIN
            least = max(least, right - box.w * _AMOUNT_SHARE)
            if end is not None and end.left >= least:
                ends.append(end)
        return ends

    def _end(self, text: Text, shown: str, right: float, box: Box, scale: float) -> _End | None:
        """A text that ends at ``right``; None where its box is too flat for it."""
        growth = _growth(text, box, scale, _AMOUNT_PIXELS)
        width = self._texts.width(text._replace(text=shown), text.width) * growth
        return _End(text, shown, right - width, growth) if growth else None

    def _place(self, scale: float) -> list[_Title]:
        """Which titles have room at a scale. It must not depend on what is in sight, or panning would show seams."""
        placed: list[_Title] = []
        rows: dict[int, list[Area]] = {}
        for text in self._titles:
            size = font_pixels(text.font)
            box = _box_around(text, self._frames.get(text.thing, ()))
            width = max(text.width, box.x + box.w - _MARGIN - text.x) if box else text.width
            if width * scale < _NARROWEST:
                continue
            growth = max(size * scale, _SMALLEST) / (size * scale)
            area = Area(text.x, text.baseline - size * growth, text.x + width, text.baseline + 0.3 * size * growth)
            # Titles are all about as high, so only those in this row of pixels and the next ones can be in the way.
            row = int(area.top * scale // _ROW)
            others = [other for near in (row - 1, row, row + 1) for other in rows.get(near, ())]
            if not any(area.touches(other) for other in others):
                rows.setdefault(row, []).append(area)
                placed.append(_Title(text, area, growth, width / growth))
        return placed

    @cached_property
    def _frames(self) -> dict[str, list[Box]]:
        """The frames of zones and groups by thing: few, however many things there are."""
        found: dict[str, list[Box]] = {}
        for box in self.index.diagram.boxes:
            if box.detail <= Detail.GROUP:
                found.setdefault(box.thing, []).append(box)
        return found

    def _draw(
        self, painter: QPainter, text: Text, baseline: float, growth: float, room: float, *, backed: bool = False
    ) -> None:
        painter.save()
        painter.translate(text.x, baseline)
        painter.scale(growth, growth)
        width = 0.0 if self._texts.width(text, 0.0) <= room else max(room // _WIDTH_STEP * _WIDTH_STEP, _WIDTH_STEP)
        if backed:
            size = font_pixels(text.font)
            shown = self._texts.width(text, width)
            ground = self._styles.colours.colour("canvas" if text.font is Font.HOST else "panel")
            painter.setOpacity(0.85)
            painter.fillRect(QRectF(-2, -size, shown + 4, size * 1.3), ground)
            painter.setOpacity(1.0)
        painter.setPen(self._styles.text(text.role))
        self._texts.draw_at_origin(painter, text, width)
        painter.restore()


def _growth(text: Text, box: Box, scale: float, wanted: float) -> float:
    """How much larger than life a text is to be for ``wanted`` pixels; 0 where its box has no room for it."""
    share = _FLAT_SHARE if box.role == "writable-layer" else _NAME_SHARE
    pixels = min(wanted, _room_height(box) * scale * share)
    return max(pixels / (font_pixels(text.font) * scale), 1.0) if pixels >= _NAME_SMALLEST else 0.0


def _baseline(text: Text, box: Box, growth: float) -> float:
    """In the middle of the room; what stands over a stack stays on its line."""
    if box.role == "image":
        return text.baseline
    return box.y + _room_height(box) / 2 + 0.36 * font_pixels(text.font) * growth


def _room_height(box: Box) -> float:
    return _HEADING_ROOM if box.role == "image" else min(box.h, _TALLEST_ROOM)


def _box_around(text: Text, boxes: Sequence[Box]) -> Box | None:
    """The innermost of some boxes that a text begins in."""
    return next((box for box in reversed(boxes) if _inside(text, box)), None)


def _inside(text: Text, box: Box) -> bool:
    return box.x <= text.x <= box.x + box.w and box.y <= text.baseline <= box.y + box.h


def _is_end(text: Text) -> bool:
    """A fate, or a size."""
    return text.font is Font.FATE or text.text[:1].isdigit()
