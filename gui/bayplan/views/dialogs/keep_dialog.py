"""Asks how and where the data of a store shall be kept, and shows what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Store
from bayplan.domain.way_out_targets import commands, store_title, suggested_target, target_problem
from bayplan.domain.ways_out import WAY_OUT_WORDS, WayOut
from bayplan.engine.ways_out import Kept
from bayplan.views.dialogs.command_box import CommandBox
from bayplan.views.dialogs.task_dialog import TaskDialog
from bayplan.views.plain_text import PlainLabel

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
        ways: a button for each way out. target: the path or name. browse_button: chooses a path.

    Signals:
        keep_requested(WayOut, str): how, and the path or name; answer with :meth:`show_progress`, then
            :meth:`show_kept`, :meth:`show_stopped` or :meth:`show_error`.
    """

    keep_requested = Signal(object, str)

    def __init__(
        self, store: Store, ways: tuple[WayOut, ...], inventory: Inventory, parent: QWidget | None = None
    ) -> None:
        """``ways`` are those that are offered, the first of them chosen."""
        title = f"Keep what is in {'' if store.kind.is_volume else 'the '}{store_title(store)}"
        super().__init__(title, "Keep it", parent)
        self.setObjectName("keepDialog")
        self._store = store
        self._inventory = inventory
        self._typed: dict[WayOut, str] = {}
        self.way = ways[0]
        self.ways: Mapping[WayOut, QPushButton] = {way: QPushButton(WAY_OUT_WORDS[way].choice) for way in ways}
        self._explanation = PlainLabel("", "mutedText")
        self._label = QLabel()
        self.target = QLineEdit()
        self.browse_button = QPushButton("Browse…")
        self._problem = PlainLabel("", "problems")
        self.commands = CommandBox()
        self._build()
        self.choose(self.way)
        self.resize(_WIDTH, self.sizeHint().height())
        self.shrink()

    def choose(self, way: WayOut) -> None:
        """Turns to another way out; what was typed for the one before is remembered."""
        self._typed[self.way] = self.target.text()
        self.way = way
        self.ways[way].setChecked(True)
        self._explanation.setText(WAY_OUT_WORDS[way].explanation)
        self._label.setText(_FIELD[way])
        self.target.setAccessibleName(_FIELD[way])
        self.browse_button.setVisible(way in {WayOut.TAR, WayOut.FOLDER})
        suggested = suggested_target(self._store, way, self._inventory, Path.home())
        self.target.setText(self._typed.get(way) or suggested)
        self._update()

    def show_kept(self, kept: Kept) -> None:
        """Shows where it is now."""
        self.finish("\n".join([f"✓ {kept.sentence}", *kept.notes]), "ok")

    def can_act(self) -> bool:
        """Whether the target can be one."""
        return not self._what_is_wrong()

    def _build(self) -> None:
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
        self.body_column.addLayout(segments)
        self.body_column.addWidget(self._explanation)
        self.body_column.addSpacing(4)
        self.body_column.addWidget(self._label)
        self.body_column.addLayout(field)
        self.body_column.addWidget(self._problem)
        self.body_column.addSpacing(4)
        self.body_column.addWidget(self.commands)
        self.act_button.clicked.connect(lambda: self.keep_requested.emit(self.way, self.target.text().strip()))

    def _what_is_wrong(self) -> str:
        return target_problem(self.way, self.target.text().strip(), self._inventory)

    def _update(self) -> None:
        problem = self._what_is_wrong()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.grow()
        target = self.target.text().strip() or "NAME"
        self.commands.show_commands(commands(self._store, self.way, target, self._inventory))
        self.update_buttons()

    def _browse(self) -> None:
        dialog = QFileDialog(self, _FIELD[self.way], str(Path(self.target.text() or Path.home()).parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.selectFile(Path(self.target.text()).name)
        dialog.fileSelected.connect(self.target.setText)
        dialog.open()
