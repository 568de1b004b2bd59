"""Joins the guided tour to the window: the strip that speaks, the diagram that shows, the keys that go on and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from bayplan.domain import ids
from bayplan.domain.event import Target
from bayplan.domain.inventory import Inventory, InventoryDiff, Stage
from bayplan.domain.test_mount import HELPER_IMAGE
from bayplan.domain.tour import Cast, Place, place_before, places, things_at, tours_own
from bayplan.domain.tour_words import StripWords, invitation, moving_words, outcome_console, why_not_here, words_at
from bayplan.jobs.tour import TourPhase
from bayplan.layout.metrics import NARROW_ROOM
from bayplan.layout.theme import Theme
from bayplan.parts import Parts
from bayplan.settings import TOUR_SIZES, Settings

#: How much a diagram of few things is enlarged to be read from afar.
_LARGEST_FIT = 2.5
#: The commands that only make sense while a tour is given.
_WHILE_GIVEN = ("next", "back", "replay", "larger", "smaller", "everything", "leave")


class TourWiring(QObject):
    """The tour, joined."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        super().__init__(parts)
        self._parts = parts
        self._settings = settings
        self._strip = parts.pane.strip
        self._asking = self._begin_on_demo = False
        self._pending = False
        self._measured: frozenset[tuple[str, datetime | None]] = frozenset()
        self._cast: Cast | None = None
        self._end_show: Callable[[], None] | None = None
        tour, controls, start = parts.tour, self._strip.controls, self._strip.start
        tour.changed.connect(self._show)
        tour.arrived.connect(self._arrive)
        tour.ended.connect(self._ended)
        tour.failed.connect(parts.show_error)
        parts.what_if.answered.connect(lambda _answer: self._show())
        start.begin_requested.connect(self._begin)
        start.demo_requested.connect(self._take_on_demo)
        controls.step_chosen.connect(lambda number: tour.go_to(Place(number)))
        for button, name in (
            (controls.go_on, "next"),
            (controls.back, "back"),
            (controls.replay, "replay"),
            (controls.larger, "larger"),
            (controls.smaller, "smaller"),
            (controls.everything, "everything"),
        ):
            button.clicked.connect(partial(parts.window.commands.run, f"tour-{name}"))
        controls.leave.clicked.connect(self.leave)
        controls.full_screen.clicked.connect(partial(parts.window.commands.run, "full-screen"))
        self._strip.set_size(TOUR_SIZES[settings.tour_size])
        self._provide_commands()

    @property
    def given(self) -> bool:
        """Whether a tour is on its way in, being given, or on its way out."""
        return self._parts.tour.phase is not TourPhase.OFF

    @property
    def showing(self) -> bool:
        """Whether the diagram shows the tour's own things alone."""
        return self._cast is not None and not self._strip.controls.everything.isChecked()

    @property
    def settled(self) -> bool:
        """Everything that the moment is about is brought out, and its sizes are known."""
        inventory, cast = self._parts.engine.inventory, self._cast
        if self._pending or inventory is None or cast is None:
            return False
        return all(container.size_rw is not None for container in tours_own(inventory, cast).containers.values())

    def offer(self) -> None:
        """Invites to a tour: says what it will do on this engine, and asks for an image."""
        inventory = self._parts.engine.inventory
        if self.given or inventory is None:
            return
        self._asking = True
        self._strip.start.show_engine(inventory, why_not_here(inventory.engine, can_act=self._parts.engine.can_act))
        self._show()
        self._strip.start.focus_first()

    def leave(self) -> bool:
        """Leaves the tour or the invitation, if there is one; whether there was."""
        if self.given:
            self._parts.tour.leave()
            return True
        if self._asking:
            self._asking = False
            self._show()
            self._parts.diagram.setFocus()
            return True
        return False

    def forget(self) -> None:
        """Another engine is shown from now on; what the tour made on the one before is removed there."""
        self._asking = False
        self._stop_showing()
        self._parts.tour.leave()
        self._show()

    def set_inventory(self, inventory: Inventory, _difference: InventoryDiff) -> None:
        """Follows what the engine tells."""
        engine = inventory.engine
        if self._begin_on_demo and engine.demo and engine.os_type == "linux" and inventory.stage is Stage.COMPLETE:
            self._begin_on_demo = False
            self._begin(HELPER_IMAGE, pull=False)
        if self._pending:
            self._bring_out()
        if self._cast is not None:
            self._measure(inventory, self._cast)
        self._parts.window.commands.action("tour").setEnabled(not self.given)

    def wear(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._strip.set_theme(theme)

    def _provide_commands(self) -> None:
        tour = self._parts.tour
        provided: dict[str, Callable[[], object]] = {
            "next": tour.go_on,
            "back": tour.go_back,
            "replay": tour.replay,
            "larger": partial(self._change_size, 1),
            "smaller": partial(self._change_size, -1),
            "everything": self._toggle_everything,
            "leave": self.leave,
        }
        commands = self._parts.window.commands
        commands.provide("tour", self.offer).setEnabled(False)
        for name in _WHILE_GIVEN:
            action = commands.provide(f"tour-{name}", provided[name])
            action.setAutoRepeat(False)
            action.setEnabled(False)

    def _begin(self, image: str, pull: bool) -> None:
        source = self._parts.engine.source
        if source is None or source.open_client is None:
            return
        self._asking = False
        self._start_showing()
        self._parts.tour.begin(source.open_client, image, pull=pull)
        self._parts.window.setFocus()

    def _take_on_demo(self) -> None:
        self._begin_on_demo = True
        self._parts.engine.open_demo()

    # The window while a tour is given

    def _start_showing(self) -> None:
        """Gives the window to the diagram, and remembers how it was."""
        parts = self._parts
        was_full, options = parts.window.isFullScreen(), parts.layout.options

        def back() -> None:
            parts.window.present(False)
            parts.pane.bar.show()
            if parts.window.isFullScreen() and not was_full:
                parts.window.toggle_full_screen()
            parts.what_if.leave()
            parts.selection.select("")
            parts.diagram.largest_fit = 1.0
            parts.layout.options = options
            parts.layout.show_part(None)
            parts.diagram.fit(animate=False)

        self._stop_showing()
        self._end_show = back
        parts.what_if.leave()
        parts.selection.select("")
        parts.window.present(True)

    def _stop_showing(self) -> None:
        self._cast, self._pending = None, False
        end, self._end_show = self._end_show, None
        if end is not None:
            end()

    def _show_cast(self, cast: Cast) -> None:
        """From now on the diagram shows what these names are of."""
        self._cast = cast
        self._strip.set_script(
            [words_at(self._parts.tour.steps, place, ()) for place in places(self._parts.tour.steps)]
        )
        self._strip.controls.everything.setChecked(False)
        self._show_part()

    def _show_part(self) -> None:
        parts, cast = self._parts, self._cast
        parts.diagram.largest_fit = _LARGEST_FIT
        options = parts.first_view_options()
        if self.showing:
            # Narrow cards, so that all can be larger; and no marks, as everything bears them.
            options = replace(options, room=NARROW_ROOM - 1, mark_tests=False)
        parts.layout.options = options
        parts.layout.show_part(partial(tours_own, cast=cast) if self.showing and cast is not None else None)
        parts.diagram.fit(animate=False)

    def _toggle_everything(self) -> None:
        button = self._strip.controls.everything
        action = self._parts.window.commands.action("tour-everything")
        button.setChecked(action.isChecked())
        self._show_part()
        self._frame()

    def _change_size(self, by: int) -> None:
        number = min(max(self._settings.tour_size + by, 0), len(TOUR_SIZES) - 1)
        self._settings.tour_size = number
        self._strip.set_size(TOUR_SIZES[number])

    # What the tour tells

    def _ended(self) -> None:
        self._stop_showing()
        self._show()

    def _arrive(self, _place: Place) -> None:
        self._pending = True
        self._bring_out()

    def _bring_out(self) -> None:
        """Brings out what the moment is about, as far as the engine has told of it by now."""
        parts, cast, moment = self._parts, self._cast, self._parts.tour.moment
        inventory = parts.engine.inventory
        if cast is None or moment is None or inventory is None:
            return
        things = things_at(moment, cast, inventory)
        parts.selection.select_many(things, current=things[0] if things else "")
        self._frame()
        if len(things) < len(moment.look_at):
            return
        self._pending = False
        if moment.what_if is not None:
            parts.what_if.ask(moment.what_if, Target.containers(ids.split_thing(things[0])[1]))
            parts.pane.bar.show()
        self._measured = frozenset()
        self._measure(inventory, cast)

    def _measure(self, inventory: Inventory, cast: Cast) -> None:
        """Lets the tour's containers be measured: after each moment, and what was started since."""
        containers = tours_own(inventory, cast).containers
        there = frozenset((key, each.details.started_at if each.details else None) for key, each in containers.items())
        if there - self._measured:
            self._measured = there
            self._parts.live.measure_some(frozenset(containers))

    def _frame(self) -> None:
        """Where everything is shown, goes to what the moment is about."""
        if not self.showing:
            self._parts.diagram.show_all_of(self._parts.selection.things)

    def _show(self) -> None:
        tour, strip = self._parts.tour, self._strip
        if tour.cast is not None and self._cast is None and self._end_show is not None:
            self._show_cast(tour.cast)
        given = tour.phase is TourPhase.GIVEN and bool(tour.steps)
        here = tour.heading_for
        for name in _WHILE_GIVEN:
            self._parts.window.commands.action(f"tour-{name}").setEnabled(given)
        self._parts.window.commands.action("tour").setEnabled(not self.given)
        strip.controls.show_steps(tour.steps if given else (), here.step if here is not None else -1)
        strip.controls.show_ways(
            given=given, back=here is not None and place_before(tour.steps, here) is not None, last=tour.is_last
        )
        if tour.doing and here != tour.place:
            self._pending = False
            self._parts.what_if.leave()
        self._parts.pane.bar.setVisible(self._end_show is None or self._parts.what_if.asked is not None)
        words = self._words()
        if self.showing and words.progress:
            words = replace(words, progress=f"{words.progress} · only the tour’s own things are shown")
        strip.show_words(words, asking=self._asking, busy=bool(tour.doing))
        strip.setVisible(self._asking or (self.given and self._end_show is not None))

    def _words(self) -> StripWords:
        tour, inventory = self._parts.tour, self._parts.engine.inventory
        if self._asking and inventory is not None:
            return invitation(inventory.engine)
        here = tour.heading_for
        if tour.phase is not TourPhase.GIVEN or here is None:
            text = "Removing what the tour made…" if tour.phase is TourPhase.LEAVING else tour.doing
            return StripWords(title="Guided tour", sentence=text)
        if tour.doing:
            return moving_words(tour.steps, here, tour.doing)
        words = words_at(tour.steps, here, tour.told, tour.error)
        predicted = self._parts.what_if.answer
        if predicted is not None and not words.console:
            words = replace(words, console=outcome_console(predicted.lines))
        return words
