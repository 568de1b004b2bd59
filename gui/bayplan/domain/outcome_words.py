"""An outcome in words: the sentence that sums it up, and the list of what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, Event, Reach, Target, TargetKind
from bayplan.domain.fates.targets import why_refused
from bayplan.domain.formatting import count_text, names_text, short_volume_name, size_text, total_size_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import DEFAULT_SHM_SIZES, QUIET_KINDS, StoreKind
from bayplan.domain.model import Store
from bayplan.domain.outcome import Becomes, Fate, Outcome, StoreFate


@dataclass(frozen=True, slots=True)
class FateWords:
    """A fate in words that need no colour.

    Attributes:
        sign: one character, the same everywhere. word: on a store ("lost"). heading: over a list ("Lost").
        tone: colour role of a theme.
    """

    sign: str
    word: str
    heading: str
    tone: str


FATE_WORDS: dict[Fate, FateWords] = {
    Fate.LOST: FateWords("✕", "lost", "Lost", "danger"),
    Fate.ORPHANED: FateWords("◌", "orphaned", "Orphaned", "warning"),
    Fate.LEFT_BEHIND: FateWords("⇤", "left behind", "Left behind", "warning"),
    Fate.DEPENDS: FateWords("?", "depends", "Depends", "warning"),
    Fate.SURVIVES: FateWords("✓", "survives", "Kept", "ok"),
    Fate.NOT_APPLICABLE: FateWords("–", "does not apply", "Does not apply", "muted"),
}

#: What becomes of a container, in the same form and from the gravest on; one that is untouched has nothing to say.
BECOMES_WORDS: dict[Becomes, FateWords] = {
    Becomes.REMOVED: FateWords("✕", "removed", "Removed", "danger"),
    Becomes.MOVED: FateWords("⇥", "moved", "Moved", "warning"),
    Becomes.REPLACED: FateWords("⇄", "replaced", "Replaced", "warning"),
    Becomes.STOPPED: FateWords("■", "stopped", "Stopped", "warning"),
    Becomes.RESTARTED: FateWords("↻", "restarted", "Restarted", "ok"),
    Becomes.PAUSED: FateWords("‖", "paused", "Paused", "ok"),
}

#: Kinds that every container has, or that it fills again by itself: empty ones are no loss.
_OFTEN_EMPTY = frozenset({StoreKind.WRITABLE_LAYER, StoreKind.TMPFS, StoreKind.SHM})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLine:
    """One store in the list of an outcome: "✕ lost  db-1:/dev/shm  214 MB", and why.

    Attributes:
        store: its id. name: for people, with whom it belongs to. quiet: nothing that anybody would miss.
    """

    store: str
    kind: StoreKind
    name: str
    fate: Fate
    size: int | None
    reason: str
    depends_on: str
    quiet: bool

    def text(self) -> str:
        """The line as plain text, for the clipboard and the terminal."""
        words = FATE_WORDS[self.fate]
        size = "size unknown" if self.size is None else size_text(self.size)
        condition = f" It depends on {self.depends_on}." if self.depends_on else ""
        return f"{words.sign} {words.word}: {self.name} ({size}). {self.reason}{condition}"


def summary(outcome: Outcome, inventory: Inventory, lines: Sequence[OutcomeLine] | None = None) -> str:
    """The outcome in one sentence: "removing db-1 loses 214 MB in 2 places, orphans 1 volume".

    ``lines``: what :func:`outcome_lines` gave, if they are at hand.
    """
    words = EVENT_WORDS[outcome.event]
    doing = words.gerund.format(what=_object(outcome, inventory))
    if outcome.refused:
        why = outcome.refused.removesuffix(".")
        return f"{doing} does nothing: {why if why.startswith('Compose ') else why[:1].lower() + why[1:]}"
    lines = outcome_lines(outcome, inventory) if lines is None else lines
    if outcome.event is Event.COMMIT:
        return f"{doing} {_captured(outcome, lines)}"
    return f"{doing} {losses(lines)}"


def losses(lines: Iterable[OutcomeLine]) -> str:
    """What the lines of an outcome come to, as the end of a sentence: "loses 214 MB in 2 places, orphans 1 volume"."""
    loud = [line for line in lines if not line.quiet]
    parts = [
        _counted("loses", [line for line in loud if line.fate is Fate.LOST], "place"),
        _plain("orphans", [line for line in loud if line.fate is Fate.ORPHANED], "volume"),
        _counted("leaves", [line for line in loud if line.fate is Fate.LEFT_BEHIND], "place", behind=True),
    ]
    open_ones = [line for line in loud if line.fate is Fate.DEPENDS]
    if open_ones:
        parts.append(f"depends on the circumstances in {count_text(len(open_ones), 'place')}")
    return ", ".join(part for part in parts if part) or "loses nothing"


def outcome_lines(outcome: Outcome, inventory: Inventory) -> list[OutcomeLine]:
    """What the event concerns, the worst first and the largest of these first.

    Bystanders are left out, and so is what a newer inventory than the outcome's no longer has.
    """
    return worst_first(
        outcome_line(store, fate)
        for store_id, fate in outcome.stores.items()
        if fate.concerned and (store := inventory.stores.get(store_id)) is not None
    )


def worst_first(lines: Iterable[OutcomeLine]) -> list[OutcomeLine]:
    """The lines in the order in which they are shown; those that nobody would miss come last."""
    order = {fate: place for place, fate in enumerate(FATE_WORDS)}
    return sorted(lines, key=lambda line: (line.quiet, order[line.fate], -(line.size or 0), line.name))


def outcome_line(store: Store, fate: StoreFate) -> OutcomeLine:
    """One store of an outcome as a line."""
    return OutcomeLine(
        store=store.id,
        kind=store.kind,
        name=_name(store),
        fate=fate.fate,
        size=fate.size,
        reason=fate.reason,
        depends_on=fate.depends_on,
        quiet=is_quiet(store),
    )


def is_quiet(store: Store) -> bool:
    """Nothing that anybody would miss: runtime files, logs, a writable layer or memory in which nothing lies, the
    /dev/shm that every container gets unasked and of whose use nothing is known."""
    if store.kind in QUIET_KINDS or (store.size == 0 and store.kind in _OFTEN_EMPTY):
        return True
    return store.kind is StoreKind.SHM and store.size is None and store.size_limit in {None, *DEFAULT_SHM_SIZES}


def target_text(of: Target, inventory: Inventory) -> str:
    """What an event is applied to, in a few words: "db-1", "3 containers", "the project shop", "volume data"."""
    match of.kind:
        case TargetKind.CONTAINERS:
            names = [inventory.containers[key].name for key in of.names if key in inventory.containers]
            return names_text(names) if len(names) <= 2 else count_text(len(names), "container")
        case TargetKind.PROJECT:
            return of.names[0] or "what is in no project"
        case TargetKind.VOLUME:
            return f"volume {short_volume_name(of.names[0])}"
        case TargetKind.ENGINE:
            return "every container"


def offered_events(inventory: Inventory, of: Target) -> list[Event]:
    """The events that make sense for a target, in the order in which they are offered."""
    return [
        event
        for event in EVENT_WORDS
        if EVENT_WORDS[event].reach is Reach.ENGINE or not why_refused(inventory, event, of)
    ]


def _name(store: Store) -> str:
    if store.kind.is_volume:
        name = short_volume_name(store.name)
        return f"anonymous volume {name}" if store.kind is StoreKind.ANONYMOUS_VOLUME else f"volume {name}"
    if store.kind is StoreKind.IMAGE_LAYERS:
        return f"layers of {store.name}"
    if store.kind is StoreKind.REMOTE:
        return f"{store.name} {store.location or ''}".rstrip()
    return store.name


def _object(outcome: Outcome, inventory: Inventory) -> str:
    """The target after the event's verb: of a volume, most events concern the containers that use it."""
    what = target_text(outcome.of, inventory)
    if outcome.of.kind is TargetKind.VOLUME and outcome.event is not Event.REMOVE:
        return f"what uses {what}"
    return what


