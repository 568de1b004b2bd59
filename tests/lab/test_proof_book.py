"""The table of proofs: how it is written, and that the one that is shipped is whole."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.experiment import EXPERIMENTS, Proof
from bayplan.domain.outcome import Fate
from bayplan.engine.demo_client import DemoClient
from bayplan.resources import resource
from tests.lab.proving import proof_of
from tests.support.proof_book import book


def as_if_real(proof: Proof) -> Proof:
    """A proof of the demo as that of an engine, whose every observation is listed."""
    return replace(proof, engine=replace(proof.engine, demo=False, version="1.2.3"))


def test_a_row_for_each_store_and_a_column_for_each_event() -> None:
    text = book([as_if_real(proof_of(DemoClient(), Event.STOP, Event.COMMIT))])
    assert "| store | **A** | **B** | **C** |" in text
    assert "| writable layer | ✓ | ✕ | ● |" in text
    assert "| /dev/shm | ✕ | ✕ | ○ |" in text
    assert "| **B** | stop of a --rm container | The processes are asked to end; the container stays. |" in text
    assert "1.2.3" in text
    assert "3 experiments, 45 stores: all as predicted." in text
    assert "| writable layer | `/bayplan-marker` | survives | survives | The marker is there" in text


def test_what_is_not_as_predicted_is_seen() -> None:
    proof = proof_of(DemoClient(), Event.KILL)
    (result,) = proof.results
    rows = (replace(result.observations[0], predicted=Fate.LOST), *result.observations[1:])
    text = book([replace(proof, results=(replace(result, observations=rows),))])
    assert "| writable layer | ✓ ≠ ✕ |" in text
    assert "1 experiment, 15 stores: 1 not as predicted." in text


def test_the_shipped_table_has_every_experiment_and_nothing_wrong() -> None:
    text = resource("help", "proof.md").read_text(encoding="utf-8")
    for experiment in EXPERIMENTS:
        assert f"| {experiment.title} |" in text
        assert f"### {experiment.title[:1].upper()}{experiment.title[1:]}" in text
    assert {EVENT_WORDS[experiment.event].title for experiment in EXPERIMENTS} == {
        w.title for w in EVENT_WORDS.values()
    }
    assert "not as predicted" not in text
    assert "| ✓ ≠" not in text
    assert text.count("all as predicted.") >= 4
    for section in ("Docker Engine 20.10", "live-restore)", "a swarm of two)", "The demo"):
        assert section in text
