"""Takes a person through the ways out: dialogs on one side, jobs on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.model import Container, Mount
from bayplan.domain.promotion import Promotion, promotable
from bayplan.domain.protection import Protection
from bayplan.domain.safe_removal import SafeRemoval
from bayplan.domain.way_out_targets import store_title
from bayplan.domain.ways_out import WayOut, ways_out
from bayplan.engine.promote import Promoted
from bayplan.engine.ways_out import Kept
from bayplan.jobs import keeping_jobs
from bayplan.jobs.keeping_jobs import OpenClient, StoppableWork
from bayplan.jobs.runner import JobRunner
from bayplan.views.dialogs.task_dialog import TaskDialog

if TYPE_CHECKING:
    from bayplan.views.dialogs.keep_dialog import KeepDialog
    from bayplan.views.dialogs.promote_dialog import PromoteDialog
    from bayplan.views.dialogs.way_out_bar import WayOutChoice

_Result = TypeVar("_Result")


class Keeping(QObject):
    """Keeps what is in stores of the engine that is shown.

    Signals:
        kept(str): what is in the store with this id has been kept.
        removal_requested(list): the things with these ids are to be removed, after a question.
    """

    kept = Signal(str)
    removal_requested = Signal(list)

    def __init__(self, runner: JobRunner, window: QWidget, protection: Callable[[str], Protection]) -> None:
        """``protection(engine id)`` tells what is protected by now; it is called on worker threads."""
        super().__init__(window)
        self._runner = runner
        self._window = window
        self._protection = protection
        self._inventory: Inventory | None = None
        self._open_client: OpenClient | None = None
        self._promoting: PromoteDialog | None = None

    def set_engine(self, open_client: OpenClient | None) -> None:
        """Another engine is shown from now on; None for a snapshot, of which nothing can be read."""
        self._open_client = open_client
        self._inventory = None

    def set_inventory(self, inventory: Inventory) -> None:
        """What is on the engine now."""
        self._inventory = inventory
        if self._promoting is not None:
            self._promoting.set_inventory(inventory)

    def choices(self, plan: SafeRemoval) -> list[WayOutChoice]:
        """The stores of which a removal loses or orphans data, and how they can be kept."""
        from bayplan.views.dialogs.way_out_bar import WayOutChoice  # noqa: PLC0415 -- not needed at the start

        inventory = self._inventory
        found = []
        for line in plan.at_stake if inventory is not None else ():
            store = inventory.stores.get(line.store) if inventory is not None else None
            ways = ways_out(store, inventory) if store is not None and inventory is not None else ()
            if store is not None and ways:
                found.append(WayOutChoice(store.id, store_title(store), ways))
        return found

    def keep(self, *stores: str, way: WayOut | None = None, parent: QWidget | None = None) -> TaskDialog | None:
        """Asks how and where to keep one of the stores with these ids, ``way`` being chosen.

        None when none of them can be kept (so): a snapshot is shown, the engine is still being read, or they are gone.
        """
        inventory, open_client = self._inventory, self._open_client
        if inventory is None or open_client is None or inventory.stage is not Stage.COMPLETE:
            return None
        found = [store for each in stores if (store := inventory.stores.get(each)) and ways_out(store, inventory)]
        if way is WayOut.PROMOTE:
            return self.promote([mount for store in found for mount in promotable(store, inventory)], parent)
        if not found:
            return None
        from bayplan.views.dialogs.keep_dialog import KeepDialog  # noqa: PLC0415 -- not needed at the start

        dialog = KeepDialog(found, way, inventory, parent or self._window)

        def start(store: str, chosen: WayOut, target: str) -> None:
            work = keeping_jobs.keep(open_client, inventory, inventory.stores[store], chosen, target)
            self._run(dialog, work, partial(self._kept, dialog, store))

        dialog.keep_requested.connect(start)
        return _opened(dialog)

    def promote(self, mounts: Iterable[tuple[Container, Mount]], parent: QWidget | None = None) -> PromoteDialog | None:
        """Asks for a name, then makes the anonymous volume a named one; None when that cannot be done."""
        inventory, open_client, found = self._inventory, self._open_client, list(mounts)
        if inventory is None or open_client is None or not found:
            return None
        from bayplan.views.dialogs.promote_dialog import PromoteDialog  # noqa: PLC0415 -- not needed at the start

        dialog = PromoteDialog(found, inventory, parent or self._window)
        protection = partial(self._protection, inventory.engine.id)

        def start(asked: Promotion) -> None:
            work = keeping_jobs.promote(open_client, inventory, asked, protection)
            self._run(dialog, work, partial(self._promoted, dialog))

        dialog.promote_requested.connect(start)
        dialog.removal_requested.connect(dialog.accept)
        dialog.removal_requested.connect(self.removal_requested)
        dialog.finished.connect(self._forget)
        self._promoting = dialog
        _opened(dialog)
        return dialog

    def _kept(self, dialog: KeepDialog, store: str, kept: Kept) -> None:
        dialog.show_kept(kept)
        self.kept.emit(store)

    def _promoted(self, dialog: PromoteDialog, promoted: Promoted) -> None:
        dialog.show_promoted(promoted)
        if self._inventory is not None:
            dialog.set_inventory(self._inventory)

    def _forget(self, _result: int) -> None:
        self._promoting = None

    def _run(self, dialog: TaskDialog, work: StoppableWork[_Result], done: Callable[[_Result], None]) -> None:
        dialog.stop_requested.connect(work.stop)
        dialog.show_progress(None, "Connecting")

        def ended(result: _Result | None) -> None:
            if result is None:
                dialog.show_stopped()
            else:
                done(result)

        self._runner.run(
            dialog.title.text(),
            work,
            done=ended,
            failed=dialog.show_error,
            progress=dialog.show_progress,
            owner=dialog,
        )


def _opened(dialog: TaskDialog) -> TaskDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
