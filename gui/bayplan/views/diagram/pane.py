"""The diagram with everything around it: what-if bar, minimap, find bar, legend."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bayplan.views.diagram.find_bar import FindBar
from bayplan.views.diagram.legend import Legend
from bayplan.views.diagram.minimap import Minimap
from bayplan.views.diagram.view import DiagramView
from bayplan.views.lab.tour_strip import TourStrip
from bayplan.views.what_if.bar import WhatIfBar

#: With less height than this there is no room for the legend and the strip.
_LOW = 480


class DiagramPane(QWidget):
    """What the window puts in its middle.

    Attributes:
        bar: the row over the diagram. view: the diagram. minimap, find_bar: lie over it. legend: the row under it.
        strip: where the guided tour speaks.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = WhatIfBar(self)
        self.view = DiagramView(self)
        self.minimap = Minimap(self.view)
        self.find_bar = FindBar(self.view)
        self.legend = Legend(self)
        self.strip = TourStrip(self)
        self.setFocusProxy(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.legend)
        column.addWidget(self.strip)
        self.legend.fit_requested.connect(self.view.fit)
        self.legend.full_size_requested.connect(lambda: self.view.zoom_to(1.0))
        self.legend.find_requested.connect(self.find_bar.open)
        self.view.zoom_changed.connect(self.legend.show_scale)
        self.view.diagram_changed.connect(self._update_legend)
        self.legend.show_scale(self.view.camera.viewport.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the legend gives way to the strip."""
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= _LOW or self.strip.isHidden())

    def _update_legend(self) -> None:
        self.legend.keys.show_diagram(self.view.index.diagram, self.view.styles)
