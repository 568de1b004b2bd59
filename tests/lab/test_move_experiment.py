"""A service of a swarm that moves to another node: two engines, each with a network and folders of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest

from bayplan.domain.event import Event
from bayplan.domain.experiment import chosen_experiments
from bayplan.domain.outcome import Fate
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.means import Means
from tests.lab.proving import connected, everything_on, quiet, wrong
from tests.support.swarm import PrivateSwarm


@pytest.fixture
def swarm(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateSwarm]:
    """Two nodes; folders for temporary files are the first one's own."""
    nodes = PrivateSwarm()
    monkeypatch.setattr(tempfile, "tempdir", str(nodes.folders))
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()


@pytest.mark.engine
@pytest.mark.timeout(180)
def test_a_move_happens_as_predicted(swarm: PrivateSwarm) -> None:
    before = _things_on(swarm)
    client = connected(swarm.first)
    try:
        experiments = chosen_experiments([Event.MOVE_NODE])
        proof = prove(client, experiments, helper="busybox:latest", report=quiet, means=Means(nodes=swarm))
    finally:
        client.close()
    (result,) = proof.results
    assert wrong(result) == []
    seen = {row.place: row.observed for row in result.observations}
    assert seen["writable layer"] is Fate.LOST
    assert seen["named volume"] is Fate.LEFT_BEHIND
    assert seen["anonymous volume with a label"] is Fate.LOST
    assert seen["bind mount"] is Fate.LEFT_BEHIND
    assert seen["image layers"] is Fate.SURVIVES
    assert seen["tmpfs by --mount"] is Fate.LOST
    assert _things_on(swarm) == before
    assert list(swarm.folders.iterdir()) == []


def _things_on(swarm: PrivateSwarm) -> list[dict[str, set[str]]]:
    """Everything on both nodes but networks, of which a swarm makes its own when its first task runs."""
    found = [everything_on(swarm.first), everything_on(swarm.second)]
    for things in found:
        del things["networks"]
    return found
