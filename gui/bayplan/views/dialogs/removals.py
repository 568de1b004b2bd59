"""Takes a person through removing their own things: the question on one side, the job on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from bayplan.domain.event import Event
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.protection import Protection
from bayplan.domain.safe_removal import RemovalRequest, SafeRemoval, plan_safe_removal, prune_request, request_for
from bayplan.domain.ways_out import WayOut
from bayplan.jobs.removal_jobs import OpenClient, RemovalWork
from bayplan.jobs.runner import JobRunner
from bayplan.layout.theme import Theme, load_theme
from bayplan.views.dialogs.keeping import Keeping

if TYPE_CHECKING:
    from bayplan.views.dialogs.safe_removal_dialog import SafeRemovalDialog


#: From this many containers on, the list may take longer to make than the window may wait.
_LARGE = 300


class Removals(QObject):
    """Removal of containers, volumes and images of the engine that is shown.

    Attributes:
        keeping: the ways out for what would be lost.
    """

    def __init__(
        self,
        runner: JobRunner,
        window: QWidget,
        say: Callable[[str], None],
        protection: Callable[[str], Protection],
    ) -> None:
        """``say`` gets a sentence for the status bar; ``protection(engine id)`` tells what is protected by now."""
        super().__init__(window)
        self.keeping = Keeping(runner, window, protection)
        self.keeping.removal_requested.connect(self.ask)
        self.keeping.kept.connect(self._mark_kept)
        self._runner = runner
        self._protection = protection
        self._window = window
        self._say = say
        self._theme = load_theme("dark")
        self._inventory: Inventory | None = None
        self._open_client: OpenClient | None = None
        self._dialog: SafeRemovalDialog | None = None

    def set_engine(self, open_client: OpenClient | None) -> None:
        """Another engine is shown from now on; None for a snapshot, of which nothing can be removed."""
        self._open_client = open_client
        self._inventory = None
        self.keeping.set_engine(open_client)

    def set_inventory(self, inventory: Inventory) -> None:
        """What is on the engine now."""
        self._inventory = inventory
        self.keeping.set_inventory(inventory)

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme from now on."""
        self._theme = theme
        if self._dialog is not None:
            self._dialog.set_theme(theme)

    def ask(self, things: Iterable[str], *, with_volumes: bool = False) -> SafeRemovalDialog | None:
        """Asks, then removes the things with these ids; ``with_volumes``: their anonymous volumes too.

        None when nothing can be asked: a snapshot is shown, the engine is still being read, or none of the things is
        of a kind that can be removed. On a large engine the question comes a moment later, and None is returned too.
        """
        if self._inventory is None:
            return None
        asked = request_for(things, self._inventory, with_volumes=with_volumes)
        if not asked:
            self._say("Select a container, a volume, an image or a project to remove it.")
            return None
        return self._ask(asked)

    def prune(self, event: Event) -> SafeRemovalDialog | None:
        """Asks, then removes exactly what this prune would take now; None as for :meth:`ask`."""
        return self._ask(prune_request(event))

    def _ask(self, asked: RemovalRequest) -> SafeRemovalDialog | None:
        inventory, open_client = self._inventory, self._open_client
        if inventory is None or open_client is None:
            return None
        if inventory.stage is not Stage.COMPLETE:
            self._say("Bayplan is still reading the details of this engine; try again in a moment.")
            return None
        if len(inventory.containers) <= _LARGE:
            return self._open(open_client, inventory.engine.id, plan_safe_removal(inventory, asked))

        def show(plan: SafeRemoval) -> None:
            self._open(open_client, inventory.engine.id, plan)

        self._runner.run(
            "Listing what would go",
            lambda _control: plan_safe_removal(inventory, asked),
            done=show,
            failed=lambda error: self._say(error.sentence()),
            owner=self,
        )
        return None

    def _open(self, open_client: OpenClient, engine_id: str, plan: SafeRemoval) -> SafeRemovalDialog:
        from bayplan.views.dialogs.safe_removal_dialog import SafeRemovalDialog  # noqa: PLC0415 -- not needed at start

        dialog = SafeRemovalDialog(plan, self._theme, self.keeping.choices(plan), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.way_out_requested.connect(partial(self._keep, dialog))
        dialog.remove_requested.connect(partial(self._remove, dialog, open_client, engine_id))
        dialog.finished.connect(self._forget)
        self._dialog = dialog
        dialog.open()
        return dialog

    def _remove(self, dialog: SafeRemovalDialog, open_client: OpenClient, engine_id: str) -> None:
        work = RemovalWork(open_client, dialog.plan, partial(self._protection, engine_id))
        dialog.stop_requested.connect(work.stop)
        dialog.show_progress(None, "Connecting")

        self._runner.run(
            dialog.plan.title,
            work,
            done=dialog.show_report,
            failed=dialog.show_error,
            progress=dialog.show_progress,
            owner=dialog,
        )

    def _keep(self, dialog: SafeRemovalDialog, store: str, way: WayOut) -> None:
        if way is WayOut.PROMOTE:
            # The container will be put aside, and what was asked about is not there any more.
            dialog.reject()
            self.keeping.keep(store, way=way)
        else:
            self.keeping.keep(store, way=way, parent=dialog)

    def _mark_kept(self, store: str) -> None:
        if self._dialog is not None:
            self._dialog.ways_out.mark_kept(store)

    def _forget(self, _result: int) -> None:
        self._dialog = None
