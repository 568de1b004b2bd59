"""Adds to an inspection what survives what, and what the event that is asked about would do."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, Reach
from bayplan.domain.event_groups import IF_TITLES
from bayplan.domain.inspection import Form, Inspection, Row, Section
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Outcome
from bayplan.domain.survival_table import has_survival_table
from bayplan.domain.what_if_target import target_label

#: The keys of the two rows that a view fills with a part of its own.
SURVIVAL_ROW, IF_ROW = "survival-table", "if"


def with_what_if(inspection: Inspection, inventory: Inventory, outcome: Outcome | None) -> Inspection:
    """The inspection with these sections after its first, which says where the state lives."""
    added = []
    if has_survival_table(inventory, inspection.thing):
        row = Row(key=SURVIVAL_ROW, label="What survives what", form=Form.EMBEDDED)
        added.append(Section(key="survival", title="What survives what", rows=(row,)))
    if outcome is not None:
        title = IF_TITLES[outcome.event]
        row = Row(key=IF_ROW, label=title, form=Form.EMBEDDED)
        added.append(Section(key="if", title=title, rows=(row,), note=_note(inspection.thing, inventory, outcome)))
    first, rest = inspection.sections[:1], inspection.sections[1:]
    return replace(inspection, sections=(*first, *added, *rest))


def _note(thing: str, inventory: Inventory, outcome: Outcome) -> str:
    """To what the event is applied, where that is not what the panel is about."""
    if EVENT_WORDS[outcome.event].reach is Reach.ENGINE:
        return ""
    itself = len(outcome.of.names) == 1 and thing in {
        ids.container_thing(outcome.of.names[0]),
        ids.group_thing(outcome.of.names[0]),
        ids.volume_store(outcome.of.names[0]),
    }
    return "" if itself else target_label(outcome.of, inventory)
