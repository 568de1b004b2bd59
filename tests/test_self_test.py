"""The self-test: it passes on a program that works, and says what does not work on one that is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from bayplan import __version__
from bayplan.headless import Source
from bayplan.self_test import SelfTest, run_steps
from bayplan.views.dialogs.test_mounts import TestMounts

ROOT = Path(__file__).parent.parent
STEPS = ["Versions", "Window", "Demo", "Lists", "Diagram", "What if", "Test mount", "Picture", "Engine"]


def self_test(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs ``bayplan --self-test`` without a display, and where no engine is found."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment.pop("QT_QPA_PLATFORM", None)
    environment |= {"DOCKER_HOST": f"unix://{folder}/no.sock", "HOME": str(folder), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "bayplan", *words],
        cwd=ROOT / "gui",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


def test_every_step_is_told_and_the_picture_is_written(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    result = self_test(tmp_path, f"--self-test={picture}")
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"✓ {step}" for step in STEPS]
    assert lines[-1] == "The self-test passed."
    assert f"Bayplan {__version__}" in lines[0]
    assert "removing db-1 loses" in result.stdout
    assert "Removed again." in result.stdout
    assert "none to connect to" in result.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert [entry.name for entry in tmp_path.iterdir() if not entry.name.startswith(".")] == ["window.png"]


def test_an_engine_that_was_asked_for_must_be_there(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qapp
    test = SelfTest(tmp_path, None, Source(host=f"unix://{tmp_path}/no.sock"))
    [engine] = [step for step in test.steps() if step.name == "Engine"]
    try:
        error = test.attempt(engine)
    finally:
        test.close()
    assert error is not None
    assert "no.sock" in error.sentence()
    assert "✓" not in capsys.readouterr().out


def test_a_broken_step_is_named_and_nothing_is_tried_after_it(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qapp

    def broken(*_anything: object) -> None:
        raise RuntimeError("the dialog's module is missing")

    monkeypatch.setattr(TestMounts, "new", broken)
    assert not run_steps(SelfTest(tmp_path, None, Source(demo=True)))
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("✕ Test mount:") and "the dialog's module is missing" in line for line in lines)
    assert not any("Picture" in line or "Engine" in line for line in lines)
    assert lines[-1] == "The self-test failed."
