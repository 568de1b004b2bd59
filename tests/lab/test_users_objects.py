"""Whatever an experiment does, and wherever it is cut off: what is the person's own stays as it is."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bayplan.cli import main
from bayplan.domain.event import Event, Target
from bayplan.domain.experiment import LabPhase, LabStep, chosen_experiments
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Outcome
from bayplan.engine.assemble import read_engine, read_inventory
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.lab.folders import make_folder
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.safety import holds_only_bayplans
from bayplan.errors import BayplanError, CancelledError
from tests.lab.proving import connected, everything_on, proof_of, quiet, wrong
from tests.support.private_engine import PrivateEngine

ROOT = Path(__file__).parent.parent.parent
PRUNES = [
    Event.CONTAINER_PRUNE,
    Event.VOLUME_PRUNE,
    Event.VOLUME_PRUNE_ALL,
    Event.IMAGE_PRUNE_ALL,
    Event.SYSTEM_PRUNE,
    Event.SYSTEM_PRUNE_VOLUMES,
]


@pytest.fixture
def inhabited(clean_engine: PrivateEngine) -> Iterator[PrivateEngine]:
    """An engine with things of a person's own, among them everything that a prune would remove."""
    docker = clean_engine.docker
    docker(
        "run", "--detach", "--network=none", "--name=theirs", "-v", "theirs:/x", "-v", "/y", "busybox", "sleep", "999"
    )
    docker("run", "--network=none", "--name=stopped", "-v", "/z", "busybox", "true")
    docker("run", "--network=none", "--name=brief", "-v", "/orphan", "busybox", "true")
    docker("rm", "brief")
    docker("volume", "create", "unused")
    docker("commit", "stopped", "unused-image:1")
    docker("commit", "stopped")
    yield clean_engine
    docker("rm", "--force", "theirs", "stopped")


@pytest.mark.timeout(240)
def test_no_prune_touches_what_is_not_bayplans(inhabited: PrivateEngine) -> None:
    before, client = everything_on(inhabited), connected(inhabited)
    try:
        proof = proof_of(client, *PRUNES)
    finally:
        client.close()
    assert everything_on(inhabited) == before
    assert inhabited.docker("inspect", "--format", "{{.State.Running}}", "theirs") == "true"
    assert [wrong(result) for result in proof.results] == [[]] * len(PRUNES)
    for result in proof.results:
        prunes = [command for command in result.commands if " prune " in command]
        assert prunes
        assert all("--filter label=io.bayplan.lab=" in command for command in prunes)


def test_an_engine_with_anything_else_is_not_bayplans_own(clean_engine: PrivateEngine) -> None:
    docker, client = clean_engine.docker, connected(clean_engine)
    labelled = "--label=io.bayplan.created=experiment"
    try:
        assert not holds_only_bayplans(read_inventory(client))  # busybox could be pruned away
        docker("run", "--detach", "--network=none", labelled, "--name=bayplan-lab-x", "busybox", "sleep", "999")
        assert holds_only_bayplans(read_inventory(client))
        docker("volume", "create", labelled, "bayplan-lab-x")
        assert holds_only_bayplans(read_inventory(client))
        docker("volume", "create", "theirs")
        assert not holds_only_bayplans(read_inventory(client))
        docker("volume", "rm", "theirs")
        docker("create", "--network=none", "--name=theirs", "busybox", "true")
        assert not holds_only_bayplans(read_inventory(client))
        docker("rm", "theirs")
        docker("commit", "bayplan-lab-x", "theirs:1")  # with all labels of the container
        assert not holds_only_bayplans(read_inventory(client))
    finally:
        client.close()


@pytest.mark.parametrize("phase", [phase for phase in LabPhase if phase is not LabPhase.CLEAR])
def test_a_cancel_leaves_nothing_behind(phase: LabPhase) -> None:
    client = DemoClient()
    before = read_inventory(client)

    def stop_there(step: LabStep) -> None:
        if step.phase is phase:
            raise CancelledError

    with pytest.raises(CancelledError):
        prove(client, chosen_experiments([Event.REMOVE]), helper="busybox:latest", report=stop_there)
    after = read_inventory(client)
    assert after.containers.keys() == before.containers.keys()
    assert after.volumes.keys() == before.volumes.keys()
    assert after.images.keys() == before.images.keys()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("at", ["Writing a marker", "Looking into"])
