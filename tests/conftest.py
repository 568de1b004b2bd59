"""Fixtures for all tests: private Docker engines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.private_engine import PrivateEngine, PrivatePodman

_ENGINE_FIXTURES = {"engine", "clean_engine", "fresh_engine"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """--rewrite-golden takes the layouts as they are now for right; look at the difference before you commit it.

    The others are for tests/support/other_engines.py.
    """
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden/*.json anew")
    parser.addoption("--engine-root", type=Path, help="the folder of a system whose engine is tested")
    parser.addoption("--engine", choices=("docker", "docker-containerd", "podman"), default="docker")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that need a real engine, so that they can be chosen with -m engine."""
    for item in items:
        if _ENGINE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.engine)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """In CI nothing may be skipped: what cannot run there fails."""
    report: pytest.TestReport = yield  # type: ignore[assignment]  # a hook wrapper is sent the report
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and in CI nothing may be: {report.longrepr}"
    return report  # type: ignore[return-value]  # and returns it


def new_engine(config: pytest.Config, *options: str) -> PrivateEngine:
    """A private engine, not started: the machine's Docker unless the options of the test run name another.

    ``options`` are further arguments for dockerd.
    """
    root: Path | None = config.getoption("--engine-root")
    match config.getoption("--engine"):
        case "podman":
            return PrivatePodman(root=root)
        case "docker-containerd":
            return PrivateEngine(*options, features={"containerd-snapshotter": True}, root=root)
    return PrivateEngine(*options, root=root)


@pytest.fixture(scope="session")
def engine(
    pytestconfig: pytest.Config, record_testsuite_property: Callable[[str, object], None]
) -> Iterator[PrivateEngine]:
    """One engine for the whole run, with the image busybox:latest. Leave it as you found it: see clean_engine."""
    private = new_engine(pytestconfig)
    try:
        private.start()
        private.import_busybox_image()
        record_testsuite_property("version", private.docker("version", "--format={{.Server.Version}}"))
        record_testsuite_property("api", private.docker("version", "--format={{.Server.APIVersion}}"))
        record_testsuite_property("storage", private.docker("info", "--format={{.Driver}}"))
        yield private
    finally:
        private.stop()


@pytest.fixture
def clean_engine(engine: PrivateEngine) -> Iterator[PrivateEngine]:
    """The engine of the run; after the test every container and volume, and every image but busybox, is removed."""
    yield engine
    engine.remove_all_but("busybox:latest")


@pytest.fixture
def fresh_engine(pytestconfig: pytest.Config) -> Iterator[PrivateEngine]:
    """An engine for one test alone, with busybox:latest, to be killed, paused and restarted at will."""
    private = new_engine(pytestconfig)
    try:
        private.start()
        private.import_busybox_image()
        yield private
    finally:
        private.stop()
