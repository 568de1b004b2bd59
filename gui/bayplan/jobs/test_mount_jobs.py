"""The work behind test mounts, ready for a JobRunner: each opens a connection of its own and closes it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bayplan.domain.removal import RemovalPlan
from bayplan.domain.test_mount import TestMountSpec
from bayplan.engine import test_mounts
from bayplan.engine.client import EngineClient
from bayplan.engine.test_mounts import TestMountResult
from bayplan.jobs.control import JobControl

OpenClient = Callable[[], EngineClient]


def find_image(open_client: OpenClient, reference: str) -> Callable[[JobControl], bool]:
    """Looks whether the engine has the helper image."""

    def work(_control: JobControl) -> bool:
        client = open_client()
        try:
            return test_mounts.has_image(client, reference)
        finally:
            client.close()

    return work


def create(
    open_client: OpenClient, spec: TestMountSpec, os_type: str, *, pull: bool
) -> Callable[[JobControl], TestMountResult]:
    """Pulls the helper image first if ``pull``, then creates and proves the test mount."""

    def work(control: JobControl) -> TestMountResult:
        client = open_client()
        # A pull may take minutes: closing the connection ends it.
        control.on_cancel(client.close)

        def say(text: str) -> None:
            control.progress(None, text)

        try:
            if pull:
                test_mounts.pull(client, spec.image, say)
            return test_mounts.create(client, spec, say, os_type=os_type)
        finally:
            client.close()

    return work


def remove(open_client: OpenClient, plan: RemovalPlan) -> Callable[[JobControl], None]:
    """Removes exactly what the plan lists."""

    def work(control: JobControl) -> None:
        client = open_client()
        try:
            test_mounts.remove(client, plan, lambda text: control.progress(None, text))
        finally:
            client.close()

    return work


def look_for_source(path: str, *, local: bool) -> Callable[[JobControl], bool | None]:
    """Whether a path exists on the engine's host; None when that is another machine."""

    def work(_control: JobControl) -> bool | None:
        return Path(path).exists() if local else None

    return work
