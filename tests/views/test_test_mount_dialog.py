"""The test-mount dialog and its jobs, played on the demo engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.jobs.runner import JobRunner
from bayplan.views.dialogs.test_mount_dialog import TestMountDialog
from bayplan.views.dialogs.test_mounts import TestMounts
from tests.support.builders import many


class Bench:
    """A demo engine of its own with the controller under test."""

    def __init__(self, os_type: str = "linux") -> None:
        self.engine = DemoClient(os_type)
        self.runner = JobRunner()
        self.window = QWidget()
        self.mounts = TestMounts(self.runner, self.window)
        self.mounts.set_engine(self.connect)
        self.refresh()

    def connect(self) -> EngineClient:
        """Another connection to the demo."""
        return self.engine.connected_again()

    def refresh(self) -> None:
        """Reads the inventory again, as the watcher would."""
        self.mounts.set_inventory(read_inventory(self.engine))

    def test_containers(self) -> list[str]:
        """Names of Bayplan's containers."""
        return [c.name for c in read_inventory(self.engine).containers.values() if c.created_by_bayplan]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made.window)
    yield made
    made.runner.shutdown()


def opened(bench: Bench, spec: TestMountSpec) -> TestMountDialog:
    """The dialog filled in with ``spec``."""
    dialog = bench.mounts.new(spec)
    assert dialog is not None
    return dialog


VOLUME = TestMountSpec(type=MountType.VOLUME, source="trial", destination="/data")


def test_create_proves_the_mount_and_remove_takes_exactly_it_away(qtbot: QtBot, bench: Bench) -> None:
    volumes = {v["Name"] for v in bench.engine.volumes()}
    dialog = opened(bench, VOLUME)
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "read it back" in dialog.outcome.text())
    (name,) = bench.test_containers()
    bench.refresh()
    removal = bench.mounts.remove()
    assert removal is not None
    listing = removal.listing.toPlainText()
    assert f"✕ container {name}" in listing
    assert "✕ volume trial" in listing
    assert listing.count("✕") == 2
    with qtbot.waitSignal(removal.accepted):
        qtbot.mouseClick(removal.remove_button, Qt.MouseButton.LeftButton)
    assert bench.test_containers() == []
    assert {v["Name"] for v in bench.engine.volumes()} == volumes


def test_the_commands_follow_what_is_typed(qtbot: QtBot, bench: Bench) -> None:
    dialog = opened(bench, replace(VOLUME, destination=""))
    assert not dialog.create_button.isEnabled()
    for line in dialog.form.findChildren(QLineEdit):
        if line.accessibleName() == "Destination":
            qtbot.keyClicks(line, "/somewhere")
    assert "target=/somewhere" in dialog.preview.docker_run.toPlainText()
    assert "/somewhere" in dialog.preview.compose.toPlainText()
    assert dialog.create_button.isEnabled()


def test_the_engines_refusal_is_shown_and_the_fields_stay(qtbot: QtBot, bench: Bench) -> None:
    dialog = opened(bench, TestMountSpec(type=MountType.BIND, source="/no/such/place", destination="/data"))
    dialog.create_requested.emit(dialog.form.spec())
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✕"))
    assert "/no/such/place" in dialog.outcome.text()
    assert dialog.form.spec().source == "/no/such/place"
    assert dialog.form.isEnabled()
    assert bench.test_containers() == []


def test_a_sensitive_path_asks_first(qtbot: QtBot, bench: Bench) -> None:
    dialog = opened(bench, TestMountSpec(type=MountType.BIND, source="/etc", destination="/host-etc"))
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    (question,) = dialog.findChildren(QMessageBox)
    assert question.isVisible()
    assert bench.test_containers() == []
    anyway = next(button for button in question.buttons() if button.text() == "Create anyway")
    qtbot.mouseClick(anyway, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert len(bench.test_containers()) == 1


def test_a_missing_image_is_pulled_only_on_consent(qtbot: QtBot, bench: Bench) -> None:
    dialog = opened(bench, replace(VOLUME, image="not/here:1"))
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QMessageBox)))
    (question,) = dialog.findChildren(QMessageBox)
    assert "not/here:1" in question.text()
    decline, pull = (next(b for b in question.buttons() if b.text() == text) for text in ("Choose another", "Pull it"))
    assert pull.isEnabled()
    qtbot.mouseClick(decline, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.form.isEnabled)
    assert "nothing was left behind" in dialog.outcome.text()
    assert bench.test_containers() == []


def test_the_demo_says_that_it_cannot_pull(qtbot: QtBot, bench: Bench) -> None:
    dialog = opened(bench, replace(VOLUME, image="not/here:1"))
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QMessageBox)))
    (question,) = dialog.findChildren(QMessageBox)
    pull = next(button for button in question.buttons() if button.text() == "Pull it")
    qtbot.mouseClick(pull, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no registry" in dialog.outcome.text())
    assert bench.test_containers() == []


def test_at_exit_the_person_may_leave_them(qtbot: QtBot, bench: Bench) -> None:
    settled: list[bool] = []
    assert bench.mounts.ask_at_exit(lambda: settled.append(True)) is None
    dialog = opened(bench, VOLUME)
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.test_containers()) == 1)
    bench.refresh()
    question = bench.mounts.ask_at_exit(lambda: settled.append(True))
    assert question is not None
    question.reject()
    assert settled == [True]
    assert len(bench.test_containers()) == 1


def test_a_windows_engine_offers_pipes_and_no_tmpfs(qtbot: QtBot) -> None:
    bench = Bench("windows")
    qtbot.addWidget(bench.window)
    pipe = r"\\.\pipe\docker_engine"
    dialog = opened(bench, TestMountSpec(type=MountType.NPIPE, source=pipe, destination=pipe, image="contoso/jobs:3.1"))
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no data at rest" in dialog.outcome.text())
    assert len(bench.test_containers()) == 1
    bench.runner.shutdown()


def test_names_from_the_engine_are_plain_text(qtbot: QtBot) -> None:
    dialog = TestMountDialog(many(3), replace(VOLUME, source="<b>x</b>"))
    qtbot.addWidget(dialog)
    assert dialog.preview.problems.textFormat() is Qt.TextFormat.PlainText
    assert dialog.outcome.textFormat() is Qt.TextFormat.PlainText
