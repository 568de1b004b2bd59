"""The list of images."""

from __future__ import annotations

from datetime import datetime

from bayplan.domain.filters import Chip
from bayplan.domain.formatting import age_text, count_text
from bayplan.domain.list_rows import NO_THING, Grouping, natural_key
from bayplan.domain.row_sources import ImageRows
from bayplan.domain.rows import ImageRow
from bayplan.views.lists.definition import Badge, Card, Column, Dot, ListDefinition
from bayplan.views.lists.outcome_parts import at_risk_chip, outcome_column
from bayplan.views.lists.words import measured_text, moment_key, parts_text, sum_text

_GROUPS = ("in use", "unused", "dangling")


def _group(row: ImageRow) -> str:
    if row.users:
        return "in use"
    return "dangling" if row.dangling else "unused"


def _layers(row: ImageRow) -> str:
    return "layers not read yet" if row.layers is None else count_text(row.layers, "layer")


def _card(row: ImageRow, now: datetime) -> Card:
    more = len(row.tags) - 1
    badges = [Badge(f"+{more}", "muted")] if more > 0 else []
    if row.dangling:
        badges.append(Badge("dangling", "warning"))
    return Card(
        title=row.name,
        size=measured_text(row.size),
        subtitle=parts_text(_layers(row), age_text(row.created, now)),
        dot=Dot("kind-image-layers" if row.users else "kind-unused", "bar"),
        note=count_text(len(row.users), "instance") if row.users else "unused",
        badges=tuple(badges),
        size_known=row.size is not None,
        middle=True,
    )


def _sentence(row: ImageRow, now: datetime) -> str:
    return ", ".join(
        (
            *(row.tags or (f"dangling image {row.name}",)),
            measured_text(row.size),
            _layers(row),
            count_text(len(row.users), "instance"),
            f"created {age_text(row.created, now)}",
        )
    )


def _summary(totals: tuple[int, ...]) -> str:
    number, used, dangling, size, unknown = totals
    if not number:
        return ""
    return parts_text(
        count_text(number, "image"),
        f"{used:,} in use",
        f"{dangling:,} dangling" if dangling else "",
        sum_text(size, unknown, of=" with shared layers counted each time"),
    )


IMAGES: ListDefinition[ImageRow] = ListDefinition(
    key="images",
    title="Images",
    noun="image",
    source=ImageRows,
    columns=(
        Column(
            key="name",
            title="Tags",
            text=lambda row, _: ", ".join(row.tags) or row.name,
            sort_key=lambda row: natural_key(row.name),
            width=230,
            dot=lambda row: Dot("kind-image-layers" if row.users else "kind-unused", "bar"),
            tooltip=_sentence,
            middle=True,
        ),
        outcome_column(),
        Column(
            key="size",
            title="Size",
            text=lambda row, _: measured_text(row.size),
            sort_key=lambda row: row.size,
            right=True,
            width=90,
        ),
        Column(
            key="layers",
            title="Layers",
            text=lambda row, _: "not read yet" if row.layers is None else str(row.layers),
            sort_key=lambda row: row.layers,
            right=True,
            width=70,
        ),
        Column(
            key="instances",
            title="Instances",
            text=lambda row, _: str(len(row.users)),
            sort_key=lambda row: len(row.users),
            right=True,
            width=80,
            tooltip=lambda row, _: ", ".join(row.users) or "no container is made from it",
        ),
        Column(
            key="dangling",
            title="Dangling",
            text=lambda row, _: "dangling" if row.dangling else "",
            sort_key=lambda row: row.dangling,
            width=80,
            tooltip=lambda row, _: "no tag names it" if row.dangling else "",
        ),
        Column(
            key="created",
            title="Created",
            text=lambda row, now: age_text(row.created, now),
            sort_key=lambda row: moment_key(row.created),
            width=110,
        ),
    ),
    card=_card,
    sentence=_sentence,
    grouping=Grouping(key=_group, order=_GROUPS.index, title=lambda key: key, thing=lambda key: NO_THING + key),
    chips=(
        Chip(key="all", title="All", group="use", tip="Every image"),
        Chip(key="used", title="In use", group="use", test=lambda row: bool(row.users), tip="Images of a container"),
        Chip(key="unused", title="Unused", group="use", test=lambda row: not row.users, tip="Images of no container"),
        Chip(key="dangling", title="Dangling", group="use", test=lambda row: row.dangling, tip="Images without a tag"),
        at_risk_chip(),
    ),
    pickers=(),
    measure=lambda row: (1, bool(row.users), row.dangling, row.size or 0, row.size is None),
    measures=5,
    summary=_summary,
    empty="No images yet.\nFetch one, for example:\ndocker pull alpine",
)
