"""The engines that must keep the contract: the demo and a real one, private or, with BAYPLAN_TEST_HOST, any other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.cli_engine import CliEngine


@pytest.fixture(scope="session")
def guest(tmp_path_factory: pytest.TempPathFactory) -> CliEngine:
    """The engine of BAYPLAN_TEST_HOST, with busybox:latest. One that holds anything else is left alone."""
    engine = CliEngine(os.environ["BAYPLAN_TEST_HOST"], tmp_path_factory.mktemp("cli"))
    held = engine.docker("ps", "--all", "--quiet") + engine.docker("volume", "ls", "--quiet")
    tags = engine.docker("images", "--format={{.Repository}}:{{.Tag}}").split()
    if held or any(not tag.endswith("busybox:latest") for tag in tags):
        pytest.exit(f"{engine.host} is not empty, and these tests remove everything: give them an empty engine.")
    engine.import_busybox_image()
    return engine


@pytest.fixture
def real_engine(request: pytest.FixtureRequest) -> Iterator[CliEngine]:
    """The real engine that is tested, empty but for busybox:latest before and after each test."""
    if "BAYPLAN_TEST_HOST" not in os.environ:
        yield request.getfixturevalue("clean_engine")
        return
    engine: CliEngine = request.getfixturevalue("guest")
    yield engine
    engine.remove_all_but("busybox:latest")


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.engine)])
def again(request: pytest.FixtureRequest) -> Callable[[], EngineClient]:
    """Gives clients of a demo engine of its own (always the same one), then of the real; busybox:latest is on both."""
    if request.param == "demo":
        demo = DemoClient()
        return lambda: demo
    engine: CliEngine = request.getfixturevalue("real_engine")
    return lambda: connect(resolve(host=engine.host))


@pytest.fixture
def client(again: Callable[[], EngineClient]) -> Iterator[EngineClient]:
    """A client of the demo, then of the real engine."""
    made = again()
    yield made
    made.close()


@pytest.fixture
def podman(client: EngineClient) -> bool:
    """Whether the client's engine is Podman, whose Docker-compatible API differs in places."""
    return read_inventory(client).engine.podman
