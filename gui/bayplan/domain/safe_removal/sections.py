"""A removal, and what came of it, as sections of rows: ready to be shown, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.formatting import short_id, size_text, total_size_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS
from bayplan.domain.inspection import Form, Row, Section, Tone, sentence, size_value
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine
from bayplan.domain.safe_removal.plan import SafeRemoval
from bayplan.domain.safe_removal.report import Ended, RemovalEntry, RemovalReport
from bayplan.domain.safe_removal.words import container_name, image_name, volume_name

#: What is kept or means nothing is there for those who look for it.
_FOLDED = frozenset({Fate.SURVIVES, Fate.NOT_APPLICABLE})
#: What the row names that stands for the rest of a long section.
MORE = "more:"
#: The parts of a report, the worst first.
_ENDED = (
    (Ended.FAILED, "Not removed", Tone.DANGER),
    (Ended.LEFT_ALONE, "Left alone", Tone.WARNING),
    (Ended.NOT_TRIED, "Not tried", Tone.MUTED),
    (Ended.GONE, "Gone already", Tone.MUTED),
    (Ended.REMOVED, "Removed", Tone.OK),
)


def removal_sections(plan: SafeRemoval, most: int | None = None) -> tuple[Section, ...]:
    """Everything that goes, then what becomes of the other stores, the worst first.

    At most ``most`` rows of each section, and then one that names MORE as its thing; None for all of them.
    """
    return tuple(_shortened(section, most) for section in _sections(plan))


def _sections(plan: SafeRemoval) -> tuple[Section, ...]:
    going = _going(plan)
    shown = {row.thing for row in going}
    lines = [line for line in plan.lines if line.store not in shown]
    found = [Section(key="goes", title="Goes", rows=going, note=f"{len(going):,}")] if going else []
    for fate, words in FATE_WORDS.items():
        loud = [line for line in lines if line.fate is fate and not line.quiet]
        if loud:
            found.append(_fate_section(fate.value, words.heading, loud, folded=fate in _FOLDED))
        if fate is Fate.ORPHANED and plan.spared:
            rows = tuple(_spared(spared.name, spared.why) for spared in plan.spared)
            found.append(Section(key="spared", title="Left alone", rows=rows, note=f"{len(rows):,}"))
    quiet = [line for line in lines if line.quiet]
    if quiet:
        found.append(_fate_section("quiet", "Logs, runtime files and what is empty", quiet, folded=True))
    return tuple(found)


def _shortened(section: Section, most: int | None) -> Section:
    if most is None or len(section.rows) <= most + 1:
        return section
    words = f"Show all {len(section.rows):,}"
    more = Row(key="more", label=words, form=Form.LINK, thing=MORE, copied=words)
    return replace(section, rows=(*section.rows[:most], more))


def report_sections(report: RemovalReport) -> tuple[Section, ...]:
    """What came of each thing, the worst first."""
    found = []
    for ended, title, tone in _ENDED:
        rows = tuple(_entry(entry, tone) for entry in report.entries if entry.ended is ended)
        if rows:
            found.append(Section(key=ended.value, title=title, rows=rows, note=f"{len(rows):,}"))
    return tuple(found) or (Section(key="nothing", title="Nothing was removed", rows=(sentence("No turn came."),)),)


def _going(plan: SafeRemoval) -> tuple[Row, ...]:
    verdicts = {line.store: line for line in plan.lines}
    rows = [
        _goes(
            ids.container_thing(container.id),
            container_name(container),
            value="running" if container.running else "stopped",
            note=f"{short_id(container.id)} · {container.image}",
        )
        for container in plan.containers
    ]
    rows += [_with_verdict(ids.volume_store(v.name), volume_name(v), verdicts) for v in plan.volumes]
    rows += [_with_verdict(ids.image_store(image.id), image_name(image), verdicts) for image in plan.images]
    return tuple(rows)


def _with_verdict(store: str, name: str, verdicts: dict[str, OutcomeLine]) -> Row:
    """Something that goes and is itself a store: what becomes of its data stands beside it."""
    line = verdicts[store]
    words = FATE_WORDS[line.fate]
    value = f"{size_text(line.size)} {words.word}" if line.size is not None else words.word
    return _goes(store, name, value=value, note=line.reason)


def _goes(thing: str, name: str, *, value: str, note: str) -> Row:
    return Row(
        key=thing,
        label=f"✕ {name}",
        form=Form.FINDING,
        value=value,
        note=note,
        tone=Tone.DANGER,
        thing=thing,
        copied=name,
    )


def _fate_section(key: str, title: str, lines: Sequence[OutcomeLine], *, folded: bool) -> Section:
    note = f"{len(lines):,} · {total_size_text(line.size for line in lines)}"
    return Section(key=key, title=title, rows=tuple(_rows(lines)), note=note, folded=folded)


def _rows(lines: Iterable[OutcomeLine]) -> Iterable[Row]:
    for line in lines:
        words = FATE_WORDS[line.fate]
        yield Row(
            key=line.store,
            label=f"{words.sign} {line.name}",
            form=Form.FINDING,
            value=size_value(line.size, measurable=line.kind not in UNMEASURED_KINDS),
            note=line.reason,
            remedy=f"Depends on {line.depends_on}." if line.depends_on else "",
            tone=Tone(words.tone),
            thing=line.store,
            copied=line.text(),
        )


def _spared(name: str, why: str) -> Row:
    return Row(key=name, label=f"✓ {name}", form=Form.FINDING, note=why, tone=Tone.OK, copied=f"{name}: {why}")


def _entry(entry: RemovalEntry, tone: Tone) -> Row:
    copied = f"{entry.name}: {entry.ended.value}. {entry.why}".rstrip()
    return Row(key=entry.name, label=entry.name, form=Form.FINDING, note=entry.why, tone=tone, copied=copied)
