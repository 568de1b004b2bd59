"""Draws the parts of a row: its mark, its two lines, its pills, its heading. All text is drawn literally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.protection import LOCK
from bayplan.domain.row_fates import RowFate
from bayplan.layout.theme import Theme
from bayplan.views.diagram.symbols import draw_symbol
from bayplan.views.fate_signs import draw_fate_sign
from bayplan.views.lists.definition import LOCKED, Badge, Card, Dot
from bayplan.views.theme_colours import ThemeColours, theme_colours

CARD_HEIGHT = 48
HEADING_HEIGHT = 28
CELL_HEIGHT = 26
LOCK_WIDTH = 12.0

_MARGIN = 14.0  # from the edge of the list to the marks and to the figures on the right
_TEXT_LEFT = 33.0  # where the names of cards begin
_GAP = 8.0
_FATE_SIGN = 9.0
_FATE_SPACE = 4.0
_PILL_HEIGHT = 15.0
_PILL_PADDING = 4.5
_PILL_GLYPH = 8.0
_PILL_GAP = 3.0
_PILL_SPACE = 2.5  # between a pill's sign and its number


class Brushes:
    """The fonts and colours that rows are drawn with, made once for a theme."""

    def __init__(self, theme: Theme, base: QFont) -> None:
        self.colours: ThemeColours = theme_colours(theme.name)
        self.title = _font(base, 13, QFont.Weight.DemiBold)
        self.small = _font(base, 11, QFont.Weight.Normal)
        self.body = _font(base, 12, QFont.Weight.Normal)
        self.group = _font(base, 11, QFont.Weight.DemiBold)
        self.pill = _font(base, 10, QFont.Weight.DemiBold)

    def colour(self, role: str) -> QColor:
        """The colour of a role of the theme."""
        return self.colours.colour(role)


def draw_card(painter: QPainter, area: QRectF, card: Card, brushes: Brushes) -> None:
    """One row as two lines: name and size, then what it is and its pills or note."""
    draw_dot(painter, QPointF(area.left() + _MARGIN + 5, area.top() + 17), card.dot, brushes, bar_height=30)
    right = area.right() - _MARGIN
    upper = QRectF(area.left() + _TEXT_LEFT, area.top() + 6, right - area.left() - _TEXT_LEFT, 20)
    lower = QRectF(upper.left(), area.top() + 26, upper.width(), 16)

    figure = brushes.colour("muted" if card.size_known else "faint")
    taken = draw_text(painter, upper, card.size, brushes.body, figure, right=True)
    upper.setRight(upper.right() - taken - (_GAP if taken else 0))
    taken = _badges_width(card.badges, brushes)
    name = upper.adjusted(0, 0, -taken, 0)
    written = draw_text(painter, name, card.title, brushes.title, brushes.colour("text"), middle=card.middle)
    _draw_badges(painter, name.left() + written, upper, card.badges, brushes)

    if card.fate is not None:
        # It is what counts now: the subtitle gives way to it.
        taken = draw_fate(painter, lower, card.fate, brushes, brushes.small, right=True)
    elif card.counts:
        taken = pills_width(card.counts, brushes)
        draw_pills(painter, lower.right() - taken, lower.center().y(), card.counts, brushes)
    else:
        taken = draw_text(painter, lower, card.note, brushes.small, brushes.colour("faint"), right=True)
    lower.setRight(lower.right() - taken - (_GAP if taken else 0))
    draw_text(painter, lower, card.subtitle, brushes.small, brushes.colour("muted"), middle=True)


def draw_heading(painter: QPainter, area: QRectF, brushes: Brushes, *, title: str, detail: str, folded: bool) -> None:
    """The line above a group: a triangle that says whether it is folded, its name, how many there are."""
    line = QRectF(area.left() + _MARGIN - 2, area.top() + 6, area.width() - 2 * _MARGIN, area.height() - 8)
    baseline = line.center().y() + 4
    painter.setPen(brushes.colour("muted"))
    draw_symbol(painter, "▸" if folded else "▾", line.left(), baseline, 12)
    line.setLeft(line.left() + 13)
    room = line.adjusted(0, 0, -QFontMetricsF(brushes.small).horizontalAdvance(detail) - 4, 0)
    written = draw_text(painter, room, title, brushes.group, brushes.colour("muted"))
    line.setLeft(line.left() + written + 4)
    draw_text(painter, line, detail, brushes.small, brushes.colour("faint"))


def draw_text(
    painter: QPainter,
    area: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    right: bool = False,
    middle: bool = False,
) -> float:
    """One line of text, shortened at its end (or in the middle) to fit; returns the width that it takes."""
    if not text or area.width() <= 0:
        return 0.0
    metrics = QFontMetricsF(font)
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(text.replace("\n", " "), mode, area.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    return min(metrics.horizontalAdvance(shown), area.width())


def draw_fate(
    painter: QPainter, area: QRectF, fate: RowFate, brushes: Brushes, font: QFont, *, right: bool = False
) -> float:
    """What becomes of a row's thing: the sign of its fate and the words, in its tone; returns the width they take."""
    colour = brushes.colour(FATE_WORDS[fate.fate].tone)
    taken = min(QFontMetricsF(font).horizontalAdvance(fate.words) + _FATE_SIGN + _FATE_SPACE, area.width())
    left = area.right() - taken if right else area.left()
    draw_fate_sign(painter, fate.fate, QRectF(left, area.center().y() - _FATE_SIGN / 2, _FATE_SIGN, _FATE_SIGN), colour)
    words = QRectF(left + _FATE_SIGN + _FATE_SPACE, area.top(), taken - _FATE_SIGN - _FATE_SPACE + 1, area.height())
    draw_text(painter, words, fate.words, font, colour)
    return taken


