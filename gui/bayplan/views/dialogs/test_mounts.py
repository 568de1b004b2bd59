"""Takes a person through making and removing test mounts: dialogs on one side, jobs on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.removal import RemovalPlan, plan_removal
from bayplan.domain.test_mount import TEST_MOUNT, TestMountSpec
from bayplan.jobs import test_mount_jobs
from bayplan.jobs.job import Job
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.test_mount_jobs import OpenClient
from bayplan.views.dialogs.removing import ask_to_remove

if TYPE_CHECKING:
    from bayplan.views.dialogs.removal_dialog import RemovalDialog
    from bayplan.views.dialogs.test_mount_dialog import TestMountDialog

_TITLE = "Remove test mounts"


class TestMounts(QObject):
    """Test mounts of the engine that is shown.

    Attributes:
        available: an engine (or the demo) is shown and answers, so test mounts can be made.

    Signals:
        show_requested(str): bring the thing with this id into view.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    show_requested = Signal(str)

    def __init__(self, runner: JobRunner, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._window = window
        self._inventory: Inventory | None = None
        self._open_client: OpenClient | None = None
        self._job: Job | None = None

    @property
    def available(self) -> bool:
        """Whether test mounts can be made now."""
        return self._inventory is not None and self._open_client is not None

    def set_engine(self, open_client: OpenClient | None) -> None:
        """Another engine is shown from now on; None for a snapshot, which can hold no test mounts."""
        self._open_client = open_client
        self._inventory = None

    def set_inventory(self, inventory: Inventory) -> None:
        """What is on the engine now."""
        self._inventory = inventory

    def left(self) -> RemovalPlan | None:
        """What test mounts there are and what removing all of them would remove; None while nothing is known."""
        return plan_removal(self._inventory, purposes={TEST_MOUNT}) if self._inventory is not None else None

    def new(self, spec: TestMountSpec | None = None) -> TestMountDialog | None:
        """Opens the dialog, filled in with ``spec``; None when no engine is shown."""
        if self._inventory is None or self._open_client is None:
            return None
        from bayplan.views.dialogs.test_mount_dialog import TestMountDialog  # noqa: PLC0415 -- not needed at the start

        dialog = TestMountDialog(self._inventory, spec, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_client, engine = self._open_client, self._inventory.engine
        dialog.source_check_requested.connect(partial(self._look_for_source, dialog, local=engine.local))
        dialog.create_requested.connect(partial(self._find_image, dialog, open_client, engine.os_type))
        dialog.cancel_requested.connect(self._cancel)
        dialog.show_requested.connect(lambda container: self.show_requested.emit(ids.container_thing(container)))
        dialog.remove_requested.connect(lambda container: self.remove([ids.container_thing(container)]))
        dialog.open()
        return dialog

    def remove(self, only: Iterable[str] | None = None) -> RemovalDialog | None:
        """Asks, then removes all test mounts or those with the thing ids in ``only``; None when no engine is shown."""
        if self._inventory is None or self._open_client is None:
            return None
        plan = self.left() if only is None else plan_removal(self._inventory, only)
        if not plan:
            return None
        return ask_to_remove(plan, self._open_client, self._runner, self._window, title=_TITLE)

    def ask_at_exit(self, then: Callable[[], None]) -> RemovalDialog | None:
        """Asks whether the test mounts that are left shall go; calls ``then`` when all is settled.

        None (and ``then`` is not called) when there is nothing to ask.
        """
        plan = self.left()
        if not plan or self._open_client is None:
            return None
        dialog = ask_to_remove(
            plan, self._open_client, self._runner, self._window, title=_TITLE, leaving=True, then=then
        )
        dialog.rejected.connect(then)
        return dialog

    def _look_for_source(self, dialog: TestMountDialog, path: str, *, local: bool) -> None:
        self._runner.run(
            f"Look for {path}",
            test_mount_jobs.look_for_source(path, local=local),
            done=partial(dialog.set_source_exists, path),
            failed=lambda _error: dialog.set_source_exists(path, None),
            owner=dialog,
        )

    def _find_image(self, dialog: TestMountDialog, open_client: OpenClient, os_type: str, spec: TestMountSpec) -> None:
        dialog.show_progress(f"Looking for the image {spec.image}")
        self._job = self._runner.run(
            f"Look for {spec.image}",
            test_mount_jobs.find_image(open_client, spec.image),
            done=lambda found: self._image_found(dialog, open_client, os_type, spec, found=found),
            failed=dialog.show_error,
            cancelled=dialog.show_cancelled,
            owner=dialog,
        )

    def _image_found(
        self, dialog: TestMountDialog, open_client: OpenClient, os_type: str, spec: TestMountSpec, *, found: bool
    ) -> None:
        if found:
            self._create(dialog, open_client, os_type, spec, pull=False)
            return
        question = QMessageBox(dialog)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle("Helper image")
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(f"The engine does not have the image {spec.image}.")
        question.setInformativeText("Bayplan can pull it from its registry, or you choose an image that is there.")
        pull = question.addButton("Pull it", QMessageBox.ButtonRole.AcceptRole)
        question.addButton("Choose another", QMessageBox.ButtonRole.RejectRole)
        pull.clicked.connect(lambda: self._create(dialog, open_client, os_type, spec, pull=True))
        question.rejected.connect(dialog.show_cancelled)
        question.open()

    def _create(
        self, dialog: TestMountDialog, open_client: OpenClient, os_type: str, spec: TestMountSpec, *, pull: bool
    ) -> None:
        self._job = self._runner.run(
            f"Create a test mount at {spec.destination}",
            test_mount_jobs.create(open_client, spec, os_type, pull=pull),
            done=lambda result: dialog.show_outcome(result.container, result.explanation, proven=result.proven),
            failed=dialog.show_error,
            cancelled=dialog.show_cancelled,
            progress=lambda _fraction, text: dialog.show_progress(text),
            owner=dialog,
        )

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