def _captured(outcome: Outcome, lines: Sequence[OutcomeLine]) -> str:
    """ "captures the writable layer (63 kB) and leaves out 4 places"."""
    taken = [line for line in lines if outcome.stores[line.store].captured]
    left = [line for line in lines if outcome.stores[line.store].captured is False and not line.quiet]
    sizes = [line.size for line in taken if line.kind is StoreKind.WRITABLE_LAYER]
    what = "the writable layer" if len(sizes) == 1 else count_text(len(sizes), "writable layer")
    total = total_size_text(sizes)
    captured = f"captures {what} ({'size unknown' if total == 'unknown' else total})"
    return f"{captured} and leaves out {count_text(len(left), 'place')}" if left else captured


def _counted(verb: str, lines: list[OutcomeLine], noun: str, *, behind: bool = False) -> str:
    """ "loses 214 MB in 2 places"; sizes that are not known are told as such."""
    if not lines:
        return ""
    total = total_size_text(line.size for line in lines)
    what = "data of unknown size" if total == "unknown" else total
    return f"{verb} {what}{' behind' if behind else ''} in {count_text(len(lines), noun)}"


def _plain(verb: str, lines: list[OutcomeLine], noun: str) -> str:
    return f"{verb} {count_text(len(lines), noun)}" if lines else ""


def thing_target(thing: str, inventory: Inventory) -> Target | None:
    """What an event is applied to when ``thing`` is selected; None when it is nothing that events happen to.

    A container, a group, a volume speak for themselves; any other store for the containers that use it.
    """
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        return Target.containers(rest) if rest in inventory.containers else None
    if prefix == "group":
        return Target.project(rest)
    store = inventory.stores.get(thing)
    if store is None:
        return None
    if store.kind.is_volume:
        return Target.volume(store.name)
    return Target.containers(*store.used_by) if store.used_by else None
