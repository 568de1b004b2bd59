"""Asks what shall be kept of a store's data, how and where, and shows what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Store
from bayplan.domain.way_out_targets import commands, store_title, suggested_target, target_problem
from bayplan.domain.ways_out import WAY_OUT_WORDS, WayOut, ways_out
from bayplan.engine.ways_out import Kept
from bayplan.views.dialogs.command_box import CommandBox
from bayplan.views.dialogs.task_dialog import TaskDialog
from bayplan.views.plain_text import PlainLabel

#: The ways out that need no more than a place or a name.
WAYS = (WayOut.TAR, WayOut.FOLDER, WayOut.VOLUME, WayOut.IMAGE)
_WIDTH = 620
_FIELD = {
    WayOut.TAR: "File",
    WayOut.FOLDER: "Folder",
    WayOut.VOLUME: "Name of the new volume",
    WayOut.IMAGE: "Name of the image",
}


class KeepDialog(TaskDialog):
    """Saves, copies or commits one store.

    Attributes:
        store: the one that is chosen. way: how it would be kept.
        stores: the choice, where there are several. ways: a button for each way out. target: the path or name.
        browse_button: chooses a path. another_button: when one is kept, goes on with the next.

    Signals:
        keep_requested(str, WayOut, str): the store's id, how, and the path or name; answer with :meth:`show_progress`,
            then :meth:`show_kept`, :meth:`show_stopped` or :meth:`show_error`.
    """

    keep_requested = Signal(str, object, str)

    def __init__(
        self, stores: Sequence[Store], way: WayOut | None, inventory: Inventory, parent: QWidget | None = None
    ) -> None:
        """``stores`` have at least one way out each; the first is chosen, and ``way`` where it has that."""
        super().__init__("", "Keep it", parent)
        self.setObjectName("keepDialog")
        self._found = list(stores)
        self._inventory = inventory
        self._typed: dict[tuple[str, WayOut], str] = {}
        self.store = self._found[0]
        self.way = way or WayOut.TAR
        self.stores = QComboBox()
        self.ways: Mapping[WayOut, QPushButton] = {each: QPushButton(WAY_OUT_WORDS[each].choice) for each in WAYS}
        self._explanation = PlainLabel("", "mutedText")
        self._label = QLabel()
        self.target = QLineEdit()
        self.browse_button = QPushButton("Browse…")
        self._problem = PlainLabel("", "problems")
        self.commands = CommandBox()
        self.another_button = QPushButton("Keep another…")
        self._build()
        self._choose_store(0)
        self.resize(_WIDTH, self.sizeHint().height())
        self.shrink()

    def choose(self, way: WayOut) -> None:
        """Turns to another way out; what was typed for the one before is remembered."""
        self._typed[self.store.id, self.way] = self.target.text()
        self._show(way)

    def _choose_store(self, index: int) -> None:
        self._typed[self.store.id, self.way] = self.target.text()
        self.store = self._found[max(index, 0)]
        self.title.setText(f"Keep what is in {'' if self.store.kind.is_volume else 'the '}{store_title(self.store)}")
        offered = [way for way in ways_out(self.store, self._inventory) if way in WAYS]
        for way, button in self.ways.items():
            button.setVisible(way in offered)
        self._show(self.way if self.way in offered else offered[0])

    def _show(self, way: WayOut) -> None:
        self.way = way
        self.ways[way].setChecked(True)
        self._explanation.setText(WAY_OUT_WORDS[way].explanation)
        self._label.setText(_FIELD[way])
        self.target.setAccessibleName(_FIELD[way])
        self.browse_button.setVisible(way in {WayOut.TAR, WayOut.FOLDER})
        suggested = suggested_target(self.store, way, self._inventory, Path.home())
        self.target.setText(self._typed.get((self.store.id, way)) or suggested)
        self._update()

    def show_kept(self, kept: Kept) -> None:
        """Shows where it is now, and goes on with the next if there are several."""
        index = self.stores.currentIndex()
        if not self.stores.itemText(index).startswith("✓"):
            self.stores.setItemText(index, f"✓ {self.stores.itemText(index)}")
        self.another_button.setVisible(len(self._found) > 1)
        self.finish("\n".join([f"✓ {kept.sentence}", *kept.notes]), "ok")

    def can_act(self) -> bool:
        """Whether the target can be one."""
        return not self._what_is_wrong()

    def _keep_another(self) -> None:
        self.another_button.hide()
        self.begin_again()
        self.stores.setCurrentIndex((self.stores.currentIndex() + 1) % len(self._found))
        self.grow()

    def _build(self) -> None:
        self.stores.addItems([" ".join(store_title(store).split()) for store in self._found])
        self.stores.setAccessibleName("What to keep")
        self.stores.setVisible(len(self._found) > 1)
        self.stores.currentIndexChanged.connect(self._choose_store)
        self.another_button.setAutoDefault(False)
        self.another_button.hide()
        self.another_button.clicked.connect(self._keep_another)
        self.buttons.insertWidget(0, self.another_button)
        group = QButtonGroup(self)
        segments = QHBoxLayout()
        segments.setSpacing(6)
        for way, button in self.ways.items():
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, way=way: self.choose(way))
            group.addButton(button)
            segments.addWidget(button)
        segments.addStretch(1)
        self._explanation.setWordWrap(True)
        self._problem.setWordWrap(True)
        self._problem.setProperty("blocking", True)
        self._label.setBuddy(self.target)
        self.target.textChanged.connect(self._update)
        self.browse_button.setAutoDefault(False)
        self.browse_button.clicked.connect(self._browse)
        field = QHBoxLayout()
        field.addWidget(self.target, 1)
        field.addWidget(self.browse_button)
        self.body_column.addWidget(self.stores)
        self.body_column.addLayout(segments)
        self.body_column.addWidget(self._explanation)
        self.body_column.addSpacing(4)
        self.body_column.addWidget(self._label)
        self.body_column.addLayout(field)
        self.body_column.addWidget(self._problem)
        self.body_column.addSpacing(4)
        self.body_column.addWidget(self.commands)
        self.act_button.clicked.connect(self._keep)

    def _keep(self) -> None:
        self.keep_requested.emit(self.store.id, self.way, self.target.text().strip())

    def _what_is_wrong(self) -> str:
        return target_problem(self.way, self.target.text().strip(), self._inventory)

    def _update(self) -> None:
        problem = self._what_is_wrong()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.grow()
        target = self.target.text().strip() or "NAME"
        self.commands.show_commands(commands(self.store, self.way, target, self._inventory))
        self.update_buttons()

    def _browse(self) -> None:
        dialog = QFileDialog(self, _FIELD[self.way], str(Path(self.target.text() or Path.home()).parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.selectFile(Path(self.target.text()).name)
        dialog.fileSelected.connect(self.target.setText)
        dialog.open()
