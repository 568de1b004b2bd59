"""Joins left-overs of tours and experiments to the window: a band offers to remove them, with the exact list."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bayplan.parts import Parts
from bayplan.views.dialogs.removal_dialog import RemovalDialog
from bayplan.views.dialogs.removing import ask_to_remove
from bayplan.views.notices import left_over_notice

_TITLE = "Remove left-overs"


class LeftOverWiring(QObject):
    """Left-overs, joined."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._parts = parts
        provide = parts.window.commands.provide
        provide("remove-left-overs", self.ask)
        provide("keep-left-overs", parts.left_overs.ignore)
        parts.window.left_over_bar.command_requested.connect(parts.window.commands.run)
        parts.left_overs.changed.connect(self._show)
        # What could not be removed is offered again.
        parts.tour.failed.connect(parts.left_overs.look_again)
        parts.experiments.failed.connect(parts.left_overs.look_again)
        self._show()

    def ask(self) -> RemovalDialog | None:
        """Lists what was left, and removes it when the person agrees; None when there is nothing."""
        plan, source = self._parts.left_overs.plan, self._parts.engine.source
        if not plan or source is None or source.open_client is None:
            return None
        parts = self._parts
        return ask_to_remove(
            plan, source.open_client, parts.runner, parts.window, title=_TITLE, then=parts.left_overs.look_again
        )

    def _show(self) -> None:
        plan = self._parts.left_overs.plan
        self._parts.window.left_over_bar.show_notice(left_over_notice(plan) if plan else None)
        for name in ("remove-left-overs", "keep-left-overs"):
            self._parts.window.commands.action(name).setEnabled(bool(plan))
