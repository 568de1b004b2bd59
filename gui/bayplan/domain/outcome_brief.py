"""An outcome in a few lines for a narrow panel: "Lost: 63 kB in the writable layer"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import names_text, short_volume_name, size_text, total_size_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.links import stores_of
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine
from bayplan.domain.what_if_answer import Answer

#: More places than this of one fate are counted, not named.
_MOST_NAMED = 4


class BriefLine(NamedTuple):
    """All that shares a fate, in one line."""

    fate: Fate
    text: str


def outcome_brief(answer: Answer, thing: str) -> list[BriefLine]:
    """What an event does to a thing and what it uses: a line for each fate, the worst first.

    Of a container these are its stores, of a store itself; of anything else the whole outcome. One line says so when
    nothing happens.
    """
    if answer.outcome.refused:
        return [BriefLine(Fate.NOT_APPLICABLE, answer.outcome.refused)]
    lines = lines_about(answer, thing)
    found = []
    for fate, words in FATE_WORDS.items():
        if fate is Fate.NOT_APPLICABLE:
            continue
        loud = [line for line in lines if line.fate is fate and not line.quiet]
        if loud:
            found.append(BriefLine(fate, f"{words.heading}: {_places(fate, loud, thing)}"))
    return found or [BriefLine(Fate.SURVIVES, "Nothing is lost here.")]


def lines_about(answer: Answer, thing: str) -> list[OutcomeLine]:
    """What an event does to the stores of a container, to a store, or, for any other thing, to all of them."""
    mine = _stores_of(thing, answer.inventory)
    return [line for line in answer.lines if mine is None or line.store in mine]


def _places(fate: Fate, lines: Sequence[OutcomeLine], thing: str) -> str:
    if len(lines) > _MOST_NAMED:
        total = total_size_text(line.size for line in lines)
        names = names_text([_place(line, thing) for line in lines], most=2)
        return names if total == "unknown" else f"{total} in {len(lines):,} places: {names}"
    return ", ".join(_item(fate, line, thing) for line in lines)


def _item(fate: Fate, line: OutcomeLine, thing: str) -> str:
    place = _place(line, thing)
    if line.size is None:
        # What is lost and how much of it nobody knows must not look like nothing.
        return f"{place} (size unknown)" if fate is Fate.LOST and line.kind not in UNMEASURED_KINDS else place
    return f"{size_text(line.size)} in {place}" if fate is Fate.LOST else f"{place} ({size_text(line.size)})"


def _place(line: OutcomeLine, thing: str) -> str:
    """The name of a store, without its container's where the panel is about that container."""
    if ids.split_thing(thing)[0] != "container":
        return line.name
    if line.kind is StoreKind.WRITABLE_LAYER:
        return "the writable layer"
    if line.kind in {StoreKind.TMPFS, StoreKind.SHM}:
        return line.name.partition(":")[2] or line.name
    if line.kind.is_volume:
        name = short_volume_name(ids.split_thing(line.store)[1])
        return f"anonymous volume {name}" if line.kind is StoreKind.ANONYMOUS_VOLUME else name
    return line.name


def _stores_of(thing: str, inventory: Inventory) -> Collection[str] | None:
    """The stores that a panel about a thing is concerned with; None for all of them."""
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return frozenset(stores_of(container, inventory)) if container else frozenset()
    if prefix == "image":
        return frozenset({ids.image_store(rest)})
    return frozenset({thing}) if thing in inventory.stores else None


def brief_text(lines: Iterable[BriefLine], commands: Sequence[str]) -> str:
    """The lines as plain text for the clipboard, with the commands that bring the event about."""
    return "\n".join([*(line.text for line in lines), *(f"$ {command}" for command in commands)])
