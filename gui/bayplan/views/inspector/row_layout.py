"""Where everything in a row of the inspector goes: rectangles and lines of text, ready to be painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from bayplan.domain.inspection import Form, Row, Section, Tone
from bayplan.views.inspector.text_lines import broken, elided

#: Free space at the left (where the fold marks are) and at the right of every row, pixels.
MARGIN = 16

_BAR = 3  # the coloured bar of a store
_AFTER_BAR = 12
_GAP = 8
_LABEL_COLUMN = 104
_SIZE_BAR_SHARE = 0.34
_SIZE_BAR_HEIGHT = 4

_TONE_ROLES = {
    Tone.NORMAL: "text",
    Tone.MUTED: "muted",
    Tone.OK: "ok",
    Tone.WARNING: "warning",
    Tone.DANGER: "danger",
}
_LINK = "selection"


class Fill(NamedTuple):
    """A filled rectangle with rounded corners; ``role`` names its colour."""

    x: float
    y: float
    w: float
    h: float
    role: str
    radius: float = 0.0


class Line(NamedTuple):
    """One line of text, already elided; ``face`` names its font (see Faces), ``role`` its colour."""

    x: float
    baseline: float
    text: str
    face: str
    role: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of the inspector, all made from one.

    Attributes:
        title: of sections. name: of stores and links. body: values. small: second lines. strong: severities.
    """

    title: QFont
    name: QFont
    body: QFont
    small: QFont
    strong: QFont

    @classmethod
    def of(cls, font: QFont) -> Faces:
        """Faces that go with ``font``."""
        return cls(
            title=_face(font, 0, QFont.Weight.DemiBold),
            name=_face(font, 0, QFont.Weight.Medium),
            body=_face(font, -1, QFont.Weight.Normal),
            small=_face(font, -2, QFont.Weight.Normal),
            strong=_face(font, -2, QFont.Weight.DemiBold),
        )

    def font(self, face: str) -> QFont:
        """The font of a face by its name."""
        found: QFont = getattr(self, face)
        return found


@dataclass
class RowLayout:
    """The pieces of one row, in pixels from its top left corner, and how high it is."""

    fills: list[Fill] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    height: float = 0.0


def lay_out(item: Row | Section, faces: Faces, width: float) -> RowLayout:
    """Places a row or the title of a section in ``width`` pixels."""
    if isinstance(item, Section):
        return _section(item, faces, width)
    return _FORMS[item.form](item, faces, width)


def _face(font: QFont, smaller: int, weight: QFont.Weight) -> QFont:
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(font.pixelSize() + smaller)
    else:
        made.setPointSizeF(font.pointSizeF() + 0.75 * smaller)
    made.setWeight(weight)
    return made


class _Pen:
    """Sets lines of text one below the other into a column that reaches to the right margin.

    Attributes:
        layout: what was set so far. top: where the next line begins. x: where the column begins. room: its width.
    """

    def __init__(self, faces: Faces, width: float, *, top: float, x: float = MARGIN) -> None:
        self.layout = RowLayout()
        self.top = top
        self.x = x
        self.room = width - MARGIN - x
        self._faces = faces
        self._width = width

    def line(self, text: str, face: str, role: str, *, room: float, middle: bool = False) -> None:
        """One line, elided to ``room``; what is set next stays on it until ``down``."""
        font = self._faces.font(face)
        shown = elided(text, font, room, middle=middle)
        self.layout.lines.append(Line(self.x, self._baseline(font), shown, face, role))

    def right(self, text: str, face: str, role: str) -> float:
        """One line that ends at the right margin, in at most half the column; gives the width that is left."""
        if not text:
            return self.room
        font = self._faces.font(face)
        shown = elided(text, font, self.room / 2)
        taken = QFontMetricsF(font).horizontalAdvance(shown)
        self.layout.lines.append(Line(self._width - MARGIN - taken, self._baseline(font), shown, face, role))
        return self.room - taken - _GAP

    def paragraph(self, text: str, face: str, role: str, *, most: int) -> None:
        """Up to ``most`` lines, and moves below them."""
        font = self._faces.font(face)
        for line in broken(text, font, self.room, most):
            self.layout.lines.append(Line(self.x, self._baseline(font), line, face, role))
            self.down(face)

    def down(self, face: str) -> None:
        """Moves below one line of that face."""
        self.top += QFontMetricsF(self._faces.font(face)).lineSpacing()

    def done(self, below: float) -> RowLayout:
        """The layout, with some space below."""
        self.layout.height = self.top + below
        return self.layout

    def _baseline(self, font: QFont) -> float:
        return self.top + QFontMetricsF(font).ascent()


