"""Thousands of repaints leave memory alone. PySide6 6.12.0 drops a reference to None at repaints and crashes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bayplan.layout.theme import load_theme
from bayplan.views.diagram.export import render_image
from bayplan.views.diagram.pane import DiagramPane
from tests.support.diagrams import container_id, grid_diagram

_REPAINTS = 20_000
#: A few come and go as caches fill; the fault loses one at every repaint.
_TOLERATED_REFERENCES = _REPAINTS // 20
_TOLERATED_MEMORY = 12 * 1024 * 1024


def resident() -> int:
    """Memory of this process in bytes."""
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * 4096


def references_to_none() -> int:
    """How many references to None there are, without those of garbage."""
    gc.collect()
    return sys.getrefcount(None)


@pytest.mark.timeout(300)
def test_twenty_thousand_repaints_leave_none_and_memory_alone(qtbot: QtBot) -> None:
    pane = DiagramPane()
    qtbot.addWidget(pane)
    pane.resize(400, 300)
    view = pane.view
    with qtbot.waitExposed(pane):
        pane.show()
    diagrams = [grid_diagram(6), grid_diagram(6, changed=2)]
    themes = [load_theme("dark"), load_theme("light")]
    view.set_diagram(diagrams[0])
    view.selection.select(container_id(1))

    def repaint(times: int) -> None:
        for number in range(times):
            if number % 10 == 0:
                view.set_diagram(diagrams[number // 10 % 2])
            elif number % 10 == 3:
                view.push(3 if number % 20 < 10 else -3, 0)
            elif number % 1000 == 7:
                view.set_theme(themes[number // 1000 % 2])
            view.repaint(number % 200, number % 150, 60, 40)
            if number % 50 == 0:
                pane.legend.repaint()

    repaint(2_000)  # caches and the allocator come to rest
    references, memory = references_to_none(), resident()
    repaint(_REPAINTS)
    assert references_to_none() > references - _TOLERATED_REFERENCES
    assert resident() - memory < _TOLERATED_MEMORY


class Dot(QGraphicsItem):
    """An item that is painted in Python."""

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, 10, 10)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        del option, widget
        painter.drawRect(self.boundingRect())


def table() -> QAbstractScrollArea:
    """What lists are shown in; PySide6 6.12.0 loses two references at each of its repaints."""
    made = QTableView()
    model = QStandardItemModel(3, 3, made)
    made.setModel(model)
    return made


def graphics_view() -> QAbstractScrollArea:
    """A scene with a Python item; PySide6 6.12.0 loses a reference at each repaint."""
    made = QGraphicsView()
    scene = QGraphicsScene(made)
    scene.addItem(Dot())
    made.setScene(scene)
    return made


@pytest.mark.parametrize("make", [table, graphics_view])
def test_the_toolkit_itself_loses_no_references(qtbot: QtBot, make: Callable[[], QAbstractScrollArea]) -> None:
    widget = make()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    viewport = widget.viewport()
    viewport.repaint()
    references = references_to_none()
    for _ in range(1_000):
        viewport.repaint()
    assert references_to_none() > references - 200


@pytest.mark.usefixtures("qapp")
def test_images_can_be_rendered_again_and_again() -> None:
    diagram, theme = grid_diagram(2), load_theme("light")
    first = render_image(diagram, theme, scale=0.5)
    references = references_to_none()
    for _ in range(200):
        assert render_image(diagram, theme, scale=0.5) == first
    # PySide6 6.11 adds six references for each painter on a new image, which does no harm; losing one does.
    assert references_to_none() > references - 50
