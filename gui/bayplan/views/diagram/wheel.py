"""What a turn of the wheel, or two fingers on a trackpad, means."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

_NOTCH = 120.0  # angleDelta of one step of an ordinary wheel
_PER_NOTCH = 1.2
_PER_PIXEL = 1.004
_PAN_PER_NOTCH = 80.0  # view pixels


def pan_distance(event: QWheelEvent) -> QPointF | None:
    """How far to push the picture in view pixels, or None when the wheel zooms.

    Two fingers on a trackpad pan, as everywhere on such devices; Ctrl makes them zoom (pinching sends that on Linux).
    An ordinary wheel zooms, and pans sideways with Shift.
    """
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    pixels = event.pixelDelta()
    if _is_trackpad(event) and not pixels.isNull():
        return QPointF(pixels)
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        # Some systems already turn the wheel's axis when Shift is held.
        angle = event.angleDelta()
        return QPointF((angle.y() or angle.x()) / _NOTCH * _PAN_PER_NOTCH, 0.0)
    return None


def zoom_factor(event: QWheelEvent) -> float:
    """By how much the wheel zooms: above 1 is nearer."""
    pixels = event.pixelDelta()
    if _is_trackpad(event) and not pixels.isNull():
        return float(_PER_PIXEL ** pixels.y())
    return float(_PER_NOTCH ** (event.angleDelta().y() / _NOTCH))


def _is_trackpad(event: QWheelEvent) -> bool:
    return event.phase() != Qt.ScrollPhase.NoScrollPhase or event.device().type() == QInputDevice.DeviceType.TouchPad
