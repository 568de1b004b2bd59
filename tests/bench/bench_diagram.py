"""Frames of the diagram at 1600×1000, beside a QGraphicsScene with an item per box in the same run.

Times are those of the GUI thread on its processor: painting is all computing, and what else the machine does meanwhile
stays out of them.

Run: QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_diagram
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from bayplan.layout.diagram import lay_out
from bayplan.layout.shapes import Box, Diagram
from bayplan.views.diagram.view import DiagramView
from bayplan.views.fonts import set_application_font
from tests.support.builders import many
from tests.support.diagrams import container_id, grid_diagram

_WIDTH, _HEIGHT = 1600, 1000
_FRAMES = 30
_ROUNDS = 7
_FRAME_MEDIAN, _FRAME_WORST = 16.0, 33.0
_LARGE_MEDIAN = 33.0
_FIRST = 60.0
_CHANGE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured series in milliseconds; a limit of 0 is none."""

    name: str
    times: list[float]
    median_limit: float = 0.0
    worst_limit: float = 0.0

    @property
    def median(self) -> float:
        """The middle of the series."""
        return statistics.median(self.times)

    @property
    def good(self) -> bool:
        """True when no limit is exceeded."""
        return (not self.median_limit or self.median <= self.median_limit) and (
            not self.worst_limit or max(self.times) <= self.worst_limit
        )

    def line(self) -> str:
        """One line of the table."""
        limits = "/".join(f"{limit:.0f}" for limit in (self.median_limit, self.worst_limit) if limit)
        verdict = "" if not limits else f"{limits:>8}  {'ok' if self.good else 'MISSED'}"
        return f"{self.name:58} {self.median:9.2f} {max(self.times):9.2f} {verdict}"


