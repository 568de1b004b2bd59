"""A proof as the rows of a table on the screen, and what each row has to explain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayplan.domain.experiment import ExperimentResult, LeftOut, Observation
from bayplan.domain.formatting import count_text
from bayplan.domain.outcome import Fate

#: The last column's words, with their signs.
SAME, DIFFERS, NOT_TRIED = "✓ same", "≠ differs", "– not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """One store of one experiment, or the heading over all of an experiment's.

    Attributes:
        experiment: its title. heading: this row stands over the others; ``place`` has its words.
        place: the store. path: where a container sees it. predicted, observed: in a word.
        predicted_fate, observed_fate: None where there is none, as for a commit.
        verdict: SAME, DIFFERS or NOT_TRIED. explanation: why, in sentences; of a heading the commands that were done.
    """

    experiment: str
    place: str
    heading: bool = False
    path: str = ""
    predicted: str = ""
    observed: str = ""
    predicted_fate: Fate | None = None
    observed_fate: Fate | None = None
    verdict: str = SAME
    explanation: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The row for the clipboard, its cells apart by tabs."""
        if self.heading:
            return self.place
        return "\t".join((self.experiment, self.place, self.path, self.predicted, self.observed, self.verdict))


def rows_of(result: ExperimentResult) -> list[ProofRow]:
    """An experiment's heading, what differs, then the other stores in their order, then what was left out."""
    ordered = sorted(result.observations, key=lambda observation: observation.same)
    return [
        _heading(result),
        *(_observed(result, observation) for observation in ordered),
        *(_left_out(result, item) for item in result.left_out),
    ]


def differing(results: Iterable[ExperimentResult]) -> int:
    """How many stores did otherwise than predicted."""
    return sum(not observation.same for result in results for observation in result.observations)


def _heading(result: ExperimentResult) -> ProofRow:
    others = differing([result])
    came = f"{others} not as predicted" if others else "all as predicted"
    stores = count_text(len(result.observations), "store")
    return ProofRow(
        experiment=result.title,
        heading=True,
        place=f"{result.title} · {stores}, {came} · {result.seconds:.1f} s",
        verdict=DIFFERS if others else SAME,
        explanation=result.commands,
    )


def _observed(result: ExperimentResult, seen: Observation) -> ProofRow:
    is_commit = seen.observed_captured is not None
    return ProofRow(
        experiment=result.title,
        place=seen.place,
        path=seen.path,
        predicted=seen.predicted_text,
        observed=seen.observed_text,
        predicted_fate=None if is_commit else seen.predicted,
        observed_fate=None if is_commit else seen.observed,
        verdict=SAME if seen.same else DIFFERS,
        explanation=(
            f"Predicted for {seen.place} under {result.title}: {seen.predicted_text}. {seen.reason}",
            f"Observed: {seen.observed_text}. {seen.how}",
        ),
    )


def _left_out(result: ExperimentResult, item: LeftOut) -> ProofRow:
    return ProofRow(
        experiment=result.title,
        place=item.what,
        verdict=NOT_TRIED,
        explanation=(f"Not tried under {result.title}: {item.what}. {item.why}",),
    )
