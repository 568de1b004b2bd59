"""Lets the picture of before fade away over the new one, so that one sees what differs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QSize, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPixmap

_DURATION = 220  # milliseconds


class Fade(QObject):
    """A frame of a view that becomes ever more transparent.

    Signals:
        changed(): paint the view again. finished(): the frame has faded away by itself.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = QPixmap()
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setDuration(_DURATION)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._animation.valueChanged.connect(self.changed)
        self._animation.finished.connect(self._finish)

    @property
    def running(self) -> bool:
        """True while a frame is fading."""
        return self._animation.state() == QVariantAnimation.State.Running

    @property
    def strength(self) -> float:
        """How much of the frame is still seen, from 1 to 0."""
        return float(self._animation.currentValue()) if self.running else 0.0

    def start(self, size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> None:
        """Begins to fade what ``paint`` paints now, which may hold a frame that is fading still.

        ``size`` in logical pixels, with ``ratio`` device pixels to each.
        """
        frame = QPixmap(size * ratio)
        frame.setDevicePixelRatio(ratio)
        painter = QPainter(frame)
        try:
            paint(painter)
        finally:
            painter.end()
        self._animation.stop()
        self._frame = frame
        self._animation.start()

    def stop(self) -> None:
        """Takes the frame away at once."""
        if self.running:
            self._animation.stop()
            self._frame = QPixmap()
            self.changed.emit()

    def paint(self, painter: QPainter) -> None:
        """Paints the frame as strong as it is now over what is there; nothing when none is fading."""
        if self.running:
            painter.setOpacity(self.strength)
            painter.drawPixmap(QPoint(0, 0), self._frame)
            painter.setOpacity(1.0)

    def _finish(self) -> None:
        self._frame = QPixmap()
        self.changed.emit()
        self.finished.emit()
