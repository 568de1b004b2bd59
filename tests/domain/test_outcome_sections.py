"""The itemised list of an outcome."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.event_commands import event_commands
from bayplan.domain.fates import fates
from bayplan.domain.inspection import Section, Tone
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Fate, Outcome
from bayplan.domain.outcome_sections import outcome_sections, outcome_text, outcome_tone, worst_fate
from bayplan.domain.outcome_words import outcome_lines, summary
from tests.support.shop import ANONYMOUS, DB, RUNNER, shop

SHOP = shop()


def asked(event: Event, of: Target = WHOLE_ENGINE, inventory: Inventory = SHOP) -> Outcome:
    return fates(inventory, event, of)


def sections_of(outcome: Outcome) -> tuple[Section, ...]:
    return outcome_sections(outcome, SHOP, outcome_lines(outcome, SHOP))


def by_key(outcome: Outcome) -> dict[str, Section]:
    return {section.key: section for section in sections_of(outcome)}


def test_the_list_goes_from_the_worst_to_what_is_kept() -> None:
    sections = sections_of(asked(Event.REMOVE, Target.containers(DB)))
    assert [section.title for section in sections][:3] == ["Lost", "Orphaned", "Kept"]
    lost = sections[0]
    assert [(row.label, row.value, row.tone) for row in lost.rows] == [
        ("writable layer of db-1", "63 kB", Tone.DANGER),
        ("db-1:/dev/shm", "size unknown", Tone.DANGER),
    ]
    assert lost.note == "2 · at least 63 kB"
    assert all(row.note and row.thing for row in lost.rows), "each has its reason, and can be followed"
    assert sections[1].rows[0].label == f"anonymous volume {ANONYMOUS[:4]}…{ANONYMOUS[-2:]}"
    assert not lost.folded
    assert sections[2].folded


def test_what_nobody_would_miss_is_folded_at_the_end() -> None:
    sections = by_key(asked(Event.REMOVE, Target.containers(DB)))
    assert sections["quiet"].folded
    assert {row.label for row in sections["quiet"].rows} == {
        "log of db-1",
        "hosts, hostname, resolv.conf of db-1",
    }


def test_the_containers_that_are_touched_are_listed_with_what_becomes_of_them() -> None:
    row = by_key(asked(Event.REMOVE, Target.containers(DB)))["containers"].rows[0]
    assert (row.label, row.value, row.tone) == ("db-1", "removed", Tone.DANGER)


def test_an_event_that_cannot_happen_says_why_and_nothing_else() -> None:
    outcome = asked(Event.RECREATE, Target.containers(RUNNER))
    assert outcome.refused
    [section] = sections_of(outcome)
    assert section.rows[0].label == outcome.refused
    assert outcome_tone(outcome, outcome_lines(outcome, SHOP)) == "muted"


def test_the_tone_is_that_of_the_worst_fate_of_anything_that_counts() -> None:
    removed = asked(Event.REMOVE, Target.containers(DB))
    lines = outcome_lines(removed, SHOP)
    assert worst_fate(lines) is Fate.LOST
    assert outcome_tone(removed, lines) == "danger"
    orphans = [replace(line, quiet=line.fate is Fate.LOST) for line in lines]
    assert worst_fate(orphans) is Fate.ORPHANED
    paused = asked(Event.PAUSE, Target.containers(DB))
    assert outcome_tone(paused, outcome_lines(paused, SHOP)) == "ok"


def test_the_list_as_text_has_the_sentence_the_reasons_and_the_command() -> None:
    of = Target.containers(DB)
    outcome = asked(Event.REMOVE, of)
    text = outcome_text(
        summary(outcome, SHOP), outcome_lines(outcome, SHOP), event_commands(SHOP, Event.REMOVE, of)
    ).splitlines()
    assert text[0].startswith("Removing db-1 loses at least 63 kB in 2 places, orphans 1 volume")
    assert any(line.startswith("◌ orphaned: anonymous volume 9f2c…e1 (96 MB). ") for line in text)
    assert text[-1] == "$ docker rm --force db-1"