def draw_dot(painter: QPainter, centre: QPointF, dot: Dot, brushes: Brushes, *, bar_height: float) -> None:
    """The mark before a name; a bar goes down from the mark's top."""
    colour = brushes.colour(dot.role)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    match dot.shape:
        case "full":
            painter.drawEllipse(centre, 4.5, 4.5)
        case "ring":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 1.6))
            painter.drawEllipse(centre, 3.7, 3.7)
        case "pause":
            painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 4.5, 3, 9), 1, 1)
            painter.drawRoundedRect(QRectF(centre.x() + 1, centre.y() - 4.5, 3, 9), 1, 1)
        case _:
            painter.drawRoundedRect(QRectF(centre.x() - 1.5, centre.y() - 8, 3, bar_height), 1.5, 1.5)


def draw_pills(
    painter: QPainter, left: float, middle: float, counts: Sequence[tuple[StoreKind, int]], brushes: Brushes
) -> None:
    """Counts of stores in the colour and with the sign of their family, beginning at ``left``."""
    x = left
    for family, number in counts:
        text = f"{number:,}"
        width = _pill_width(number, brushes)
        frame = QRectF(x, middle - _PILL_HEIGHT / 2, width, _PILL_HEIGHT)
        colour = brushes.colours.kind(family)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.2))
        painter.drawRoundedRect(frame, _PILL_HEIGHT / 2, _PILL_HEIGHT / 2)
        _draw_sign(painter, QPointF(frame.left() + _PILL_PADDING + _PILL_GLYPH / 2, middle), family)
        label = frame.adjusted(_PILL_PADDING + _PILL_GLYPH + _PILL_SPACE, 0, 0, 0)
        draw_text(painter, label, text, brushes.pill, colour)
        x += width + _PILL_GAP


def pills_width(counts: Sequence[tuple[StoreKind, int]], brushes: Brushes) -> float:
    """The room that :func:`draw_pills` takes."""
    return sum(_pill_width(number, brushes) + _PILL_GAP for _, number in counts) - (_PILL_GAP if counts else 0)