class PeerBox(QGraphicsItem):
    """The usual way: an item per box that paints itself, with less when it is small."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self._rect = QRectF(0, 0, box.w, box.h)
        self.setPos(box.x, box.y)
        self.selected = False

    def boundingRect(self) -> QRectF:
        return self._rect.adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        del widget
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setPen(QPen(QColor("#ffffff" if self.selected else "#4FA3E0"), 1.4))
        painter.setBrush(QColor("#222C37"))
        if detail < 0.2:
            painter.drawRect(self._rect)
            return
        painter.drawRoundedRect(self._rect, 6, 6)
        if detail > 0.5:
            painter.drawText(self._rect.adjusted(10, 4, -10, -4), Qt.AlignmentFlag.AlignLeft, "project_data-1")


def timed(action: Callable[[], object]) -> float:
    """How long an action takes, in milliseconds."""
    start = time.thread_time()
    action()
    return (time.thread_time() - start) * 1000


def frames(view: QWidget, step: Callable[[int], object], count: int = _FRAMES) -> list[float]:
    """The time of each step with the repaint that it causes; one more is made before, to warm up."""
    times = []
    for number in range(count + 1):
        start = time.thread_time()
        step(number)
        view.repaint()
        times.append((time.thread_time() - start) * 1000)
    return times[1:]


def new_view() -> DiagramView:
    """A view of the standard size on the screen."""
    view = DiagramView()
    view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view.set_reduced_motion(True)
    view.resize(_WIDTH, _HEIGHT)
    view.show()
    QApplication.processEvents()
    return view


def first_picture() -> list[Row]:
    """Layout and first paint of a real inventory of 1,000 containers with 4 stores each."""
    inventory = many(1000)
    whole, painting = [], []
    for _ in range(_ROUNDS):
        view = new_view()
        gc.collect()
        start = time.thread_time()
        diagram = lay_out(inventory)
        laid_out = time.thread_time()
        view.set_diagram(diagram)
        view.repaint()
        end = time.thread_time()
        whole.append((end - start) * 1000)
        painting.append((end - laid_out) * 1000)
        view.close()
    return [
        Row(name="1,000: layout + first paint", times=whole, median_limit=_FIRST),
        Row(name="  of which paint", times=painting),
    ]


def moving(containers: int, diagram: Diagram, changed: Diagram) -> list[Row]:
    """Pan, zoom and change, fitted and at 1:1."""
    view = new_view()

    def show() -> None:
        view.set_diagram(diagram)
        view.repaint()

    rows = [Row(name=f"{containers:,}: set and paint all, {len(diagram.boxes):,} boxes", times=[timed(show)])]
    while view.index.prepare():
        pass
    rows += movements(view, f"{containers:,}, fitted: ", containers, (diagram, changed))
    view.centre_on(container_id(containers // 2))
    view.zoom_to(1.0)
    rows += movements(view, f"{containers:,}, at 1:1: ", containers, (diagram, changed))
    view.close()
    return rows


def movements(view: DiagramView, name: str, containers: int, versions: tuple[Diagram, Diagram]) -> list[Row]:
    """All that moves or changes at the present zoom."""
    median, worst = (_LARGE_MEDIAN, 0.0) if containers > 1000 else (_FRAME_MEDIAN, _FRAME_WORST)
    things = [container_id(containers // 2 + number) for number in range(2)]

    def pan(number: int) -> None:
        view.push(23 if number % 20 < 10 else -23, 17 if number % 14 < 7 else -17)

    def zoom(number: int) -> None:
        view.zoom_at(1.1 if number % 10 < 5 else 1 / 1.1, QPointF(700, 500))

    view.repaint()
    rows = [
        Row(name=name + "pan", times=frames(view, pan), median_limit=median, worst_limit=worst),
        Row(name=name + "zoom", times=frames(view, zoom), median_limit=median, worst_limit=worst),
    ]
    view.zoom_to(view.camera.viewport.scale)  # ends the zooming: from here on every frame is painted properly
    theme = view.styles.colours.theme
    taking, painting = [], []
    for number in range(_FRAMES):
        taking.append(timed(partial(view.set_diagram, versions[number % 2])))
        painting.append(timed(QApplication.processEvents))  # only what set_diagram found changed
    rows.append(Row(name=name + "one container changed: compared", times=taking))
    rows.append(Row(name=name + "one container changed: repainted", times=painting, median_limit=_CHANGE))
    select = frames(view, lambda number: view.selection.select(things[number % 2]))
    rows.append(Row(name=name + "another thing selected", times=select))
    rows.append(Row(name=name + "all in another theme", times=frames(view, lambda _: view.set_theme(theme), _ROUNDS)))
    view.selection.select("")
    return rows


def peer(containers: int, diagram: Diagram) -> list[Row]:
    """The same shapes as items of a scene."""
    scene = QGraphicsScene()

    def build() -> None:
        for edge in diagram.edges:
            (x1, y1), (x2, y2) = edge.points[0], edge.points[-1]
            line = QGraphicsLineItem(x1, y1, x2, y2)
            line.setPen(QPen(QColor("#4FA3E0"), 0))
            scene.addItem(line)
        for box in diagram.boxes:
            scene.addItem(PeerBox(box))

    rows = [Row(name=f"peer, {containers:,}: build the scene", times=[timed(build)])]
    view = QGraphicsView(scene)
    view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(_WIDTH, _HEIGHT)
    view.show()
    view.fitInView(scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
    QApplication.processEvents()
    port, bar = view.viewport(), view.verticalScrollBar()

    def roll(pixels: int) -> None:
        bar.setValue(bar.value() + pixels)

    for place in ("fitted", "at 1:1"):
        if place == "at 1:1":
            view.resetTransform()
            view.centerOn(scene.sceneRect().center())
        zoom = frames(port, lambda n: view.scale(1.1, 1.1) if n % 10 < 5 else view.scale(1 / 1.1, 1 / 1.1), _ROUNDS)
        rows.append(Row(name=f"peer, {containers:,}, {place}: zoom", times=zoom))
        pan = frames(port, lambda n: roll(17 if n % 2 else -17), _ROUNDS)
        if place == "at 1:1":
            rows.append(Row(name=f"peer, {containers:,}, {place}: pan", times=pan))
    view.close()
    return rows


def main() -> int:
    """Prints the table; 0 when no limit was missed."""
    application = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(application, QApplication)
    set_application_font(application)
    rows = first_picture()
    for containers in (1000, 5000):
        diagram = grid_diagram(containers)
        changed = kept(diagram, grid_diagram(containers, changed=containers // 2))
        gc.collect()
        gc.freeze()  # as a program at rest: a full collection would have to look at all of the bench's diagrams
        rows += moving(containers, diagram, changed)
        if containers == 1000:
            rows += peer(containers, diagram)
        gc.unfreeze()
    print(f"{'milliseconds':58} {'median':>9} {'worst':>9}    limit")
    for row in rows:
        print(row.line())
    named = {row.name: row.median for row in rows}
    for place in ("fitted", "at 1:1"):
        ratio = named[f"peer, 1,000, {place}: zoom"] / named[f"1,000, {place}: zoom"]
        print(f"zoom {place}: {ratio:.0f} times as quick as an item per box")
    return 0 if all(row.good for row in rows) else 1


def kept(old: Diagram, new: Diagram) -> Diagram:
    """``new`` with the unchanged shapes of ``old``, as the layout keeps them from one version to the next."""
    boxes = tuple(a if a == b else b for a, b in zip(old.boxes, new.boxes, strict=True))
    texts = tuple(a if a == b else b for a, b in zip(old.texts, new.texts, strict=True))
    return new._replace(boxes=boxes, texts=texts, edges=old.edges)


if __name__ == "__main__":
    sys.exit(main())
