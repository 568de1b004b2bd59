"""An inventory follows a real engine: what the docker CLI does, bursts, a crash in the middle, a hang."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bayplan.domain.inventory import Stage
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.state import Phase
from bayplan.engine.timing import Timing
from bayplan.engine.watcher import EngineWatcher
from tests.support.counted_client import counted_client
from tests.support.private_engine import PrivateEngine
from tests.support.recorder import Recorder, comparable

QUICK = Timing(patience=0.5, first_retry=0.05, last_retry=0.2, steady=0.0)


class Watching:
    """A watcher on a private engine, what it said, and what it asked."""

    def __init__(self, engine: PrivateEngine) -> None:
        self.engine = engine
        self.calls: list[str] = []
        self.heard = Recorder()
        self.watcher = EngineWatcher(
            lambda: counted_client(engine.host, self.calls),
            self.heard,
            host=engine.host,
            timing=QUICK,
            measure_at_start=False,
        )

    def start(self) -> None:
        """Watches, and waits until everything was read."""
        self.watcher.start()
        self.heard.wait_for(lambda: self.settled)
        self.calls.clear()

    @property
    def settled(self) -> bool:
        """Whether everything is read, as far as was said."""
        states = self.heard.states
        return bool(states) and states[-1].phase is Phase.LIVE and not states[-1].loading

    @property
    def phase(self) -> Phase:
        """The last phase that was said."""
        return self.heard.states[-1].phase

    def states(self) -> dict[str, str]:
        """State of each container in the last inventory, by name."""
        return {c.name: c.state for c in self.heard.inventory.containers.values()}

    def wait_for_truth(self) -> None:
        """Waits until the inventory is what a fresh reading of the engine gives."""
        client = connect(resolve(self.engine.host, environ={}))
        try:
            truth = comparable(read_inventory(client))
        finally:
            client.close()
        self.heard.wait_for(lambda: comparable(self.heard.inventory) == truth)


@pytest.fixture
def watching(clean_engine: PrivateEngine) -> Iterator[Watching]:
    """Watches the engine of the run, which is empty but for busybox."""
    fresh = Watching(clean_engine)
    fresh.start()
    yield fresh
    fresh.watcher.stop(wait=20)


@pytest.fixture
def client(engine: PrivateEngine) -> Iterator[EngineClient]:
    """Another client of the same engine, to do things with."""
    fresh = connect(resolve(engine.host, environ={}))
    yield fresh
    fresh.close()


def _body(labels: dict[str, str] | None = None, binds: list[str] | None = None) -> Json:
    return {
        "Image": "busybox:latest",
        "Cmd": ["sleep", "600"],
        "Labels": labels or {},
        "HostConfig": {"NetworkMode": "none", "Binds": binds or []},
    }


def test_it_follows_what_the_cli_does(watching: Watching) -> None:
    docker, heard = watching.engine.docker, watching.heard
    docker("run", "--detach", "--network=none", "--name=web-1", "--volume=data:/data", "busybox", "sleep", "600")
    heard.wait_for(lambda: watching.states() == {"web-1": "running"})
    docker("rename", "web-1", "web-2")
    docker("pause", "web-2")
    heard.wait_for(lambda: watching.states() == {"web-2": "paused"})
    watching.wait_for_truth()
    docker("unpause", "web-2")
    docker("kill", "web-2")
    heard.wait_for(lambda: watching.states() == {"web-2": "exited"})
    docker("tag", "busybox", "other:1")
    heard.wait_for(lambda: any("other:1" in image.tags for image in heard.inventory.images.values()))
    docker("volume", "create", "spare")
    heard.wait_for(lambda: heard.inventory.volumes.keys() == {"data", "spare"})
    watching.wait_for_truth()
    docker("rm", "web-2")
    docker("volume", "rm", "spare", "data")
    docker("rmi", "other:1")
    heard.wait_for(lambda: not heard.inventory.containers and not heard.inventory.volumes)
    watching.wait_for_truth()
    told = heard.sentences
    for sentence in (
        "web-1 created",
        "volume data mounted by web-1",
        "web-1 renamed to web-2",
        "web-2 was killed (exit code 137)",
        "web-2 removed",
        "volume spare removed",
    ):
        assert sentence in told


def test_one_event_is_at_most_three_calls(watching: Watching) -> None:
    container = watching.engine.docker("create", "--network=none", "--volume=data:/data", "busybox", "true")
    watching.heard.wait_for(lambda: container in watching.heard.inventory.containers)
    assert len(watching.calls) <= 3
    watching.calls.clear()
    watching.engine.docker("rename", container, "renamed")
    watching.heard.wait_for_names("renamed")
    assert sorted(watching.calls) == ["containers", "inspect_containers"]
    watching.calls.clear()
    watching.engine.docker("rm", container)
    watching.heard.wait_for_names()
    assert watching.calls == []


def test_copies_execs_and_helpers_cause_no_reading(watching: Watching, client: EngineClient) -> None:
    container = client.create_container("web", _body(binds=["data:/data"]))
    client.start_container(container)
    watching.heard.wait_for(lambda: watching.states() == {"web": "running"})
    watching.heard.wait_for(lambda: "web started" in watching.heard.sentences)
    watching.calls.clear()
    client.write_file(container, "/data/marker", "here")
    assert client.read_file(container, "/data/marker") == "here"
    watching.engine.docker("exec", container, "ls", "/data")
    watching.engine.docker("cp", f"{container}:/data", "-")
    helper = client.create_container("bayplan-helper", _body({"io.bayplan.created": "helper"}, ["data:/data:ro"]))
    client.start_container(helper)
    client.remove_container(helper, force=True)
    watching.engine.docker("rename", container, "last")  # the engine sends events in order
    watching.heard.wait_for_names("last")
    assert sorted(watching.calls) == ["containers", "inspect_containers"]
    assert not any("helper" in sentence for sentence in watching.heard.sentences)


def test_a_burst_of_two_hundred_containers(watching: Watching, client: EngineClient) -> None:
    def make(number: int) -> str:
        return client.create_container(f"burst-{number}", _body(binds=[f"burst-{number % 20}:/data"]))

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, range(200)))
        list(pool.map(lambda key: client.remove_container(key, volumes=True), made[::2]))
    expected = {f"burst-{number}" for number in range(1, 200, 2)}
    watching.heard.wait_for_names(*expected)
    watching.wait_for_truth()
    # Against three for each of 300 events without coalescing; the slower the engine, the less comes together.
    assert len(watching.calls) < 300


def test_a_prune_is_followed(watching: Watching) -> None:
    docker = watching.engine.docker
    for number in range(3):
        docker("create", "--network=none", f"--name=idle-{number}", "--volume=/anonymous", "busybox", "true")
    watching.heard.wait_for(lambda: len(watching.heard.inventory.volumes) == 3)
    docker("container", "prune", "--force")
    docker("volume", "prune", "--force")
    watching.heard.wait_for(lambda: not watching.heard.inventory.containers and not watching.heard.inventory.volumes)
    watching.wait_for_truth()


def test_a_crash_and_restart_in_the_middle(fresh_engine: PrivateEngine) -> None:
    watching = Watching(fresh_engine)
    fresh_engine.docker("create", "--network=none", "--name=web-1", "busybox", "true")
    watching.start()
    try:
        before = watching.heard.inventory
        fresh_engine.kill()
        watching.heard.wait_for(lambda: watching.phase is Phase.STALE)
        assert watching.heard.inventory is before  # the picture stays
        fresh_engine.start()
        fresh_engine.docker("create", "--network=none", "--name=web-2", "--volume=data:/data", "busybox", "true")
        watching.heard.wait_for_names("web-1", "web-2")
        watching.heard.wait_for(lambda: watching.settled)
        watching.wait_for_truth()
        after = watching.heard.inventory
        assert after.stage is Stage.COMPLETE
        assert all(after.containers[key] is container for key, container in before.containers.items())
        fresh_engine.docker("rename", "web-2", "web-3")  # events are heard on the new connection
        watching.heard.wait_for_names("web-1", "web-3")
    finally:
        watching.watcher.stop(wait=20)


def test_a_daemon_that_hangs_is_said_to_be_and_followed_again(fresh_engine: PrivateEngine) -> None:
    watching = Watching(fresh_engine)
    watching.start()
    try:
        fresh_engine.pause()
        watching.watcher.refresh()
        watching.heard.wait_for(lambda: watching.phase is Phase.STALE)
        error = watching.heard.states[-1].error
        assert error is not None
        assert error.what == "The engine does not answer."
        fresh_engine.resume()
        watching.heard.wait_for(lambda: watching.settled)
        fresh_engine.docker("create", "--network=none", "--name=after", "busybox", "true")
        watching.heard.wait_for_names("after")
    finally:
        watching.watcher.stop(wait=20)
