"""A tour that was killed: the next start offers to remove what it left, and nothing else is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from bayplan.app import WindowOptions
from bayplan.domain.tour import TOUR_PREFIX
from bayplan.views.dialogs.removal_dialog import RemovalDialog
from tests.support.private_engine import PrivateEngine
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete

ROOT = Path(__file__).parent.parent.parent


def objects(engine: PrivateEngine) -> dict[str, list[str]]:
    """Everything on the engine, and every folder of a tour on this machine."""
    return {
        "containers": sorted(engine.docker("ps", "--all", "--quiet", "--no-trunc").split()),
        "volumes": sorted(engine.docker("volume", "ls", "--quiet").split()),
        "images": sorted(engine.docker("images", "--all", "--quiet", "--no-trunc").split()),
        "folders": sorted(map(str, Path(tempfile.gettempdir()).glob(f"{TOUR_PREFIX}*"))),
    }


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files of the test's own: others may run tests on engines of the same id just now."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


def kill_in_mid_tour(engine: PrivateEngine) -> None:
    """Runs a window of its own to the middle of the tour, and kills it there."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.support.tour_victim", engine.host],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": f"{ROOT / 'gui'}:{ROOT}",
            "TMPDIR": tempfile.gettempdir(),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert victim.stdout is not None
        assert victim.stdout.readline().strip() == "in the middle of it"
    finally:
        victim.send_signal(signal.SIGKILL)
        victim.communicate()


@pytest.mark.timeout(240)
def test_after_a_kill_the_next_start_offers_to_remove_exactly_what_was_left(
    clean_engine: PrivateEngine, qapp: QApplication, tmp_path: Path
) -> None:
    assert qapp
    docker = clean_engine.docker
    docker(
        "run", "-d", "--network=none", "--name=theirs", "-v", "theirs:/x", "-v", "/tmp:/t", "busybox", "sleep", "999"
    )
    before = objects(clean_engine)
    kill_in_mid_tour(clean_engine)
    assert objects(clean_engine) != before

    running = open_window(WindowOptions(host=clean_engine.host), tmp_path)
    try:
        wait_until_complete(running)
        bar = running.window.left_over_bar
        wait_for(bar.isVisible)
        assert bar.notice is not None
        assert "1 container and 1 folder" in bar.notice.what
        assert "bayplan-tour-app" in bar.notice.why
        # It is not one of the test mounts.
        assert not running.window.commands.action("remove-test-mounts").isEnabled()
        running.window.commands.run("remove-left-overs")
        (dialog,) = running.window.findChildren(RemovalDialog)
        listing = dialog.listing.toPlainText()
        assert "✕ container bayplan-tour-app" in listing
        assert f"✕ folder {tempfile.gettempdir()}/{TOUR_PREFIX}" in listing
        assert "theirs" not in listing
        dialog.remove_button.click()
        wait_for(lambda: not bar.isVisible())
        wait_until_complete(running)
        assert not running.window.commands.action("remove-left-overs").isEnabled()
    finally:
        close(running)
    assert objects(clean_engine) == before
    docker("rm", "--force", "theirs")


def test_left_overs_can_be_left(clean_engine: PrivateEngine, qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    clean_engine.docker("volume", "create", "--label=io.bayplan.created=experiment", "bayplan-lab-1")
    running = open_window(WindowOptions(host=clean_engine.host), tmp_path)
    try:
        wait_until_complete(running)
        bar = running.window.left_over_bar
        wait_for(bar.isVisible)
        running.window.commands.run("keep-left-overs")
        assert not bar.isVisible()
        parts_of(running).live.refresh()
        wait_until_complete(running)
        assert not bar.isVisible()
    finally:
        close(running)
    assert clean_engine.docker("volume", "ls", "--quiet") == "bayplan-lab-1"
