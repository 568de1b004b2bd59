"""The diagram as one uses it: mouse, keys, selection, tooltips, find, minimap, legend."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from bayplan.layout.shapes import Font, Text
from bayplan.layout.theme import load_theme
from bayplan.views.diagram.describe import tooltip
from bayplan.views.diagram.pane import DiagramPane
from bayplan.views.diagram.view import DiagramView
from bayplan.views.selection import Selection
from tests.support.diagrams import container_id, grid_diagram, group_id, store_id


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[DiagramPane]:
    pane = DiagramPane()
    qtbot.addWidget(pane)
    pane.resize(1000, 800)
    pane.view.set_reduced_motion(True)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.view.set_diagram(grid_diagram(6))
    yield pane
    pane.hide()


@pytest.fixture
def view(pane: DiagramPane) -> DiagramView:
    return pane.view


def middle(view: DiagramView, thing: str) -> QPoint:
    """The middle of a thing's box in the view, a little above it: clear of the parts inside."""
    area = view.index.area_of(thing)
    assert area is not None
    rect = view.camera.viewport.rect(area)
    return QPoint(round(rect.center().x()), round(rect.top() + rect.height() * 0.25))


def wheel(view: DiagramView, position: QPointF, angle: QPoint, **more: object) -> None:
    pixels = more.get("pixels", QPoint())
    modifiers = more.get("modifiers", Qt.KeyboardModifier.NoModifier)
    phase = more.get("phase", Qt.ScrollPhase.NoScrollPhase)
    assert isinstance(pixels, QPoint)
    assert isinstance(modifiers, Qt.KeyboardModifier)
    assert isinstance(phase, Qt.ScrollPhase)
    everywhere = QPointF(view.mapToGlobal(position))
    event = QWheelEvent(position, everywhere, pixels, angle, Qt.MouseButton.NoButton, modifiers, phase, False)
    QApplication.sendEvent(view, event)


def test_a_click_selects_and_a_click_beside_clears(view: DiagramView) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, container_id(2)))
    assert view.selection.current == container_id(2)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, view.height() - 3))
    assert not view.selection.things


def test_control_click_selects_several_and_takes_back(view: DiagramView) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, container_id(1)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, control, middle(view, store_id(1, 2)))
    assert view.selection.things == {container_id(1), store_id(1, 2)}
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, control, middle(view, container_id(1)))
    assert view.selection.things == {store_id(1, 2)}
    assert view.selection.current == store_id(1, 2)


def test_the_selection_is_shared_both_ways(view: DiagramView) -> None:
    shared = Selection()
    view.set_selection(shared)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, store_id(0, 0)))
    assert shared.current == store_id(0, 0)
    before = view.grab().toImage()
    shared.select(container_id(4))
    assert view.grab().toImage() != before
    assert "web-4" in view.accessibleDescription()


