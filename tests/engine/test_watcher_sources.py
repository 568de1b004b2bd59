"""Watching the demo, and a socket behind which nobody answers."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from bayplan.domain.inventory import Stage
from bayplan.engine.demo_client import open_demo
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.state import Phase
from bayplan.engine.timing import Timing
from bayplan.engine.watcher import EngineWatcher
from tests.support.recorder import Recorder

QUICK = Timing(patience=0.2, first_retry=0.01, last_retry=0.05)


def test_the_demo_is_watched_like_any_engine() -> None:
    heard = Recorder()
    watcher = EngineWatcher(open_demo, heard, host="demo:", timing=QUICK)
    watcher.start()
    try:
        heard.wait_for(lambda: bool(heard.inventories) and heard.inventory.sizes_as_of is not None)
        assert heard.inventory.stage is Stage.COMPLETE
        assert heard.inventory.engine.demo
        assert all(container.details for container in heard.inventory.containers.values())
        client = open_demo()
        client.create_volume({"Name": "made-for-the-test"})
        heard.wait_for(lambda: "made-for-the-test" in heard.inventory.volumes)
        client.remove_volume("made-for-the-test")
        heard.wait_for(lambda: "made-for-the-test" not in heard.inventory.volumes)
        heard.wait_for(lambda: heard.sentences[-1:] == ["volume made-for-the-test removed"])
    finally:
        watcher.stop(wait=20)


def test_a_socket_that_accepts_and_never_answers(tmp_path: Path) -> None:
    path = tmp_path / "silent.sock"
    heard = Recorder()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen(16)  # the kernel accepts; nobody ever reads
        watcher = EngineWatcher(
            lambda: connect(resolve(f"unix://{path}", environ={})), heard, timing=replace(QUICK, deadline=0.6)
        )
        watcher.start()
        heard.wait_for(lambda: any(state.error for state in heard.states))
        first = next(state for state in heard.states if state.error)
        assert first.phase is Phase.CONNECTING  # said while it still waits
        heard.wait_for(lambda: heard.states[-1].phase is Phase.FAILED)
        watcher.stop(wait=20)
    assert heard.states[-1].phase is Phase.CLOSED
    assert heard.inventories == []
