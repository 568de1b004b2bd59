"""The view on the diagram: zooming at the pointer, fitting, staying in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from bayplan.views.diagram.geometry import LARGEST_SCALE, SMALLEST_SCALE, Area, Viewport, fitted

coordinates = st.floats(-5_000, 5_000)


@given(coordinates, coordinates, st.floats(0.02, 3.0), st.floats(0.3, 3.0))
def test_the_point_under_the_pointer_stays_there(x: float, y: float, scale: float, factor: float) -> None:
    before = Viewport(scale, 17.0, -230.0)
    pointer = QPointF(x, y)
    after = before.zoomed(scale * factor, pointer)
    kept = after.to_view(*before.to_diagram(pointer))
    assert (kept.x(), kept.y()) == pytest.approx((x, y), abs=1e-3)


def test_the_scale_has_limits() -> None:
    assert Viewport().zoomed(1000.0, QPointF()).scale == LARGEST_SCALE
    assert Viewport().zoomed(0.0, QPointF()).scale == SMALLEST_SCALE


def test_fitting_shows_everything_in_the_middle() -> None:
    area = Area(0, 0, 4000, 1000)
    viewport = fitted(area, 800, 600)
    shown = viewport.rect(area)
    assert QRectF(0, 0, 800, 600).contains(shown)
    assert shown.center().x() == pytest.approx(400)
    assert shown.center().y() == pytest.approx(300)


def test_fitting_never_enlarges() -> None:
    assert fitted(Area(0, 0, 100, 100), 800, 600).scale == 1.0


@given(coordinates, coordinates)
def test_a_rim_stays_in_sight_however_far_one_pans(x: float, y: float) -> None:
    area = Area(0, 0, 2000, 900)
    viewport = Viewport(0.5, x, y).kept_in_sight(area, 800, 600)
    assert viewport.rect(area).intersects(QRectF(0, 0, 800, 600))


def test_views_and_back() -> None:
    viewport = Viewport(0.5, 10, 20)
    area = Area(1, 2, 3, 4)
    assert viewport.area(viewport.rect(area)) == pytest.approx(area)
