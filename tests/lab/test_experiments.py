"""Every event of the lab, done for real on a private engine and on the demo: all as predicted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bayplan.domain.event import Event
from bayplan.domain.experiment import EXPERIMENTS, Experiment, Needs, Proof
from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome import Fate
from bayplan.engine.assemble import read_inventory
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.lab.compose import PlayedCompose
from bayplan.engine.lab.compose_command import find_compose
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.means import Means
from tests.lab.proving import connected, everything_on, proof_of, quiet, result_of, wrong
from tests.support.private_engine import PrivateEngine

BY_CLIENT = [experiment for experiment in EXPERIMENTS if experiment.needs is Needs.CLIENT]
COMPOSED = [Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES]
#: Every kind of store that an engine of this API version can give.
KINDS = {
    StoreKind.WRITABLE_LAYER,
    StoreKind.IMAGE_LAYERS,
    StoreKind.NAMED_VOLUME,
    StoreKind.ANONYMOUS_VOLUME,
    StoreKind.BIND,
    StoreKind.TMPFS,
    StoreKind.SHM,
    StoreKind.RUNTIME_FILE,
    StoreKind.LOG,
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where temporary folders are made, for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        found = tmp_path_factory.mktemp("lab")
        patch.setattr(tempfile, "tempdir", str(found))
        yield found


@pytest.fixture(scope="module")
def real(engine: PrivateEngine, folders: Path, pytestconfig: pytest.Config) -> Iterator[Proof]:
    """All experiments on the engine of the run, by Compose itself; nothing may be left of them."""
    engine.remove_containers_and_volumes()
    before, client = everything_on(engine), connected(engine)
    compose = find_compose(engine.host, client.api_version)
    newer = pytestconfig.getoption("--engine-root") is not None  # which the machine's Compose may be too old for
    assert compose or newer, "These tests need Compose. Install it with: apt-get install docker-compose."
    try:
        yield prove(
            client, BY_CLIENT, helper="busybox:latest", report=quiet, means=Means(compose=compose or PlayedCompose())
        )
    finally:
        client.close()
    assert everything_on(engine) == before
    assert list(folders.iterdir()) == []


@pytest.fixture(scope="module")
def demo() -> Proof:
    """All experiments on a demo of its own; nothing may be left of them."""
    client = DemoClient()
    before = read_inventory(client)
    proof = prove(client, BY_CLIENT, helper="busybox:latest", report=quiet)
    after = read_inventory(client)
    assert after.containers.keys() == before.containers.keys()
    assert after.volumes.keys() == before.volumes.keys()
    assert after.images.keys() == before.images.keys()
    return proof


@pytest.mark.timeout(400)  # the first one waits for all experiments
@pytest.mark.parametrize("experiment", BY_CLIENT, ids=lambda experiment: experiment.id)
@pytest.mark.parametrize("where", [pytest.param("real", marks=pytest.mark.engine), "demo"])
def test_everything_happens_as_predicted(where: str, experiment: Experiment, request: pytest.FixtureRequest) -> None:
    proof: Proof = request.getfixturevalue(where)
    result = result_of(proof, experiment)
    assert wrong(result) == []
    assert {row.kind for row in result.observations} >= KINDS
    assert result.commands
    assert result.seconds > 0
    # The demo holds other things, too, so there a filter limits the prunes: it goes by a label that this one lacks.
    unlabelled = {"anonymous volume of the image", "unused anonymous volume of the image"}
    assert {item.what for item in result.left_out} <= (unlabelled if where == "demo" else set())


@pytest.mark.timeout(400)
@pytest.mark.parametrize("where", [pytest.param("real", marks=pytest.mark.engine), "demo"])
def test_the_events_differ_as_they_should(where: str, request: pytest.FixtureRequest) -> None:
    """Not only equal to the prediction: what everybody knows of these events is really observed."""
    proof: Proof = request.getfixturevalue(where)

    def seen(event: Event, place: str) -> Fate:
        (row,) = [row for row in result_of(proof, Experiment(event)).observations if row.place == place]
        return row.observed

    assert seen(Event.STOP, "writable layer") is Fate.SURVIVES
    assert seen(Event.STOP, "tmpfs by --tmpfs") is Fate.LOST
    assert seen(Event.PAUSE, "tmpfs by --tmpfs") is Fate.SURVIVES
    assert seen(Event.REMOVE, "writable layer") is Fate.LOST
    assert seen(Event.REMOVE, "anonymous volume with a label") is Fate.ORPHANED
    assert seen(Event.REMOVE_VOLUMES, "anonymous volume with a label") is Fate.LOST
    assert seen(Event.REMOVE_VOLUMES, "named volume") is Fate.SURVIVES
    assert seen(Event.RECREATE, "anonymous volume of the image") is Fate.SURVIVES
    assert seen(Event.RENEW, "anonymous volume of the image") is Fate.ORPHANED
    assert seen(Event.COMPOSE_DOWN, "named volume") is Fate.SURVIVES
    assert seen(Event.COMPOSE_DOWN_VOLUMES, "named volume") is Fate.LOST
    assert seen(Event.COMPOSE_DOWN_VOLUMES, "local volume with o=bind") is Fate.SURVIVES
    assert seen(Event.CONTAINER_PRUNE, "writable layer") is Fate.LOST
    assert seen(Event.CONTAINER_PRUNE, "writable layer of a container that runs") is Fate.SURVIVES
    assert seen(Event.VOLUME_PRUNE_ALL, "unused anonymous volume with a label") is Fate.LOST
    assert seen(Event.IMAGE_PRUNE_ALL, "unused image") is Fate.LOST
    assert seen(Event.IMAGE_PRUNE_ALL, "image layers") is Fate.SURVIVES
    assert seen(Event.SYSTEM_PRUNE, "unused image") is Fate.SURVIVES
    assert seen(Event.SYSTEM_PRUNE, "dangling image") is Fate.LOST
    captured = {row.place for row in result_of(proof, Experiment(Event.COMMIT)).observations if row.observed_captured}
    assert captured == {"writable layer", "image layers"}


@pytest.mark.timeout(240)
def test_the_calls_that_compose_makes_do_what_compose_does(clean_engine: PrivateEngine) -> None:
    client = connected(clean_engine)
    try:
        proof = proof_of(client, *COMPOSED)
    finally:
        client.close()
    assert [wrong(result) for result in proof.results] == [[], [], [], []]


def test_what_needs_more_than_a_client_is_left_out_and_says_why() -> None:
    proof = proof_of(DemoClient(), Event.HOST_REBOOT, Event.MOVE_NODE)
    assert proof.results == ()
    assert [bool(item.why) for item in proof.left_out] == [True, True]
