"""An outcome as sections of rows: the itemised list of what would be lost, orphaned, left behind and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, total_size_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS
from bayplan.domain.inspection import MOST_ROWS, Form, Row, Section, Tone, capped, sentence, size_value, store_thing
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, Outcome
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine

#: What is kept or means nothing is in the list for those who look for it.
_FOLDED = frozenset({Fate.SURVIVES, Fate.NOT_APPLICABLE})


def worst_fate(lines: Iterable[OutcomeLine]) -> Fate:
    """The worst that befalls anything that somebody would miss; ``survives`` when nothing bad does."""
    order = list(FATE_WORDS)
    bad = [line.fate for line in lines if not line.quiet]
    return min(bad, key=order.index, default=Fate.SURVIVES)


def outcome_tone(outcome: Outcome, lines: Iterable[OutcomeLine]) -> str:
    """The colour role in which an outcome is told: that of its worst fate, quiet when the event cannot happen."""
    return "muted" if outcome.refused else FATE_WORDS[worst_fate(lines)].tone


def outcome_sections(outcome: Outcome, inventory: Inventory, lines: Sequence[OutcomeLine]) -> tuple[Section, ...]:
    """The whole list, the worst first, and what becomes of the containers at its end.

    ``lines``: what ``outcome_lines`` gave.
    """
    if not lines:
        why = outcome.refused or "Nothing that holds data is touched."
        return (
            Section(key="nothing", title="Nothing happens", rows=(sentence(why),)),
            *_containers(outcome, inventory),
        )
    found = []
    for fate, words in FATE_WORDS.items():
        loud = [line for line in lines if line.fate is fate and not line.quiet]
        if loud:
            total = total_size_text(line.size for line in loud)
            note = f"{len(loud):,}" if total == "unknown" else f"{len(loud):,} · {total}"
            rows = _rows(loud)
            found.append(Section(key=fate.value, title=words.heading, rows=rows, note=note, folded=fate in _FOLDED))
    quiet = [line for line in lines if line.quiet]
    if quiet:
        rows = _rows(quiet)
        title = "Logs, runtime files and what is empty"
        found.append(Section(key="quiet", title=title, rows=rows, note=f"{len(quiet):,}", folded=True))
    return (*found, *_containers(outcome, inventory))


def outcome_text(sentence: str, lines: Iterable[OutcomeLine], commands: Iterable[str]) -> str:
    """The outcome as plain text for the clipboard: the sentence, the list, and the commands that do the same."""
    told = [f"{sentence[:1].upper()}{sentence[1:]}.", *(line.text() for line in lines)]
    return "\n".join([*told, *(f"$ {command}" for command in commands)])


def _rows(lines: Sequence[OutcomeLine]) -> tuple[Row, ...]:
    """The first of the lines as rows, and how many more there are."""
    shown = tuple(_row(line) for line in lines[:MOST_ROWS])
    return shown if len(lines) <= MOST_ROWS else (*shown, sentence(f"and {len(lines) - MOST_ROWS:,} more"))


def _row(line: OutcomeLine) -> Row:
    words = FATE_WORDS[line.fate]
    return Row(
        key=line.store,
        label=line.name,
        form=Form.FINDING,
        value=size_value(line.size, measurable=line.kind not in UNMEASURED_KINDS),
        note=line.reason,
        remedy=f"Depends on {line.depends_on}." if line.depends_on else "",
        tone=Tone(words.tone),
        thing=store_thing(line.store, line.kind),
        copied=line.text(),
    )


def _containers(outcome: Outcome, inventory: Inventory) -> Iterable[Section]:
    """What becomes of the containers that the event touches."""
    touched = [
        (inventory.containers[key], fate)
        for key, fate in outcome.containers.items()
        if fate.becomes is not Becomes.UNTOUCHED and key in inventory.containers
    ]
    if touched:
        rows = [
            Row(
                key=container.id,
                label=container.name,
                form=Form.FINDING,
                value=fate.becomes.value,
                note=fate.reason,
                tone=container_tone(fate),
                thing=ids.container_thing(container.id),
                copied=f"{container.name}: {fate.becomes.value}. {fate.reason}",
            )
            for container, fate in sorted(touched, key=lambda pair: pair[0].name)
        ]
        note = count_text(len(rows), "container")
        yield Section(key="containers", title="Containers", rows=capped(rows), note=note, folded=True)


def container_tone(fate: ContainerFate) -> Tone:
    """How what becomes of a container is meant: gone, interrupted, or nothing to speak of."""
    if fate.becomes.goes:
        return Tone.DANGER if fate.becomes is Becomes.REMOVED else Tone.WARNING
    return Tone.WARNING if fate.becomes is Becomes.STOPPED else Tone.MUTED
