"""Where things are on the screen: the view's scale and offset, and rectangles as plain numbers."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

SMALLEST_SCALE = 0.01
LARGEST_SCALE = 4.0
_RIM = 80.0  # view pixels of the diagram that stay in sight however far one pans
_FIT_MARGIN = 12.0  # view pixels around a diagram that is fitted


class Area(NamedTuple):
    """A rectangle in diagram units, as plain floats: some ten times as quick to compare as a QRectF."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Area) -> bool:
        """True when the two have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, other: Area) -> bool:
        """True when ``other`` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def united(self, other: Area) -> Area:
        """The smallest area that holds both."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, by: float) -> Area:
        """The area with a rim of ``by`` diagram units."""
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def rect(self) -> QRectF:
        """The same as a Qt rectangle."""
        return QRectF(self.left, self.top, self.right - self.left, self.bottom - self.top)

    @staticmethod
    def of(rect: QRectF) -> Area:
        """A Qt rectangle as an area."""
        return Area(rect.left(), rect.top(), rect.right(), rect.bottom())


class Viewport(NamedTuple):
    """How the diagram lies in the view: ``view = diagram * scale + offset``.

    Attributes:
        scale: view pixels per diagram unit.
        x, y: view position of the diagram's origin, in logical pixels.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_view(self, x: float, y: float) -> QPointF:
        """The view position of a diagram point."""
        return QPointF(x * self.scale + self.x, y * self.scale + self.y)

    def to_diagram(self, position: QPointF) -> tuple[float, float]:
        """The diagram point under a view position."""
        return (position.x() - self.x) / self.scale, (position.y() - self.y) / self.scale

    def area(self, rect: QRectF) -> Area:
        """The diagram area that a rectangle of the view shows."""
        left, top = self.to_diagram(rect.topLeft())
        right, bottom = self.to_diagram(rect.bottomRight())
        return Area(left, top, right, bottom)

    def rect(self, area: Area) -> QRectF:
        """The view rectangle of a diagram area."""
        return QRectF(self.to_view(area.left, area.top), self.to_view(area.right, area.bottom))

    def moved(self, dx: float, dy: float) -> Viewport:
        """The picture pushed by so many view pixels."""
        return Viewport(self.scale, self.x + dx, self.y + dy)

    def zoomed(self, scale: float, anchor: QPointF) -> Viewport:
        """Another scale, with the diagram point under ``anchor`` staying there."""
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        x, y = self.to_diagram(anchor)
        return Viewport(scale, anchor.x() - x * scale, anchor.y() - y * scale)

    def centred(self, area: Area, width: float, height: float) -> Viewport:
        """The same scale with the middle of ``area`` in the middle of a view of the given size."""
        x = width / 2 - (area.left + area.right) / 2 * self.scale
        y = height / 2 - (area.top + area.bottom) / 2 * self.scale
        return Viewport(self.scale, x, y)

    def showing(self, area: Area, room: QRectF) -> Viewport:
        """The same scale, pushed as little as possible so that ``area`` lies in a rectangle of the view; its top left
        corner where not all of it has room."""
        place = self.rect(area)
        if room.contains(place):
            return self
        dx = _shift(place.left(), place.right(), room.left(), room.right())
        dy = _shift(place.top(), place.bottom(), room.top(), room.bottom())
        return self.moved(dx, dy)

    def kept_in_sight(self, area: Area, width: float, height: float) -> Viewport:
        """The same scale, pushed back so that a rim of ``area`` stays in a view of the given size."""
        rim_x, rim_y = min(_RIM, width / 4), min(_RIM, height / 4)
        x = min(max(self.x, rim_x - area.right * self.scale), width - rim_x - area.left * self.scale)
        y = min(max(self.y, rim_y - area.bottom * self.scale), height - rim_y - area.top * self.scale)
        return Viewport(self.scale, x, y)

    def between(self, other: Viewport, share: float) -> Viewport:
        """The viewport ``share`` (0 to 1) of the way to another one."""
        return Viewport(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))

    def on_device_pixels(self, ratio: float) -> Viewport:
        """The offset rounded to whole device pixels, so that a picture can be scrolled without blurring."""
        return Viewport(self.scale, round(self.x * ratio) / ratio, round(self.y * ratio) / ratio)


def fitted(area: Area, width: float, height: float, most: float = 1.0) -> Viewport:
    """Shows all of ``area`` in a view of the given size, never larger than ``most``."""
    room_x = max(width - 2 * _FIT_MARGIN, 1.0)
    room_y = max(height - 2 * _FIT_MARGIN, 1.0)
    scale = min(room_x / max(area.right - area.left, 1.0), room_y / max(area.bottom - area.top, 1.0), most)
    return Viewport(max(scale, SMALLEST_SCALE)).centred(area, width, height)


def _shift(start: float, end: float, room_start: float, room_end: float) -> float:
    """How far to push a piece so that it lies in the room, its start first."""
    if start < room_start or end - start > room_end - room_start:
        return room_start - start
    return min(room_end - end, 0.0)
