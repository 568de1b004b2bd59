"""Keeps the bar on top, the band and the status line saying how it stands with the engine."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QTimer

from bayplan.domain.activity import Activity
from bayplan.domain.inventory import Inventory
from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError
from bayplan.views.main_window import MainWindow
from bayplan.views.notices import clock, connection_notice, connection_words, demo_notice, engine_words

_TICK_MS = 1000


class ConnectionDisplay(QObject):
    """Shows states, inventories and events in the window's frame; counts down while a next try is waited for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._kind = "engine"
        self._name = ""
        self._host = ""
        self._state: ConnectionState | None = None
        self._fallback: BayplanError | None = None
        self._inventory: Inventory | None = None
        self._retry_at: float | None = None
        # Ticks only while there is a countdown to show: an idle window costs nothing.
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show)

    def show_source(self, kind: str, name: str, host: str, fallback: BayplanError | None) -> None:
        """Another engine is shown from now on; ``kind`` is "engine", "demo" or "snapshot"."""
        self._kind, self._name, self._host, self._fallback = kind, name, host, fallback
        self._state = self._inventory = self._retry_at = None
        self._window.setWindowTitle(f"{name} – Bayplan")
        self._window.status.show_event("")
        self._window.status.show_sizes("")
        self._show()

    def show_state(self, state: ConnectionState) -> None:
        """The connection's state."""
        self._state = state
        self._retry_at = None if state.retry_in is None else time.monotonic() + state.retry_in
        self._show()

    def show_inventory(self, inventory: Inventory) -> None:
        """What is known of the engine."""
        self._inventory = inventory
        self._show()

    def show_activity(self, activity: Activity) -> None:
        """The last event."""
        when = activity.at.astimezone().strftime("%H:%M:%S")
        self._window.status.show_event(f"last event {when}: {activity.sentence}")

    def _show(self) -> None:
        left = None if self._retry_at is None else max(0, math.ceil(self._retry_at - time.monotonic()))
        if left:
            self._tick.start()
        else:
            self._tick.stop()
        words, phase = self._words(left)
        window = self._window
        window.status.show_connection(words, phase)
        window.top_bar.engine.show_engine(self._name, self._host, phase, words)
        window.connection_bar.show_notice(
            demo_notice(self._fallback)
            if self._fallback is not None
            else connection_notice(self._state, left)
            if self._state is not None
            else None
        )
        self._show_sizes()

    def _words(self, left: int | None) -> tuple[str, str]:
        """The status line's words and the colour of the dot."""
        engine = self._inventory.engine if self._inventory else None
        if self._kind == "snapshot":
            if self._inventory is None or engine is None:
                return "opening a snapshot", "snapshot"
            taken = f"snapshot of {engine.name}, taken {clock(self._inventory.taken_at)}, read-only"
            return " · ".join([taken, *engine_words(engine)]), "snapshot"
        if self._state is None:
            return "connecting", "connecting"
        live = self._state.phase is Phase.LIVE
        return connection_words(
            self._state, engine, left
        ), "demo" if live and self._kind == "demo" else self._state.phase

    def _show_sizes(self) -> None:
        if self._inventory is None:
            return
        if self._kind == "snapshot":
            return
        as_of = self._inventory.sizes_as_of
        when = "sizes not measured" if as_of is None else f"sizes as of {clock(as_of)}"
        self._window.status.show_sizes(f"{when} · measure")
