"""A proof as text: a table for the terminal, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bayplan.domain.experiment import ExperimentResult, LeftOut, Observation, Proof
from bayplan.domain.formatting import count_text

_FORMAT, _VERSION = "bayplan-proof", 1


def proof_to_json(proof: Proof) -> dict[str, Any]:
    """The whole proof, for programs: times in RFC 3339 UTC, durations in seconds, fates in the words of ``Fate``."""
    engine = proof.engine
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "started_at": _time(proof.started_at),
        "same": proof.same,
        "engine": {
            "id": engine.id,
            "name": engine.name,
            "host": engine.host,
            "version": engine.version,
            "api_version": engine.api_version,
            "storage_driver": engine.storage_driver,
            "image_store": engine.image_store,
        },
        "experiments": [_result_to_json(result) for result in proof.results],
        "left_out": _left_out_to_json(proof.left_out),
        "stores_left_out": _left_out_to_json(proof.stores_left_out),
    }


def proof_lines(proof: Proof) -> list[str]:
    """The proof for a terminal: a table for each experiment, what was left out, and the sum."""
    lines: list[str] = []
    for result in proof.results:
        lines += [f"{result.title} ({result.seconds:.1f} s)", *_table(result.observations)]
        lines += [f"  left out: {item.what}. {item.why}" for item in result.left_out]
        lines.append("")
    lines += [f"left out: {item.what}. {item.why}" for item in (*proof.left_out, *proof.stores_left_out)]
    return [*lines, proof_summary(proof)]


def proof_summary(proof: Proof) -> str:
    """The sum in one sentence: "18 experiments, 271 stores: all as predicted"."""
    rows = [observation for result in proof.results for observation in result.observations]
    tried = f"{count_text(len(proof.results), 'experiment')}, {count_text(len(rows), 'store')}"
    others = sum(not row.same for row in rows)
    if not rows:
        return "Nothing was tried."
    return f"{tried}: {'all as predicted' if not others else f'{others} not as predicted'}."


def _table(rows: Sequence[Observation]) -> list[str]:
    cells = [("store", "where", "predicted", "observed", "same?")]
    cells += [
        (row.place, row.path, row.predicted_text, row.observed_text, "yes" if row.same else f"NO. {row.how}")
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return [
        "  " + "  ".join([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[4]])
        for line in cells
    ]


def _result_to_json(result: ExperimentResult) -> dict[str, Any]:
    return {
        "event": str(result.experiment.event),
        "auto_remove": result.experiment.auto_remove,
        "title": result.title,
        "started_at": _time(result.started_at),
        "seconds": round(result.seconds, 3),
        "same": result.same,
        "commands": list(result.commands),
        "rows": [_row_to_json(row) for row in result.observations],
        "left_out": _left_out_to_json(result.left_out),
    }


def _row_to_json(row: Observation) -> dict[str, Any]:
    return {
        "place": row.place,
        "kind": str(row.kind),
        "store": row.store,
        "path": row.path,
        "predicted": str(row.predicted),
        "observed": str(row.observed),
        "predicted_captured": row.predicted_captured,
        "observed_captured": row.observed_captured,
        "same": row.same,
        "reason": row.reason,
        "how": row.how,
    }


def _left_out_to_json(items: Iterable[LeftOut]) -> list[dict[str, str]]:
    return [{"what": item.what, "why": item.why} for item in items]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
