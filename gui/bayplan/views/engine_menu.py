"""The menu of the engine button: every engine that was found, the demo, and ways to others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bayplan.engine.endpoints import Endpoint
from bayplan.views.commands import Commands
from bayplan.views.plain_text import for_action, for_tool_tip

_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_PROBLEM = 32, 44, 70
_OTHER_WAYS = (("demo", "demo-windows"), ("open-snapshot", "connect"))


class EngineMenu(QMenu):
    """The menu. It may be filled while it is open.

    Signals:
        endpoint_chosen(Endpoint): show this engine.
    """

    endpoint_chosen = Signal(object)

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Engines")
        self.setToolTipsVisible(True)
        self._commands = commands
        self.fill([])

    def fill(self, endpoints: Sequence[Endpoint]) -> None:
        """Lists these engines; the active one is ticked, those with a problem say it."""
        self.clear()
        # Clearing drops the entries, not the group that was made for them.
        for group in self.findChildren(QActionGroup):
            group.deleteLater()
        group = QActionGroup(self)
        for endpoint in endpoints:
            action = self.addAction(for_action(entry_text(endpoint)), partial(self.endpoint_chosen.emit, endpoint))
            action.setCheckable(True)
            action.setChecked(endpoint.active)
            action.setToolTip(
                for_tool_tip("\n".join(filter(None, (endpoint.url, endpoint.description, endpoint.problem))))
            )
            group.addAction(action)
        for names in _OTHER_WAYS:
            self.addSeparator()
            self.addActions([self._commands.action(name) for name in names])


def entry_text(endpoint: Endpoint) -> str:
    """An engine as one line of the menu: its name, address, and why it cannot be used; the tooltip has all of it."""
    words = [_short(endpoint.name, _LONGEST_NAME)]
    if endpoint.name != endpoint.url:
        words.append(_short(endpoint.url, _LONGEST_ADDRESS))
    if endpoint.problem:
        words.append(f"⚠ {_short(endpoint.problem, _LONGEST_PROBLEM)}")
    return "   ".join(words)


def _short(text: str, longest: int) -> str:
    """The text with its middle left out when it is too long: the ends of addresses tell most."""
    half = (longest - 1) // 2
    return text if len(text) <= longest else f"{text[: longest - 1 - half]}…{text[-half:]}"
