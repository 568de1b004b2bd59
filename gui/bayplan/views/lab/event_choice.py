"""The experiments that can be run, each with a tick; those that cannot, with the reason."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.experiment import EXPERIMENTS, Experiment

_PRUNES = frozenset(event for event in Event if "prune" in event)
_LIMITED = (
    "On an engine that holds anything but Bayplan’s own, a filter limits it to what the experiment made itself; what "
    "no filter reaches is left out."
)


class EventChoice(QWidget):
    """A list with ticks.

    Attributes:
        all: ticks all or none. list: one item for each of EXPERIMENTS.

    Signals:
        changed(): another choice.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all = QCheckBox("All experiments")
        self.all.setTristate(True)
        self.all.clicked.connect(self._toggle_all)
        self.list = QListWidget()
        self.list.setAccessibleName("Experiments to run")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for experiment in EXPERIMENTS:
            self._add(experiment)
        self.list.itemChanged.connect(self._note_change)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.all)
        column.addWidget(self.list, 1)
        self._show_all()

    def chosen(self) -> tuple[Experiment, ...]:
        """The experiments with a tick, in their order."""
        return tuple(
            experiment
            for number, experiment in enumerate(EXPERIMENTS)
            if self.list.item(number).checkState() == Qt.CheckState.Checked
        )

    def choose(self, events: Collection[Event] | None) -> None:
        """Ticks the experiments of some events, or with None all that can be run."""
        self.list.blockSignals(True)
        for number, experiment in enumerate(EXPERIMENTS):
            if not experiment.why_not:
                wanted = events is None or experiment.event in events
                self.list.item(number).setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._note_change()

    def _add(self, experiment: Experiment) -> None:
        item = QListWidgetItem(experiment.title)
        if experiment.why_not:
            item.setText(f"{experiment.title}: left out. {experiment.why_not}")
            item.setFlags(Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
        else:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked)
        limited = f"\n{_LIMITED}" if experiment.event in _PRUNES else ""
        item.setToolTip(f"{EVENT_WORDS[experiment.event].explanation}{limited}\n{experiment.why_not}".strip())
        self.list.addItem(item)

    def _toggle_all(self) -> None:
        can_be_run = [experiment for experiment in EXPERIMENTS if not experiment.why_not]
        self.choose(() if len(self.chosen()) == len(can_be_run) else None)

    def _note_change(self) -> None:
        self._show_all()
        self.changed.emit()

    def _show_all(self) -> None:
        chosen, can_be_run = len(self.chosen()), sum(not experiment.why_not for experiment in EXPERIMENTS)
        states = {0: Qt.CheckState.Unchecked, can_be_run: Qt.CheckState.Checked}
        self.all.setCheckState(states.get(chosen, Qt.CheckState.PartiallyChecked))
