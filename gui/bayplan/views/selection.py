"""The one selection that lists, diagram and inspector share."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Which things are selected, by thing id (see ``bayplan.domain.ids``).

    Attributes:
        things: all selected ids. current: the one that the inspector shows, "" for none.

    Signals:
        changed(): things or current differ now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.things: frozenset[str] = frozenset()
        self.current = ""
        self._history: list[str] = []

    def select(self, thing: str) -> None:
        """Selects one thing alone; "" clears the selection."""
        self.select_many([thing] if thing else [], current=thing)

    def select_many(self, things: Iterable[str], *, current: str) -> None:
        """Selects several things, of which ``current`` is the one to inspect."""
        chosen = frozenset(things)
        if chosen == self.things and current == self.current:
            return
        if self.current and self.current != current:
            self._history.append(self.current)
        self.things = chosen
        self.current = current
        self.changed.emit()

    @property
    def can_go_back(self) -> bool:
        """Whether there is a thing that was current before."""
        return bool(self._history)

    def back(self) -> None:
        """Returns to the thing that was current before."""
        if not self._history:
            return
        thing = self._history.pop()
        self.things = frozenset({thing})
        self.current = thing
        self.changed.emit()

    def forget(self, gone: Iterable[str]) -> None:
        """Drops things that are no longer there."""
        lost = frozenset(gone)
        self._history = [thing for thing in self._history if thing not in lost]
        if self.things & lost or self.current in lost:
            self.things -= lost
            self.current = "" if self.current in lost else self.current
            self.changed.emit()
