"""The watched inventory for the window: the watcher's news, brought to the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bayplan.domain.activity import Activity
from bayplan.domain.inventory import Inventory, InventoryDiff, diff
from bayplan.engine.client import EngineClient
from bayplan.engine.state import ConnectionState
from bayplan.engine.timing import Timing
from bayplan.engine.watcher import EngineWatcher
from bayplan.jobs.mailbox import Mailbox


class LiveInventory(QObject):
    """Watches one engine at a time; everything public belongs to the GUI thread and returns at once.

    Signals:
        inventory_changed(Inventory, InventoryDiff): the diff is from the inventory that was signalled before (from
            nothing, for the first one of an engine); while the window is busy, inventories in between are left out.
        state_changed(ConnectionState), activity(Activity).
    """

    inventory_changed = Signal(object, object)
    state_changed = Signal(object)
    activity = Signal(object)

    def __init__(self, parent: QObject | None = None, *, timing: Timing | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._timing = timing
        self._watching = _Watching()
        self.destroyed.connect(self._watching.stop_now)
        self._inventory: Inventory | None = None
        self._state: ConnectionState | None = None

    @property
    def inventory(self) -> Inventory | None:
        """The inventory that was signalled last; None before the first of the engine that is watched now."""
        return self._inventory

    @property
    def state(self) -> ConnectionState | None:
        """The state that was signalled last."""
        return self._state

    def watch(self, open_client: Callable[[], EngineClient], host: str) -> None:
        """Watches another engine from now on; nothing of the one before is signalled any more.

        ``open_client`` connects (on a worker thread, each time anew); ``host`` is its URL, for the states.
        """
        self.stop()
        self._inventory = None
        relay = _Relay(self._mailbox, self._take)
        watcher = EngineWatcher(open_client, relay, host=host, timing=self._timing)
        self._watching.begin(watcher, relay)

    def refresh(self) -> None:
        """Reads everything again now; connects at once if there is no connection."""
        if self._watching.watcher is not None:
            self._watching.watcher.refresh()

    def reconnect_now(self) -> None:
        """Tries to connect at once instead of waiting; no effect while the engine answers."""
        if self._watching.watcher is not None:
            self._watching.watcher.reconnect_now()

    def measure_sizes(self) -> None:
        """Measures writable layers and volumes on the side."""
        if self._watching.watcher is not None:
            self._watching.watcher.measure_sizes()

    def measure_some(self, containers: frozenset[str]) -> None:
        """Measures writable layers and memory of these containers of Bayplan's own (ids) on the side."""
        if self._watching.watcher is not None:
            self._watching.watcher.measure_some(containers)

    def cancel_measuring(self) -> None:
        """Forgets about a measurement that is going on."""
        if self._watching.watcher is not None:
            self._watching.watcher.cancel_measuring()

    def stop(self, wait: float = 0.0) -> None:
        """Watches nothing any more; nothing is signalled from here on. ``wait``: seconds to let the threads end."""
        self._watching.stop(wait)

    def _take(self, relay: _Relay) -> None:
        state, news, lines = relay.collect()
        if state is not None and relay is self._watching.relay:
            self._state = state
            self.state_changed.emit(state)
        if news is not None and relay is self._watching.relay:
            self._inventory = news[0]
            self.inventory_changed.emit(*news)
        for line in lines:
            if relay is self._watching.relay:  # a slot may have turned to another engine
                self.activity.emit(line)


class _Watching:
    """The watcher of now and its relay; outlives the LiveInventory, so that its end can stop them."""

    def __init__(self) -> None:
        self.watcher: EngineWatcher | None = None
        self.relay: _Relay | None = None

    def begin(self, watcher: EngineWatcher, relay: _Relay) -> None:
        self.watcher, self.relay = watcher, relay
        watcher.start()

    def stop(self, wait: float = 0.0) -> None:
        if self.relay is not None:
            self.relay.silence()
            self.relay = None
        if self.watcher is not None:
            self.watcher.stop(wait)
            self.watcher = None

    def stop_now(self) -> None:
        self.stop()


class _Relay:
    """Hears one watcher, on its thread, and keeps what the window has not taken yet.

    The diff is computed here, off the GUI thread, against what the window took last.
    """

    def __init__(self, mailbox: Mailbox, take: Callable[[_Relay], None]) -> None:
        self._mailbox = mailbox
        self._take = take
        self._lock = threading.Lock()
        self._silent = False
        self._taken: Inventory | None = None
        self._on_its_way = False
        self._state: ConnectionState | None = None
        self._news: tuple[Inventory, InventoryDiff] | None = None
        self._lines: list[Activity] = []

    def inventory_changed(self, inventory: Inventory) -> None:
        while True:
            base = self._taken
            difference = diff(base, inventory)
            with self._lock:
                if base is self._taken:  # else the window took another one meanwhile
                    self._news = (inventory, difference)
                    break
        self._send()

    def state_changed(self, state: ConnectionState) -> None:
        with self._lock:
            self._state = state
        self._send()

    def activity(self, activity: Activity) -> None:
        with self._lock:
            self._lines.append(activity)
        self._send()

    def silence(self) -> None:
        """Nothing is sent any more."""
        with self._lock:
            self._silent = True

    def collect(
        self,
    ) -> tuple[ConnectionState | None, tuple[Inventory, InventoryDiff] | None, list[Activity]]:
        """What came since the last time; on the GUI thread."""
        with self._lock:
            state, news, lines = self._state, self._news, self._lines
            self._state, self._news, self._lines, self._on_its_way = None, None, [], False
            if self._silent:
                return None, None, []
            if news is not None:
                self._taken = news[0]
            return state, news, lines

    def _send(self) -> None:
        with self._lock:
            if self._silent or self._on_its_way:
                return
            self._on_its_way = True
        self._mailbox.post(lambda: self._take(self))
