"""Does every experiment on engines of its own and on the demo, and writes the table that Bayplan ships.

    python -m tests.support.write_proof FILE [--engines FOLDER]

Needs root, Docker Engine and Compose. With ``--engines`` it also takes the newer engines that
``tests.support.other_engines`` installed there. Exit code 1 when anything was not as predicted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bayplan.domain.event import Event
from bayplan.domain.experiment import EXPERIMENTS, LabPhase, LabStep, Needs, Proof, chosen_experiments
from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.lab.compose import PlayedCompose
from bayplan.engine.lab.compose_command import find_compose
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.means import Means
from tests.support.engine_control import PrivateEngineControl
from tests.support.private_engine import PrivateEngine
from tests.support.proof_book import book
from tests.support.swarm import PrivateSwarm

_HELPER = "busybox:latest"
#: Releases of Debian whose engines are taken with --engines, and whether with the containerd image store.
_NEWER = (("trixie", False), ("sid", False), ("sid", True))


def main() -> int:
    """Writes the file; 1 when a prediction failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--engines", type=Path)
    arguments = parser.parse_args()
    proofs = [*_here(), *_newer(arguments.engines)] if arguments.engines else list(_here())
    proofs.append(_prove(DemoClient(), Means(), *(each.event for each in EXPERIMENTS if each.needs is Needs.CLIENT)))
    arguments.file.write_text(book(proofs), encoding="utf-8")
    print(f"Wrote {arguments.file}.")
    return int(not all(proof.same for proof in proofs))


def _here() -> Iterator[Proof]:
    """The machine's own engine: with everything, with live-restore, and as a swarm of two."""
    with _engine() as (engine, client, control):
        compose = find_compose(engine.host, client.api_version) or PlayedCompose()
        yield _prove(client, Means(compose=compose, control=control), *_without_nodes())
    with _engine("--live-restore") as (_, client, control):
        yield _prove(client, Means(control=control), Event.ENGINE_RESTART)
    swarm = PrivateSwarm()
    tempfile.tempdir = str(swarm.folders)
    try:
        swarm.start()
        client = connect(resolve(host=swarm.first.host))
        yield _prove(client, Means(nodes=swarm), Event.MOVE_NODE)
        client.close()
    finally:
        tempfile.tempdir = None
        swarm.stop()


def _newer(folder: Path) -> Iterator[Proof]:
    for release, containerd in _NEWER:
        features = {"containerd-snapshotter": containerd}
        with _engine("--live-restore", root=folder / release, features=features) as (_, client, control):
            yield _prove(client, Means(control=control), *_without_nodes())


def _without_nodes() -> list[Event]:
    return [each.event for each in EXPERIMENTS if each.needs is not Needs.NODES]


@contextmanager
def _engine(
    *options: str, root: Path | None = None, features: dict[str, bool] | None = None
) -> Iterator[tuple[PrivateEngine, EngineClient, PrivateEngineControl]]:
    engine = PrivateEngine(*options, root=root, features=features)
    control = PrivateEngineControl(engine, memory=root is None)
    try:
        engine.start()
        engine.import_busybox_image()
        client = connect(resolve(host=engine.host))
        yield engine, client, control
        client.close()
    finally:
        engine.stop()
        control.close()


def _prove(client: EngineClient, means: Means, *events: Event) -> Proof:
    return prove(client, chosen_experiments(events), helper=_HELPER, report=_tell, means=means)


def _tell(step: LabStep) -> None:
    if step.phase is LabPhase.PREDICT:
        print(step.experiment.title, flush=True)


if __name__ == "__main__":
    sys.exit(main())
