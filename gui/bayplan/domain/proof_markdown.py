"""A proof as Markdown, to paste into an issue or a page."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain.experiment import ExperimentResult, Proof
from bayplan.domain.proof_rows import DIFFERS, SAME
from bayplan.domain.proof_text import proof_summary


def proof_markdown(proof: Proof) -> str:
    """The sum, a table for each experiment with the commands that were done, and what was left out and why."""
    engine = proof.engine
    when = f"{proof.started_at:%Y-%m-%d %H:%M} UTC"
    place = f"{engine.product} {engine.version}, API {engine.api_version}, {engine.storage_driver or 'unknown storage'}"
    lines = ["# What was predicted and what was observed", "", f"{place}; {when}. {proof_summary(proof)}", ""]
    for result in proof.results:
        lines += _experiment(result)
    left_out = [*proof.left_out, *proof.stores_left_out]
    if left_out:
        lines += ["## Left out", "", *(f"- {item.what}: {item.why}" for item in left_out), ""]
    return "\n".join(lines)


def _experiment(result: ExperimentResult) -> Iterable[str]:
    yield f"## {result.title} ({result.seconds:.1f} s)"
    yield ""
    yield from _table(result)
    yield from (f"- not tried: {item.what}. {item.why}" for item in result.left_out)
    if result.left_out:
        yield ""
    yield "```sh"
    yield from result.commands
    yield "```"
    yield ""


def _table(result: ExperimentResult) -> Iterable[str]:
    yield _row("store", "where", "predicted", "observed", "same?", "how it was observed")
    yield "|-|-|-|-|-|-|"
    for seen in result.observations:
        verdict = SAME if seen.same else f"**{DIFFERS}**"
        yield _row(seen.place, f"`{seen.path}`", seen.predicted_text, seen.observed_text, verdict, seen.how)
    yield ""


def _row(*cells: str) -> str:
    # Text of the engine must not end a cell, and a line break would end the table.
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"
