"""The picture fades into the one of an outcome and back, briefly, and not at all where motion is not wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from bayplan.layout.shapes import Diagram, Font, Text, WhatIf
from bayplan.layout.theme import load_theme
from bayplan.views.diagram.view import DiagramView
from tests.support.diagrams import container_id, grid_diagram

_PLAIN = grid_diagram(4)


def outcome(of: int) -> Diagram:
    """The picture of an outcome that differs at one container."""
    lost = tuple(
        box._replace(flags=box.flags | {"removed"}) if box.thing == container_id(of) else box for box in _PLAIN.boxes
    )
    return _PLAIN._replace(boxes=lost, what_if=WhatIf(f"removing web-{of} loses 1 MB in 1 place", "danger"))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[DiagramView]:
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    with qtbot.waitExposed(view):
        view.show()
    view.set_diagram(_PLAIN, keep_view=False)
    view.repaint()
    yield view
    view.hide()


def test_it_fades_in_and_out_and_ends_as_if_it_had_not(view: DiagramView, qtbot: QtBot) -> None:
    plain = view.grab().toImage()
    with qtbot.waitSignal(view.fade.finished, timeout=5000):
        view.set_diagram(outcome(1))
        assert view.fade.running
        assert view.grab().toImage() == plain, "the first frame is that of before"
    shown = view.grab().toImage()
    assert shown != plain
    with qtbot.waitSignal(view.fade.finished, timeout=5000):
        view.set_diagram(_PLAIN)
        assert view.grab().toImage() == shown
    assert view.grab().toImage() == plain


def test_another_outcome_on_the_way_starts_from_what_is_seen(view: DiagramView, qtbot: QtBot) -> None:
    view.set_diagram(outcome(1))
    qtbot.waitUntil(lambda: view.fade.running and view.fade.strength < 0.9)
    before = view.grab().toImage()
    strength = view.fade.strength
    with qtbot.waitSignal(view.fade.finished, timeout=5000):
        view.set_diagram(outcome(2))
        assert view.fade.strength == 1.0 > strength
        assert view.grab().toImage() == before
    view.set_reduced_motion(True)
    faded = view.grab().toImage()
    view.set_diagram(_PLAIN)
    view.set_diagram(outcome(2))
    assert view.grab().toImage() == faded


def test_it_does_not_fade_where_motion_is_not_wanted(view: DiagramView) -> None:
    view.set_reduced_motion(True)
    view.set_diagram(outcome(1))
    assert not view.fade.running
    view.set_reduced_motion(False)
    view.set_diagram(_PLAIN)
    assert view.fade.running
    view.set_reduced_motion(True)
    assert not view.fade.running


def test_it_does_not_fade_while_nobody_looks(view: DiagramView) -> None:
    view.hide()
    view.set_diagram(outcome(1))
    assert not view.fade.running


def test_what_changes_within_an_outcome_does_not_fade(view: DiagramView) -> None:
    view.set_reduced_motion(True)
    view.set_diagram(outcome(1))
    view.set_reduced_motion(False)
    view.set_diagram(grid_diagram(4, changed=2)._replace(what_if=outcome(1).what_if))
    assert not view.fade.running


def test_moving_the_view_or_changing_its_colours_ends_it(view: DiagramView) -> None:
    for disturb in (
        lambda: view.push(5, 5),
        lambda: view.set_theme(load_theme("light")),
        lambda: view.resize(view.width() + 20, view.height()),
    ):
        view.set_diagram(outcome(1) if view.index.diagram.what_if is None else _PLAIN)
        assert view.fade.running
        disturb()
        assert not view.fade.running


def test_an_outcome_is_told_with_its_reason(view: DiagramView) -> None:
    thing = container_id(1)
    fate = Text(thing, 380, 100, 60, "✕ removed", Font.FATE, "danger")
    shown = outcome(1)
    assert shown.what_if is not None
    reasons = {thing: "✕ removed: It is removed."}
    view.set_diagram(
        shown._replace(texts=(*shown.texts, fate), what_if=shown.what_if._replace(reasons=reasons)), keep_view=False
    )
    lines = view.description(thing).split("\n")
    assert lines[:2] == ["web-1", "✕ removed: It is removed."]
    assert "✕ removed" not in lines
