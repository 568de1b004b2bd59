"""Where one looks at the diagram from, and how one gets from one view to another."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation, Signal

from bayplan.views.diagram.geometry import Viewport

_FLIGHT = 220  # milliseconds


class Camera(QObject):
    """Holds the viewport and flies it from place to place.

    Attributes:
        viewport: what is shown now. flying: an animation is under way. animated: flights take time; without it the
            picture jumps (reduced motion).

    Signals:
        moved(): the viewport differs now. landed(): a flight is over.
    """

    moved = Signal()
    landed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.animated = True
        self._start = Viewport()
        self._goal = Viewport()
        self._flight = QVariantAnimation(self)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.setDuration(_FLIGHT)
        self._flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._flight.valueChanged.connect(self._fly)
        self._flight.finished.connect(self.landed)

    @property
    def flying(self) -> bool:
        """True while an animation moves the picture."""
        return self._flight.state() == QVariantAnimation.State.Running

    @property
    def goal(self) -> Viewport:
        """Where the picture will be when it has come to rest."""
        return self._goal if self.flying else self.viewport

    def look(self, viewport: Viewport) -> None:
        """Shows a viewport at once, whatever was under way."""
        self._flight.stop()
        self._set(viewport)

    def zoom(self, factor: float, anchor: QPointF) -> None:
        """Zooms with the point under ``anchor`` staying there."""
        self.look(self.viewport.zoomed(self.viewport.scale * factor, anchor))

    def fly(self, goal: Viewport) -> None:
        """Moves to a viewport smoothly, or at once where motion is not wanted."""
        if not self.animated:
            self.look(goal)
            return
        self._flight.stop()
        self._start, self._goal = self.viewport, goal
        self._flight.start()

    def _fly(self, share: float) -> None:
        self._set(self._goal if share >= 1.0 else self._start.between(self._goal, share))

    def _set(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.moved.emit()
