"""The table of proofs as Markdown: for every engine which store outlived which event, and how that was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_uppercase

from bayplan.domain.event import EVENT_WORDS
from bayplan.domain.experiment import ExperimentResult, Needs, Observation, Proof
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.domain.proof_text import proof_summary
from bayplan.engine.lab.stages import COMPOSED

_CAPTURED, _NOT_CAPTURED = "●", "○"
_HEAD = """# The proof

What Bayplan says of an event, it has tried. For each event below a container was made with one store of every kind; a
marker was written into each store; the event was done for real; then the markers were looked for: in the container, in
the one that took its place, through a fresh container that mounts the volume, in the folder of the host, in the log.
Beside what was seen stands what Bayplan had predicted from what the engine tells.

`bayplan prove` does the same on your engine; `make proof` wrote this page.

"""


def book(proofs: Sequence[Proof]) -> str:
    """All proofs, a section each, and then each experiment's rows from the first engine on which it was done."""
    letters = dict(zip(dict.fromkeys(_name(r) for proof in proofs for r in proof.results), _letters(), strict=False))
    lines = [_HEAD + _legend(letters)]
    for proof in proofs:
        lines += [f"## {_engine(proof)}", "", _when(proof), ""]
        for needs in Needs:
            # In tables of their own: the engine's restarts are tried on more containers.
            if results := [result for result in proof.results if result.experiment.needs is needs]:
                lines += [*_matrix(results, letters), ""]
        lines += [f"Left out: {item.what}. {item.why}\n" for item in proof.stores_left_out]
    lines += ["## Every observation", ""]
    shown: set[str] = set()
    for proof in proofs:
        for result in proof.results:
            if _name(result) not in shown and not proof.engine.demo:
                shown.add(_name(result))
                lines += _observations(result, _engine(proof))
    return "\n".join(lines).rstrip() + "\n"


def _legend(letters: dict[str, str]) -> str:
    fates = ", ".join(f"{FATE_WORDS[fate].sign} {FATE_WORDS[fate].word}" for fate in Fate if fate is not Fate.DEPENDS)
    text = [
        f"In the tables: {fates}. A sign with a question mark was predicted as “depends”, and either would be right.",
        f"For a commit: {_CAPTURED} in the new image, {_NOT_CAPTURED} not in it. No sign: not part of that experiment.",
        "Had anything come out otherwise than predicted, both signs would stand there, with ≠ between them.",
        "",
        "| | event | what was done |",
        "|-|-|-|",
    ]
    explained = {words.title: words.explanation for words in EVENT_WORDS.values()}
    for name, letter in letters.items():
        event = max((title for title in explained if name.startswith(title)), key=len)
        text.append(f"| **{letter}** | {name} | {explained[event]} |")
    return "\n".join([*text, ""])


def _name(result: ExperimentResult) -> str:
    """What an experiment is called here: however Compose's part was done, it is the same."""
    return result.experiment.title if result.experiment.event in COMPOSED else result.title


def _when(proof: Proof) -> str:
    composed = {result.variant for result in proof.results if result.experiment.event in COMPOSED}
    how = f" Compose's part was done {', '.join(sorted(composed))}." if composed else ""
    return f"{proof.started_at.day} {proof.started_at:%B %Y}. {proof_summary(proof)}{how}"


def _engine(proof: Proof) -> str:
    engine = proof.engine
    if engine.demo:
        return "The demo"
    special = ", a swarm of two" if engine.swarm else ", live-restore" if engine.live_restore else ""
    store = f"{engine.storage_driver}, {engine.image_store} image store"
    return f"{engine.product} {engine.version} (API {engine.api_version}, {store}{special})"


def _matrix(results: Sequence[ExperimentResult], letters: dict[str, str]) -> list[str]:
    """Stores as rows, experiments as columns."""
    cells = {(row.place, _name(result)): _cell(row) for result in results for row in result.observations}
    places = dict.fromkeys(row.place for result in results for row in result.observations)
    names = [_name(result) for result in results]
    lines = [_row(["store", *(f"**{letters[name]}**" for name in names)]), "|-|" + ":-:|" * len(names)]
    return lines + [_row([place, *(cells.get((place, name), "") for name in names)]) for place in places]


def _cell(row: Observation) -> str:
    if row.observed_captured is not None:
        signs = [_NOT_CAPTURED, _CAPTURED]
        seen, said = signs[row.observed_captured], signs[bool(row.predicted_captured)]
        return seen if row.same else f"{seen} ≠ {said}"
    seen = FATE_WORDS[row.observed].sign
    if row.predicted is Fate.DEPENDS:
        return f"{seen}?"
    return seen if row.same else f"{seen} ≠ {FATE_WORDS[row.predicted].sign}"


def _observations(result: ExperimentResult, where: str) -> Iterable[str]:
    yield f"### {result.title[:1].upper()}{result.title[1:]}"
    yield ""
    yield f"{where}, {result.started_at:%H:%M:%S} UTC, {result.seconds:.1f} seconds."
    yield ""
    yield from (f"    {command}" for command in result.commands)
    yield ""
    yield _row(["store", "where", "predicted", "observed", "how that was seen"])
    yield "|-|-|-|-|-|"
    for row in result.observations:
        yield _row([row.place, f"`{row.path}`", row.predicted_text, row.observed_text, row.how])
    yield ""


def _row(cells: Iterable[str]) -> str:
    escaped = [cell.replace("|", r"\|") for cell in cells]
    return f"| {' | '.join(escaped)} |"


def _letters() -> Iterable[str]:
    yield from ascii_uppercase
    yield from (f"{letter}{letter.lower()}" for letter in ascii_uppercase)
