"""Joins the parts: what the engine tells goes to the views, and the views follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.engine.state import ConnectionState, Phase
from bayplan.jobs.raw_json import read_raw_json
from bayplan.jobs.shown_engine import Source
from bayplan.lab_wiring import LabWiring
from bayplan.layout.shapes import Diagram
from bayplan.layout.theme import Theme
from bayplan.left_over_wiring import LeftOverWiring
from bayplan.parts import Parts
from bayplan.requests import Requests
from bayplan.settings import Settings
from bayplan.tour_wiring import TourWiring
from bayplan.views.commands import PRUNE_COMMANDS
from bayplan.views.motion import Motion
from bayplan.views.notices import clock
from bayplan.views.spread import Spread
from bayplan.what_if_wiring import WhatIfWiring

if TYPE_CHECKING:
    from bayplan.app import WindowOptions


class Wiring(QObject):
    """The running window: its parts, joined.

    Attributes:
        parts: what it is made of. requests: what people ask of it. what_if: what joins the question to the views.
        tour: what joins the guided tour to them. lab: what joins the experiments. left_overs: what joins left-overs.
    """

    def __init__(self, parts: Parts, settings: Settings) -> None:
        super().__init__(parts)
        self.parts = self._parts = parts
        self.what_if = WhatIfWiring(parts)
        self.tour = TourWiring(parts, settings)
        self.lab = LabWiring(parts)
        self.left_overs = LeftOverWiring(parts)
        self._spread = Spread(
            (
                # The diagram comes first, because it is laid out elsewhere while the others have their turns.
                self._lay_out,
                parts.lists.set_inventory,
                self._inspect,
                self.what_if.set_inventory,
                self.tour.set_inventory,
                self.lab.set_inventory,
                self._show_below,
            ),
            self,
        )
        self._drawn = False
        self._asked_at_exit = self._cleared_at_exit = False
        self._motion = Motion(settings, self)
        self.requests = Requests(parts, self._motion, leave_tour=self.tour.leave, prove=self.lab.prove)
        self._settings = settings
        parts.lists.restore_state(settings.lists)
        self._join()
        self._wear(parts.appearance.theme)
        parts.window.setFocus()

    @property
    def settled(self) -> bool:
        """Every view shows the newest inventory, and no job is going on."""
        return not self._spread.busy and not self._parts.runner.jobs

    def open(self, options: WindowOptions) -> None:
        """Shows what the command line asked for."""
        engine = self._parts.engine
        if options.snapshot is not None:
            engine.open_snapshot(options.snapshot)
        elif options.demo:
            engine.open_demo(options.demo_os)
        else:
            engine.find(options.host, options.context)

    def _join(self) -> None:
        parts = self._parts
        parts.engine.source_changed.connect(self._show_source)
        parts.engine.inventory_changed.connect(self._show_inventory)
        parts.engine.state_changed.connect(self._show_state)
        parts.engine.activity.connect(parts.display.show_activity)
        parts.engine.activity.connect(parts.bottom.add_activity)
        parts.engine.failed.connect(parts.show_error)
        parts.layout.ready.connect(self._show_diagram)
        parts.layout.failed.connect(parts.show_error)
        parts.appearance.changed.connect(self._wear)
        parts.what_if.question_changed.connect(lambda: parts.diagram.set_badges(self._badges()))
        self._motion.changed.connect(parts.diagram.set_reduced_motion)
        parts.diagram.set_reduced_motion(self._motion.reduced)
        for view in (parts.lists, parts.diagram, parts.inspector):
            view.set_selection(parts.selection)
        parts.selection.changed.connect(self._follow_selection)
        parts.inspector.raw_json_requested.connect(self._read_raw_json)
        parts.window.may_close = self._may_close
        parts.window.closing.connect(self._remember_lists)

    def _show_source(self, source: Source) -> None:
        self._drawn = False
        for asks in (self._parts.tests, self._parts.removals):
            asks.set_engine(source.open_client)
        self._parts.selection.select("")
        self._show_nothing()
        self.tour.forget()
        self.lab.forget()
        self._parts.left_overs.forget()
        self._parts.display.show_source(source.kind, source.name, source.host, self._parts.engine.fallback)
        self._offer_for(source)
        self._parts.diagram.set_badges(self._badges())

    def _show_nothing(self) -> None:
        """Takes what was shown of another engine off the screen."""
        self._spread.empty()
        self._parts.layout.forget()
        self.what_if.forget()
        self._parts.inspector.hide()
        self._parts.window.top_bar.new_test_mount.hide()
        self._parts.bottom.forget()
        self._parts.diagram.set_diagram(Diagram(0, 0, (), (), ()), keep_view=False)

    def _show_inventory(self, inventory: Inventory, difference: InventoryDiff) -> None:
        parts = self._parts
        parts.selection.forget(_gone(difference))
        parts.display.show_inventory(inventory)
        parts.tests.set_inventory(inventory)
        parts.left_overs.set_inventory(inventory)
        parts.removals.set_inventory(inventory)
        parts.window.top_bar.new_test_mount.setVisible(parts.tests.available)
        self._offer("remove-test-mounts", offered=parts.engine.can_act and bool(parts.tests.left()))
        if not self._drawn:
            parts.layout.options = parts.first_view_options()
        self._spread.show(inventory)

    def _lay_out(self, inventory: Inventory, _difference: InventoryDiff) -> None:
        self._parts.layout.show(inventory)

    def _inspect(self, inventory: Inventory, difference: InventoryDiff) -> None:
        self._parts.inspector.set_inventory(inventory, difference)
        self._parts.inspector.show()

    def _show_below(self, inventory: Inventory, _difference: InventoryDiff) -> None:
        self._parts.bottom.set_inventory(inventory)

    def _read_raw_json(self, thing: str) -> None:
        parts, source = self._parts, self._parts.engine.source
        if source is None or source.open_client is None:
            parts.inspector.set_raw_json(thing, "A snapshot does not hold the engine's own JSON.")
            return
        parts.runner.run(
            "Reading the engine's JSON",
            read_raw_json(source.open_client, thing),
            done=lambda text: parts.inspector.set_raw_json(thing, text),
            failed=lambda error: parts.inspector.set_raw_json(thing, error.sentence()),
            owner=parts.inspector,
        )

    def _show_diagram(self, diagram: Diagram) -> None:
        self._say_emptiness()
        self._parts.diagram.set_badges(self._badges())
        self._parts.diagram.set_diagram(diagram, keep_view=self._drawn)
        self._drawn = True

    def _badges(self) -> list[tuple[str, str]]:
        """What the picture is when it is not a live engine as it is now: words and the role of their colour."""
        source, inventory = self._parts.engine.source, self._parts.engine.inventory
        asked = self._parts.what_if.asked
        badges = [] if asked is None else [(f"what if: {EVENT_WORDS[asked].label}", "warning")]
        if source is not None and source.kind == "demo":
            badges.append(("demo", "test"))
        elif source is not None and source.kind == "snapshot":
            badges.append((f"snapshot of {clock(inventory.taken_at)}" if inventory else "snapshot", "test"))
        return badges

    def _say_emptiness(self) -> None:
        inventory = self._parts.engine.inventory
        if inventory is not None and not inventory.containers and not inventory.volumes:
            self._parts.diagram.set_message(
                "Nothing is stowed here yet", "This engine has no containers and no volumes."
            )
        else:
            self._parts.diagram.set_message("")

    def _show_state(self, state: ConnectionState) -> None:
        self._parts.display.show_state(state)
        self._parts.inspector.set_sizes_pending("sizes" in state.loading)
        if state.phase is Phase.CONNECTING and not self._drawn:
            self._parts.diagram.set_message("Connecting…", state.host)
        elif state.phase is Phase.FAILED and not self._drawn:
            self._parts.diagram.set_message("No picture yet", "The engine does not answer; the reason is above.")

    def _offer_for(self, source: Source) -> None:
        """A snapshot cannot be read again, measured or tested: what cannot be done is not offered."""
        alive = source.open_client is not None
        for name in ("refresh", "measure-sizes", "retry", "new-test-mount", "remove", *PRUNE_COMMANDS):
            self._offer(name, offered=alive)
        self._offer("remove-test-mounts", offered=False)
        self._offer("look-again", offered=source.kind != "engine")

    def _offer(self, name: str, *, offered: bool) -> None:
        action = self._parts.window.commands.action(name)
        action.setVisible(offered)
        action.setEnabled(offered)

    def _wear(self, theme: Theme) -> None:
        parts = self._parts
        views = (parts.window, parts.lists, parts.diagram, parts.inspector, parts.bottom, parts.palette)
        for part in (*views, parts.removals):
            part.set_theme(theme)
        self.what_if.wear(theme)
        self.tour.wear(theme)
        self.lab.wear(theme)

    def _remember_lists(self) -> None:
        self._settings.lists = self._parts.lists.save_state()

    def _follow_selection(self) -> None:
        if self._parts.selection.current:
            self._parts.diagram.reveal(self._parts.selection.current)

    def _may_close(self) -> bool:
        """Whether the window may close now; else the person is asked about the test mounts that are left."""
        if not self._cleared_at_exit and (self.tour.given or self.lab.at_work):
            # Who closes it once more does not want to wait; the next start finds what is left.
            self._cleared_at_exit = True
            self._parts.tour.leave(lambda: self._parts.experiments.stop(self._parts.window.close))
            return False
        source = self._parts.engine.source
        if (
            self._asked_at_exit
            or source is None
            or source.kind != "engine"
            or self._parts.tests.ask_at_exit(self._leave) is None
        ):
            return True
        self._asked_at_exit = True
        return False

    def _leave(self) -> None:
        self._asked_at_exit = True
        self._parts.window.close()


def _gone(difference: InventoryDiff) -> Iterable[str]:
    """Ids of the things that are no longer there."""
    yield from map(ids.container_thing, difference.containers.removed)
    yield from map(ids.image_thing, difference.images.removed)
    yield from difference.stores.removed