def test_what_a_killed_run_leaves_is_found_and_removed(
    inhabited: PrivateEngine, at: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything_on(inhabited)
    _prove_and_kill(inhabited.host, at)
    left = {kind: found - before[kind] for kind, found in everything_on(inhabited).items()}
    assert left["containers"]
    assert left["volumes"]
    assert left["images"]
    assert main(["clean", "--dry-run", "--host", inhabited.host]) == 0
    listed = capsys.readouterr().out
    assert "container bayplan-lab-" in listed
    assert "image bayplan-lab-" in listed
    assert "folder /" in listed
    assert all(volume in listed for volume in left["volumes"])
    assert "theirs" not in listed
    assert everything_on(inhabited) != before
    assert main(["clean", "--host", inhabited.host]) == 0
    capsys.readouterr()
    assert everything_on(inhabited) == before
    assert main(["clean", "--dry-run", "--host", inhabited.host]) == 0
    assert capsys.readouterr().out == "There is nothing that Bayplan created.\n"


def test_the_folders_of_another_engine_stay(
    clean_engine: PrivateEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = connected(clean_engine)
    engine = read_engine(client)
    client.close()
    ours, theirs = make_folder(engine, "aaaaaa"), make_folder(replace(engine, id="another"), "bbbbbb")
    assert ours is not None
    assert theirs is not None
    (tmp_path / "bayplan-lab-of-somebody").mkdir()
    assert main(["clean", "--host", clean_engine.host]) == 0
    assert capsys.readouterr().out == f"folder {ours.path}\nRemoved.\n"
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "bayplan-lab-of-somebody", Path(theirs.path)])


def test_a_persons_image_with_inherited_labels_stays(
    clean_engine: PrivateEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    docker = clean_engine.docker
    docker(
        "create", "--network=none", "--label=io.bayplan.created=experiment", "--name=bayplan-lab-x", "busybox", "true"
    )
    docker("commit", "bayplan-lab-x", "theirs:1")
    docker("create", "--network=none", "--name=theirs", "theirs:1", "true")
    docker("commit", "bayplan-lab-x", "bayplan-lab-x:ours")
    docker("create", "--network=none", "--name=also-theirs", "bayplan-lab-x:ours", "true")
    assert main(["clean", "--host", clean_engine.host]) == 0
    said = capsys.readouterr().out
    assert "stays: container theirs: it has Bayplan's label only from its image" in said
    assert set(docker("ps", "--all", "--format", "{{.Names}}").split()) == {"theirs"}
    assert "theirs:1" in docker("images", "--format", "{{.Repository}}:{{.Tag}}").split()


def test_without_the_image_nothing_is_made_and_the_way_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "--demo", "--image", "nobody/has-this:1"]) == 1
    said = capsys.readouterr().err
    assert "nobody/has-this:1" in said
    assert "--pull" in said
    assert "--image" in said


def test_an_image_without_a_shell_is_told(clean_engine: PrivateEngine) -> None:
    clean_engine.docker("import", "-", "empty:1", stdin=_empty_tar())
    before, client = everything_on(clean_engine), connected(clean_engine)
    try:
        with pytest.raises(BayplanError, match="empty:1 has no shell"):
            prove(client, chosen_experiments([Event.STOP]), helper="empty:1", report=quiet)
    finally:
        client.close()
    assert everything_on(clean_engine) == before


def test_prove_prints_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "--demo", "--event", "stop", "remove"]) == 0
    out, err = capsys.readouterr()
    assert "3 experiments, 45 stores: all as predicted." in out
    assert "stop of a --rm container" in err
    assert main(["prove", "--demo", "--json", "--event", "stop", "host-reboot"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["version"], found["same"]) == ("bayplan-proof", 1, True)
    assert [result["event"] for result in found["experiments"]] == ["stop", "stop"]
    row = found["experiments"][0]["rows"][0]
    assert (row["kind"], row["predicted"], row["observed"], row["same"]) == (
        "writable-layer",
        "survives",
        "survives",
        True,
    )
    assert any(command.startswith("docker stop ") for command in found["experiments"][0]["commands"])
    assert found["left_out"][0]["what"] == "reboot"


def test_a_wrong_prediction_is_exit_code_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def as_if_paused(inventory: Inventory, _event: Event, of: Target, **options: Any) -> Outcome:
        return fates(inventory, Event.PAUSE, of, **options)

    monkeypatch.setattr("bayplan.engine.lab.comparing.fates", as_if_paused)
    assert main(["prove", "--demo", "--event", "kill"]) == 1
    out = capsys.readouterr().out
    assert "1 experiment, 15 stores: 5 not as predicted." in out
    assert re.search(r"/dev/shm +survives +lost +NO\. The marker is gone", out)


def test_prove_without_an_engine_is_exit_code_3(tmp_path: Path) -> None:
    assert main(["prove", "--host", f"unix://{tmp_path}/nobody.sock"]) == 3


def _prove_and_kill(host: str, at: str) -> None:
    """Kills ``bayplan prove`` when it says that it begins ``at`` that step."""
    command = [sys.executable, "-m", "bayplan", "prove", "--host", host, "--event", "remove"]
    with subprocess.Popen(
        command, cwd=ROOT / "gui", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if at in line:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL


def _empty_tar() -> bytes:
    return b"\0" * 10240