def _pill_width(number: int, brushes: Brushes) -> float:
    text = QFontMetricsF(brushes.pill).horizontalAdvance(f"{number:,}")
    return text + _PILL_GLYPH + _PILL_SPACE + 2 * _PILL_PADDING


def _draw_sign(painter: QPainter, centre: QPointF, family: StoreKind) -> None:
    """A family's sign, some 8 pixels wide, in the painter's pen: a chip, a drum, a folder, a pipe, layers, a globe."""
    x, y = centre.x(), centre.y()
    painter.setPen(QPen(painter.pen().color(), 1.0))
    match family:
        case StoreKind.TMPFS:
            painter.drawRect(QRectF(x - 2.5, y - 2.5, 5, 5))
            for offset in (-1.2, 1.2):
                painter.drawLine(QPointF(x + offset, y - 4), QPointF(x + offset, y - 2.5))
                painter.drawLine(QPointF(x + offset, y + 2.5), QPointF(x + offset, y + 4))
        case StoreKind.NAMED_VOLUME:
            painter.drawEllipse(QRectF(x - 3, y - 4, 6, 2.6))
            painter.drawLine(QPointF(x - 3, y - 2.7), QPointF(x - 3, y + 2.7))
            painter.drawLine(QPointF(x + 3, y - 2.7), QPointF(x + 3, y + 2.7))
            painter.drawArc(QRectF(x - 3, y + 1.4, 6, 2.6), 180 * 16, 180 * 16)
        case StoreKind.BIND:
            painter.drawPolyline(
                [
                    QPointF(x - 3.5, y - 3),
                    QPointF(x - 0.8, y - 3),
                    QPointF(x + 0.4, y - 1.6),
                    QPointF(x + 3.5, y - 1.6),
                    QPointF(x + 3.5, y + 3),
                    QPointF(x - 3.5, y + 3),
                    QPointF(x - 3.5, y - 3),
                ]
            )
        case StoreKind.NPIPE:
            painter.drawLine(QPointF(x - 4, y - 1.5), QPointF(x + 4, y - 1.5))
            painter.drawLine(QPointF(x - 4, y + 1.5), QPointF(x + 4, y + 1.5))
        case StoreKind.IMAGE_MOUNT:
            for offset in (-2.5, 0.0, 2.5):
                painter.drawLine(QPointF(x - 3.5, y + offset), QPointF(x + 3.5, y + offset))
        case _:
            painter.drawEllipse(centre, 3.6, 3.6)
            painter.drawEllipse(centre, 1.4, 3.6)
            painter.drawLine(QPointF(x - 3.6, y), QPointF(x + 3.6, y))


def _badges_width(badges: Iterable[Badge], brushes: Brushes) -> float:
    metrics = QFontMetricsF(brushes.small)
    return sum((LOCK_WIDTH if badge.text == LOCK else metrics.horizontalAdvance(badge.text)) + _GAP for badge in badges)


def _draw_badges(painter: QPainter, x: float, line: QRectF, badges: Iterable[Badge], brushes: Brushes) -> None:
    for badge in badges:
        area = QRectF(x + _GAP, line.top() + 1, line.right() - x - _GAP + 1, line.height())
        if badge.text == LOCK:
            draw_lock(painter, area, brushes)
            x += _GAP + LOCK_WIDTH
        else:
            x += _GAP + draw_text(painter, area, badge.text, brushes.small, brushes.colour(badge.role))


def draw_lock(painter: QPainter, area: QRectF, brushes: Brushes) -> None:
    """The sign of what is protected, at the left of ``area``; LOCK_WIDTH pixels wide."""
    painter.setPen(brushes.colour(LOCKED.role))
    draw_symbol(painter, LOCK, area.left(), area.center().y() + 5, LOCK_WIDTH)


def _font(base: QFont, pixels: int, weight: QFont.Weight) -> QFont:
    made = QFont(base)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made
