"""The guided tour's head: where one is in it, and the buttons to go on, back, and out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from bayplan.domain.tour import Step
from bayplan.layout.theme import Theme
from bayplan.views import icons
from bayplan.views.plain_text import ElidedLabel, PlainLabel

#: With less width than this only the most needed buttons are shown.
_ROOMY = 900


class TourControls(QWidget):
    """One row: the numbers of the steps, the title, and the buttons.

    Attributes:
        back, replay, go_on, leave, everything, smaller, larger, full_screen: the buttons.

    Signals:
        step_chosen(int): the number of a step, from 0.
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = False
        self._numbers = QButtonGroup(self)
        self._numbers.setExclusive(False)
        self._numbers.idClicked.connect(self.step_chosen)
        self._pips = QHBoxLayout()
        self._pips.setSpacing(4)
        self._title = PlainLabel("", "tourTitle")
        self._progress = ElidedLabel("", "tourProgress")
        self.back = _button("Back", "What was shown before (Left arrow, Page up)")
        self.replay = _button("Replay", "This step once more, from its beginning (R)")
        self.go_on = _button("Next", "Go on (Right arrow, Space, Page down)")
        self.go_on.setProperty("primary", True)
        self.everything = _button("Whole engine", "Show everything on the engine beside the tour’s own things (E)")
        self.everything.setCheckable(True)
        self.smaller = _quiet("A−", "Smaller type (Ctrl and minus)")
        self.larger = _quiet("A+", "Larger type, for an audience (Ctrl and plus)")
        self.full_screen = _quiet("", "Full screen (F11)")
        self.leave = _quiet("", "Leave the tour and remove all that it made (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(self._pips)
        row.addWidget(self._title)
        row.addWidget(self._progress, 1)
        for button in (self.back, self.replay, self.go_on):
            row.addWidget(button)
        row.addSpacing(6)
        for quiet in (self.everything, self.smaller, self.larger, self.full_screen, self.leave):
            row.addWidget(quiet)

    def show_steps(self, steps: tuple[Step, ...], current: int) -> None:
        """Shows the numbers of the steps, the ``current`` one (from 0; -1 for none) marked."""
        while len(self._numbers.buttons()) < len(steps):
            number = len(self._numbers.buttons())
            pip = QToolButton()
            pip.setText(str(number + 1))
            pip.setProperty("pip", True)
            pip.setCheckable(True)
            pip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            pip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._numbers.addButton(pip, number)
            self._pips.addWidget(pip)
        for number, button in enumerate(self._numbers.buttons()):
            button.setVisible(number < len(steps))
            button.setChecked(number == current)
            if number < len(steps):
                button.setToolTip(steps[number].title)
                button.setAccessibleName(f"Step {number + 1}: {steps[number].title}")
            done = number < current
            if button.property("done") != done:
                button.setProperty("done", done)
                button.style().polish(button)

    def show_ways(self, *, given: bool, back: bool, last: bool) -> None:
        """Offers the ways to go: none while no tour is given, back if there is something, out from the last place."""
        self._given = given
        self._show_ways()
        self.back.setEnabled(back)
        self.go_on.setText("Finish" if last else "Next")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons that keys stand in for give way."""
        super().resizeEvent(event)
        self._show_ways()

    def _show_ways(self) -> None:
        roomy = self.width() >= _ROOMY
        for needed in (self.back, self.replay, self.go_on, self.full_screen):
            needed.setVisible(self._given)
        for button in (self.everything, self.smaller, self.larger):
            button.setVisible(self._given and roomy)

    def show_title(self, title: str, progress: str) -> None:
        """Shows what the step is called and how far the tour is."""
        self._title.setText(title)
        self._progress.set_full_text(progress)

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's colours."""
        self.full_screen.setIcon(icons.icon("full-screen", theme))
        self.leave.setIcon(icons.icon("close", theme))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    # A click leaves the keyboard to the tour: the next press of the space bar goes on, it does not click again.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _quiet(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("quiet", True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button
