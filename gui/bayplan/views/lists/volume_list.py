"""The list of volumes."""

from __future__ import annotations

from datetime import datetime

from bayplan.domain.filters import Chip, Picker
from bayplan.domain.formatting import age_text, count_text, kind_text
from bayplan.domain.kinds import StoreKind
from bayplan.domain.list_rows import NO_THING, Grouping, natural_key
from bayplan.domain.row_sources import VolumeRows
from bayplan.domain.rows import VolumeRow
from bayplan.views.lists.definition import LOCKED, Badge, Card, Column, Dot, ListDefinition
from bayplan.views.lists.outcome_parts import at_risk_chip, outcome_column
from bayplan.views.lists.words import measured_text, moment_key, parts_text, sum_text, users_text

_GROUPS = ("in use", "unused")


def _group(row: VolumeRow) -> str:
    return "in use" if row.in_use else "unused"


def _dot(row: VolumeRow) -> Dot:
    return Dot(f"kind-{row.kind}" if row.in_use else "kind-unused", "bar")


def _anonymous(row: VolumeRow) -> bool:
    return row.kind is StoreKind.ANONYMOUS_VOLUME


def _badges(row: VolumeRow) -> tuple[Badge, ...]:
    found = [LOCKED] if row.protected else []
    if row.test:
        found.append(Badge("test", "test"))
    return tuple(found)


def _card(row: VolumeRow, now: datetime) -> Card:
    return Card(
        title=row.label,
        size=measured_text(row.size),
        subtitle=users_text(row.users, in_use=row.in_use) if row.in_use else f"created {age_text(row.created, now)}",
        dot=_dot(row),
        note=kind_text(row.kind).removesuffix(" volume"),
        badges=_badges(row),
        size_known=row.size is not None,
    )


def _sentence(row: VolumeRow, now: datetime) -> str:
    return ", ".join(
        part
        for part in (
            row.name,
            kind_text(row.kind),
            f"driver {row.driver}",
            measured_text(row.size),
            users_text(row.users, in_use=row.in_use),
            row.location,
            f"created {age_text(row.created, now)}",
            "protected" if row.protected else "",
        )
        if part
    )


def _summary(totals: tuple[int, ...]) -> str:
    number, unused, size, unknown = totals
    if not number:
        return ""
    return parts_text(
        count_text(number, "volume"),
        f"{unused:,} unused",
        "sizes not measured" if unknown == number else sum_text(size, unknown),
    )


VOLUMES: ListDefinition[VolumeRow] = ListDefinition(
    key="volumes",
    title="Volumes",
    noun="volume",
    source=VolumeRows,
    columns=(
        Column(
            key="name",
            title="Name",
            text=lambda row, _: row.label,
            sort_key=lambda row: natural_key(row.name),
            width=200,
            dot=_dot,
            locked=lambda row: row.protected,
            tooltip=_sentence,
            middle=True,
        ),
        outcome_column(),
        Column(
            key="kind",
            title="Kind",
            text=lambda row, _: kind_text(row.kind),
            sort_key=lambda row: kind_text(row.kind),
            width=130,
        ),
        Column(
            key="driver",
            title="Driver",
            text=lambda row, _: row.driver,
            sort_key=lambda row: natural_key(row.driver),
            width=80,
        ),
        Column(
            key="size",
            title="Size",
            text=lambda row, _: measured_text(row.size),
            sort_key=lambda row: row.size,
            right=True,
            width=100,
        ),
        Column(
            key="users",
            title="Used by",
            text=lambda row, _: ", ".join(row.users),
            sort_key=lambda row: len(row.users),
            width=160,
            tooltip=lambda row, _: users_text(row.users, in_use=row.in_use),
        ),
        Column(
            key="use",
            title="In use",
            text=lambda row, _: "in use" if row.in_use else "unused",
            sort_key=lambda row: row.in_use,
            width=80,
        ),
        Column(
            key="anonymous",
            title="Anonymous",
            text=lambda row, _: "anonymous" if _anonymous(row) else "",
            sort_key=_anonymous,
            width=95,
            shown=False,
        ),
        Column(
            key="created",
            title="Created",
            text=lambda row, now: age_text(row.created, now),
            sort_key=lambda row: moment_key(row.created),
            width=110,
        ),
        Column(
            key="location",
            title="Location",
            text=lambda row, _: row.location,
            sort_key=lambda row: natural_key(row.location) if row.location else None,
            width=240,
            shown=False,
            middle=True,
        ),
    ),
    card=_card,
    sentence=_sentence,
    grouping=Grouping(key=_group, order=_GROUPS.index, title=lambda key: key, thing=lambda key: NO_THING + key),
    chips=(
        Chip(key="all", title="All", group="use", tip="Every volume"),
        Chip(
            key="used",
            title="In use",
            group="use",
            test=lambda row: row.in_use,
            tip="Volumes that a container mounts, stopped ones included",
        ),
        Chip(key="unused", title="Unused", group="use", test=lambda row: not row.in_use, tip="Volumes nobody mounts"),
        at_risk_chip(),
        Chip(key="anonymous", title="Anonymous", test=_anonymous, tip="Only volumes without a name of their own"),
    ),
    pickers=(
        Picker(
            key="kind", title="Kind", value=lambda row: row.kind.value, label=lambda value: kind_text(StoreKind(value))
        ),
    ),
    measure=lambda row: (1, not row.in_use, row.size or 0, row.size is None),
    measures=4,
    summary=_summary,
    empty="No volumes yet.\nCreate one, for example:\ndocker volume create data",
)
