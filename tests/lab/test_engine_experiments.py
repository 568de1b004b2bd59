"""Restarts of the engine and of its host, on engines that only these tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bayplan.domain.event import Event
from bayplan.domain.experiment import Experiment, Needs, Proof, chosen_experiments
from bayplan.domain.outcome import Fate
from bayplan.engine.lab.lab import prove
from bayplan.engine.lab.means import Means
from tests.lab.proving import connected, everything_on, quiet, result_of, wrong
from tests.support.engine_control import PrivateEngineControl
from tests.support.private_engine import PrivateEngine

RESTART = Experiment(Event.ENGINE_RESTART, needs=Needs.ENGINE)
REBOOT = Experiment(Event.HOST_REBOOT, needs=Needs.ENGINE)


@pytest.fixture(scope="module", params=[(), ("--live-restore",)], ids=["plain", "live-restore"])
def proof(request: pytest.FixtureRequest) -> Iterator[Proof]:
    """Both events, on an engine without and on one with live-restore."""
    private = PrivateEngine(*request.param)
    try:
        private.start()
        private.import_busybox_image()
        before, client, control = everything_on(private), connected(private), PrivateEngineControl(private)
        events = [Event.ENGINE_RESTART, Event.HOST_REBOOT] if not request.param else [Event.ENGINE_RESTART]
        try:
            yield prove(
                client,
                chosen_experiments(events),
                helper="busybox:latest",
                report=quiet,
                means=Means(control=control),
            )
        finally:
            control.close()
            client.close()
        assert everything_on(private) == before
    finally:
        private.stop()


@pytest.mark.timeout(240)
def test_a_restart_of_the_engine_happens_as_predicted(proof: Proof) -> None:
    result = result_of(proof, RESTART)
    assert wrong(result) == []
    seen = {row.place: row.observed for row in result.observations}
    spared = bool(proof.engine.live_restore)
    assert result.variant == ("with live-restore" if spared else "")
    assert seen["writable layer"] is Fate.SURVIVES
    assert seen["tmpfs by --tmpfs"] is (Fate.SURVIVES if spared else Fate.LOST)
    assert seen["json-file log of a container with --restart always"] is Fate.SURVIVES
    assert seen["bind mount of a tmpfs of the host"] is Fate.SURVIVES
    assert "writable layer of a --rm container" in seen


def test_a_reboot_happens_as_predicted(proof: Proof) -> None:
    if proof.engine.live_restore:
        assert [result.experiment for result in proof.results] == [RESTART]
        return
    result = result_of(proof, REBOOT)
    assert wrong(result) == []
    seen = {row.place: row.observed for row in result.observations}
    assert seen["writable layer"] is Fate.SURVIVES
    assert seen["/dev/shm of a container with --restart always"] is Fate.LOST
    assert seen["writable layer of a --rm container"] is Fate.LOST
    assert seen["bind mount"] is Fate.SURVIVES
    assert seen["bind mount of a tmpfs of the host"] is Fate.LOST
