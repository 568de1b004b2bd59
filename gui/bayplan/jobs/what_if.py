"""The question "what if?": an event, what it is applied to, and the answer, kept true while the engine changes."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import NO_FACTS, HostFacts
from bayplan.domain.what_if_answer import Answer, answer
from bayplan.domain.what_if_target import is_there, next_target
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.job import Job
from bayplan.jobs.runner import JobRunner

#: From this many containers on, an answer may take longer than the window may wait.
_LARGE = 150


class WhatIf(QObject):
    """Holds the question and finds the answer; belongs to the GUI thread and returns at once.

    Attributes:
        asked: the event that is asked about, None for how things are now. target: what it is applied to.
        pinned: the target was chosen, and stays whatever is selected.
        answer: the answer to the question; None without one, or while it is being worked out for the first time.

    Signals:
        question_changed(): what is asked, target, pinned or what there is to ask about differ now.
        answered(Answer | None): another answer; None: everything is as it is now.
        failed(BayplanError).
    """

    question_changed = Signal()
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked: Event | None = None
        self.target = WHOLE_ENGINE
        self.pinned = False
        self.answer: Answer | None = None
        self.inventory: Inventory | None = None
        self._runner = runner
        self._facts = NO_FACTS
        self._things: Collection[str] = frozenset()
        self._current = ""
        self._job: Job | None = None
        self._outdated = False

    @property
    def selected(self) -> tuple[Collection[str], str]:
        """The selected things, and the current one of them."""
        return self._things, self._current

    def ask(self, event: Event, of: Target | None = None) -> None:
        """Asks what an event would do: to ``of``, or to what the target is already."""
        target = self.target if of is None else of
        if (event, target) != (self.asked, self.target):
            self.asked, self.target = event, target
            self._question_changed()

    def leave(self) -> None:
        """Back to how things are now; the target is what is selected again, unless it is pinned."""
        if self.asked is not None:
            self.asked = None
            self._follow()
            self._question_changed()

    def pin(self, target: Target) -> None:
        """Applies the events to this from now on, whatever is selected."""
        self.target, self.pinned = target, True
        self._question_changed()

    def unpin(self) -> None:
        """Applies the events to what is selected."""
        self.pinned = False
        # Whoever asks for it means the selection itself, not what the question was about before.
        self._follow(open_question=False)
        self._question_changed()

    def follow(self, things: Collection[str], current: str) -> None:
        """Takes note of what is selected."""
        before = self.target
        self._things, self._current = things, current
        self._follow()
        if self.target != before:
            self._question_changed()

    def set_inventory(self, inventory: Inventory) -> None:
        """Answers for the engine as it is now."""
        self.inventory = inventory
        if not is_there(self.target, inventory):
            self.pinned = False
            self._follow(open_question=False)
        self._question_changed()

    def set_facts(self, facts: HostFacts) -> None:
        """Takes in what is known of the host beside what the engine tells."""
        if facts != self._facts:
            self._facts = facts
            self._answer()

    @property
    def facts(self) -> HostFacts:
        """What is known of the host."""
        return self._facts

    def forget(self) -> None:
        """Another engine is shown from now on: nothing of the question holds any more."""
        self._drop_job()
        self.inventory, self._facts = None, NO_FACTS
        self.asked, self.target, self.pinned = None, WHOLE_ENGINE, False
        self._things, self._current = frozenset(), ""
        self._question_changed()

    def _follow(self, *, open_question: bool | None = None) -> None:
        if self.inventory is None or self.pinned:
            return
        is_open = self.asked is not None if open_question is None else open_question
        self.target = next_target(self.target, self._things, self._current, self.inventory, open_question=is_open)

    def _question_changed(self) -> None:
        self.question_changed.emit()
        self._answer()

    def _answer(self) -> None:
        if self.asked is None or self.inventory is None:
            self._drop_job()
            if self.answer is not None:
                self._take(None)
        elif len(self.inventory.containers) <= _LARGE:
            self._drop_job()
            found = answer(self.inventory, self.asked, self.target, self._facts)
            if found != self.answer:
                self._take(found)
        elif self._job is None:
            self._job = self._work_out(self.inventory, self.asked, self.target, self._facts)
        else:
            # Not cancelled: an engine on which much happens would never get an answer.
            self._outdated = True

    def _work_out(self, inventory: Inventory, event: Event, target: Target, facts: HostFacts) -> Job:
        before = self.answer

        def work(_control: JobControl) -> tuple[Answer, bool]:
            found = answer(inventory, event, target, facts)
            # Comparing two answers of a large engine takes a while, too.
            return found, found != before

        return self._runner.run("Working out what would happen", work, done=self._done, failed=self._failed, owner=self)

    def _done(self, found: tuple[Answer, bool]) -> None:
        self._job = None
        given, is_new = found
        if is_new and (given.outcome.event, given.outcome.of) == (self.asked, self.target):
            self._take(given)
        self._catch_up()

    def _failed(self, error: BayplanError) -> None:
        self._job = None
        self.failed.emit(error)
        self._catch_up()

    def _catch_up(self) -> None:
        outdated, self._outdated = self._outdated, False
        if outdated:
            self._answer()

    def _drop_job(self) -> None:
        self._outdated = False
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take(self, given: Answer | None) -> None:
        self.answer = given
        self.answered.emit(given)
