"""A dialog that asks for one thing to be done, shows how it goes, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from bayplan.errors import BayplanError
from bayplan.views.plain_text import PlainLabel

_STEPS = 1000


class TaskDialog(QDialog):
    """What such dialogs share. It decides nothing and calls no engine: whoever opened it does, through the signals.

    Attributes:
        title: the heading. body: where what is asked for belongs; it waits while it is done, and goes afterwards.
        outcome: what is being done, or what came of it. act_button: does it. close_button: closes, or stops it.

    Signals:
        stop_requested(): what is being done shall stop; answer with :meth:`show_stopped` or an outcome.
    """

    stop_requested = Signal()

    def __init__(self, title: str, act: str, parent: QWidget | None = None, *, danger: bool = False) -> None:
        """``act`` is what the button says that does it; ``danger``: it must be chosen, Enter closes."""
        super().__init__(parent)
        self._busy = False
        self.setWindowTitle("Bayplan")
        self.title = PlainLabel(title, "dialogTitle")
        self.title.setWordWrap(True)
        self.body = QWidget()
        self.body_column = QVBoxLayout(self.body)
        self.body_column.setContentsMargins(0, 0, 0, 0)
        self.body_column.setSpacing(6)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.hide()
        self.outcome = PlainLabel("", "outcome")
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.outcome.hide()
        self.act_button = QPushButton(act)
        self.act_button.setObjectName("danger" if danger else "primary")
        self.act_button.setAutoDefault(not danger)
        self.close_button = QPushButton("Cancel")
        self.close_button.setAutoDefault(danger)
        (self.close_button if danger else self.act_button).setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.act_button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 20, 20, 16)
        self.column.setSpacing(10)
        self.column.addWidget(self.title)
        self.column.addWidget(self.body)
        self.column.addWidget(self._progress)
        self.column.addWidget(self.outcome)
        self.column.addLayout(self.buttons)

    @property
    def busy(self) -> bool:
        """Whether it is being done."""
        return self._busy

    def show_progress(self, fraction: float | None, text: str) -> None:
        """Shows the step that is being done; ``fraction`` is how far it is, 0 to 1, None if nobody knows."""
        self._set_busy(True)
        self._progress.setRange(0, _STEPS if fraction is not None else 0)
        self._progress.setValue(round((fraction or 0) * _STEPS))
        if self.close_button.isEnabled():
            self.say(text, "muted")

    def show_error(self, error: BayplanError) -> None:
        """Shows why it was not done; the button tries again."""
        self._set_busy(False)
        self.say(f"✕ {error.sentence()}", "danger")
        self.outcome.setToolTip("" if not error.details else f"Details: {error.details}".replace("<", "‹"))

    def show_stopped(self) -> None:
        """It was stopped, and everything is as it was before."""
        self._set_busy(False)
        self.say("Stopped; nothing was left behind.", "muted")

    def finish(self, text: str, tone: str) -> None:
        """It is done: shows what came of it, and nothing can be asked any more. With a text, nothing else is left."""
        self._set_busy(False)
        self.body.hide()
        self.act_button.hide()
        self.close_button.setText("Close")
        self.close_button.setDefault(True)
        self.close_button.setFocus()
        if text:
            self.say(text, tone)
            self.shrink()
        else:
            self.outcome.hide()

    def begin_again(self) -> None:
        """After it is done: something else can be asked for."""
        self.outcome.hide()
        self.body.show()
        self.act_button.show()
        self.act_button.setDefault(True)
        self.close_button.setText("Cancel")
        self.update_buttons()

    def shrink(self) -> None:
        """Makes it as high as what is in it."""
        self.column.activate()
        width = self.width()
        self.resize(width, max(self.column.heightForWidth(width), self.minimumSizeHint().height()))

    def grow(self) -> None:
        """Makes it higher if what is in it needs more room by now."""
        self.column.activate()
        needed = self.column.heightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def say(self, text: str, tone: str) -> None:
        """Writes into the line above the buttons; ``tone``: "ok", "warning", "danger", "muted"."""
        self.outcome.setText(text)
        self.outcome.setToolTip("")
        set_tone(self.outcome, tone)
        self.outcome.show()
        self.grow()

    def reject(self) -> None:
        """Esc and the close button: stops what is being done, else closes."""
        if not self._busy:
            super().reject()
        elif self.close_button.isEnabled():
            self.close_button.setEnabled(False)
            self.say("Stopping…", "muted")
            self.stop_requested.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The Tab key goes from top to bottom, in whatever order the parts were made."""
        super().showEvent(event)
        stops = [widget for widget in _in_order(self.column) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def can_act(self) -> bool:
        """Whether what is filled in can be done."""
        return True

    def update_buttons(self) -> None:
        """Looks again whether it can be done."""
        self.act_button.setEnabled(not self._busy and self.can_act())

    def _set_busy(self, busy: bool) -> None:
        if busy == self._busy:
            return
        self._busy = busy
        self._progress.setVisible(busy)
        self.body.setEnabled(not busy)
        self.close_button.setText("Stop" if busy else "Cancel")
        self.close_button.setEnabled(True)
        self.update_buttons()


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    """Every widget in a layout, as it is read: from top to bottom, from left to right."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        inner = item.layout() if item is not None else None
        widget = item.widget() if item is not None else None
        if inner is not None:
            yield from _in_order(inner)
        elif widget is not None:
            yield widget
            if (own := widget.layout()) is not None:
                yield from _in_order(own)


def set_tone(label: QLabel, tone: str) -> None:
    """Gives a label the colour of what it says."""
    label.setProperty("tone", tone)
    style = label.style()
    style.unpolish(label)
    style.polish(label)
