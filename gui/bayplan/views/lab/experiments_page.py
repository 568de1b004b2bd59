"""The experiment lab in the window: what to try, what is being done, and predicted beside observed."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bayplan.domain.event import Event
from bayplan.domain.experiment import ExperimentResult, LabStep
from bayplan.domain.formatting import count_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.proof_rows import ProofRow
from bayplan.domain.test_mount import HELPER_IMAGE
from bayplan.layout.theme import Theme
from bayplan.views.helper_image import HelperImage
from bayplan.views.lab.event_choice import EventChoice
from bayplan.views.lab.proof_table import ProofTable
from bayplan.views.plain_text import ElidedLabel, PlainLabel

_INVITATION = (
    "Each experiment makes a container with one store of every kind, writes a marker into each store, lets the event "
    "happen for real, and looks for the markers again. Everything it makes is labelled and removed; what is yours is "
    "left alone."
)
_ROOMY = 460
_LEAST_WIDTH, _LEAST_HEIGHT = 240, 96
_DETAILS_HEIGHT = 84  # four lines, and room to scroll for more
_EXPORTS = (("copy", "Copy as Markdown"), ("markdown", "Save as Markdown…"), ("json", "Save as JSON…"))


class ExperimentsPage(QWidget):
    """The page; it decides nothing.

    Attributes:
        choice: the experiments. image: what their containers are made from. run, stop, export: the buttons.
        table: predicted beside observed. details: explains the row that is chosen.

    Signals:
        run_requested(str, bool): run what is chosen with this image, and whether it is to be pulled first.
        stop_requested(): stop, and remove what was made. export_requested(str): "copy", "markdown" or "json".
    """

    run_requested = Signal(str, bool)
    stop_requested = Signal()
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = EventChoice()
        self.image = HelperImage()
        self.run = QPushButton("Run")
        self.stop = QPushButton("Stop")
        self.export = QPushButton("Export")
        self.status = ElidedLabel("", "labStatus")
        self.command = ElidedLabel("", "labCommand")
        self.table = ProofTable()
        self.details = QPlainTextEdit()
        self._empty = PlainLabel("", "mutedText")
        self._from = PlainLabel("from", "mutedText")
        self._bar = QProgressBar()
        self._stack = QStackedWidget()
        self._refusal = ""
        self._running = False
        self._build()
        self.choice.changed.connect(self._update)
        self.image.changed.connect(self._update)
        self.run.clicked.connect(lambda: self.run_requested.emit(self.image.text(), self.image.missing))
        self.stop.clicked.connect(self.stop_requested)
        self.table.row_chosen.connect(self._explain)
        self.table.markdown_requested.connect(partial(self.export_requested.emit, "copy"))
        self._update()

    def set_inventory(self, inventory: Inventory, refusal: str) -> None:
        """Offers the engine's images; ``refusal`` says why nothing can be tried on it."""
        self.image.show_inventory(inventory, HELPER_IMAGE)
        self._refusal = refusal
        self._update()

    def choose(self, events: Collection[Event] | None) -> None:
        """Chooses the experiments of some events; None: all."""
        self.choice.choose(events)

    def begin(self) -> None:
        """A run begins: the table is emptied."""
        self.table.clear()
        self.show_progress(0, 0)

    def show_running(self, *, running: bool, stopping: bool) -> None:
        """Shows whether experiments are going on."""
        self._running = running
        self.stop.setVisible(running)
        self.stop.setEnabled(not stopping)
        self._bar.setVisible(running)
        self.choice.setEnabled(not running)
        self.image.setEnabled(not running)
        self._update()

    def show_step(self, step: LabStep, number: int, count: int) -> None:
        """Shows what is done next, in which of how many experiments."""
        self.show_status(f"{number} of {count}, {step.experiment.title}: {step.text}")
        self.command.set_full_text(f"$ {step.command}" if step.command else "")
        self.show_progress(number - 1, count)

    def show_status(self, text: str, tone: str = "text") -> None:
        """Says something in place of a step."""
        self.status.set_full_text(text)
        self.command.set_full_text("")
        if self.status.property("tone") != tone:
            self.status.setProperty("tone", tone)
            self.status.style().polish(self.status)

    def show_progress(self, done: int, count: int) -> None:
        """How many experiments are over; ``count`` 0: nobody knows of how many."""
        self._bar.setRange(0, count)
        self._bar.setValue(done)

    def add_result(self, result: ExperimentResult) -> None:
        """Adds what came of an experiment to the table."""
        self.table.add_result(result)
        self._update()

    def forget(self) -> None:
        """Nothing was tried on the engine that is shown."""
        self.table.clear()
        self.show_status("")
        self._update()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.table.set_theme(theme)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """It gives way: the panel must fit into a small window."""
        return QSize(_LEAST_WIDTH, _LEAST_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel fewer words have to do."""
        super().resizeEvent(event)
        self._from.setVisible(self.width() >= _ROOMY)
        self._update()

    def _update(self) -> None:
        chosen, image = self.choice.chosen(), self.image.text()
        pulls = self.image.missing and bool(image)
        what = count_text(len(chosen), "experiment") if self.width() >= _ROOMY else str(len(chosen))
        self.run.setText(f"{'Pull and run' if pulls else 'Run'} {what}")
        self.run.setVisible(not self._running)
        self.run.setEnabled(bool(chosen) and bool(image) and not self._refusal)
        empty = not self.table.rows.rows
        self.export.setEnabled(not empty and not self._running)
        self._empty.setText(self._refusal or _INVITATION)
        self._stack.setCurrentIndex(1 if empty else 0)

    def _explain(self, row: ProofRow | None) -> None:
        self.details.setVisible(row is not None)
        if row is None:
            return
        prompt = "$ " if row.heading else ""
        self.details.setPlainText("\n".join(f"{prompt}{line}" for line in row.explanation))
        if self.details.property("commands") != row.heading:
            self.details.setProperty("commands", row.heading)
            self.details.style().polish(self.details)

    def _build(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setObjectName("thin")
        self._bar.setFixedHeight(3)
        keep = self._bar.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keep)
        split = QSplitter(Qt.Orientation.Horizontal)
        for scrolled in (self.choice.list, self.table, self.details):
            scrolled.setMinimumSize(QSize(40, 24))
        split.addWidget(self.choice)
        split.addWidget(self._build_results())
        split.setStretchFactor(1, 1)
        split.setSizes([184, 700])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 2, 4, 6)
        whole.setSpacing(4)
        whole.addLayout(self._build_head())
        whole.addWidget(self._bar)
        whole.addWidget(split, 1)

    def _build_head(self) -> QLayout:
        self.run.setProperty("primary", True)
        self.image.setMaximumWidth(220)
        menu = QMenu(self)
        for what, words in _EXPORTS:
            menu.addAction(words).triggered.connect(partial(self.export_requested.emit, what))
        self.export.setMenu(menu)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setSpacing(8)
        self.image.setMinimumWidth(50)
        for widget in (self.run, self.stop, self._from, self.image):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.export)
        said = QHBoxLayout()
        said.setContentsMargins(10, 0, 10, 0)
        said.setSpacing(12)
        said.addWidget(self.status, 3)
        said.addWidget(self.command, 2)
        both = QVBoxLayout()
        both.setSpacing(4)
        both.addLayout(head)
        both.addLayout(said)
        return both

    def _build_results(self) -> QWidget:
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(10, 4, 10, 4)
        self.details.setObjectName("labDetails")
        self.details.setAccessibleName("Why it was predicted, and how it was observed")
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setMaximumHeight(_DETAILS_HEIGHT)
        self.details.hide()
        results = QWidget()
        column = QVBoxLayout(results)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        column.addWidget(self._stack, 1)
        column.addWidget(self.details)
        return results
