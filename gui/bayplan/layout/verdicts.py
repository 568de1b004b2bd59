"""What each box of a picture says of the fate of what it stands for, in short words and still without places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import size_text, total_size_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Becomes, ContainerFate, Fate, Outcome, StoreFate
from bayplan.domain.outcome_words import BECOMES_WORDS, FATE_WORDS, FateWords, is_quiet

_RANK = {fate: place for place, fate in enumerate(FATE_WORDS)}
_BECOMES_RANK = {becomes: place for place, becomes in enumerate(BECOMES_WORDS)}
_CAPTURED = FateWords("✓", "captured", "Captured", "ok")
_LEFT_OUT = FateWords("–", "left out", "Left out", "muted")
#: What the second line says of a fate, in the longest words for which there is room.
_NOTES: Mapping[Fate, tuple[str, ...]] = {
    Fate.ORPHANED: (
        "stays, but nothing refers to it any more",
        "nothing refers to it any more",
        "nothing refers to it",
    ),
    Fate.LEFT_BEHIND: ("stays here, the new node starts without it", "stays on this node"),
}


class Verdict(NamedTuple):
    """What one box says.

    Attributes:
        flag: how the box and its edges look: the value of a Fate, or of a Becomes for containers.
        words: sign and word ("✕ lost"); "" says nothing. tone: their colour role.
        amount: the bytes at stake in words, "" to leave the size that the box shows.
        notes: for the second line, from the longest to the shortest; none leaves that line alone.
        reason: why, in plain sentences. quiet: nothing that anybody would miss. partly: the box stands for several
            things, and this is the gravest of what becomes of them.
    """

    flag: str
    words: str
    tone: str
    amount: str = ""
    notes: tuple[str, ...] = ()
    reason: str = ""
    quiet: bool = False
    partly: bool = False

    @property
    def flags(self) -> frozenset[str]:
        """What the box is marked with."""
        marks = (("quiet", self.quiet), ("partly", self.partly))
        return frozenset({self.flag, *(mark for mark, marked in marks if marked)})


def verdicts_of(inventory: Inventory, outcome: Outcome, stand_ins: Mapping[str, str]) -> dict[str, Verdict]:
    """The verdicts of all boxes that the event concerns, by thing; what has none is a bystander.

    ``stand_ins``: for a thing without a box of its own the thing whose box stands for it (``Diagram.stand_ins``).
    """
    found: dict[str, Verdict] = {}
    folded: dict[str, list[str]] = {}
    for store_id, fate in outcome.stores.items():
        box = stand_ins.get(store_id)
        of_image = box is not None and ids.split_thing(box)[0] == "image"
        if box is None or of_image:
            if fate.concerned and fate.fate is not Fate.NOT_APPLICABLE:
                quiet = _is_quiet(inventory, store_id)
                found[box or store_id] = _of_store(fate, quiet=quiet, of_image=of_image)
        else:
            folded.setdefault(box, []).append(store_id)
    groups: dict[str, list[ContainerFate]] = {}
    for container_id, becomes in outcome.containers.items():
        thing = ids.container_thing(container_id)
        group = stand_ins.get(thing)
        if group is not None:
            groups.setdefault(group, []).append(becomes)
        elif becomes.becomes in BECOMES_WORDS:
            found[thing] = _of_container(becomes)
        elif ids.writable_store(container_id) in found:
            found[thing] = Verdict(becomes.becomes, "", "muted")
    for box, stores in folded.items():
        members = groups.get(box)
        verdict = _of_fold(inventory, outcome, stores) if members is None else _of_group(members, outcome, stores)
        if verdict is not None:
            found[box] = verdict
    return found


def _is_quiet(inventory: Inventory, store_id: str) -> bool:
    store = inventory.stores.get(store_id)
    return store is None or is_quiet(store)


def _of_store(fate: StoreFate, *, quiet: bool, of_image: bool) -> Verdict:
    words = FATE_WORDS[fate.fate]
    if fate.captured is not None:
        words = _CAPTURED if fate.captured else _LEFT_OUT
    notes = _NOTES.get(fate.fate, ())
    if fate.fate is Fate.DEPENDS and fate.depends_on and not of_image:
        notes = (f"on {fate.depends_on}",)
    return Verdict(
        flag=fate.fate,
        words=f"{words.sign} {words.word}",
        tone="muted" if quiet else words.tone,
        amount="" if fate.size is None else size_text(fate.size),
        notes=notes,
        reason=f"{words.sign} {words.word}: {fate.reason}",
        quiet=quiet,
    )


def _of_container(fate: ContainerFate) -> Verdict:
    words = BECOMES_WORDS[fate.becomes]
    said = f"{words.sign} {words.word}"
    return Verdict(fate.becomes, said, words.tone, reason=f"{said}: {fate.reason}" if fate.reason else said)


def _of_fold(inventory: Inventory, outcome: Outcome, stores: Iterable[str]) -> Verdict | None:
    """One verdict for several stores: "✕ 3 lost, 11 kept"; None when the event concerns none of them."""
    kept = 0
    loud = False
    sizes: dict[Fate, list[int | None]] = {}
    for store_id in stores:
        fate = outcome.stores[store_id]
        if not fate.concerned or fate.fate is Fate.NOT_APPLICABLE:
            kept += 1
            continue
        sizes.setdefault(fate.fate, []).append(fate.size)
        loud = loud or not _is_quiet(inventory, store_id)
    if not sizes:
        return None
    worst = min(sizes, key=_RANK.__getitem__)
    words = FATE_WORDS[worst]
    kept += len(sizes.pop(Fate.SURVIVES, ()))
    parts = [f"{len(sizes[fate])} {FATE_WORDS[fate].word}" for fate in sorted(sizes, key=_RANK.__getitem__)]
    if kept:
        parts.append(f"{kept} kept")
    said = f"{words.sign} {', '.join(parts)}"
    known = [size for size in sizes.get(Fate.LOST, ()) if size is not None]
    notes = (f"{total_size_text(sizes[Fate.LOST])} lost",) if known and len(parts) > 1 else ()
    return Verdict(
        flag=worst,
        words=said,
        tone=words.tone if loud else "muted",
        notes=notes,
        reason=said,
        quiet=not loud,
        partly=len(parts) > 1,
    )


def _of_group(members: list[ContainerFate], outcome: Outcome, layers: Iterable[str]) -> Verdict | None:
    """One verdict for a folded group of containers: "✕ 3 of 5 removed", and what their writable layers lose."""
    counts = Counter(fate.becomes for fate in members if fate.becomes is not Becomes.UNTOUCHED)
    lost = [fate.size for layer in layers if (fate := outcome.stores.get(layer)) is not None and fate.fate is Fate.LOST]
    if not counts:
        return None
    gravest = min(counts, key=_BECOMES_RANK.__getitem__)
    words = BECOMES_WORDS[gravest]
    if len(counts) == 1:
        few = f" of {len(members)}" if counts[gravest] < len(members) else ""
        said = f"{words.sign} {counts[gravest]}{few} {words.word}"
    else:
        ordered = sorted(counts, key=_BECOMES_RANK.__getitem__)
        said = f"{words.sign} " + ", ".join(f"{counts[one]} {BECOMES_WORDS[one].word}" for one in ordered)
    notes = (f"{total_size_text(lost)} {FATE_WORDS[Fate.LOST].sign} lost",) if any(size != 0 for size in lost) else ()
    return Verdict(gravest, said, words.tone, notes=notes, reason=said, partly=counts[gravest] < len(members))
