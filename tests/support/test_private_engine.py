"""The private engine can be broken in every way and leaves nothing behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support import private_engine, process_tree
from tests.support.private_engine import PrivateEngine


def processes_below(folder: Path) -> list[str]:
    """Command lines that name the folder, of any process."""
    found = subprocess.run(
        ["pgrep", "--full", "--list-full", f"{folder}/"], capture_output=True, check=False, text=True
    )
    return found.stdout.splitlines()


@pytest.mark.engine
@pytest.mark.parametrize("end", ["as it is", "paused", "killed"])
def test_nothing_is_left_behind(end: str) -> None:
    engine = PrivateEngine()
    engine.start()
    engine.import_busybox_image()
    container = engine.docker("run", "--detach", "--network=none", "--volume=v0:/a", "busybox", "sleep", "1000")
    process = int(engine.docker("inspect", "--format={{.State.Pid}}", container))
    assert processes_below(engine.folder)
    if end == "paused":
        engine.pause()
    elif end == "killed":
        engine.kill()
    engine.stop()
    assert not engine.folder.exists()
    assert processes_below(engine.folder) == []
    assert not process_tree.alive(process)
    assert str(engine.folder) not in Path("/proc/mounts").read_text()


@pytest.mark.engine
def test_its_data_outlive_a_restart(fresh_engine: PrivateEngine) -> None:
    fresh_engine.docker("volume", "create", "kept")
    layered = fresh_engine.add_layer("busybox", "layered:1", "echo x > /x", ["VOLUME /data"])
    fresh_engine.restart()
    assert fresh_engine.docker("volume", "ls", "--quiet") == "kept"
    assert fresh_engine.docker("images", "--quiet", "--no-trunc", "layered:1") == layered
    assert fresh_engine.docker("run", "--rm", "--network=none", "layered:1", "cat", "/x") == "x"


def test_a_missing_engine_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_engine, "_PROGRAMS", ("dockerd-of-nowhere",))
    with pytest.raises(RuntimeError, match=r"dockerd-of-nowhere is not installed.*apt-get install docker\.io"):
        PrivateEngine()
