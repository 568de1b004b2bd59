"""What the inspector says about a thing: sections of rows, ready to be shown, as plain data.

All text is plain text. A row that names another thing carries its id, so that a reader can follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bayplan.domain import ids
from bayplan.domain.formatting import clock_text, size_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Finding

#: Nobody reads more rows than this of one section in a side panel.
MOST_ROWS = 200


class Tone(StrEnum):
    """How a text is meant; a theme gives the colour, the words say it too."""

    NORMAL = "normal"
    MUTED = "muted"
    OK = "ok"
    WARNING = "warning"
    DANGER = "danger"


class Form(StrEnum):
    """How a row is laid out."""

    STORE = "store"  #: a coloured bar, a name, a second line, a size and a bar for it
    FIELD = "field"  #: a short label and its value beside it
    PAIR = "pair"  #: a name of any length and its value below it
    LINK = "link"  #: a name with a second line and a word at its right
    TEXT = "text"  #: a sentence
    FINDING = "finding"  #: severity, what it is, why it matters, what to do
    EMBEDDED = "embedded"  #: a part of the view's own, which it knows by the row's key


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a section.

    Attributes:
        key: tells the row from the others of its section, the same from one reading to the next.
        label: the name of a field, a store or a thing; the short text of a finding.
        value: the field's value, the size or the word at the right; of a finding its severity.
        note: a second line; of a finding the explanation. remedy: of a finding, what to do.
        kind: colours the bar of a store; None for other rows. share: 0 to 1, the size relative to the largest; None
            when it is not known. thing: id of the thing that the row names, "" for none.
        copied: what Ctrl+C puts on the clipboard.
    """

    key: str
    label: str
    form: Form = Form.FIELD
    value: str = ""
    note: str = ""
    remedy: str = ""
    tone: Tone = Tone.NORMAL
    kind: StoreKind | None = None
    share: float | None = None
    thing: str = ""
    copied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under a title. ``note`` stands at the right of the title; ``folded``: closed until someone opens it."""

    key: str
    title: str
    rows: tuple[Row, ...]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All that is said about a thing.

    Attributes:
        thing: its id; "" for several things at once. title: its name, whole. pill: its state or kind in a word or two.
        subtitle: one line that places it. has_raw_json: the engine can be asked for its JSON.
    """

    thing: str
    title: str
    sections: tuple[Section, ...]
    pill: str = ""
    pill_tone: Tone = Tone.MUTED
    subtitle: str = ""
    has_raw_json: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What every inspection needs: the inventory, the present moment in the reader's time zone, and the largest store.

    Attributes:
        largest: bytes of the largest store whose size is known, 0 when none is.
        measuring: sizes are being measured just now.
    """

    inventory: Inventory
    now: datetime
    largest: int
    measuring: bool

    @classmethod
    def of(cls, inventory: Inventory, now: datetime, *, measuring: bool = False) -> Context:
        """A context for ``inventory``."""
        largest = max((store.size for store in inventory.stores.values() if store.size is not None), default=0)
        return cls(inventory, now, largest, measuring)

    def share(self, size: int | None, largest: int | None = None) -> float | None:
        """The size relative to the largest, 0 to 1; None when it is not known."""
        whole = self.largest if largest is None else largest
        if size is None:
            return None
        return min(1.0, size / whole) if whole else 0.0

    def sizes_note(self) -> str:
        """When sizes were measured."""
        if self.measuring:
            return "measuring sizes…"
        measured = self.inventory.sizes_as_of
        return "sizes not measured yet" if measured is None else f"sizes as of {clock_text(measured, self.now)}"


def field(label: str, value: str, *, tone: Tone = Tone.NORMAL, note: str = "", thing: str = "", key: str = "") -> Row:
    """A label with its value; a value that is "" reads "unknown"."""
    known = bool(value)
    return Row(
        key=key or label,
        label=label,
        value=value if known else "unknown",
        note=note,
        tone=tone if known else Tone.MUTED,
        thing=thing,
        copied=value,
    )


def sentence(text: str, *, tone: Tone = Tone.MUTED) -> Row:
    """A sentence that fills the width."""
    return Row(key=text, label=text, form=Form.TEXT, tone=tone, copied=text)


def link(thing: str, label: str, *, value: str = "", note: str = "", tone: Tone = Tone.NORMAL, key: str = "") -> Row:
    """A thing that can be followed."""
    return Row(
        key=key or thing, label=label, form=Form.LINK, value=value, note=note, tone=tone, thing=thing, copied=label
    )


def mapping_section(key: str, title: str, mapping: Mapping[str, str]) -> Iterable[Section]:
    """Labels, options and the like: folded, in the order of their names; nothing when there are none."""
    if mapping:
        rows = tuple(
            Row(key=name, label=name, value=value, form=Form.PAIR, copied=f"{name}={value}")
            for name, value in sorted(mapping.items())
        )
        yield Section(key=key, title=title, rows=rows, note=f"{len(rows):,}", folded=True)


def findings_section(findings: Sequence[Finding]) -> Iterable[Section]:
    """What someone should know; nothing when there is nothing."""
    if findings:
        tones = {"high": Tone.DANGER, "medium": Tone.WARNING, "low": Tone.MUTED}
        rows = tuple(
            Row(
                key=f"{finding.id} {finding.thing} {finding.place}",
                label=finding.place,
                form=Form.FINDING,
                value=finding.severity,
                note=finding.explanation,
                remedy=finding.remedy,
                tone=tones.get(finding.severity, Tone.NORMAL),
                thing=finding.thing,
                copied=f"{finding.place}: {finding.explanation} {finding.remedy}",
            )
            for finding in findings
        )
        yield Section(key="findings", title="Findings", rows=rows, note=f"{len(rows):,}")


def capped(rows: Sequence[Row]) -> tuple[Row, ...]:
    """At most MOST_ROWS rows, and a sentence about the rest."""
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    return (*rows[:MOST_ROWS], sentence(f"and {len(rows) - MOST_ROWS:,} more"))


def size_value(size: int | None, *, measurable: bool = True) -> str:
    """A size for a row; "size unknown" where it could be measured, "" where no engine ever tells it."""
    if size is None:
        return "size unknown" if measurable else ""
    return size_text(size)


def store_thing(store_id: str, kind: StoreKind) -> str:
    """The thing to select for a store: image layers are shown as their image."""
    if kind is StoreKind.IMAGE_LAYERS:
        return ids.image_thing(ids.split_thing(store_id)[1])
    return store_id
