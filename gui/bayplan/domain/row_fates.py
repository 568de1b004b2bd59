"""What becomes of the things in the lists when an event happens: a sign and a few words for each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, total_size_text
from bayplan.domain.inspection import store_thing
from bayplan.domain.inventory import Inventory
from bayplan.domain.links import stores_of
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, Outcome
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine

#: What a person would want to know before it happens.
AT_RISK = frozenset({Fate.LOST, Fate.ORPHANED, Fate.LEFT_BEHIND})
_GRAVITY = {fate: place for place, fate in enumerate(FATE_WORDS)}


class RowFate(NamedTuple):
    """What becomes of a row's thing.

    Attributes:
        fate: gives the sign and the tone. words: "lost", "loses 214 MB". reason: why, in a sentence or two.
    """

    fate: Fate
    words: str
    reason: str

    @property
    def at_risk(self) -> bool:
        """Something would be lost, orphaned or left behind."""
        return self.fate in AT_RISK

    @property
    def order(self) -> tuple[int, str]:
        """A sort key: the gravest first."""
        return _GRAVITY[self.fate], self.words


def store_fates(lines: Iterable[OutcomeLine]) -> dict[str, RowFate]:
    """Of every store that the event concerns; the layers of an image stand for the image."""
    return {
        store_thing(line.store, line.kind): RowFate(line.fate, FATE_WORDS[line.fate].word, line.reason)
        for line in lines
        if line.fate is not Fate.NOT_APPLICABLE
    }


def container_fates(outcome: Outcome, inventory: Inventory, lines: Iterable[OutcomeLine]) -> dict[str, RowFate]:
    """Of every container that the event touches, or whose stores it takes away: the worst that befalls its data."""
    loud = {line.store: line for line in lines if not line.quiet and line.fate is not Fate.NOT_APPLICABLE}
    found = {}
    for container in inventory.containers.values():
        becomes = outcome.containers.get(container.id)
        if becomes is None:
            continue
        row = _of_container(becomes, [loud[store] for store in stores_of(container, inventory) if store in loud])
        if row is not None:
            found[ids.container_thing(container.id)] = row
    return found


def _of_container(becomes: ContainerFate, lines: list[OutcomeLine]) -> RowFate | None:
    if becomes.becomes is Becomes.UNTOUCHED and not any(line.fate in AT_RISK for line in lines):
        return None
    worst = min((line.fate for line in lines), key=_GRAVITY.__getitem__, default=Fate.SURVIVES)
    bad = sorted((line for line in lines if line.fate is worst), key=lambda line: (-(line.size or 0), line.name))
    named = "; ".join(f"{FATE_WORDS[worst].word}: {line.name}" for line in bad) if worst is not Fate.SURVIVES else ""
    reason = " ".join(part for part in (becomes.reason, f"{named[:1].upper()}{named[1:]}." if named else "") if part)
    return RowFate(worst, _words(worst, bad), reason)


def _words(worst: Fate, bad: list[OutcomeLine]) -> str:
    total = total_size_text(line.size for line in bad)
    size = total if total != "unknown" else "data" if len(bad) == 1 else f"data in {len(bad):,} places"
    match worst:
        case Fate.LOST:
            return f"loses {size}"
        case Fate.ORPHANED:
            return f"orphans {count_text(len(bad), 'volume')}"
        case Fate.LEFT_BEHIND:
            return f"leaves {size} behind"
        case Fate.DEPENDS:
            return f"{count_text(len(bad), 'place')} in doubt"
    return "loses nothing"
