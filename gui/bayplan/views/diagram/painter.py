"""Paints a diagram, or a part of it, at any scale. The screen, the minimap and exported images all use this.

The painter that is handed in maps diagram units to pixels already. How much is painted depends on the scale:
from afar plain rectangles in batches, nearer thin borders, from reading distance rounded corners and all texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from bayplan.layout.shapes import STORE_BAR, Box, Detail, Font, Text
from bayplan.views.diagram.changes import Changes
from bayplan.views.diagram.edges import EdgePainter
from bayplan.views.diagram.geometry import Area
from bayplan.views.diagram.index import LOOSE_ROLES, DiagramIndex
from bayplan.views.diagram.styles import BoxStyle, Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.diagram.titles import NAME_FONTS, NAMES_BELOW, TITLE_FONTS, TITLES_BELOW, TitlePainter
from bayplan.views.fonts import font_pixels

_MOST_ROUNDED_FRAMES = 200
_TEXTS_FROM = 0.13  # the scale below which no name has room in its box
_SMALLEST = 6.4  # pixels of text height at which a text begins to show: below that nobody reads it
_FADE = 0.9  # … and over which it appears


class Level(IntEnum):
    """How closely one looks."""

    FAR = 0
    MID = 1
    NEAR = 2


class Painted(NamedTuple):
    """How many shapes were painted; the rest was out of sight or too small."""

    boxes: int = 0
    texts: int = 0
    edges: int = 0


def level_of(scale: float) -> Level:
    """The level of detail at a scale in pixels per diagram unit."""
    if scale < 0.2:
        return Level.FAR
    return Level.MID if scale < 0.42 else Level.NEAR


class DiagramPainter:
    """Paints one diagram in one theme.

    Attributes:
        index: the diagram. styles: the theme. edges: paints the edges.
    """

    def __init__(self, index: DiagramIndex, styles: Styles, texts: TextPainter) -> None:
        self.index = index
        self.styles = styles
        self.edges = EdgePainter(index, styles)
        self._texts = texts
        self._titles = TitlePainter(index, styles, texts)
        self._all_batches: list[_Batch] | None = None

    def follow(self, index: DiagramIndex, changes: Changes) -> None:
        """Paints another version of the diagram from now on, and keeps what the changes leave true."""
        self.index = index
        self._all_batches = None
        if changes.moved:
            self.edges = EdgePainter(index, self.styles)
        if changes.moved or any(text.font in TITLE_FONTS for text in changes.new_texts):
            self._titles = TitlePainter(index, self.styles, self._texts)
        else:
            self._titles.index = index

    def paint(self, painter: QPainter, area: Area, scale: float, *, resting: bool) -> Painted:
        """Paints what touches ``area`` (diagram units), background included.

        ``resting``: something is selected, so the edges step back.
        """
        painter.fillRect(area.rect(), self.styles.canvas)
        level = level_of(scale)
        boxes = self.index.boxes_in(area)
        frames = [box for box in boxes if box.detail <= Detail.GROUP]
        self._paint_frames(painter, frames, level)
        edges = self.edges.paint(painter, area, scale, resting=resting, overview=level is Level.FAR)
        if level is Level.NEAR:
            things = [box for box in boxes if box.detail > Detail.GROUP]
            self._paint_near(painter, things)
        else:
            everything = len(boxes) == len(self.index.diagram.boxes)
            self._paint_batches(painter, self._batches_of_all() if everything else _batches(boxes, self.styles), level)
        texts = self._paint_texts(painter, area, scale)
        return Painted(len(boxes), texts, edges)

    def paint_things(self, painter: QPainter, things: Iterable[str], scale: float) -> None:
        """Paints some things over what is there: their boxes, then their texts."""
        index = self.index
        boxes: list[Box] = []
        texts: list[Text] = []
        for thing in things:
            own = index.boxes_of.get(thing, ())
            if not own or own[0].role in LOOSE_ROLES:
                continue  # nothing is painted under their texts, which would only become bolder
            boxes += own
            texts += index.texts_of.get(thing, ())
        level = level_of(scale)
        if level is Level.NEAR:
            self._paint_near(painter, boxes)
        else:
            self._paint_batches(painter, _batches(boxes, self.styles), level)
        self._draw_texts(painter, texts, scale)

    def _paint_frames(self, painter: QPainter, frames: list[Box], level: Level) -> None:
        if level is Level.NEAR or len(frames) <= _MOST_ROUNDED_FRAMES:
            self._paint_near(painter, frames)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for box in frames:
            style = self.styles.box(box)
            painter.setPen(style.thin_pen)
            painter.setBrush(style.fill)
            painter.drawRect(QRectF(box.x, box.y, box.w, box.h))

    def _paint_near(self, painter: QPainter, boxes: list[Box]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style_of = self.styles.box
        for box in boxes:
            style = style_of(box)
            rect = QRectF(box.x, box.y, box.w, box.h)
            painter.setPen(style.pen)
            painter.setBrush(style.fill)
            if style.round:
                painter.drawEllipse(rect)
                continue
            painter.drawRoundedRect(rect, style.radius, style.radius)
            if style.bar is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.bar)
                painter.drawRoundedRect(QRectF(box.x, box.y, STORE_BAR, box.h), 2, 2)

    def _batches_of_all(self) -> list[_Batch]:
        if self._all_batches is None:
            self._all_batches = _batches(self.index.diagram.boxes, self.styles)
        return self._all_batches

    def _paint_batches(self, painter: QPainter, batches: list[_Batch], level: Level) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for style, rects, bars in batches:
            if style.round:
                if level is Level.MID:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(style.fill)
                    painter.drawRects(rects)
                continue
            if level is Level.FAR:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.far)
            else:
                painter.setPen(style.thin_pen)
                painter.setBrush(style.fill)
            painter.drawRects(rects)
            if bars and style.bar is not None and level is Level.MID:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.bar)
                painter.drawRects(bars)

    def _paint_texts(self, painter: QPainter, area: Area, scale: float) -> int:
        drawn = 0
        if scale >= _TEXTS_FROM:
            drawn = self._draw_texts(painter, self.index.texts_in(area), scale)
        return drawn + self._titles.paint(painter, area, scale)

    def _draw_texts(self, painter: QPainter, texts: list[Text], scale: float) -> int:
        opacity = {font: _opacity(scale, font) for font in Font}
        pen_of, draw = self.styles.text, self._texts.draw
        current: QPen | None = None
        current_opacity = 1.0
        drawn = 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for text in texts:
            wanted = opacity[text.font]
            if wanted <= 0:
                continue
            if wanted != current_opacity:
                painter.setOpacity(wanted)
                current_opacity = wanted
            pen = pen_of(text.role)
            if pen is not current:
                painter.setPen(pen)
                current = pen
            draw(painter, text)
            drawn += 1
        painter.setOpacity(1.0)
        return drawn + self._titles.paint_names(painter, texts, scale)


class _Batch(NamedTuple):
    style: BoxStyle
    rects: list[QRectF]
    bars: list[QRectF]


def _batches(boxes: Iterable[Box], styles: Styles) -> list[_Batch]:
    """Things and their parts grouped by look: outer ones first, so that parts lie on top."""
    by_detail: dict[Detail, dict[BoxStyle, _Batch]] = {}
    style_of = styles.box
    for box in boxes:
        if box.detail <= Detail.GROUP:
            continue
        style = style_of(box)
        same_detail = by_detail.get(box.detail)
        if same_detail is None:
            same_detail = by_detail[box.detail] = {}
        batch = same_detail.get(style)
        if batch is None:
            batch = same_detail[style] = _Batch(style, [], [])
        batch.rects.append(QRectF(box.x, box.y, box.w, box.h))
        if style.bar is not None:
            batch.bars.append(QRectF(box.x, box.y, STORE_BAR, box.h))
    return [batch for detail in sorted(by_detail) for batch in by_detail[detail].values()]


def _opacity(scale: float, font: Font) -> float:
    if scale < TITLES_BELOW and (font in TITLE_FONTS or font is Font.CAPTION):
        return 0.0  # painted by the titles, which stay readable
    if scale < NAMES_BELOW and (font in NAME_FONTS or font is Font.FATE):
        return 0.0  # painted larger than life
    return min(max((font_pixels(font) * scale - _SMALLEST) / _FADE, 0.0), 1.0)
