"""Joins the question "what if?" to the window: who asks it, and who shows the answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.event_commands import event_commands
from bayplan.domain.fates.targets import why_refused
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.model import Engine
from bayplan.domain.outcome import HostFacts
from bayplan.domain.outcome_sections import outcome_sections, outcome_text
from bayplan.domain.what_if_answer import Answer
from bayplan.domain.what_if_target import target_choices, target_label, target_title
from bayplan.engine.host_facts import read_host_facts
from bayplan.layout.theme import Theme
from bayplan.parts import Parts
from bayplan.views.commands import what_if_command
from bayplan.views.what_if.bar import Question
from bayplan.views.what_if.offers import offers
from bayplan.views.what_if.outcome_list import OutcomeList

#: What the line at the bottom says as long as the window does not show how things are.
NOT_NOW = "Nothing has been done: this is what would happen"


class WhatIfWiring(QObject):
    """The question, joined.

    Attributes:
        outcome_list: the itemised list, None until it was asked for.
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._parts = parts
        self.outcome_list: OutcomeList | None = None
        self._engine: Engine | None = None
        what_if, bar = parts.what_if, parts.pane.bar
        bar.event_chosen.connect(self._choose)
        bar.target_chosen.connect(self._apply_to)
        bar.list_requested.connect(self.open_list)
        parts.inspector.event_asked.connect(self._choose)
        parts.inspector.offers = lambda given, thing: offers(given, thing, can_act=parts.engine.can_act)
        parts.inspector.list_requested.connect(self.open_list)
        parts.selection.changed.connect(self._follow_selection)
        what_if.question_changed.connect(self._show_question)
        what_if.answered.connect(self._show_answer)
        what_if.failed.connect(parts.show_error)
        self._provide_commands()
        self._show_question()

    def set_inventory(self, inventory: Inventory, _difference: InventoryDiff) -> None:
        """Answers for the engine as it is now; of an engine that was not shown before the host is looked at."""
        self._parts.what_if.set_inventory(inventory)
        engine, before = inventory.engine, self._engine
        self._engine = engine
        if engine.local and not engine.demo and (before is None or engine.id != before.id):
            self._parts.runner.run(
                "Looking which folders of the host lie in memory",
                lambda _control: read_host_facts(engine),
                done=partial(self._take_facts, engine),
                failed=self._parts.show_error,
                owner=self,
            )

    def forget(self) -> None:
        """Another engine is shown from now on."""
        self._engine = None
        self._parts.what_if.forget()

    def open_list(self) -> None:
        """Opens the itemised list of what would happen, if anything was asked."""
        given = self._parts.what_if.answer
        if given is None:
            return
        if self.outcome_list is None:
            self.outcome_list = OutcomeList(self._parts.appearance.theme, self._parts.window)
            self.outcome_list.followed.connect(self._parts.selection.select)
            self.outcome_list.copied.connect(lambda _text: self._parts.window.status.show_event("copied"))
        self._fill_list(self.outcome_list, given)
        self.outcome_list.open_below(self._parts.pane.bar.summary, self._parts.pane)

    def wear(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._parts.pane.bar.set_theme(theme)
        if self.outcome_list is not None:
            self.outcome_list.set_theme(theme)

    def _provide_commands(self) -> None:
        provide, what_if = self._parts.window.commands.provide, self._parts.what_if
        provide("what-if", self._parts.pane.bar.focus_pills)
        provide("what-if-nothing", what_if.leave)
        provide("what-if-list", self.open_list)
        for event in EVENT_WORDS:
            provide(what_if_command(event), partial(what_if.ask, event))

    def _take_facts(self, engine: Engine, facts: HostFacts) -> None:
        if self._engine is not None and engine.id == self._engine.id:
            self._parts.what_if.set_facts(facts)
            self._parts.inspector.set_answer(self._parts.what_if.answer, facts)

    def _choose(self, event: Event | None, of: Target | None = None) -> None:
        if event is None:
            self._parts.what_if.leave()
        else:
            self._parts.what_if.ask(event, of)

    def _apply_to(self, target: Target | None) -> None:
        if target is None:
            self._parts.what_if.unpin()
        else:
            self._parts.what_if.pin(target)

    def _follow_selection(self) -> None:
        selection = self._parts.selection
        self._parts.what_if.follow(selection.things, selection.current)

    def _show_question(self) -> None:
        what_if, bar = self._parts.what_if, self._parts.pane.bar
        inventory = what_if.inventory
        bar.setEnabled(inventory is not None)
        asked = what_if.asked is not None
        self._parts.window.status.show_standing(NOT_NOW if asked else "")
        for name in ("what-if-nothing", "what-if-list"):
            self._parts.window.commands.action(name).setEnabled(asked)
        if inventory is None:
            bar.show_question(Question())
            self._show_hint()
            return
        bar.show_question(
            Question(
                event=what_if.asked,
                target=what_if.target,
                label=target_label(what_if.target, inventory),
                refusals={event: why_refused(inventory, event, what_if.target) for event in EVENT_WORDS},
                choices=[
                    (target, target_title(target, inventory)) for target in target_choices(*what_if.selected, inventory)
                ],
                pinned=what_if.pinned,
            )
        )
        if what_if.answer is None or what_if.asked is None:
            self._show_hint()

    def _show_answer(self, given: Answer | None) -> None:
        parts, bar = self._parts, self._parts.pane.bar
        parts.layout.set_outcome(given.outcome if given else None)
        parts.lists.set_answer(given)
        parts.inspector.set_answer(given, parts.what_if.facts)
        if given is None:
            self._show_hint()
            if self.outcome_list is not None:
                self.outcome_list.close()
            return
        bar.show_answer(given.sentence, given.worst, given.tone)
        if self.outcome_list is not None and self.outcome_list.isVisible():
            self._fill_list(self.outcome_list, given)

    def _show_hint(self) -> None:
        what_if = self._parts.what_if
        if what_if.inventory is not None and what_if.asked is None:
            to_what = target_label(what_if.target, what_if.inventory)
            if what_if.target == WHOLE_ENGINE:
                to_what = "everything"
            self._parts.pane.bar.show_now(f"as it is now; choose an event to see what it would do to {to_what}")
        elif what_if.asked is not None:
            self._parts.pane.bar.show_now("working it out…")
        else:
            self._parts.pane.bar.show_now("")

    def _fill_list(self, shown: OutcomeList, given: Answer) -> None:
        outcome = given.outcome
        commands = event_commands(given.inventory, outcome.event, outcome.of)
        shown.show_outcome(
            given.sentence,
            given.tone,
            outcome_sections(outcome, given.inventory, given.lines),
            outcome_text(given.sentence, given.lines, commands),
            key=f"{outcome.event} {outcome.of}",
        )
        shown.show_commands(commands)
