"""What people ask of the window: its commands, menus, the palette, and the dialogs that ask back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.ways_out import WayOut
from bayplan.domain.what_if_target import selection_target
from bayplan.errors import BayplanError
from bayplan.parts import Parts
from bayplan.settings import MOTION_CHOICES, THEME_CHOICES
from bayplan.views.bottom_panel import ACTIVITY, FINDINGS, TEST_MOUNTS
from bayplan.views.commands import PRUNE_COMMANDS
from bayplan.views.context_menus import build_menu, items_for, spec_for
from bayplan.views.engine_menu import EngineMenu
from bayplan.views.folding import toggled
from bayplan.views.help_window import GUIDE, PROOF, SHORTCUTS, HelpWindow
from bayplan.views.motion import Motion
from bayplan.views.palette_entries import COMMAND, THING, command_entries, thing_entries
from bayplan.views.window_menus import EXPORTS, add_menus

_LISTS = 4


class Requests(QObject):
    """Carries out what people ask for, with the parts.

    Attributes:
        engine_menu: the list of engines. help_window: the guide and the shortcuts, None until it was asked for.
    """

    def __init__(
        self,
        parts: Parts,
        motion: Motion,
        *,
        leave_tour: Callable[[], bool],
        prove: Callable[[Event], None],
    ) -> None:
        """``leave_tour`` leaves the guided tour, and tells whether there was one; ``prove`` tries an event for real."""
        super().__init__(parts)
        self._parts = parts
        self._motion = motion
        self._leave_tour, self._prove = leave_tour, prove
        self.help_window: HelpWindow | None = None
        self._provide_commands()
        add_menus(parts.window, parts.appearance.choice, motion.choice)
        self.engine_menu = EngineMenu(parts.window.commands, parts.window)
        self.engine_menu.endpoint_chosen.connect(parts.engine.open_endpoint)
        parts.engine.endpoints_changed.connect(self.engine_menu.fill)
        parts.palette.chosen.connect(self._run_entry)
        self._join_views()

    def _join_views(self) -> None:
        parts, window = self._parts, self._parts.window
        for asks_menu in (parts.lists, parts.bottom):
            asks_menu.context_menu_requested.connect(self.show_menu)
        parts.inspector.action_requested.connect(self._run_item)
        parts.diagram.context_menu_requested.connect(lambda thing, at: self.show_menu([thing] if thing else [], at))
        parts.diagram.activated.connect(self._activate)
        parts.diagram.fold_toggled.connect(self._toggle_fold)
        parts.diagram.find_requested.connect(parts.pane.find_bar.open)
        parts.tests.show_requested.connect(self.fly_to)
        parts.lists.activated.connect(self.fly_to)
        parts.bottom.thing_chosen.connect(self.fly_to)
        window.escaped.connect(self._escape)
        window.top_bar.engine_menu_requested.connect(self.show_engine_menu)
        window.top_bar.palette_requested.connect(self.open_palette)
        window.top_bar.test_mount_requested.connect(parts.tests.new)
        window.status.sizes_requested.connect(parts.live.measure_sizes)
        window.connection_bar.command_requested.connect(window.commands.run)
        window.connection_bar.details_requested.connect(self._show_details)

    def open_palette(self) -> None:
        """Opens the command palette over the window."""
        entries = command_entries(command for command, _ in self._parts.window.commands.offered())
        if self._parts.engine.inventory is not None:
            entries += thing_entries(self._parts.engine.inventory)
        self._parts.palette.open_with(entries)

    def show_engine_menu(self, at: QPoint | None = None) -> None:
        """Opens the list of engines, by default below its button, and looks for them anew."""
        button = self._parts.window.top_bar.engine
        self._parts.engine.list_engines()
        self.engine_menu.popup(at or button.mapToGlobal(QPoint(0, button.height() + 4)))

    def ask_for_address(self) -> None:
        """Asks for an engine's address and goes there."""
        dialog = QInputDialog(self._parts.window)
        dialog.setWindowTitle("Connect to an engine")
        dialog.setLabelText("Address, e.g. unix:///run/docker.sock, tcp://host:2376 or ssh://user@host")
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._open_address)
        dialog.open()

    def ask_for_snapshot(self) -> None:
        """Asks for a snapshot file and shows it."""
        dialog = QFileDialog(self._parts.window, "Open a snapshot", "", "Snapshots (*.json);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self._parts.engine.open_snapshot(Path(chosen)))
        dialog.open()

    def fly_to(self, thing: str) -> None:
        """Selects a thing and brings it into the middle of the diagram."""
        self._parts.selection.select(thing)
        self._parts.diagram.centre_on(thing)

    def inspect(self, thing: str) -> None:
        """Selects a thing and shows the inspector if it was hidden."""
        self._parts.selection.select(thing)
        self._parts.window.inspector_dock.show()
        self._parts.window.inspector_dock.raise_()

    def show_menu(self, things: Sequence[str], at: QPoint) -> None:
        """Shows what can be done with things, at a global point."""
        inventory = self._parts.engine.inventory
        if inventory is None:
            return
        items = items_for(things, inventory, can_act=self._parts.engine.can_act)
        if items:
            menu = build_menu(items, self._run_item, self._parts.window)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def _escape(self) -> None:
        """Esc leaves one thing at a time: the search, then the tour, then what if, then the selection."""
        parts = self._parts
        if parts.pane.find_bar.isVisible():
            parts.pane.find_bar.dismiss()
        elif self._leave_tour():
            return
        elif parts.what_if.asked is not None:
            from_bar = parts.pane.bar.has_keyboard
            parts.what_if.leave()
            if from_bar:
                parts.diagram.setFocus()
        else:
            parts.selection.select("")

    def _provide_commands(self) -> None:
        window, engine, live = self._parts.window, self._parts.engine, self._parts.live
        provided: dict[str, Callable[[], object]] = {
            "palette": self.open_palette,
            "search": self._search,
            "back": self._parts.selection.back,
            **{f"list-{number}": partial(self._show_list, number - 1) for number in range(1, _LISTS + 1)},
            "findings": partial(self._show_panel, FINDINGS),
            "activity": partial(self._show_panel, ACTIVITY),
            "test-mounts": partial(self._show_panel, TEST_MOUNTS),
            "fit": self._parts.diagram.fit,
            "fold-again": lambda: self._parts.layout.set_options(self._parts.first_view_options()),
            "actual-size": partial(self._parts.diagram.zoom_to, 1.0),
            **{name: partial(self._export, name) for name in EXPORTS},
            "find": self._parts.pane.find_bar.open,
            "new-test-mount": self._parts.tests.new,
            "remove-test-mounts": self._parts.tests.remove,
            "remove": lambda: self._parts.removals.ask(self._parts.selection.things),
            **{name: partial(self._parts.removals.prune, event) for name, event in PRUNE_COMMANDS.items()},
            "refresh": live.refresh,
            "measure-sizes": live.measure_sizes,
            "retry": live.reconnect_now,
            "look-again": engine.find_again,
            "engines": self.show_engine_menu,
            "connect": self.ask_for_address,
            "demo": engine.open_demo,
            "demo-windows": partial(engine.open_demo, "windows"),
            "open-snapshot": self.ask_for_snapshot,
            **{f"theme-{choice}": partial(self._parts.appearance.choose, choice) for choice in THEME_CHOICES},
            **{f"motion-{choice}": partial(self._motion.choose, choice) for choice in MOTION_CHOICES},
            "full-screen": window.toggle_full_screen,
            "reset-layout": window.reset_layout,
            "shortcuts": partial(self._show_help, SHORTCUTS),
            "proof": partial(self._show_help, PROOF),
            "help": partial(self._show_help, GUIDE),
            "about": self._show_about,
            "quit": window.close,
        }
        for name, run in provided.items():
            window.commands.provide(name, run)

    def _search(self) -> None:
        self._parts.window.lists_dock.show()
        self._parts.window.lists_dock.raise_()
        self._parts.lists.focus_filter()

    def _show_list(self, number: int) -> None:
        self._parts.window.lists_dock.show()
        self._parts.window.lists_dock.raise_()
        self._parts.lists.show_list(number)

    def _show_panel(self, tab: int) -> None:
        dock, bottom = self._parts.window.bottom_dock, self._parts.bottom
        dock.show()
        dock.raise_()
        bottom.setCurrentIndex(tab)
        bottom.currentWidget().setFocus()

    def _export(self, name: str) -> None:
        # Imported when it is first used: few starts of the program write a file.
        from bayplan.views.exporting import Exporter  # noqa: PLC0415

        parts = self._parts
        exporter = Exporter(parts.window, parts.runner, parts.window.status.show_event, parts.show_error)
        picture, inventory, theme = parts.layout.latest, parts.engine.inventory, parts.appearance.theme
        if name == "export-svg" and picture is not None:
            exporter.export_svg(picture, theme)
        elif name == "export-png" and picture is not None:
            exporter.export_png(picture, theme)
        elif name == "export-snapshot" and inventory is not None:
            exporter.export_snapshot(inventory)

    def _show_about(self) -> None:
        # Imported when it is first used: it loads what reads the versions of packages.
        from bayplan.views.about import AboutDialog  # noqa: PLC0415

        AboutDialog(self._parts.window).open()

    def _show_help(self, page: int) -> None:
        if self.help_window is None:
            self.help_window = HelpWindow(self._parts.window)
        self.help_window.show_page(page)

    def _show_details(self) -> None:
        error = self._parts.engine.fallback or (self._parts.live.state.error if self._parts.live.state else None)
        if error is not None:
            self._parts.show_error(error)

    def _activate(self, thing: str) -> None:
        if ids.split_thing(thing)[0] == "fold":
            self._toggle_fold(thing)
        else:
            self.inspect(thing)

    def _toggle_fold(self, thing: str) -> None:
        self._parts.layout.set_options(toggled(self._parts.layout.options, thing, self._parts.layout.latest))

    def _run_item(self, action: str, arguments: tuple[str, ...]) -> None:
        match action:
            case "inspect":
                self.inspect(arguments[0])
            case "copy":
                self._parts.actions.copy(arguments[0])
            case "select":
                self._parts.actions.select(arguments)
            case "reveal":
                self._parts.actions.reveal(arguments[0])
            case "new-test-mount":
                self._test_store(arguments[0])
            case "remove-test":
                self._parts.tests.remove(arguments)
            case "what-if":
                self._ask(Event(arguments[0]), arguments[1:])
            case "remove" | "remove-volumes":
                self._parts.removals.ask(arguments, with_volumes=action == "remove-volumes")
            case "prune":
                self._parts.removals.prune(Event(arguments[0]))
            case "protect" | "unprotect":
                self._parts.engine.protect(arguments, protected=action == "protect")
            case "keep":
                self._parts.removals.keeping.keep(*arguments)
            case "promote":
                self._parts.removals.keeping.keep(*arguments, way=WayOut.PROMOTE)
            case "prove":
                self._prove(Event(arguments[0]))
            case "fold":
                self._toggle_fold(arguments[0])

    def _ask(self, event: Event, things: Sequence[str]) -> None:
        inventory = self._parts.engine.inventory
        target = None if inventory is None else selection_target(things, things[0], inventory)
        if target is not None:
            self._parts.what_if.ask(event, target)

    def _test_store(self, thing: str) -> None:
        store = self._parts.engine.inventory.stores.get(thing) if self._parts.engine.inventory else None
        if store is not None:
            self._parts.tests.new(spec_for(store))

    def _run_entry(self, key: str) -> None:
        if key.startswith(COMMAND):
            self._parts.window.commands.run(key.removeprefix(COMMAND))
        else:
            self.fly_to(key.removeprefix(THING))

    def _open_address(self, address: str) -> None:
        try:
            self._parts.engine.open_address(address)
        except BayplanError as error:
            self._parts.show_error(error)
