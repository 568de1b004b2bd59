"""Fixtures for all tests: private Docker engines."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support.private_engine import PrivateEngine

_ENGINE_FIXTURES = {"engine", "clean_engine", "fresh_engine"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """--rewrite-golden takes the layouts as they are now for right; look at the difference before you commit it."""
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden/*.json anew")


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


@pytest.fixture(scope="session")
def engine() -> Iterator[PrivateEngine]:
    """One engine for the whole run, with the image busybox:latest. Leave it as you found it: see clean_engine."""
    private = PrivateEngine()
    try:
        private.start()
        private.import_busybox_image()
        yield private
    finally:
        private.stop()


@pytest.fixture
def clean_engine(engine: PrivateEngine) -> Iterator[PrivateEngine]:
    """The engine of the run; after the test every container and volume, and every image but busybox, is removed."""
    yield engine
    engine.remove_containers_and_volumes()
    others = set(engine.docker("images", "--quiet", "--no-trunc").split())
    others.discard(engine.docker("images", "--quiet", "--no-trunc", "busybox:latest"))
    if others:
        engine.docker("rmi", "--force", *sorted(others))


@pytest.fixture
def fresh_engine() -> Iterator[PrivateEngine]:
    """An engine for one test alone, with busybox:latest, to be killed, paused and restarted at will."""
    private = PrivateEngine()
    try:
        private.start()
        private.import_busybox_image()
        yield private
    finally:
        private.stop()
