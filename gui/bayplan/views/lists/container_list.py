"""The list of containers."""

from __future__ import annotations

from datetime import datetime

from bayplan.domain.filters import Chip, Picker
from bayplan.domain.formatting import age_text, count_text
from bayplan.domain.ids import group_thing
from bayplan.domain.list_rows import Grouping, natural_key
from bayplan.domain.row_sources import ContainerRows
from bayplan.domain.rows import ContainerRow
from bayplan.views.lists.definition import LOCKED, Badge, Card, Column, Dot, ListDefinition
from bayplan.views.lists.outcome_parts import at_risk_chip, outcome_column
from bayplan.views.lists.words import counts_text, measured_text, moment_key, parts_text, sum_text

_NO_PROJECT = "not in a project"


def _dot(row: ContainerRow) -> Dot:
    if row.state == "paused":
        return Dot("paused", "pause")
    return Dot("running", "full") if row.running else Dot("stopped", "ring")


def _badges(row: ContainerRow) -> tuple[Badge, ...]:
    found = [LOCKED] if row.protected else []
    if row.test:
        found.append(Badge("test", "test"))
    if row.findings:
        found.append(Badge(f"⚠ {row.findings}", "warning"))
    return tuple(found)


def _card(row: ContainerRow, _now: datetime) -> Card:
    return Card(
        title=row.name,
        size=measured_text(row.size),
        subtitle=row.image,
        dot=_dot(row),
        counts=row.mounts,
        badges=_badges(row),
        size_known=row.size is not None,
    )


def _sentence(row: ContainerRow, now: datetime) -> str:
    return ", ".join(
        part
        for part in (
            row.name,
            row.state,
            f"image {row.image}",
            f"project {row.project}" if row.project else "",
            counts_text(row.mounts),
            f"writable layer {measured_text(row.size)}",
            f"created {age_text(row.created, now)}",
            count_text(row.findings, "finding") if row.findings else "",
            "test mount" if row.test else "",
            "protected" if row.protected else "",
        )
        if part
    )


def _state_tip(row: ContainerRow, _now: datetime) -> str:
    return row.status or row.state


def _summary(totals: tuple[int, ...]) -> str:
    number, running, size, unknown = totals
    if not number:
        return ""
    return parts_text(
        count_text(number, "container"),
        f"{running:,} running",
        "writable layers not measured" if unknown == number else sum_text(size, unknown, of=" in writable layers"),
    )


CONTAINERS: ListDefinition[ContainerRow] = ListDefinition(
    key="containers",
    title="Containers",
    noun="container",
    source=ContainerRows,
    columns=(
        Column(
            key="name",
            title="Name",
            text=lambda row, _: row.name,
            sort_key=lambda row: natural_key(row.name),
            width=190,
            dot=_dot,
            locked=lambda row: row.protected,
            tooltip=_sentence,
        ),
        outcome_column(),
        Column(
            key="image",
            title="Image",
            text=lambda row, _: row.image,
            sort_key=lambda row: natural_key(row.image),
            width=180,
            middle=True,
        ),
        Column(
            key="state",
            title="State",
            text=lambda row, _: row.state,
            sort_key=lambda row: row.state,
            width=80,
            tooltip=_state_tip,
        ),
        Column(
            key="project",
            title="Project",
            text=lambda row, _: row.project,
            sort_key=lambda row: natural_key(row.project) if row.project else None,
            width=100,
        ),
        Column(
            key="mounts",
            title="Mounts",
            text=lambda row, _: counts_text(row.mounts),
            sort_key=lambda row: sum(number for _, number in row.mounts),
            width=130,
            counts=lambda row: row.mounts,
        ),
        Column(
            key="size",
            title="Writable",
            text=lambda row, _: measured_text(row.size),
            sort_key=lambda row: row.size,
            right=True,
            width=100,
        ),
        Column(
            key="created",
            title="Created",
            text=lambda row, now: age_text(row.created, now),
            sort_key=lambda row: moment_key(row.created),
            width=110,
        ),
        Column(
            key="findings",
            title="Findings",
            text=lambda row, _: str(row.findings or ""),
            sort_key=lambda row: row.findings,
            right=True,
            width=80,
            shown=False,
        ),
    ),
    card=_card,
    sentence=_sentence,
    grouping=Grouping(
        key=lambda row: row.project,
        order=lambda key: (not key, natural_key(key)),
        title=lambda key: key or _NO_PROJECT,
        thing=group_thing,
    ),
    chips=(
        Chip(key="all", title="All", group="state", tip="Containers in every state"),
        Chip(
            key="running", title="Running", group="state", test=lambda row: row.running, tip="Only running containers"
        ),
        Chip(
            key="findings",
            title="Has findings",
            test=lambda row: row.findings > 0,
            tip="Only containers with a finding about them or a store they use",
        ),
        at_risk_chip(),
        Chip(key="test", title="Tests", test=lambda row: row.test, tip="Only what Bayplan created"),
    ),
    pickers=(
        Picker(key="project", title="Project", value=lambda row: row.project, label=lambda key: key or _NO_PROJECT),
    ),
    measure=lambda row: (1, row.running, row.size or 0, row.size is None),
    measures=4,
    summary=_summary,
    empty="No containers yet.\nStart one, for example:\ndocker run -d --name web nginx",
)
