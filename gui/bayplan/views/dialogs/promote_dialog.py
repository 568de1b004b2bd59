"""Asks for the name under which an anonymous volume lives on, says what that means, and shows what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from bayplan.domain import ids
from bayplan.domain.formatting import short_volume_name, size_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Mount
from bayplan.domain.promotion import (
    Promotion,
    name_problem,
    notes,
    promotion,
    steps_as_commands,
    suggested_name,
)
from bayplan.engine.promote import Promoted
from bayplan.views.dialogs.command_box import CommandBox
from bayplan.views.dialogs.task_dialog import TaskDialog
from bayplan.views.plain_text import PlainLabel

_WIDTH = 660


class PromoteDialog(TaskDialog):
    """Makes an anonymous volume a named one.

    Attributes:
        mounts: the choice of container, where several see the volume. name: of the new volume. remove_old,
            remove_both: offered when it is done.

    Signals:
        promote_requested(Promotion): answer with :meth:`show_progress`, then :meth:`show_promoted`,
            :meth:`show_stopped` or :meth:`show_error`.
        removal_requested(list): the things with these ids are to be removed, after a question.
    """

    promote_requested = Signal(object)
    removal_requested = Signal(list)

    def __init__(
        self, mounts: Sequence[tuple[Container, Mount]], inventory: Inventory, parent: QWidget | None = None
    ) -> None:
        """``mounts`` are those of the volume that can be made again on a named one; at least one."""
        volume = short_volume_name(mounts[0][1].source)
        super().__init__(f"Make the anonymous volume {volume} a named one", "Make it a named volume", parent)
        self.setObjectName("promoteDialog")
        self._found = list(mounts)
        self._inventory = inventory
        self._done: Promoted | None = None
        self.mounts = QComboBox()
        self._where = PlainLabel("", "mutedText")
        self.name = QLineEdit()
        self._problem = PlainLabel("", "problems")
        self._notes = PlainLabel("")
        self.commands = CommandBox("The same by hand, as far as one can")
        self.remove_old = QPushButton("Remove the old container…")
        self.remove_both = QPushButton("Remove it and the anonymous volume…")
        self._build()
        self._show_mount()
        self.name.selectAll()
        self.name.setFocus()
        self.resize(_WIDTH, self.sizeHint().height())
        self.shrink()

    def set_inventory(self, inventory: Inventory) -> None:
        """The engine as it is now: what was put aside can be removed as soon as it is known by its new name."""
        if self._done is not None:
            old = inventory.containers.get(self._done.old)
            known = old is not None and old.name == self._done.aside
            for button in (self.remove_old, self.remove_both):
                button.setEnabled(known)

    def show_promoted(self, promoted: Promoted) -> None:
        """Shows what came of it, and offers to remove what was kept."""
        volume = ids.volume_store(self._chosen()[1].source)
        old = ids.container_thing(promoted.old)
        self._done = promoted
        for button, things in ((self.remove_old, [old]), (self.remove_both, [old, volume])):
            button.clicked.connect(lambda _checked=False, things=things: self.removal_requested.emit(things))
            button.setEnabled(False)
            button.show()
        self.finish(f"✓ {promoted.sentence}", "ok")

    def can_act(self) -> bool:
        """Whether the name can be a new volume's."""
        return not name_problem(self.name.text().strip(), self._inventory)

    def _build(self) -> None:
        for container, mount in self._found:
            self.mounts.addItem(f"{container.name} at {mount.destination}")
        self.mounts.setAccessibleName("The container that is made again")
        self.mounts.setVisible(len(self._found) > 1)
        self.mounts.currentIndexChanged.connect(self._show_mount)
        label = QLabel("Name of the new volume")
        label.setBuddy(self.name)
        self.name.setAccessibleName("Name of the new volume")
        self.name.textChanged.connect(self._update)
        for text in (self._where, self._problem, self._notes):
            text.setWordWrap(True)
        self._problem.setProperty("blocking", True)
        for widget in (self.mounts, self._where, label, self.name, self._problem, self._notes, self.commands):
            self.body_column.addWidget(widget)
        for button in (self.remove_old, self.remove_both):
            button.setAutoDefault(False)
            button.hide()
            self.buttons.insertWidget(self.buttons.indexOf(self.close_button) - 1, button)
        self.act_button.clicked.connect(lambda: self.promote_requested.emit(self._promotion()))

    def _chosen(self) -> tuple[Container, Mount]:
        return self._found[max(self.mounts.currentIndex(), 0)]

    def _promotion(self) -> Promotion:
        return promotion(*self._chosen(), self.name.text().strip(), self._inventory)

    def _show_mount(self) -> None:
        container, mount = self._chosen()
        store = self._inventory.stores.get(mount.store)
        size = size_text(store.size if store else None)
        self._where.setText(f"{container.name} sees it at {mount.destination}. Size: {size}.")
        self._notes.setText("\n".join(f"•  {note}" for note in notes(container, mount, self._inventory)))
        self.name.setText(suggested_name(container, mount, self._inventory))
        self._update()

    def _update(self) -> None:
        problem = name_problem(self.name.text().strip(), self._inventory)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.grow()
        self.commands.show_commands(steps_as_commands(self._promotion(), self._inventory))
        self.update_buttons()
