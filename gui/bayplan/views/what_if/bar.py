"""The bar over the diagram: what if one did this to that, and what would come of it in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target
from bayplan.domain.outcome import Fate
from bayplan.layout.theme import Theme
from bayplan.views.what_if.pills import EventPills
from bayplan.views.what_if.summary import SummaryButton
from bayplan.views.what_if.target_chip import TargetChip

_SIDE = 10
_LINE = 24
_ABOVE, _BELOW, _BETWEEN = 6, 4, 2
_GAP = 8
#: With less room than this beside the pills the sentence gets a line of its own.
_LEAST_SENTENCE = 420


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the bar shows of a question.

    Attributes:
        event: None for how things are now. target, label: what it is applied to, and its words.
        refusals: of each event why it cannot happen to the target, "" when it can.
        choices: other targets, with their words. pinned: the target was chosen and does not follow the selection.
    """

    event: Event | None = None
    target: Target = WHOLE_ENGINE
    label: str = "whole engine"
    refusals: Mapping[Event, str] = field(default_factory=dict)
    choices: Sequence[tuple[Target, str]] = ()
    pinned: bool = False


class WhatIfBar(QWidget):
    """The bar; it decides nothing.

    Attributes:
        pills: the events. target: the chip. summary: the answer.

    Signals:
        event_chosen(Event | None): None: back to now. target_chosen(Target | None): None: what is selected.
        list_requested(): the sentence was clicked.
    """

    event_chosen = Signal(object)
    target_chosen = Signal(object)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What if")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pills = EventPills(self)
        self.target = TargetChip(self)
        self.summary = SummaryButton(self)
        self.question = Question()
        self.pills.chosen.connect(self.event_chosen)
        self.target.chosen.connect(self.target_chosen)
        self.summary.clicked.connect(self.list_requested)
        for button in (*self.pills.buttons.values(), self.pills.more, self.target, self.summary):
            button.installEventFilter(self)
        self._arrange()

    def show_question(self, question: Question) -> None:
        """Shows what is asked."""
        self.question = question
        event = question.event
        fixed = event is not None and EVENT_WORDS[event].reach is Reach.ENGINE
        self.pills.show_question(event, question.refusals)
        self.target.show_target(question.target, question.label, question.choices, pinned=question.pinned, fixed=fixed)
        self._arrange()
        self._share_tab()

    def show_answer(self, sentence: str, fate: Fate, tone: str) -> None:
        """Shows the answer in the tone of the worst fate."""
        self.summary.show_answer(sentence, fate, tone)
        self._arrange()
        self._share_tab()

    def show_now(self, hint: str) -> None:
        """Shows no answer: everything is as it is now; ``hint`` says what one could ask."""
        self.summary.show_hint(hint)
        self._arrange()
        self._share_tab()

    def focus_pills(self) -> None:
        """Gives the keyboard to the event that is asked about, or to the first."""
        first = self._first_stop()
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def has_keyboard(self) -> bool:
        """Whether one of its buttons has the focus."""
        return any(button.hasFocus() for button in self._stops())

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        for part in (self.pills, self.target, self.summary):
            part.set_theme(theme)

    def sizeHint(self) -> QSize:
        """As high as its lines, as wide as there is room."""
        return QSize(400, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """It gives way."""
        return QSize(100, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything anew."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys go from button to button, Enter chooses as Space does."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QAbstractButton)
        ):
            match event.key():
                case Qt.Key.Key_Left | Qt.Key.Key_Up:
                    return self._step(watched, -1)
                case Qt.Key.Key_Right:
                    return self._step(watched, 1)
                case Qt.Key.Key_Down if watched not in {self.pills.more, self.target}:
                    return self._step(watched, 1)
                case Qt.Key.Key_Home:
                    return self._go(self._stops()[0])
                case Qt.Key.Key_End:
                    return self._go(self._stops()[-1])
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    watched.click()
                    return True
        return super().eventFilter(watched, event)

    def _stops(self) -> list[QAbstractButton]:
        others = [button for button in (self.target, self.summary) if button.isVisibleTo(self) and button.isEnabled()]
        return [*self.pills.stops(), *others]

    def _first_stop(self) -> QAbstractButton | None:
        stops = self._stops()
        return next((button for button in stops if button.isChecked()), stops[0] if stops else None)

    def _step(self, button: QAbstractButton, step: int) -> bool:
        stops = self._stops()
        return self._go(stops[(stops.index(button) + step) % len(stops)])

    def _go(self, button: QAbstractButton) -> bool:
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _share_tab(self) -> None:
        """The Tab key comes to the bar once, at the event that is asked about; the arrow keys go on from there."""
        first = self._first_stop()
        for button in self._stops():
            policy = Qt.FocusPolicy.TabFocus if button in {first, self.summary} else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)

    def _arrange(self) -> None:
        room = self.width() - 2 * _SIDE
        chip = min(self.target.sizeHint().width(), max(room // 2, 60))
        # Whether there is an answer or not: the picture must not jump when a question is asked.
        one_line = room - self.pills.whole_width() - 3 * _GAP - chip >= _LEAST_SENTENCE
        height = _ABOVE + _LINE + _BELOW + (0 if one_line else _LINE + _BETWEEN)
        self.pills.setGeometry(QRect(_SIDE, _ABOVE, min(self.pills.whole_width(), room - _GAP - chip), _LINE))
        pills = self.pills.used_width
        self.target.setGeometry(QRect(_SIDE + pills + _GAP, _ABOVE, chip, _LINE))
        if one_line:
            left = _SIDE + pills + _GAP + chip + 2 * _GAP
            width = min(self.summary.wanted_width(), self.width() - _SIDE - left)
            self.summary.setGeometry(QRect(self.width() - _SIDE - width, _ABOVE, width, _LINE))
        else:
            width = min(self.summary.wanted_width(), room)
            left = _SIDE - self.summary.INDENT
            self.summary.setGeometry(QRect(left, _ABOVE + _LINE + _BETWEEN, width, _LINE))
        if self.height() != height:
            self.setFixedHeight(height)
