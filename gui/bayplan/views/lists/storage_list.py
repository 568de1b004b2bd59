"""The list of every store there is, and of the VOLUMEs that images declare."""

from __future__ import annotations

from datetime import datetime

from bayplan.domain.filters import Chip, Picker
from bayplan.domain.formatting import age_text, count_text, kind_text, limit_text, short_volume_name
from bayplan.domain.ids import zone_thing
from bayplan.domain.kinds import StoreKind, Zone
from bayplan.domain.list_rows import Grouping, natural_key
from bayplan.domain.row_sources import StoreRows
from bayplan.domain.rows import StoreRow
from bayplan.views.lists.definition import LOCKED, Badge, Card, Column, Dot, ListDefinition
from bayplan.views.lists.outcome_parts import at_risk_chip, outcome_column
from bayplan.views.lists.words import measured_text, moment_key, parts_text, sum_text, users_text

_DECLARED = "declared VOLUME"
_ZONE_WORDS = {
    Zone.OVERLAY: "overlay",
    Zone.MEMORY: "memory",
    Zone.DOCKER_AREA: "Docker area",
    Zone.HOST: "elsewhere on the host",
    Zone.PIPE: "named pipes",
    Zone.REMOTE: "remote",
}
_ZONES = tuple(_ZONE_WORDS)


def _kind(row: StoreRow) -> str:
    return _DECLARED if row.declared else kind_text(row.kind)


def _dot(row: StoreRow) -> Dot:
    return Dot(f"kind-{row.kind}" if row.in_use else "kind-unused", "bar")


def _size(row: StoreRow) -> str:
    if row.declared:
        return ""
    if row.zone is Zone.MEMORY and row.size is None:
        return limit_text(row.limit) if row.limit is None else f"limit {limit_text(row.limit)}"
    if row.kind in {StoreKind.BIND, StoreKind.NPIPE, StoreKind.REMOTE} and row.size is None:
        return ""
    return measured_text(row.size)


def _badges(row: StoreRow) -> tuple[Badge, ...]:
    found = [LOCKED] if row.protected else []
    if row.test:
        found.append(Badge("test", "test"))
    if row.inferred_from:
        found.append(Badge("inferred", "muted"))
    return tuple(found)


def _card(row: StoreRow, _now: datetime) -> Card:
    declared = row.declared
    return Card(
        title=f"VOLUME {row.location}" if declared else short_volume_name(row.name),
        size=_size(row),
        subtitle=row.name.partition(" of ")[2] if declared else users_text(row.users, in_use=row.in_use),
        dot=_dot(row),
        note="declared" if declared else f"{_kind(row)}, read-only" if _tells_read_only(row) else _kind(row),
        badges=_badges(row),
        size_known=row.size is not None,
        middle=row.kind in {StoreKind.BIND, StoreKind.NPIPE, StoreKind.IMAGE_LAYERS, StoreKind.IMAGE_MOUNT},
    )


def _tells_read_only(row: StoreRow) -> bool:
    return row.read_only and row.kind not in {StoreKind.IMAGE_LAYERS, StoreKind.IMAGE_MOUNT}


def _sentence(row: StoreRow, now: datetime) -> str:
    return ", ".join(
        part
        for part in (
            row.name,
            _kind(row),
            "read-only" if _tells_read_only(row) else "",
            _size(row),
            users_text(row.users, in_use=row.in_use),
            row.location if row.location != row.name else "",
            f"inferred from {row.inferred_from}" if row.inferred_from else "",
            f"created {age_text(row.created, now)}" if row.created else "",
        )
        if part
    )


def _summary(totals: tuple[int, ...]) -> str:
    number, unused, size, quiet = totals
    if not number:
        return ""
    return parts_text(
        count_text(number, "place"),
        f"{unused:,} unused",
        f"{sum_text(size, 0)} measured",
        f"{quiet:,} quiet" if quiet else "",
    )


STORAGE: ListDefinition[StoreRow] = ListDefinition(
    key="storage",
    title="Storage",
    noun="place",
    source=StoreRows,
    columns=(
        Column(
            key="name",
            title="Name",
            text=lambda row, _: short_volume_name(row.name),
            sort_key=lambda row: natural_key(row.name),
            width=220,
            dot=_dot,
            locked=lambda row: row.protected,
            tooltip=_sentence,
            middle=True,
        ),
        outcome_column(),
        Column(
            key="kind",
            title="Kind",
            text=lambda row, _: _kind(row),
            sort_key=_kind,
            width=130,
        ),
        Column(
            key="zone",
            title="Where",
            text=lambda row, _: _ZONE_WORDS[row.zone],
            sort_key=lambda row: _ZONES.index(row.zone),
            width=120,
            shown=False,
        ),
        Column(
            key="size",
            title="Size",
            text=lambda row, _: _size(row),
            sort_key=lambda row: row.size,
            right=True,
            width=110,
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
            key="location",
            title="Location",
            text=lambda row, _: row.location,
            sort_key=lambda row: natural_key(row.location) if row.location else None,
            width=220,
            middle=True,
        ),
        Column(
            key="created",
            title="Created",
            text=lambda row, now: age_text(row.created, now) if row.created else "",
            sort_key=lambda row: moment_key(row.created),
            width=110,
            shown=False,
        ),
        Column(
            key="inferred",
            title="Inferred from",
            text=lambda row, _: row.inferred_from,
            sort_key=lambda row: row.inferred_from or None,
            width=160,
            shown=False,
        ),
    ),
    card=_card,
    sentence=_sentence,
    grouping=Grouping(
        key=lambda row: row.zone.value,
        order=lambda key: _ZONES.index(Zone(key)),
        title=lambda key: _ZONE_WORDS[Zone(key)],
        thing=zone_thing,
    ),
    chips=(
        Chip(key="all", title="All", group="use", tip="Every place where state lies"),
        Chip(key="used", title="In use", group="use", test=lambda row: row.in_use, tip="Places that a container uses"),
        Chip(key="unused", title="Unused", group="use", test=lambda row: not row.in_use, tip="Places nobody uses"),
        Chip(
            key="anonymous",
            title="Anonymous",
            test=lambda row: row.kind is StoreKind.ANONYMOUS_VOLUME and not row.declared,
            tip="Only volumes without a name of their own",
        ),
        at_risk_chip(),
        Chip(
            key="quiet",
            title="Quiet",
            test=lambda row: row.quiet,
            reveals=True,
            tip="Also logs and the hosts, hostname and resolv.conf files",
        ),
    ),
    pickers=(Picker(key="kind", title="Kind", value=_kind, label=lambda value: value),),
    measure=lambda row: (not row.quiet, not row.in_use, row.size or 0, row.quiet),
    measures=4,
    summary=_summary,
    empty="Nothing is stored yet.\nAs soon as there is a container, an image or a volume, its places are listed here.",
)
