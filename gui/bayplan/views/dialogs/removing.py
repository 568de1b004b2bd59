"""Takes a person through removing what Bayplan made: the dialog on one side, the job on the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bayplan.domain.removal import RemovalPlan
from bayplan.jobs import test_mount_jobs
from bayplan.jobs.runner import JobRunner
from bayplan.jobs.test_mount_jobs import OpenClient

if TYPE_CHECKING:
    from bayplan.views.dialogs.removal_dialog import RemovalDialog


def ask_to_remove(
    plan: RemovalPlan,
    open_client: OpenClient,
    runner: JobRunner,
    window: QWidget,
    *,
    title: str,
    leaving: bool = False,
    then: Callable[[], None] = lambda: None,
) -> RemovalDialog:
    """Lists what goes, and removes exactly that when the person agrees; ``then`` is called when it is gone.

    ``leaving``: Bayplan is about to close, and the person may leave the things.
    """
    from bayplan.views.dialogs.removal_dialog import RemovalDialog  # noqa: PLC0415 -- not needed at the start

    dialog = RemovalDialog(plan, window, title=title, leaving=leaving)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def done(_nothing: None) -> None:
        dialog.accept()
        then()

    def remove(agreed: RemovalPlan) -> None:
        runner.run(
            title,
            test_mount_jobs.remove(open_client, agreed),
            done=done,
            failed=dialog.show_error,
            progress=lambda _fraction, text: dialog.show_progress(text),
            owner=dialog,
        )

    dialog.remove_requested.connect(remove)
    dialog.open()
    return dialog
