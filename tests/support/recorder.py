"""Hears a watcher and lets a test wait for what it should say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from bayplan.domain.activity import Activity
from bayplan.domain.inventory import Inventory
from bayplan.engine.state import ConnectionState

_PATIENCE = 20.0


def comparable(inventory: Inventory) -> object:
    """An inventory without what differs between two readings of the same state ("Up 2 seconds", the time)."""
    containers = {key: replace(c, status="") for key, c in inventory.containers.items()}
    return containers, inventory.images, inventory.volumes, inventory.stores, inventory.stage


class Recorder:
    """A WatchListener that keeps everything it hears."""

    def __init__(self) -> None:
        self.inventories: list[Inventory] = []
        self.states: list[ConnectionState] = []
        self.activities: list[Activity] = []
        self._changed = threading.Condition()

    @property
    def inventory(self) -> Inventory:
        """The last inventory."""
        return self.inventories[-1]

    @property
    def names(self) -> set[str]:
        """Names of the containers in the last inventory."""
        return {container.name for container in self.inventory.containers.values()} if self.inventories else set()

    @property
    def sentences(self) -> list[str]:
        """The journal so far."""
        return [activity.sentence for activity in self.activities]

    def inventory_changed(self, inventory: Inventory) -> None:
        """Part of WatchListener."""
        with self._changed:
            self.inventories.append(inventory)
            self._changed.notify_all()

    def state_changed(self, state: ConnectionState) -> None:
        """Part of WatchListener."""
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def activity(self, activity: Activity) -> None:
        """Part of WatchListener."""
        with self._changed:
            self.activities.append(activity)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Waits until something was heard that makes ``condition`` true; fails the test if it never does."""
        with self._changed:
            if not self._changed.wait_for(condition, _PATIENCE):
                state = self.states[-1] if self.states else None
                details = state.error.details if state and state.error else ""
                raise AssertionError(f"never came true; last state: {state}, names: {sorted(self.names)}\n{details}")

    def wait_for_names(self, *names: str) -> None:
        """Waits until the containers have exactly these names."""
        self.wait_for(lambda: self.names == set(names))
