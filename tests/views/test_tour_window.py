"""The guided tour in the window: keys, what is shown and brought out, and that all is as before afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.tour import TOUR_PREFIX, Place
from bayplan.engine.assemble import read_inventory
from bayplan.jobs.tour import TourPhase
from bayplan.views.error_dialog import ErrorDialog
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Bayplan]:
    """The window with the whole demo in it."""
    assert qapp
    running = open_window(WindowOptions(demo=True), tmp_path, size=QSize(1280, 800))
    wait_until_complete(running)
    yield running
    # The demo is the same in every test: one that failed in mid-tour must not spoil the next.
    parts_of(running).tour.leave()
    wait_for(lambda: parts_of(running).tour.phase is TourPhase.OFF)
    close(running)


def begin(running: Bayplan) -> None:
    """Accepts the invitation, and waits for the first moment."""
    running.window.commands.run("tour")
    strip = parts_of(running).pane.strip
    wait_for(strip.start.begin.isVisible)
    strip.start.begin.click()
    wait_until_at(running, Place())


def wait_until_at(running: Bayplan, place: Place) -> None:
    """Waits until the tour is at a place, and everything shows it."""
    tour = parts_of(running).tour
    wait_for(lambda: tour.place == place and not tour.doing)
    wait_until_complete(running)


def press(running: Bayplan, key: Qt.Key) -> None:
    """Presses a key in the window."""
    QTest.keyClick(running.window, key)


def leave(running: Bayplan) -> None:
    """Leaves the tour, and waits until all is as before."""
    press(running, Qt.Key.Key_Escape)
    wait_for(lambda: parts_of(running).tour.phase is TourPhase.OFF)
    wait_for(lambda: not any(name.startswith(TOUR_PREFIX) for name in known(running)))
    wait_until_complete(running)


def known(running: Bayplan) -> dict[str, str]:
    """The containers that the window knows, by name."""
    inventory = parts_of(running).engine.inventory
    return {} if inventory is None else {c.name: c.id for c in inventory.containers.values()}


def shown_containers(running: Bayplan) -> set[str]:
    """The names of the containers in the diagram."""
    boxes = parts_of(running).diagram.index.diagram.boxes
    things = {box.thing for box in boxes if box.role == "container"}
    return {name for name, identity in known(running).items() if ids.container_thing(identity) in things}


def ours(running: Bayplan) -> set[str]:
    """The names of what Bayplan made."""
    source = parts_of(running).engine.source
    assert source is not None
    assert source.open_client is not None
    inventory = read_inventory(source.open_client())
    containers = {c.name for c in inventory.containers.values() if CREATED_LABEL in c.labels}
    return containers | {v.name for v in inventory.volumes.values() if CREATED_LABEL in v.labels}


def test_the_invitation_says_what_will_be_done_and_can_be_declined(demo: Bayplan) -> None:
    strip = parts_of(demo).pane.strip
    assert not strip.isVisible()
    demo.window.commands.run("tour")
    wait_for(strip.isVisible)
    assert "the demo" in strip.caption.text()
    assert strip.start.image.currentText() == "busybox:latest"
    assert strip.start.begin.text() == "Begin"
    press(demo, Qt.Key.Key_Escape)
    wait_for(lambda: not strip.isVisible())
    assert ours(demo) == set()


def test_an_image_that_would_have_to_be_pulled_is_pulled_on_consent_only(demo: Bayplan) -> None:
    parts = parts_of(demo)
    demo.window.commands.run("tour")
    start = parts.pane.strip.start
    wait_for(start.begin.isVisible)
    assert isinstance(start.image, QComboBox)
    start.image.setEditText("not/here")
    assert start.begin.text() == "Pull and begin"
    start.begin.click()
    wait_for(lambda: bool(demo.window.findChildren(ErrorDialog)))  # the demo has no registry
    assert parts.tour.phase is TourPhase.OFF
    assert ours(demo) == set()
    assert demo.window.lists_dock.isVisible()


def test_the_keys_of_a_presenter_go_on_back_and_again(demo: Bayplan) -> None:
    begin(demo)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown):
        press(demo, key)
    wait_until_at(demo, Place(1, 1))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
        press(demo, key)
    wait_until_at(demo, Place(0, 1))
    press(demo, Qt.Key.Key_R)
    wait_until_at(demo, Place(0, 0))
    leave(demo)
    assert ours(demo) == set()


def test_the_diagram_shows_the_tours_own_things_larger_and_brings_out_what_it_is_about(demo: Bayplan) -> None:
    parts = parts_of(demo)
    scale, options = parts.diagram.camera.viewport.scale, parts.layout.options
    everything = shown_containers(demo)
    begin(demo)
    wait_for(lambda: shown_containers(demo) == {"bayplan-tour-one"})
    assert parts.diagram.camera.viewport.scale > 2 * scale
    assert not demo.window.lists_dock.isVisible()
    wait_for(lambda: len(parts.selection.things) == 2)
    assert ids.split_thing(parts.selection.current)[0] == "container"
    press(demo, Qt.Key.Key_E)
    wait_for(lambda: everything < shown_containers(demo))
    press(demo, Qt.Key.Key_E)
    wait_for(lambda: shown_containers(demo) == {"bayplan-tour-one"})
    leave(demo)
    assert shown_containers(demo) == everything
    assert parts.layout.options == options
    assert demo.window.lists_dock.isVisible()
    assert parts.selection.current == ""
    assert parts.pane.bar.isVisible()


def test_a_written_file_shows_as_the_size_of_the_writable_layer(demo: Bayplan) -> None:
    parts = parts_of(demo)
    begin(demo)
    parts.tour.go_to(Place(1, 0))

    def sizes() -> dict[str, int | None]:
        inventory = parts.engine.inventory
        assert inventory is not None
        return {c.name: c.size_rw for c in inventory.containers.values() if c.name.startswith("bayplan-tour-")}

    wait_for(lambda: (sizes().get("bayplan-tour-one") or 0) > 1000 and sizes().get("bayplan-tour-two") == 0)
    inventory = parts.engine.inventory
    assert inventory is not None
    assert inventory.sizes_as_of is not None
    leave(demo)


def test_a_file_in_memory_shows_as_its_size_and_is_gone_after_the_restart(demo: Bayplan) -> None:
    parts = parts_of(demo)
    begin(demo)

    def size() -> int | None:
        inventory = parts.engine.inventory
        stores = inventory.stores.values() if inventory is not None else ()
        return next((store.size for store in stores if store.name == "bayplan-tour-cache:/scratch"), None)

    parts.tour.go_to(Place(4, 0))
    wait_for(lambda: bool(size()))
    parts.tour.go_on()
    wait_until_at(demo, Place(4, 1))
    wait_for(lambda: size() == 0)
    leave(demo)


def test_the_move_shows_its_outcome_and_only_there(demo: Bayplan) -> None:
    parts = parts_of(demo)
    begin(demo)
    assert not parts.pane.bar.isVisible()
    parts.tour.go_to(Place(6, 1))
    wait_until_at(demo, Place(6, 1))
    wait_for(lambda: parts.what_if.answer is not None)
    assert parts.what_if.asked is Event.MOVE_NODE
    assert parts.pane.bar.isVisible()
    console = parts.pane.strip.console.toPlainText()
    assert "lost" in console
    assert "left behind" in console
    assert "survives" in console
    press(demo, Qt.Key.Key_Right)
    wait_until_at(demo, Place(6, 2))
    assert parts.what_if.asked is None
    assert not parts.pane.bar.isVisible()
    assert parts.pane.strip.controls.go_on.text() == "Finish"
    press(demo, Qt.Key.Key_Right)
    wait_for(lambda: parts.tour.phase is TourPhase.OFF)
    wait_until_complete(demo)
    assert ours(demo) == set()


def test_every_step_tells_its_command_and_what_came_of_it(demo: Bayplan) -> None:
    strip = parts_of(demo).pane.strip
    begin(demo)
    parts_of(demo).tour.go_to(Place(2, 2))
    wait_until_at(demo, Place(2, 2))
    lines = strip.console.toPlainText().splitlines()
    assert lines[0].startswith("$ docker run -d --name bayplan-tour-reader -v bayplan-tour-data:/data ")
    assert lines[-1].endswith("by bayplan-tour-writer")
    assert "volume" in strip.sentence.text()
    leave(demo)


def test_a_step_is_chosen_by_its_number(demo: Bayplan) -> None:
    begin(demo)
    parts_of(demo).pane.strip.controls.step_chosen.emit(4)
    wait_until_at(demo, Place(4, 0))
    leave(demo)


def test_the_type_gets_larger_keeps_its_size_and_leaves_room_for_the_diagram(demo: Bayplan) -> None:
    strip = parts_of(demo).pane.strip
    begin(demo)
    small, low = strip.sentence.font().pixelSize(), strip.height()
    demo.window.commands.run("tour-larger")
    assert strip.sentence.font().pixelSize() > small
    assert strip.height() > low
    demo.window.commands.run("tour-larger")
    assert demo.settings.tour_size == 2
    assert strip.height() < demo.window.height() * 0.5
    demo.window.resize(760, 480)
    wait_for(lambda: strip.height() < 480 * 0.5)
    for _ in range(3):
        demo.window.commands.run("tour-smaller")
    assert demo.settings.tour_size == 0
    leave(demo)


def test_the_picture_does_not_jump_from_moment_to_moment(demo: Bayplan) -> None:
    strip = parts_of(demo).pane.strip
    begin(demo)
    heights = {strip.height()}
    for _ in range(6):
        press(demo, Qt.Key.Key_Right)
        heights.add(strip.height())
    wait_until_at(demo, Place(2, 1))
    heights.add(strip.height())
    assert len(heights) == 1
    leave(demo)


def test_in_full_screen_the_bars_make_room_and_come_back(demo: Bayplan) -> None:
    begin(demo)
    demo.window.commands.run("full-screen")
    wait_for(lambda: not demo.window.top_bar.isVisible())
    assert not demo.window.status.isVisible()
    leave(demo)
    wait_for(demo.window.top_bar.isVisible)
    assert not demo.window.isFullScreen()


def test_closing_the_window_removes_what_the_tour_made_first(demo: Bayplan) -> None:
    begin(demo)
    assert demo.window.close() is False
    wait_for(lambda: not demo.window.isVisible())
    assert parts_of(demo).tour.phase is TourPhase.OFF
    assert ours(demo) == set()
    # The panels are remembered as they were before the tour.
    assert demo.settings.window_place()[1] == demo.window.place()[1]


def test_another_engine_ends_the_tour_and_it_cleans_up_behind_itself(demo: Bayplan) -> None:
    parts = parts_of(demo)
    begin(demo)
    parts.engine.open_demo("windows")
    wait_for(lambda: parts.tour.phase is TourPhase.OFF)
    wait_until_complete(demo)
    assert not parts.pane.strip.isVisible()
    assert demo.window.lists_dock.isVisible()
    parts.engine.open_demo()
    wait_until_complete(demo)
    assert ours(demo) == set()


def test_where_no_tour_can_be_given_the_demo_is_offered(demo: Bayplan) -> None:
    parts = parts_of(demo)
    parts.engine.open_demo("windows")
    wait_until_complete(demo)
    demo.window.commands.run("tour")
    start = parts.pane.strip.start
    wait_for(start.demo.isVisible)
    assert not start.begin.isEnabled()
    start.demo.click()
    wait_until_at(demo, Place())
    wait_for(lambda: shown_containers(demo) == {"bayplan-tour-one"})
    leave(demo)


def test_both_themes_are_worn_in_the_middle_of_it(demo: Bayplan) -> None:
    begin(demo)
    for theme in ("light", "dark"):
        demo.appearance.choose(theme)
        assert not demo.window.grab().isNull()
    leave(demo)
