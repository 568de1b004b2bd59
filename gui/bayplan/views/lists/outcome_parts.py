"""What every list shows while an event is asked about: a column, and a chip for what is at risk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bayplan.domain.filters import Chip
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.rows import Row
from bayplan.views.lists.definition import Column


def fate_text(row: Row, _now: datetime | None = None) -> str:
    """What becomes of a row's thing: "✕ loses 63 kB"; "" when nothing does."""
    return "" if row.fate is None else f"{FATE_WORDS[row.fate.fate].sign} {row.fate.words}"


def spoken_fate(row: Row) -> str:
    """The same for a screen reader and a tooltip, with the reason."""
    return "" if row.fate is None else f"What if: {row.fate.words}. {row.fate.reason}"


def at_risk_chip() -> Chip[Any]:
    """Only what would be lost, orphaned or left behind."""
    return Chip(
        key="risk",
        title="At risk",
        test=lambda row: row.fate is not None and row.fate.at_risk,
        of_outcome=True,
        tip="Only what would be lost, orphaned or left behind",
    )


def outcome_column() -> Column[Any]:
    """What becomes of each row's thing."""
    return Column(
        key="what-if",
        title="What if",
        text=fate_text,
        sort_key=lambda row: row.fate.order if row.fate else None,
        width=150,
        tooltip=lambda row, _: spoken_fate(row),
        fate=lambda row: row.fate,
    )
