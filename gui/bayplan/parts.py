"""Makes everything that the window is joined from, once.

Loaded after the window is on the screen, because it imports all that takes time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject

from bayplan.engine.protection_file import ProtectionFile
from bayplan.errors import BayplanError
from bayplan.jobs.diagram_layout import DiagramLayout
from bayplan.jobs.experiments import Experiments
from bayplan.jobs.left_overs import LeftOvers
from bayplan.jobs.live_inventory import LiveInventory
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.shown_engine import ShownEngine
from bayplan.jobs.tour import Tour
from bayplan.jobs.what_if import WhatIf
from bayplan.layout.view_options import ViewOptions
from bayplan.views.appearance import Appearance
from bayplan.views.bottom_panel import BottomPanel
from bayplan.views.command_palette import CommandPalette
from bayplan.views.connection_display import ConnectionDisplay
from bayplan.views.diagram.pane import DiagramPane
from bayplan.views.dialogs.removals import Removals
from bayplan.views.dialogs.test_mounts import TestMounts
from bayplan.views.inspector.inspector import Inspector
from bayplan.views.lists.panel import ListsPanel
from bayplan.views.main_window import MainWindow
from bayplan.views.selection import Selection
from bayplan.views.thing_actions import ThingActions

#: How long the program waits at its end for jobs and for the engine to let go, in seconds.
_PATIENCE = 1.0
#: The least width of the diagram for its height.
_NARROWEST = 0.8


class Views(NamedTuple):
    """The large views, which take a moment each to make."""

    lists: ListsPanel
    pane: DiagramPane
    inspector: Inspector
    bottom: BottomPanel


class Parts(QObject):
    """The parts of one window; they do not know each other.

    Attributes:
        window: the frame. appearance: the theme it wears. show_error: shows an error over the window.
        runner: runs jobs. live: watches an engine. engine: chooses which. layout: lays the diagram out.
        what_if: the question what an event would do, and its answer. tour: the guided tour.
        experiments: the lab. left_overs: what tours and experiments left behind.
        selection: what is selected, in all views. lists, pane, inspector, bottom: the views. diagram: the view
            in the pane.
        display: says how it stands with the engine. palette: finds things and commands. actions, tests, removals: do
            what menus offer.
    """

    def __init__(
        self,
        window: MainWindow,
        appearance: Appearance,
        show_error: Callable[[BayplanError], None],
        views: Views,
        protections: ProtectionFile,
    ) -> None:
        super().__init__(window)
        self.window = window
        self.appearance = appearance
        self.show_error = show_error
        self.runner = JobRunner(self)
        self.live = LiveInventory(self)
        self.engine = ShownEngine(self.live, self.runner, protections, self)
        self.layout = DiagramLayout(self.runner, self)
        self.what_if = WhatIf(self.runner, self)
        self.tour = Tour(self.runner, self)
        self.experiments = Experiments(self.runner, self)
        self.left_overs = LeftOvers(self.runner, self)
        self.selection = Selection(self)
        self.lists, self.pane, self.inspector, self.bottom = views
        self.diagram = self.pane.view
        self.display = ConnectionDisplay(window)
        self.palette = CommandPalette(window)
        self.tests = TestMounts(self.runner, window)
        self.removals = Removals(self.runner, window, window.status.show_event, protections.read)
        self.actions = ThingActions(window, self.selection, self.runner, window.status.show_event, show_error)
        window.set_parts(self.lists, self.pane, self.inspector, self.bottom)

    def first_view_options(self) -> ViewOptions:
        """How a diagram is laid out before anybody folds anything: in the shape of the room it has."""
        aspect = self.diagram.width() / max(1, self.diagram.height())
        return ViewOptions(aspect=max(_NARROWEST, aspect), room=self.diagram.width(), home=str(Path.home()))

    def stop(self) -> None:
        """Ends what runs beside the window."""
        self.live.stop(_PATIENCE)
        self.runner.shutdown(_PATIENCE)