def test_dragging_pans_and_selects_nothing(view: DiagramView) -> None:
    start = middle(view, container_id(1))
    before = view.camera.viewport
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in (2, 20, 40):
        QTest.mouseMove(view, start + QPoint(step, step // 2))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 20))
    assert not view.selection.things
    assert view.camera.viewport == before.moved(40, 20)


def test_the_middle_button_and_the_space_bar_pan(view: DiagramView) -> None:
    start = middle(view, container_id(1))
    before = view.camera.viewport
    QTest.mousePress(view, Qt.MouseButton.MiddleButton, pos=start)
    QTest.mouseMove(view, start + QPoint(10, 0))
    QTest.mouseRelease(view, Qt.MouseButton.MiddleButton, pos=start)
    QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(0, 7))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.camera.viewport == before.moved(10, 7)
    assert not view.selection.things


def test_the_wheel_zooms_at_the_pointer(view: DiagramView) -> None:
    pointer = QPointF(400, 300)
    before = view.camera.viewport
    wheel(view, pointer, QPoint(0, 120))
    after = view.camera.viewport
    assert after.scale == pytest.approx(before.scale * 1.2)
    assert after.to_diagram(pointer) == pytest.approx(before.to_diagram(pointer))


def test_two_fingers_pan_and_zoom_with_control(view: DiagramView) -> None:
    view.zoom_to(1.0)
    before = view.camera.viewport
    fingers = {"pixels": QPoint(-5, -12), "phase": Qt.ScrollPhase.ScrollUpdate}
    wheel(view, QPointF(400, 300), QPoint(-5, -12), **fingers)
    assert view.camera.viewport == before.moved(-5, -12)
    wheel(view, QPointF(400, 300), QPoint(), **fingers, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert view.camera.viewport.scale < before.scale


def test_a_double_click_comes_near_and_opens(view: DiagramView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.activated) as opened:
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle(view, store_id(3, 1)))
    assert opened.args == [store_id(3, 1)]
    assert view.camera.viewport.scale >= 1.0
    area = view.index.area_of(store_id(3, 1))
    assert area is not None
    assert view.camera.viewport.rect(area).center().x() == pytest.approx(view.width() / 2, abs=1)


def test_keys_walk_and_activate(view: DiagramView, qtbot: QtBot) -> None:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.selection.current == container_id(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.selection.current in {store_id(1, n) for n in range(4)}
    with qtbot.waitSignal(view.activated):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_walking_out_of_sight_brings_the_view_along(view: DiagramView) -> None:
    view.zoom_to(2.0)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Down)
    area = view.index.area_of(container_id(5))
    assert area is not None
    assert view.rect().contains(view.camera.viewport.rect(area).toRect())


def test_keys_zoom_and_fit(view: DiagramView) -> None:
    view.setFocus()
    fitted = view.camera.viewport
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.camera.viewport.scale == 1.0
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.viewport.scale == 1.25
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.camera.viewport.scale == 1.0
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view.camera.viewport == fitted


def test_a_groups_title_and_enter_fold(view: DiagramView, qtbot: QtBot) -> None:
    view.zoom_to(1.0)
    view.centre_on(container_id(0))
    title = view.index.texts_of[group_id(0)][0]
    place = view.camera.viewport.to_view(title.x + 6, title.baseline - 4).toPoint()
    with qtbot.waitSignal(view.fold_toggled) as folded:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert folded.args == [group_id(0)]
    assert not view.selection.things
    view.selection.select(group_id(0))
    with qtbot.waitSignal(view.fold_toggled):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_a_menu_is_asked_for_what_is_under_the_pointer(view: DiagramView, qtbot: QtBot) -> None:
    place = middle(view, store_id(2, 0))
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place)))
    assert asked.args[0] == store_id(2, 0)
    assert view.selection.current == store_id(2, 0)
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert asked.args[0] == store_id(2, 0)


