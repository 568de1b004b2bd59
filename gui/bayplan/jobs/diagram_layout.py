"""Lays the diagram out: at once when it is small, on a worker thread when it is large; the latest wish wins."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bayplan.domain.inventory import Inventory
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.job import Job
from bayplan.jobs.runner import JobRunner
from bayplan.layout.diagram import lay_out
from bayplan.layout.shapes import Diagram
from bayplan.layout.view_options import ViewOptions

#: From this many containers on, a layout may take longer than the window may wait.
_LARGE = 300


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
        self._previous: Diagram | None = None
        self._shown: Inventory | None = None
        self._waiting: Inventory | None = None
        self._job: Job | None = None

    @property
    def latest(self) -> Diagram | None:
        """The diagram that was ready last; None before the first of an engine."""
        return self._previous

    def forget(self) -> None:
        """The next inventory is another engine's: nothing keeps its place, and nothing of before is shown any more."""
        self._previous = self._shown = self._waiting = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def show(self, inventory: Inventory) -> None:
        """Lays an inventory out; unchanged things keep their places."""
        self._shown = inventory
        if self._job is not None:
            self._waiting = inventory
        elif len(inventory.containers) <= _LARGE:
            self._take(lay_out(inventory, self.options, self._previous))
        else:
            self._start(inventory)

    def set_options(self, options: ViewOptions) -> None:
        """Lays the same inventory out in another way (other folds)."""
        self.options = options
        if self._shown is not None:
            self.show(self._shown)

    def _start(self, inventory: Inventory) -> None:
        options, previous = self.options, self._previous

        def work(_control: JobControl) -> Diagram:
            return lay_out(inventory, options, previous)

        job = self._runner.run(
            "Laying out the diagram",
            work,
            done=lambda diagram: self._done(job, diagram),
            failed=lambda error: self._done(job, error),
            owner=self,
        )
        self._job = job

    def _done(self, job: Job, outcome: Diagram | BayplanError) -> None:
        if job is not self._job:
            return
        self._job = None
        waiting, self._waiting = self._waiting, None
        if isinstance(outcome, BayplanError):
            self.failed.emit(outcome)
        else:
            self._take(outcome)
        if waiting is not None:
            self.show(waiting)

    def _take(self, diagram: Diagram) -> None:
        self._previous = diagram
        self.ready.emit(diagram)
