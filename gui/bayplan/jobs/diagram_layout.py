"""Lays the diagram out: at once when it is small, on a worker thread when it is large; the latest wish wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.outcome import Outcome
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.job import Job
from bayplan.jobs.runner import JobRunner
from bayplan.layout.diagram import lay_out
from bayplan.layout.dressing import dress
from bayplan.layout.shapes import Diagram
from bayplan.layout.view_options import ViewOptions

#: From this many containers on, a layout may take longer than the window may wait.
_LARGE = 300


class _Picture(NamedTuple):
    """A layout of an inventory as it is, and the same with the outcome that was asked for (or without one)."""

    inventory: Inventory
    options: ViewOptions
    plain: Diagram
    dressed: Diagram


class DiagramLayout(QObject):
    """Turns inventories into diagrams; belongs to the GUI thread and returns at once.

    Signals:
        ready(Diagram): a diagram of what was asked for, newer than the one before.
        failed(BayplanError).
    """

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.options = ViewOptions()
        self._runner = runner
        self._picture: _Picture | None = None
        self._shown: Inventory | None = None
        self._outcome: Outcome | None = None
        self._part: Callable[[Inventory], Inventory] | None = None
        self._waiting: Inventory | None = None
        self._was_complete = False
        self._job: Job | None = None

    @property
    def latest(self) -> Diagram | None:
        """The diagram that was ready last; None before the first of an engine."""
        return self._picture.dressed if self._picture else None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that diagrams show from now on; None while they show the engine as it is."""
        return self._outcome

    def forget(self) -> None:
        """The next inventory is another engine's: nothing keeps its place, and nothing of before is shown any more."""
        self._picture = self._shown = self._waiting = self._outcome = None
        self._was_complete = False
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def show(self, inventory: Inventory) -> None:
        """Lays an inventory out; unchanged things keep their places."""
        self._shown = inventory
        if self._job is not None:
            self._waiting = inventory
        else:
            self._make(inventory, None)

    def set_options(self, options: ViewOptions) -> None:
        """Lays the same inventory out in another way (other folds)."""
        self.options = options
        if self._shown is not None:
            self.show(self._shown)

    def show_part(self, part: Callable[[Inventory], Inventory] | None) -> None:
        """Lays out only a part of each inventory, or with None all of it again; nothing keeps its place."""
        self._part = part
        self._picture = self._waiting = None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._shown is not None:
            self.show(self._shown)

    def set_outcome(self, outcome: Outcome | None) -> None:
        """Shows what an event does to the engine, or with None the engine as it is; nothing moves.

        The outcome holds for the inventory that was shown last. It stays until another one is set: what a newer
        inventory has besides is shown as if the event did not concern it.
        """
        if outcome is self._outcome:
            return
        self._outcome = outcome
        if self._job is not None:
            self._waiting = self._shown
        elif self._shown is not None:
            self._make(self._shown, self._layout_of(self._shown))

    def _make(self, inventory: Inventory, plain: Diagram | None) -> None:
        """Makes a picture, from the layout ``plain`` where there is one already."""
        options, outcome = self.options, self._outcome
        previous = self._to_keep(inventory)
        shown = inventory if self._part is None else self._part(inventory)

        def make() -> _Picture:
            layout = lay_out(shown, options, previous) if plain is None else plain
            return _Picture(
                inventory, options, layout, layout if outcome is None else dress(layout, inventory, outcome)
            )

        if len(shown.containers) <= _LARGE:
            self._take(make())
            return

        def work(_control: JobControl) -> _Picture:
            return make()

        job = self._runner.run(
            "Laying out the diagram",
            work,
            done=lambda picture: self._done(job, picture),
            failed=lambda error: self._done(job, error),
            owner=self,
        )
        self._job = job

    def _done(self, job: Job, made: _Picture | BayplanError) -> None:
        if job is not self._job:
            return
        self._job = None
        waiting, self._waiting = self._waiting, None
        if isinstance(made, BayplanError):
            self.failed.emit(made)
        else:
            self._take(made)
        if waiting is not None:
            self._make(waiting, self._layout_of(waiting))

    def _layout_of(self, inventory: Inventory) -> Diagram | None:
        """The layout that is there already of an inventory, if it was made as it is wanted now."""
        picture = self._picture
        if picture is None or picture.inventory is not inventory or picture.options is not self.options:
            return None
        return picture.plain

    def _to_keep(self, inventory: Inventory) -> Diagram | None:
        """The layout whose places are kept; None for the first picture, and for the first that is complete.

        What is drawn while details are still coming lacks many stores. It depends on how fast they come, so its places
        and columns are not worth keeping: the same engine would look different at every start.
        """
        before = self._picture
        first_complete = inventory.stage is Stage.COMPLETE and not self._was_complete
        return None if before is None or first_complete else before.plain

    def _take(self, picture: _Picture) -> None:
        self._picture = picture
        self._was_complete = self._was_complete or picture.inventory.stage is Stage.COMPLETE
        self.ready.emit(picture.dressed)