def test_hovering_is_told_once_and_brings_out_what_belongs_together(view: DiagramView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.hovered.connect(heard.append)
    before = view.grab().toImage()
    place = middle(view, container_id(3))
    QTest.mouseMove(view, place)
    QTest.mouseMove(view, place + QPoint(3, 0))
    qtbot.waitUntil(lambda: heard == [container_id(3)])
    assert view.grab().toImage() != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert heard[-1] == ""
    assert view.grab().toImage() == before


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform says so of every tooltip
def test_tooltips_show_hostile_text_as_text(view: DiagramView, qtbot: QtBot) -> None:
    diagram = view.index.diagram
    texts = tuple(
        text._replace(text="<b>bold</b> & <img src=x>") if text.thing == container_id(3) else text
        for text in diagram.texts
    )
    view.set_diagram(diagram._replace(texts=texts))
    place = middle(view, container_id(3))
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text().startswith("<qt>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;img src=x&gt;<br>")
    QToolTip.hideText()


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_tooltip_on_an_edge_says_what_it_means(view: DiagramView, qtbot: QtBot) -> None:
    edge = view.index.diagram.edges[0]
    (x1, y1), (x2, _) = edge.points[:2]
    place = view.camera.viewport.to_view((x1 + x2) / 2, y1).toPoint()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "web-0 → project_data-0-0 at /data0" in QToolTip.text()
    QToolTip.hideText()


def test_long_tooltips_are_cut() -> None:
    text = tooltip("\n".join(f"line {number}" for number in range(100)))
    assert text.count("<br>") == 14
    assert text.endswith("… and 86 more</qt>")
    assert len(tooltip("x" * 5000)) < 500
    assert tooltip("") == ""


def test_hostile_names_are_painted_as_one_line(view: DiagramView) -> None:
    diagram = grid_diagram(1)
    names = ("a\nb\tc" * 80, "\u202eevil \u05d0\u05d1", "<b>bold</b>" * 20, "", "▾ ✕ ⌕ ◌ ▸")
    texts = [Text("x", 20, 30 + 20 * n, 200, name, Font.NAME, "no-such-role") for n, name in enumerate(names)]
    view.set_diagram(diagram._replace(texts=(*diagram.texts, *texts)))
    view.zoom_to(1.0)
    view.repaint()
    assert view.painted.texts > 0


def test_what_is_out_of_sight_is_not_painted(view: DiagramView) -> None:
    view.set_diagram(grid_diagram(400), keep_view=False)
    view.centre_on(container_id(200))
    view.zoom_to(1.0)
    view.repaint()
    seen = view.camera.viewport.area(view.rect().toRectF())
    assert view.painted.boxes == len(view.index.boxes_in(seen))
    assert 0 < view.painted.boxes < 150
    assert view.painted.edges < 60
    view.push(0, -10)
    view.repaint()
    assert view.painted.boxes < 40


def test_a_change_repaints_its_own_place_only(view: DiagramView) -> None:
    view.set_diagram(grid_diagram(100))
    view.repaint()
    view.set_diagram(grid_diagram(100, changed=50))
    view.repaint()
    assert 0 < view.painted.boxes < 30


def test_the_view_stays_when_the_diagram_changes(view: DiagramView) -> None:
    view.zoom_to(1.0)
    view.centre_on(container_id(4))
    before = view.camera.viewport
    view.set_diagram(grid_diagram(80))
    assert view.camera.viewport == before
    view.set_diagram(grid_diagram(80), keep_view=False)
    assert view.camera.viewport.scale < before.scale


def test_a_fitted_diagram_stays_fitted_when_the_window_grows(pane: DiagramPane, qtbot: QtBot) -> None:
    before = pane.view.camera.viewport.scale
    pane.resize(1400, 1100)
    qtbot.waitUntil(lambda: pane.view.camera.viewport.scale > before)
    seen = pane.view.camera.viewport.area(pane.view.rect().toRectF())
    assert seen.holds(pane.view.index.area)


def test_zooming_a_large_diagram_stretches_the_last_picture_until_it_rests(view: DiagramView, qtbot: QtBot) -> None:
    view.set_diagram(grid_diagram(300), keep_view=False)
    view.repaint()
    wheel(view, QPointF(400, 300), QPoint(0, 240))
    view.repaint()
    stretched = view.grab().toImage()
    with qtbot.waitSignal(view.settled):
        pass
    assert view.grab().toImage() != stretched


def test_flights_are_brief_and_arrive(view: DiagramView, qtbot: QtBot) -> None:
    view.set_reduced_motion(False)
    with qtbot.waitSignal(view.camera.landed, timeout=5000):
        view.zoom_to(1.0)
    assert view.camera.viewport.scale == 1.0


def test_find_counts_and_flies(pane: DiagramPane) -> None:
    view, bar = pane.view, pane.find_bar
    QTest.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.isVisible()
    QTest.keyClicks(bar.field, "data-3")
    assert bar.count.text() == "1 of 4"
    assert view.selection.current == store_id(3, 0)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert view.selection.current == store_id(3, 1)
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "4 of 4"
    QTest.keyClicks(bar.field, "zzz")
    assert bar.count.text() == "nothing found"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_slash_opens_find(pane: DiagramPane) -> None:
    QApplication.sendEvent(
        pane.view, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Slash, Qt.KeyboardModifier.NoModifier, "/")
    )
    assert pane.find_bar.isVisible()


def test_the_minimap_hides_when_all_is_in_view_and_moves_the_view(pane: DiagramPane, qtbot: QtBot) -> None:
    view, minimap = pane.view, pane.minimap
    assert not minimap.isVisible()
    view.set_diagram(grid_diagram(120), keep_view=False)
    view.zoom_to(1.0)
    assert minimap.isVisible()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    left, top = view.camera.viewport.to_diagram(QPointF(view.width() / 2, view.height() / 2))
    assert left < 400
    assert top < 800
    qtbot.waitUntil(lambda: view.overview.version > 0)
    assert minimap.grab().toImage().pixelColor(minimap.width() // 2, minimap.height() // 2).isValid()
    view.fit()
    assert not minimap.isVisible()


def test_the_legend_says_what_colours_and_lines_mean(pane: DiagramPane) -> None:
    words = pane.legend.keys.accessibleDescription()
    assert "volume" in words
    assert words.endswith("read-write, read-only")
    before = pane.legend.grab().toImage()
    pane.view.set_theme(load_theme("light"))
    assert pane.legend.grab().toImage() != before


def test_messages_badges_and_themes_show(view: DiagramView) -> None:
    images = [view.grab().toImage()]
    view.set_badges([("demo", "accent"), ("<b>stale</b> since 14:02", "warning")])
    images.append(view.grab().toImage())
    view.set_message("No engine found", "Start Docker.")
    images.append(view.grab().toImage())
    view.set_theme(load_theme("light"))
    images.append(view.grab().toImage())
    assert all(a != b for a, b in pairwise(images))
