"""What the tests of the lab have in common."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.experiment import Experiment, ExperimentResult, LabStep, Proof, chosen_experiments
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.lab.lab import prove
from tests.support.private_engine import PrivateEngine


def quiet(_step: LabStep) -> None:
    """Takes no notice."""


def connected(engine: PrivateEngine) -> EngineClient:
    """A connection to a private engine."""
    return connect(resolve(host=engine.host))


def proof_of(client: EngineClient, *events: Event) -> Proof:
    """The proof of some events, with Compose's part played."""
    return prove(client, chosen_experiments(events), helper="busybox:latest", report=quiet)


def wrong(result: ExperimentResult) -> list[str]:
    """What did not come out as predicted, a line each, for a test's message."""
    return [
        f"{row.place}: predicted {row.predicted_text} ({row.reason}), observed {row.observed_text} ({row.how})"
        for row in result.observations
        if not row.same
    ]


def result_of(proof: Proof, experiment: Experiment) -> ExperimentResult:
    """The result of one experiment of a proof."""
    (found,) = [result for result in proof.results if result.experiment == experiment]
    return found


def everything_on(engine: PrivateEngine) -> dict[str, set[str]]:
    """The ids and names of everything that the engine holds; volumes of plugins are the machine's."""
    docker = engine.docker
    return {
        "containers": set(docker("ps", "--all", "--quiet", "--no-trunc").split()),
        "volumes": set(docker("volume", "ls", "--quiet", "--filter=driver=local").split()),
        "images": set(docker("images", "--all", "--quiet", "--no-trunc").split()),
        "networks": set(docker("network", "ls", "--quiet", "--no-trunc").split()),
    }
