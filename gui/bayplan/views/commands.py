"""Everything the window can be told to do, as data: for menus, shortcuts, the command palette and the help sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.safe_removal.request import PRUNES
from bayplan.domain.safe_removal.words import prune_title


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: how the program calls it. title: how people call it. group: heading on the help sheet.
        keys: its shortcuts in Qt's portable spelling, the one to show first. checkable: it is on or off.
    """

    name: str
    title: str
    group: str
    keys: tuple[str, ...] = ()
    checkable: bool = False


def what_if_command(event: Event) -> str:
    """The name of the command that asks what an event would do."""
    return f"what-if-{event}"


COMMANDS: tuple[Command, ...] = (
    Command("palette", "Search everything, or run a command", "Find", ("Ctrl+K",)),
    Command("search", "Filter the lists", "Find", ("Ctrl+F", "/")),
    Command("back", "Back to what was selected before", "Find", ("Alt+Left",)),
    Command("list-1", "Show containers", "Lists and panels", ("1",)),
    Command("list-2", "Show images", "Lists and panels", ("2",)),
    Command("list-3", "Show volumes", "Lists and panels", ("3",)),
    Command("list-4", "Show all storage", "Lists and panels", ("4",)),
    Command("findings", "Show findings", "Lists and panels", ("5",)),
    Command("activity", "Show activity", "Lists and panels", ("6",)),
    Command("test-mounts", "Show test mounts", "Lists and panels"),
    Command("experiments", "Show experiments", "Lists and panels", ("7",)),
    Command("find", "Find in the diagram", "Diagram", ("Ctrl+Shift+F",)),
    Command("fit", "Fit the diagram", "Diagram", ("F",)),
    Command("fold-again", "Fold the diagram as at first", "Diagram"),
    Command("actual-size", "Show the diagram at 1:1", "Diagram", ("Ctrl+0",)),
    Command("export-svg", "Export the diagram as SVG…", "Diagram"),
    Command("export-png", "Export the diagram as PNG…", "Diagram"),
    Command("what-if", "What if: choose an event", "What if", ("W",)),
    Command("what-if-nothing", "What if: nothing, back to now", "What if"),
    *(Command(what_if_command(event), f"What if: {words.label}", "What if") for event, words in EVENT_WORDS.items()),
    Command("what-if-list", "What if: list what would happen", "What if"),
    Command("refresh", "Read the engine again", "Engine", ("F5",)),
    Command("measure-sizes", "Measure sizes now", "Engine", ("Shift+F5",)),
    Command("engines", "Switch to another engine…", "Engine", ("Ctrl+E",)),
    Command("connect", "Connect to an address…", "Engine"),
    Command("retry", "Try to connect now", "Engine"),
    Command("look-again", "Look for an engine", "Engine"),
    Command("demo", "Show the demo", "Engine"),
    Command("demo-windows", "Show the Windows demo", "Engine"),
    Command("open-snapshot", "Open a snapshot…", "Engine", ("Ctrl+O",)),
    Command("export-snapshot", "Export a snapshot…", "Engine", ("Ctrl+S",)),
    Command("new-test-mount", "New test mount…", "Test mounts", ("Ctrl+N",)),
    Command("remove-test-mounts", "Remove test mounts…", "Test mounts"),
    Command("remove-left-overs", "Remove what tours and experiments left…", "Test mounts"),
    Command("keep-left-overs", "Leave what tours and experiments left", "Test mounts"),
    Command("remove", "Remove what is selected…", "Removing", ("Del",)),
    *(Command(f"prune-{event}", f"{prune_title(event)}…", "Removing") for event in PRUNES),
    Command("tour", "Guided tour", "Guided tour"),
    Command("tour-next", "Guided tour: next", "Guided tour", ("Right", "Space", "PgDown")),
    Command("tour-back", "Guided tour: back", "Guided tour", ("Left", "PgUp")),
    Command("tour-replay", "Guided tour: show this step again", "Guided tour", ("R",)),
    Command("tour-larger", "Guided tour: larger type", "Guided tour", ("Ctrl++", "Ctrl+=")),
    Command("tour-smaller", "Guided tour: smaller type", "Guided tour", ("Ctrl+-",)),
    Command("tour-everything", "Guided tour: show the whole engine", "Guided tour", ("E",), checkable=True),
    Command("tour-leave", "Guided tour: leave", "Guided tour"),
    Command("theme-desktop", "Theme: as the desktop", "Window", checkable=True),
    Command("theme-dark", "Theme: dark", "Window", checkable=True),
    Command("theme-light", "Theme: light", "Window", checkable=True),
    Command("motion-desktop", "Motion: as the desktop", "Window", checkable=True),
    Command("motion-full", "Motion: full", "Window", checkable=True),
    Command("motion-reduced", "Motion: reduced", "Window", checkable=True),
    Command("full-screen", "Full screen", "Window", ("F11",), checkable=True),
    Command("reset-layout", "Reset layout", "Window"),
    Command("shortcuts", "Keyboard shortcuts", "Help", ("?",)),
    Command("proof", "The proof: what was predicted and observed", "Help"),
    Command("help", "User guide", "Help", ("F1",)),
    Command("about", "About Bayplan", "Help"),
    Command("quit", "Quit", "Window", ("Ctrl+Q",)),
)

#: The prunes among them, by the event that each is.
PRUNE_COMMANDS = {f"prune-{event}": event for event in PRUNES}


class Commands:
    """The commands of one window as actions, which run the functions that were given for them.

    A command that nobody has given a function yet is neither offered nor has a shortcut.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._known = {command.name: command for command in COMMANDS}

    def provide(self, name: str, run: Callable[[], object]) -> QAction:
        """Makes the command do ``run()``. Raises KeyError for a name that is not among COMMANDS."""
        command = self._known[name]
        action = QAction(command.title, self._window)
        action.setObjectName(name)
        action.setCheckable(command.checkable)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self._actions[name] = action
        return action

    def action(self, name: str) -> QAction:
        """The action of a command that was provided. Raises KeyError for another."""
        return self._actions[name]

    def offered(self) -> list[tuple[Command, QAction]]:
        """The commands that can be run now, in the order of COMMANDS."""
        found = [(command, self._actions.get(command.name)) for command in COMMANDS]
        return [(command, action) for command, action in found if action is not None and action.isEnabled()]

    def run(self, name: str) -> None:
        """Runs a command as if it had been chosen from a menu."""
        self._actions[name].trigger()


def keys_text(command: Command) -> str:
    """The shortcuts of a command as the desktop writes them: "Ctrl+F, /"."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys)
