"""The dialog that asks for a test mount, shows how it is made, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bayplan.domain.inventory import Inventory
from bayplan.domain.test_mount import MountType, Problem, TestMountSpec, problems
from bayplan.errors import BayplanError
from bayplan.views.dialogs.test_mount_form import TestMountForm
from bayplan.views.dialogs.test_mount_preview import TestMountPreview


class TestMountDialog(QDialog):
    """Asks for one test mount. It decides nothing and calls no engine: whoever opened it does, through the signals.

    Signals:
        source_check_requested(str): whether this host path exists; answer with :meth:`set_source_exists`.
        create_requested(object): the TestMountSpec to create; answer with :meth:`show_progress`, then
            :meth:`show_outcome` or :meth:`show_error`.
        cancel_requested(): what is being created shall stop.
        show_requested(str): bring the container with this engine id into view.
        remove_requested(str): remove the test mount with this container id.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    source_check_requested = Signal(str)
    create_requested = Signal(object)
    cancel_requested = Signal()
    show_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, inventory: Inventory, spec: TestMountSpec | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New test mount")
        self.setObjectName("testMountDialog")
        self._inventory = inventory
        self._known_sources: dict[str, bool | None] = {}
        self._container = ""
        self._busy = False
        self.form = TestMountForm(inventory, spec or TestMountSpec(type=MountType.VOLUME))
        self.preview = TestMountPreview()
        self.outcome = QLabel()
        self._progress = QProgressBar()
        self.create_button = QPushButton("Create")
        self.close_button = QPushButton("Cancel")
        self._show_button = QPushButton("Show in the diagram")
        self._remove_button = QPushButton("Remove it")
        self._build()
        self.form.changed.connect(self._update)
        self._update()
        self.form.focus_first()

    def set_source_exists(self, path: str, exists: bool | None) -> None:
        """Answers ``source_check_requested``; None when nobody can tell."""
        self._known_sources[path] = exists
        self._update()

    def show_progress(self, text: str) -> None:
        """Shows what is being done; the fields wait meanwhile, the window does not."""
        self._set_busy(True)
        self._say(text, "muted")

    def show_outcome(self, container: str, text: str, *, proven: bool) -> None:
        """Shows what came of it; ``container`` is the test container's id."""
        self._set_busy(False)
        self._container = container
        self._say(f"{'✓' if proven else '⚠'} {text}", "ok" if proven else "warning")
        self._show_button.setVisible(True)
        self._remove_button.setVisible(True)
        self.create_button.setText("Create another")
        self.close_button.setText("Close")
        self._show_button.setFocus()

    def show_error(self, error: BayplanError) -> None:
        """Shows why it was not created; nothing was left behind, and the fields are as they were."""
        self._set_busy(False)
        self._say(f"✕ {error.sentence()}", "danger")
        self.outcome.setToolTip("" if not error.details else f"The engine said: {error.details}".replace("<", "‹"))

    def show_cancelled(self) -> None:
        """The person stopped it; nothing was left behind."""
        self._set_busy(False)
        self._say("Cancelled; nothing was left behind.", "muted")

    def reject(self) -> None:
        """Esc and the close button: stops what is being created, else closes."""
        if self._busy:
            self.cancel_requested.emit()
        else:
            super().reject()

    def current_problems(self) -> tuple[Problem, ...]:
        """What is wrong or risky about what is filled in now."""
        spec = self.form.spec()
        exists = self._known_sources.get(spec.source) if spec.type is MountType.BIND else None
        inventory = self._inventory
        tags = frozenset(tag for image in inventory.images.values() for tag in image.tags)
        checked = problems(spec, inventory.engine, inventory.volumes, source_exists=exists, images=tags)
        return (*self.form.unreadable(), *checked)

    def _build(self) -> None:
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setWordWrap(True)
        self.outcome.setObjectName("outcome")
        self.outcome.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.outcome.hide()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.hide()
        self.create_button.setObjectName("primary")
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(self._create)
        self.close_button.clicked.connect(self.reject)
        self._show_button.clicked.connect(lambda: self.show_requested.emit(self._container))
        self._remove_button.clicked.connect(self._remove)
        self._show_button.hide()
        self._remove_button.hide()
        halves = QHBoxLayout()
        halves.setSpacing(24)
        for half in (self.form, self.preview):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            halves.addWidget(half, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._show_button)
        buttons.addWidget(self._remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.create_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addLayout(halves, 1)
        column.addWidget(self._progress)
        column.addWidget(self.outcome)
        column.addLayout(buttons)
        self.resize(1000, 560)

    def _update(self) -> None:
        spec = self.form.spec()
        if spec.type is MountType.BIND and spec.source.startswith("/") and spec.source not in self._known_sources:
            self._known_sources[spec.source] = None
            self.source_check_requested.emit(spec.source)
        found = self.current_problems()
        self.preview.show_spec(spec, found)
        self.create_button.setEnabled(not self._busy and not any(problem.blocking for problem in found))

    def _create(self) -> None:
        spec = self.form.spec()
        risks = [problem.text for problem in self.current_problems() if problem.text.startswith("Sensitive")]
        if not risks:
            self.create_requested.emit(spec)
            return
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle("Sensitive host path")
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(f"Mount {spec.source} into the test container?")
        question.setInformativeText("\n".join(risks))
        anyway = question.addButton("Create anyway", QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        anyway.clicked.connect(lambda: self.create_requested.emit(spec))
        question.open()

    def _remove(self) -> None:
        self.remove_requested.emit(self._container)

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        self.outcome.setToolTip("")
        self.outcome.setProperty("tone", tone)
        style = self.outcome.style()
        style.unpolish(self.outcome)
        style.polish(self.outcome)
        self.outcome.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._progress.setVisible(busy)
        self.form.setEnabled(not busy)
        self._update()
