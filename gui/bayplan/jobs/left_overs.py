"""What a tour or experiments left behind that did not end: found by label, at the start and after a failure."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.removal import PASSING, RemovalPlan, plan_removal
from bayplan.engine.own_folders import left_folders
from bayplan.jobs.control import JobControl
from bayplan.jobs.runner import JobRunner

_NOTHING = RemovalPlan((), (), ())


class LeftOvers(QObject):
    """Looks for left-overs, once for each engine unless it is asked again; belongs to the GUI thread.

    Attributes:
        plan: what there is and how it is removed; empty when nothing was left.

    Signals:
        changed(): another plan.
    """

    changed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = _NOTHING
        self._runner = runner
        self._inventory: Inventory | None = None
        self._folders: tuple[str, ...] = ()
        self._wanted = True

    def forget(self) -> None:
        """Another engine is shown from now on."""
        self._inventory, self._folders, self._wanted = None, (), True
        self._take(_NOTHING)

    def look_again(self) -> None:
        """Looks when the next complete inventory comes, or now if there is one."""
        self._wanted = True
        if self._inventory is not None:
            self.set_inventory(self._inventory)

    def ignore(self) -> None:
        """The person leaves them as they are."""
        self._take(_NOTHING)

    def set_inventory(self, inventory: Inventory) -> None:
        """What is on the engine now."""
        self._inventory = inventory
        if self._wanted and inventory.stage is Stage.COMPLETE:
            self._wanted = False
            self._look(inventory)
        elif self.plan:
            # Somebody may have removed some of it; what is new since the look is somebody's at work.
            known = {container.id for container in self.plan.containers} | {v.name for v in self.plan.volumes}
            left = plan_removal(inventory, purposes=PASSING, folders=self._folders)
            self._take(
                RemovalPlan(
                    tuple(container for container in left.containers if container.id in known),
                    tuple(volume for volume in left.volumes if volume.name in known),
                    left.kept,
                    tuple(image for image in left.images if image in self.plan.images),
                    left.folders,
                )
            )

    def _look(self, inventory: Inventory) -> None:
        def work(_control: JobControl) -> tuple[str, ...]:
            return tuple(left_folders(inventory.engine))

        self._runner.run(
            "Looking for left-overs", work, done=self._found, failed=lambda _error: self._found(()), owner=self
        )

    def _found(self, folders: tuple[str, ...]) -> None:
        self._folders = folders
        if self._inventory is not None:
            self._take(plan_removal(self._inventory, purposes=PASSING, folders=folders))

    def _take(self, plan: RemovalPlan) -> None:
        if plan != self.plan:
            self.plan = plan
            self.changed.emit()