def _section(section: Section, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=13)
    room = pen.right(section.note, "small", "muted")
    pen.line(section.title, "title", "text", room=room)
    pen.down("title")
    return pen.done(5)


def _store(row: Row, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=5, x=MARGIN + _AFTER_BAR)
    known = row.share is not None
    room = pen.right(row.value, "body", "text" if known else "muted")
    pen.line(row.label, "name", "text", room=room, middle=True)
    pen.down("name")
    pen.top += 1
    bar = round(width * _SIZE_BAR_SHARE)
    if row.note:
        pen.line(row.note, "small", "muted", room=pen.room - bar - _GAP if known else pen.room, middle=True)
    if row.share is not None:
        top = pen.top + (QFontMetricsF(faces.small).height() - _SIZE_BAR_HEIGHT) / 2
        pen.layout.fills.extend(_size_bar(row, width - MARGIN - bar, top, bar))
    if row.note or known:
        pen.down("small")
    layout = pen.done(6)
    layout.fills.append(Fill(MARGIN, 5, _BAR, layout.height - 10, f"kind-{row.kind}", 1))
    return layout


def _size_bar(row: Row, x: float, y: float, width: float) -> Iterable[Fill]:
    radius = _SIZE_BAR_HEIGHT / 2
    yield Fill(x, y, width, _SIZE_BAR_HEIGHT, "border", radius)
    if row.share:
        yield Fill(x, y, max(row.share * width, _SIZE_BAR_HEIGHT), _SIZE_BAR_HEIGHT, f"kind-{row.kind}", radius)


def _field(row: Row, faces: Faces, width: float) -> RowLayout:
    label = _Pen(faces, width, top=3)
    label.line(row.label, "body", "muted", room=_LABEL_COLUMN - _GAP)
    pen = _Pen(faces, width, top=3, x=MARGIN + _LABEL_COLUMN)
    pen.layout.lines.extend(label.layout.lines)
    pen.paragraph(row.value, "body", _LINK if row.thing else _TONE_ROLES[row.tone], most=5)
    if row.note:
        pen.paragraph(row.note, "small", "muted", most=2)
    return pen.done(3)


def _pair(row: Row, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=3)
    pen.line(row.label, "small", "muted", room=pen.room, middle=True)
    pen.down("small")
    pen.paragraph(row.value or "(empty)", "body", "text" if row.value else "faint", most=5)
    return pen.done(4)


def _link(row: Row, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=4)
    room = pen.right(row.value, "small", "muted")
    pen.line(row.label, "name", _LINK if row.thing else "text", room=room, middle=True)
    pen.down("name")
    if row.note:
        pen.paragraph(row.note, "small", "muted", most=3)
    return pen.done(4)


def _sentence(row: Row, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=3)
    pen.paragraph(row.label, "small", _TONE_ROLES[row.tone], most=6)
    return pen.done(4)


def _finding(row: Row, faces: Faces, width: float) -> RowLayout:
    pen = _Pen(faces, width, top=5, x=MARGIN + _AFTER_BAR)
    role = _TONE_ROLES[row.tone]
    room = pen.right(row.value, "strong", role)
    pen.line(row.label, "name", "text", room=room, middle=True)
    pen.down("name")
    pen.paragraph(row.note, "small", "muted", most=6)
    if row.remedy:
        pen.paragraph(row.remedy, "small", "text", most=6)
    layout = pen.done(6)
    layout.fills.append(Fill(MARGIN, 5, _BAR, layout.height - 10, role, 1))
    return layout


_FORMS: dict[Form, Callable[[Row, Faces, float], RowLayout]] = {
    Form.STORE: _store,
    Form.FIELD: _field,
    Form.PAIR: _pair,
    Form.LINK: _link,
    Form.TEXT: _sentence,
    Form.FINDING: _finding,
}
