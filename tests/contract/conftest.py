"""The engines that must keep the contract: the demo and a real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine


@pytest.fixture(params=["demo", "real"])
def client(request: pytest.FixtureRequest) -> Iterator[EngineClient]:
    """A client of a demo engine of its own, then of the private engine; busybox:latest is on both."""
    made: EngineClient
    if request.param == "demo":
        made = DemoClient()
    else:
        private: PrivateEngine = request.getfixturevalue("clean_engine")
        made = connect(resolve(host=private.host))
    yield made
    made.close()
