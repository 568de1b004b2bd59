"""The parts of the window, joined: the engine's news to the views, what people do to the engine.

Loaded after the window is on the screen, because it imports all that takes time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, InventoryDiff, diff
from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError
from bayplan.jobs.diagram_layout import DiagramLayout
from bayplan.jobs.live_inventory import LiveInventory
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.shown_engine import ShownEngine, Source
from bayplan.layout.shapes import Diagram
from bayplan.layout.theme import Theme
from bayplan.layout.view_options import ViewOptions
from bayplan.settings import THEME_CHOICES
from bayplan.views.about import AboutDialog
from bayplan.views.appearance import Appearance
from bayplan.views.bottom_panel import ACTIVITY, FINDINGS, TEST_MOUNTS
from bayplan.views.command_palette import CommandPalette
from bayplan.views.connection_display import ConnectionDisplay
from bayplan.views.context_menus import build_menu, items_for, spec_for
from bayplan.views.diagram.pane import DiagramPane
from bayplan.views.dialogs.test_mounts import TestMounts
from bayplan.views.engine_menu import EngineMenu
from bayplan.views.exporting import Exporter
from bayplan.views.folding import toggled
from bayplan.views.help_window import GUIDE, SHORTCUTS, HelpWindow
from bayplan.views.inspector.inspector import Inspector
from bayplan.views.lists.panel import ListsPanel
from bayplan.views.main_window import MainWindow
from bayplan.views.palette_entries import COMMAND, THING, command_entries, thing_entries
from bayplan.views.selection import Selection
from bayplan.views.thing_actions import ThingActions
from bayplan.views.window_menus import add_menus

if TYPE_CHECKING:
    from bayplan.app import WindowOptions

_LISTS = 4
#: How long the program waits at its end for jobs and for the engine to let go, in seconds.
_PATIENCE = 1.0


class Wiring(QObject):
    """Makes the parts and joins them.

    Attributes:
        engine: what is shown. selection: what is selected, in all views. lists, diagram, inspector: the views.
        picture: the diagram that is shown now, None before the first.
    """

    def __init__(self, window: MainWindow, appearance: Appearance, show_error: Callable[[BayplanError], None]) -> None:
        super().__init__(window)
        self.window = window
        self.appearance = appearance
        self._show_error = show_error
        self.runner = JobRunner(self)
        self.live = LiveInventory(self)
        self.engine = ShownEngine(self.live, self.runner, self)
        self.layout = DiagramLayout(self.runner, self)
        self.selection = Selection(self)
        self.lists = ListsPanel()
        self.pane = DiagramPane()
        self.diagram = self.pane.view
        self.inspector = Inspector()
        self.display = ConnectionDisplay(window)
        self.palette = CommandPalette(window)
        self.actions = ThingActions(window, self.selection, self.runner, window.status.show_event, show_error)
        self.tests = TestMounts(self.runner, window)
        self.exporter = Exporter(window, self.runner, window.status.show_event, show_error)
        self.picture: Diagram | None = None
        self._shown: Inventory | None = None
        self._help: HelpWindow | None = None
        self._asked_at_exit = False
        self._provide_commands()
        add_menus(window, appearance.choice)
        self.engine_menu = EngineMenu(window.commands, window)
        window.set_parts(self.lists, self.pane, self.inspector)
        self._join_engine()
        self._join_views()
        self._wear(appearance.theme)
        window.setFocus()

    def open(self, options: WindowOptions) -> None:
        """Shows what the command line asked for."""
        if options.snapshot is not None:
            self.engine.open_snapshot(options.snapshot)
        elif options.demo:
            self.engine.open_demo(options.demo_os)
        else:
            self.engine.find(options.host, options.context)

    def stop(self) -> None:
        """Ends what runs beside the window."""
        self.live.stop(_PATIENCE)
        self.runner.shutdown(_PATIENCE)

    def _join_engine(self) -> None:
        self.engine.source_changed.connect(self._show_source)
        self.engine.inventory_changed.connect(self._show_inventory)
        self.engine.state_changed.connect(self._show_state)
        self.engine.activity.connect(self.display.show_activity)
        self.engine.activity.connect(self.window.bottom.add_activity)
        self.engine.endpoints_changed.connect(self.engine_menu.fill)
        self.engine.failed.connect(self._show_error)
        self.layout.ready.connect(self._show_diagram)
        self.layout.failed.connect(self._show_error)

    def _join_views(self) -> None:
        window = self.window
        self.appearance.changed.connect(self._wear)
        for view in (self.lists, self.diagram, self.inspector):
            view.set_selection(self.selection)
        self.selection.changed.connect(self._follow_selection)
        for asks_menu in (self.lists, window.bottom):
            asks_menu.context_menu_requested.connect(self._show_menu)
        self.diagram.context_menu_requested.connect(lambda thing, at: self._show_menu([thing] if thing else [], at))
        self.diagram.activated.connect(self._activate)
        self.diagram.fold_toggled.connect(self._toggle_fold)
        self.diagram.find_requested.connect(self.pane.find_bar.open)
        self.tests.show_requested.connect(self.fly_to)
        self.lists.activated.connect(self.fly_to)
        window.bottom.thing_chosen.connect(self.fly_to)
        window.escaped.connect(lambda: self.selection.select(""))
        window.top_bar.engine_menu_requested.connect(self.show_engine_menu)
        window.top_bar.palette_requested.connect(self.open_palette)
        window.top_bar.test_mount_requested.connect(self.tests.new)
        window.may_close = self._may_close
        window.status.sizes_requested.connect(self.live.measure_sizes)
        window.connection_bar.command_requested.connect(window.commands.run)
        window.connection_bar.details_requested.connect(self._show_details)
        self.engine_menu.endpoint_chosen.connect(self.engine.open_endpoint)
        self.palette.chosen.connect(self._run_entry)

    def _provide_commands(self) -> None:
        window, engine, live = self.window, self.engine, self.live
        provided: dict[str, Callable[[], object]] = {
            "palette": self.open_palette,
            "search": self._search,
            "back": self.selection.back,
            **{f"list-{number}": partial(self._show_list, number - 1) for number in range(1, _LISTS + 1)},
            "findings": partial(window.show_panel, FINDINGS),
            "activity": partial(window.show_panel, ACTIVITY),
            "test-mounts": partial(window.show_panel, TEST_MOUNTS),
            "fit": self.diagram.fit,
            "fold-again": lambda: self.layout.set_options(self._first_options()),
            "actual-size": partial(self.diagram.zoom_to, 1.0),
            "export-svg": partial(self._with_picture, self.exporter.export_svg),
            "export-png": partial(self._with_picture, self.exporter.export_png),
            "export-snapshot": self._export_snapshot,
            "find": self.pane.find_bar.open,
            "new-test-mount": self.tests.new,
            "remove-test-mounts": self.tests.remove,
            "refresh": live.refresh,
            "measure-sizes": live.measure_sizes,
            "retry": live.reconnect_now,
            "look-again": engine.find_again,
            "engines": self.show_engine_menu,
            "connect": self.ask_for_address,
            "demo": engine.open_demo,
            "demo-windows": partial(engine.open_demo, "windows"),
            "open-snapshot": self.ask_for_snapshot,
            **{f"theme-{choice}": partial(self.appearance.choose, choice) for choice in THEME_CHOICES},
            "full-screen": window.toggle_full_screen,
            "reset-layout": window.reset_layout,
            "shortcuts": partial(self._show_help, SHORTCUTS),
            "help": partial(self._show_help, GUIDE),
            "about": lambda: AboutDialog(window).open(),
            "quit": window.close,
        }
        for name, run in provided.items():
            window.commands.provide(name, run)

    # What people ask for

    def open_palette(self) -> None:
        """Opens the command palette over the window."""
        entries = command_entries(command for command, _ in self.window.commands.offered())
        if self.engine.inventory is not None:
            entries += thing_entries(self.engine.inventory)
        self.palette.open_with(entries)

    def show_engine_menu(self, at: QPoint | None = None) -> None:
        """Opens the list of engines, by default below its button, and looks for them anew."""
        button = self.window.top_bar.engine
        self.engine.list_engines()
        self.engine_menu.popup(at or button.mapToGlobal(QPoint(0, button.height() + 4)))

    def ask_for_address(self) -> None:
        """Asks for an engine's address and goes there."""
        dialog = QInputDialog(self.window)
        dialog.setWindowTitle("Connect to an engine")
        dialog.setLabelText("Address, e.g. unix:///run/docker.sock, tcp://host:2376 or ssh://user@host")
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._open_address)
        dialog.open()

    def ask_for_snapshot(self) -> None:
        """Asks for a snapshot file and shows it."""
        dialog = QFileDialog(self.window, "Open a snapshot", "", "Snapshots (*.json);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.engine.open_snapshot(Path(chosen)))
        dialog.open()

    def fly_to(self, thing: str) -> None:
        """Selects a thing and brings it into the middle of the diagram."""
        self.selection.select(thing)
        self.diagram.centre_on(thing)

    def inspect(self, thing: str) -> None:
        """Selects a thing and shows the inspector if it was hidden."""
        self.selection.select(thing)
        self.window.inspector_dock.show()
        self.window.inspector_dock.raise_()

    def _search(self) -> None:
        self.window.lists_dock.show()
        self.window.lists_dock.raise_()
        self.lists.focus_filter()

    def _show_list(self, number: int) -> None:
        self.window.lists_dock.show()
        self.window.lists_dock.raise_()
        self.lists.show_list(number)

    def _with_picture(self, export: Callable[[Diagram, Theme], None]) -> None:
        if self.picture is not None:
            export(self.picture, self.appearance.theme)

    def _export_snapshot(self) -> None:
        if self.engine.inventory is not None:
            self.exporter.export_snapshot(self.engine.inventory)

    def _show_help(self, page: int) -> None:
        if self._help is None:
            self._help = HelpWindow(self.window)
        self._help.show_page(page)

    # What the engine tells

    def _show_source(self, source: Source) -> None:
        self.layout.forget()
        self.tests.set_engine(source.open_client)
        self.picture = None
        self.selection.select("")
        self._show_nothing()
        self.display.show_source(source.kind, source.name, source.host, self.engine.fallback)
        self._offer_for(source)
        self.diagram.set_badges([("demo", "test")] if source.kind == "demo" else [])

    def _show_nothing(self) -> None:
        """Takes what was shown of another engine off the screen."""
        if self._shown is not None:
            nothing = replace(self._shown, containers={}, images={}, volumes={}, stores={}, findings=())
            self.lists.set_inventory(nothing, diff(self._shown, nothing))
            self._shown = None
        self.inspector.hide()
        self.window.bottom.forget()
        self.diagram.set_diagram(Diagram(0, 0, (), (), ()), keep_view=False)

    def _show_inventory(self, inventory: Inventory, difference: InventoryDiff) -> None:
        self._shown = inventory
        self.display.show_inventory(inventory)
        self.lists.set_inventory(inventory, difference)
        self.inspector.set_inventory(inventory, difference)
        self.inspector.show()
        self.window.bottom.set_inventory(inventory)
        self.tests.set_inventory(inventory)
        self._offer("remove-test-mounts", offered=self._can_act() and bool(self.tests.left()))
        if self.picture is None:
            self.layout.options = self._first_options()
        self.layout.show(inventory)

    def _show_diagram(self, diagram: Diagram) -> None:
        first = self.picture is None
        self.picture = diagram
        self._say_emptiness()
        self.diagram.set_diagram(diagram, keep_view=not first)

    def _say_emptiness(self) -> None:
        inventory = self.engine.inventory
        if inventory is not None and not inventory.containers and not inventory.volumes:
            self.diagram.set_message("Nothing is stowed here yet", "This engine has no containers and no volumes.")
        else:
            self.diagram.set_message("")

    def _show_state(self, state: ConnectionState) -> None:
        self.display.show_state(state)
        if state.phase is Phase.CONNECTING and self.picture is None:
            self.diagram.set_message("Connecting…", state.host)
        elif state.phase is Phase.FAILED and self.picture is None:
            self.diagram.set_message("No picture yet", "The engine does not answer; the reason is above.")

    def _show_details(self) -> None:
        error = self.engine.fallback or (self.live.state.error if self.live.state else None)
        if error is not None:
            self._show_error(error)

    def _offer_for(self, source: Source) -> None:
        """A snapshot cannot be read again, measured or tested: what cannot be done is not offered."""
        alive = source.open_client is not None
        for name in ("refresh", "measure-sizes", "retry", "new-test-mount"):
            self._offer(name, offered=alive)
        self._offer("remove-test-mounts", offered=False)
        self._offer("look-again", offered=source.kind != "engine")
        self.window.top_bar.new_test_mount.setVisible(alive)

    def _offer(self, name: str, *, offered: bool) -> None:
        action = self.window.commands.action(name)
        action.setVisible(offered)
        action.setEnabled(offered)

    def _can_act(self) -> bool:
        return self.engine.source is not None and self.engine.source.open_client is not None

    def _first_options(self) -> ViewOptions:
        """How a diagram is laid out before anybody folds anything: in the shape of the room it has."""
        view = self.diagram
        return ViewOptions(aspect=max(0.8, view.width() / max(1, view.height())), home=str(Path.home()))

    def _may_close(self) -> bool:
        """Whether the window may close now; else the person is asked about the test mounts that are left."""
        source = self.engine.source
        if (
            self._asked_at_exit
            or source is None
            or source.kind != "engine"
            or self.tests.ask_at_exit(self._leave) is None
        ):
            return True
        self._asked_at_exit = True
        return False

    def _leave(self) -> None:
        self._asked_at_exit = True
        self.window.close()

    # What the views tell

    def _wear(self, theme: Theme) -> None:
        for part in (self.window, self.lists, self.diagram, self.inspector, self.palette):
            part.set_theme(theme)

    def _follow_selection(self) -> None:
        if self.selection.current:
            self.diagram.reveal(self.selection.current)

    def _activate(self, thing: str) -> None:
        if ids.split_thing(thing)[0] == "fold":
            self._toggle_fold(thing)
        else:
            self.inspect(thing)

    def _toggle_fold(self, thing: str) -> None:
        self.layout.set_options(toggled(self.layout.options, thing, self.picture))

    def _show_menu(self, things: Sequence[str], at: QPoint) -> None:
        inventory = self.engine.inventory
        if inventory is None:
            return
        items = items_for(things, inventory, can_act=self._can_act())
        if items:
            menu = build_menu(items, self._run_item, self.window)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def _run_item(self, action: str, arguments: tuple[str, ...]) -> None:
        match action:
            case "inspect":
                self.inspect(arguments[0])
            case "copy":
                self.actions.copy(arguments[0])
            case "select":
                self.actions.select(arguments)
            case "reveal":
                self.actions.reveal(arguments[0])
            case "new-test-mount":
                self._test_store(arguments[0])
            case "remove-test":
                self.tests.remove(arguments)
            case "fold":
                self._toggle_fold(arguments[0])

    def _test_store(self, thing: str) -> None:
        store = self.engine.inventory.stores.get(thing) if self.engine.inventory else None
        if store is not None:
            self.tests.new(spec_for(store))

    def _run_entry(self, key: str) -> None:
        if key.startswith(COMMAND):
            self.window.commands.run(key.removeprefix(COMMAND))
        else:
            self.fly_to(key.removeprefix(THING))

    def _open_address(self, address: str) -> None:
        try:
            self.engine.open_address(address)
        except BayplanError as error:
            self._show_error(error)
