"""A proof as rows and as Markdown: what differs comes first and is said in words."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain.event import Event
from bayplan.domain.experiment import Experiment, ExperimentResult, LeftOut, Observation, Proof
from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome import Fate
from bayplan.domain.proof_markdown import proof_markdown
from bayplan.domain.proof_rows import DIFFERS, NOT_TRIED, SAME, differing, rows_of
from tests.support.builders import ENGINE, NOW


def seen(place: str, observed: Fate = Fate.LOST, **more: bool) -> Observation:
    """A store of which it was predicted that it is lost."""
    return Observation(
        place=place,
        kind=StoreKind.TMPFS,
        store="tmpfs:1:/x",
        path="/x",
        predicted=Fate.LOST,
        reason="Memory goes with its container.",
        observed=observed,
        how="The marker | was looked for.",
        **more,
    )


RESULT = ExperimentResult(
    experiment=Experiment(Event.REMOVE),
    started_at=NOW,
    seconds=1.25,
    commands=("docker rm --force x",),
    observations=(seen("tmpfs"), seen("volume", Fate.SURVIVES)),
    left_out=(LeftOut("the log", "It cannot be read."),),
)


def test_what_differs_comes_first_under_a_heading_with_the_sum() -> None:
    heading, *rows = rows_of(RESULT)
    assert heading.heading
    assert heading.place == "remove · 2 stores, 1 not as predicted · 1.2 s"
    assert heading.explanation == ("docker rm --force x",)
    assert [(row.place, row.verdict) for row in rows] == [
        ("volume", DIFFERS),
        ("tmpfs", SAME),
        ("the log", NOT_TRIED),
    ]
    assert rows[0].explanation[0].startswith("Predicted for volume under remove: lost. Memory")
    assert rows[0].text.split("\t") == ["remove", "volume", "/x", "lost", "survives", DIFFERS]
    assert differing([RESULT]) == 1


def test_of_a_commit_it_is_said_what_was_captured() -> None:
    observation = seen("layer", predicted_captured=True, observed_captured=True)
    row = rows_of(replace(RESULT, observations=(observation,)))[1]
    assert (row.predicted, row.observed, row.predicted_fate) == ("captured", "captured", None)


def test_markdown_tells_everything_and_no_text_breaks_its_tables() -> None:
    proof = Proof(
        engine=ENGINE,
        started_at=NOW,
        results=(RESULT,),
        left_out=(LeftOut("reboot", "It would end every container."),),
        stores_left_out=(LeftOut("image mount", "API 1.48 is needed."),),
    )
    text = proof_markdown(proof)
    assert "1 not as predicted" in text
    assert "| volume | `/x` | lost | survives | **≠ differs** | The marker \\| was looked for. |" in text
    assert "docker rm --force x" in text
    assert "- not tried: the log. It cannot be read." in text
    assert "- reboot: It would end every container." in text
    assert "- image mount: API 1.48 is needed." in text
    for line in text.splitlines():
        assert not line.startswith("|") or line.replace("\\|", "").count("|") == 7
