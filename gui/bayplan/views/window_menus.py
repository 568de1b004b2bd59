"""The menus of the bar on top, made of the window's commands."""

from __future__ import annotations

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from bayplan.settings import MOTION_CHOICES, THEME_CHOICES
from bayplan.views.commands import PRUNE_COMMANDS
from bayplan.views.main_window import MainWindow

#: The commands that write what is shown into a file.
EXPORTS = ("export-svg", "export-png", "export-snapshot")
_MORE = (
    ("refresh", "measure-sizes", "remove-test-mounts"),
    ("engines", "open-snapshot"),
    ("fold-again",),
    ("tour", "experiments"),
)
_HELP = ("help", "shortcuts", "proof", "about")


def add_menus(window: MainWindow, theme_choice: str, motion_choice: str) -> None:
    """Fills the two menus of the bar on top; every command in them must have been provided."""
    commands = window.commands
    export = QMenu(window)
    export.addActions([commands.action(name) for name in EXPORTS])
    more = QMenu(window)
    for names in _MORE:
        more.addActions([commands.action(name) for name in names])
        more.addSeparator()
    more.insertMenu(commands.action("engines"), _prune_menu(window))
    more.addMenu(_choice_menu(window, "Theme", [f"theme-{name}" for name in THEME_CHOICES], theme_choice))
    more.addMenu(_choice_menu(window, "Motion", [f"motion-{name}" for name in MOTION_CHOICES], motion_choice))
    more.addMenu(_panel_menu(window))
    more.addAction(commands.action("full-screen"))
    more.addSeparator()
    more.addActions([commands.action(name) for name in _HELP])
    more.addSeparator()
    more.addAction(commands.action("quit"))
    window.top_bar.set_menus(export, more)


def _prune_menu(window: MainWindow) -> QMenu:
    menu = QMenu("Prune", window)
    menu.addActions([window.commands.action(name) for name in PRUNE_COMMANDS])
    return menu


def _choice_menu(window: MainWindow, title: str, commands: list[str], choice: str) -> QMenu:
    """A menu of commands of which one holds at a time: the one that ends in ``choice``."""
    menu = QMenu(title, window)
    group = QActionGroup(menu)
    for name in commands:
        action = window.commands.action(name)
        group.addAction(action)
        action.setChecked(name.endswith(f"-{choice}"))
        menu.addAction(action)
    return menu


def _panel_menu(window: MainWindow) -> QMenu:
    menu = QMenu("Panels", window)
    for dock in window.docks:
        menu.addAction(dock.toggleViewAction())
    menu.addSeparator()
    menu.addAction(window.commands.action("reset-layout"))
    return menu
