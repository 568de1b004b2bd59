"""Edges as smooth curves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from bayplan.layout.shapes import EDGE_RADIUS


def edge_path(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """A polyline with rounded corners; two points on different heights are joined by an S-curve.

    Raises ValueError for fewer than two points.
    """
    if len(points) < 2:
        raise ValueError("an edge has at least two points")
    path = QPainterPath(QPointF(*points[0]))
    if len(points) == 2 and points[0][1] != points[1][1]:
        (x1, y1), (x2, y2) = points
        middle = (x1 + x2) / 2
        path.cubicTo(middle, y1, middle, y2, x2, y2)
        return path
    for number in range(1, len(points) - 1):
        before, corner, after = points[number - 1], points[number], points[number + 1]
        reach_in, reach_out = _length(before, corner), _length(corner, after)
        # A piece between two corners is shared by both; the ones at the ends belong to one corner alone.
        room_in = reach_in if number == 1 else reach_in / 2
        room_out = reach_out if number == len(points) - 2 else reach_out / 2
        radius = min(EDGE_RADIUS, room_in, room_out)
        if radius < 0.5:
            path.lineTo(*corner)
            continue
        path.lineTo(*_towards(corner, before, radius / reach_in))
        path.quadTo(QPointF(*corner), QPointF(*_towards(corner, after, radius / reach_out)))
    path.lineTo(*points[-1])
    return path


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _towards(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
