"""Joins the question "what if?" to the window: who asks it, and who shows the answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.event_commands import event_commands
from bayplan.domain.fates.targets import why_refused
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.outcome import Outcome
from bayplan.domain.outcome_sections import outcome_sections, outcome_text, outcome_tone, worst_fate
from bayplan.domain.outcome_words import outcome_lines, summary
from bayplan.domain.what_if_target import target_choices, target_label, target_title
from bayplan.layout.theme import Theme
from bayplan.parts import Parts
from bayplan.views.commands import what_if_command
from bayplan.views.what_if.bar import Question
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
        what_if, bar = parts.what_if, parts.pane.bar
        bar.event_chosen.connect(self._choose)
        bar.target_chosen.connect(self._apply_to)
        bar.list_requested.connect(self.open_list)
        parts.inspector.event_asked.connect(self._choose)
        parts.inspector.list_requested.connect(self.open_list)
        parts.selection.changed.connect(self._follow_selection)
        what_if.question_changed.connect(self._show_question)
        what_if.outcome_changed.connect(self._show_outcome)
        what_if.failed.connect(parts.show_error)
        self._provide_commands()
        self._show_question()

    def set_inventory(self, inventory: Inventory, _difference: InventoryDiff) -> None:
        """Answers for the engine as it is now."""
        self._parts.what_if.set_inventory(inventory)

    def open_list(self) -> None:
        """Opens the itemised list of what would happen, if anything was asked."""
        outcome, inventory = self._parts.what_if.outcome, self._parts.what_if.inventory
        if outcome is None or inventory is None:
            return
        if self.outcome_list is None:
            self.outcome_list = OutcomeList(self._parts.appearance.theme, self._parts.window)
            self.outcome_list.followed.connect(self._parts.selection.select)
            self.outcome_list.copied.connect(lambda _text: self._parts.window.status.show_event("copied"))
        self._fill_list(self.outcome_list, outcome, inventory)
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
        if what_if.outcome is None or what_if.asked is None:
            self._show_hint()

    def _show_outcome(self, outcome: Outcome | None) -> None:
        bar, inventory = self._parts.pane.bar, self._parts.what_if.inventory
        self._parts.layout.set_outcome(outcome)
        self._parts.inspector.set_outcome(outcome, self._parts.what_if.facts)
        if outcome is None or inventory is None:
            self._show_hint()
            if self.outcome_list is not None:
                self.outcome_list.close()
            return
        lines = outcome_lines(outcome, inventory)
        bar.show_answer(summary(outcome, inventory), worst_fate(lines), outcome_tone(outcome, lines))
        if self.outcome_list is not None and self.outcome_list.isVisible():
            self._fill_list(self.outcome_list, outcome, inventory)

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

    def _fill_list(self, shown: OutcomeList, outcome: Outcome, inventory: Inventory) -> None:
        commands = event_commands(inventory, outcome.event, outcome.of)
        lines = outcome_lines(outcome, inventory)
        shown.show_outcome(
            summary(outcome, inventory),
            outcome_tone(outcome, lines),
            outcome_sections(outcome, inventory),
            outcome_text(outcome, inventory, commands),
            key=f"{outcome.event} {outcome.of}",
        )
        shown.show_commands(commands)
