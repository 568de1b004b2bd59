"""A watcher keeps the inventory true on every engine, whatever that engine's events leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.state import Phase
from bayplan.engine.watcher import EngineWatcher
from tests.contract.containers import body
from tests.support.recorder import Recorder, comparable

Again = Callable[[], EngineClient]


@pytest.fixture
def heard(again: Again) -> Iterator[Recorder]:
    """What a watcher says that has read everything."""
    recorder = Recorder()
    watcher = EngineWatcher(again, recorder, measure_at_start=False)
    watcher.start()
    recorder.wait_for(
        lambda: bool(recorder.states) and recorder.states[-1].phase is Phase.LIVE and not recorder.states[-1].loading
    )
    yield recorder
    watcher.stop(wait=20)


def wait_for_truth(heard: Recorder, client: EngineClient) -> None:
    """Waits until the watched inventory is what a fresh reading gives."""
    truth = comparable(read_inventory(client))
    heard.wait_for(lambda: comparable(heard.inventory) == truth)


def test_every_step_of_a_containers_life_arrives(heard: Recorder, client: EngineClient) -> None:
    mounts = [
        {"Type": "volume", "Source": "contract-followed", "Target": "/named"},
        {"Type": "volume", "Target": "/anonymous"},
        {"Type": "tmpfs", "Target": "/scratch"},
    ]
    before = heard.inventory.volumes.keys()
    identity = client.create_container("contract-followed", body(*mounts))
    wait_for_truth(heard, client)
    assert len(heard.inventory.volumes.keys() - before) == 2
    client.start_container(identity)
    wait_for_truth(heard, client)
    assert heard.inventory.containers[identity].running
    client.stop_container(identity)
    wait_for_truth(heard, client)
    assert not heard.inventory.containers[identity].running
    client.remove_container(identity, volumes=True)
    wait_for_truth(heard, client)
    assert identity not in heard.inventory.containers
    assert heard.inventory.volumes.keys() - before == {"contract-followed"}


def test_volumes_alone_arrive_and_go(heard: Recorder, client: EngineClient) -> None:
    client.create_volume({"Name": "contract-alone", "Labels": {"purpose": "demo"}})
    wait_for_truth(heard, client)
    assert heard.inventory.volumes["contract-alone"].labels == {"purpose": "demo"}
    client.remove_volume("contract-alone")
    wait_for_truth(heard, client)
    assert "contract-alone" not in heard.inventory.volumes
