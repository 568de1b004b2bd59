"""The answer to "what if?", with everything that the views make of it worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bayplan.domain.event import Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import NO_FACTS, Fate, HostFacts, Outcome
from bayplan.domain.outcome_sections import outcome_tone, worst_fate
from bayplan.domain.outcome_words import OutcomeLine, outcome_lines, summary
from bayplan.domain.row_fates import RowFate, container_fates, store_fates


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an event does, and how it is told.

    Attributes:
        inventory: the engine that it holds for; two answers that say the same are equal whatever the engine.
        facts: what was known of its host. lines: the stores that are concerned, the worst first.
        sentence: the sum. worst: the worst fate of anything that counts. tone: its colour role.
        containers, stores: what the lists say, by thing.
    """

    outcome: Outcome
    inventory: Inventory = field(compare=False, repr=False)
    facts: HostFacts
    lines: tuple[OutcomeLine, ...]
    sentence: str
    worst: Fate
    tone: str
    containers: Mapping[str, RowFate]
    stores: Mapping[str, RowFate]


def answer(inventory: Inventory, event: Event, of: Target, facts: HostFacts = NO_FACTS) -> Answer:
    """What ``event`` does to the engine when it is applied to ``of``."""
    outcome = fates(inventory, event, of, facts=facts)
    lines = outcome_lines(outcome, inventory)
    return Answer(
        outcome=outcome,
        inventory=inventory,
        facts=facts,
        lines=tuple(lines),
        sentence=summary(outcome, inventory, lines),
        worst=worst_fate(lines),
        tone=outcome_tone(outcome, lines),
        containers=container_fates(outcome, inventory, lines),
        stores=store_fates(lines),
    )
