"""The ways out in their dialogs, played on the demo engine."""

from __future__ import annotations

import gc
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.protection import UNPROTECTED, Protection
from bayplan.domain.way_out_targets import commands, suggested_target, target_problem
from bayplan.domain.ways_out import WayOut
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.demo_client import DemoClient
from bayplan.jobs.runner import JobRunner
from bayplan.views.dialogs.keep_dialog import KeepDialog
from bayplan.views.dialogs.promote_dialog import PromoteDialog
from bayplan.views.dialogs.removals import Removals
from tests.support.shop import ANONYMOUS, DB, shop


class Bench:
    """A demo engine of its own with the controller under test."""

    def __init__(self) -> None:
        self.engine = DemoClient()
        self.runner = JobRunner()
        self.window = QWidget()
        self.protected = UNPROTECTED
        self.removals = Removals(self.runner, self.window, lambda _text: None, lambda _engine: self.protected)
        self.keeping = self.removals.keeping
        self.removals.set_engine(self.connect)
        self.refresh()

    def connect(self) -> EngineClient:
        """Another connection to the demo."""
        return self.engine.connected_again()

    def refresh(self) -> None:
        """Reads the inventory again, as the watcher would."""
        self.inventory = read_inventory(self.engine)
        self.removals.set_inventory(self.inventory)

    def container(self, name: str) -> str:
        """The id of the container called ``name``."""
        return next(c.id for c in self.inventory.containers.values() if c.name == name)

    def anonymous(self, name: str) -> str:
        """The store id of a container's anonymous volume."""
        mounts = self.inventory.containers[self.container(name)].mounts
        return next(mount.store for mount in mounts if mount.kind == "anonymous-volume")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made.window)
    yield made
    made.runner.shutdown()
    # A worker of the next test must not find what is left of this one: its widgets belong to this thread.
    made.removals.set_engine(None)
    del made
    gc.collect()


def keeping(bench: Bench, store: str, way: WayOut) -> KeepDialog:
    """The question how to keep a store."""
    dialog = bench.keeping.keep(store, way=way)
    assert isinstance(dialog, KeepDialog)
    return dialog


def promoting(bench: Bench, store: str) -> PromoteDialog:
    """The question how to call a volume."""
    dialog = bench.keeping.keep(store, way=WayOut.PROMOTE)
    assert isinstance(dialog, PromoteDialog)
    return dialog


def test_a_layer_is_saved_where_it_was_asked_for(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    dialog = keeping(bench, ids.writable_store(bench.container("db-1")), WayOut.TAR)
    dialog.target.setText(str(tmp_path / "layer.tar"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert str(tmp_path / "layer.tar") in dialog.outcome.text()
    assert dialog.close_button.text() == "Close"
    with tarfile.open(tmp_path / "layer.tar") as tar:
        assert tar.getnames()


def test_a_volume_is_copied_and_a_container_committed(qtbot: QtBot, bench: Bench) -> None:
    dialog = keeping(bench, "volume:shop_pgdata", WayOut.VOLUME)
    assert dialog.way is WayOut.VOLUME
    dialog.target.setText("copied")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert "copied" in {volume["Name"] for volume in bench.engine.volumes()}
    commit = keeping(bench, ids.writable_store(bench.container("db-1")), WayOut.IMAGE)
    assert commit.target.text() == "db-1:saved"
    qtbot.mouseClick(commit.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: commit.outcome.text().startswith("✓"))
    assert any("db-1:saved" in (image["RepoTags"] or ()) for image in bench.engine.images())


def test_what_cannot_be_a_target_is_said_while_it_is_typed(bench: Bench) -> None:
    dialog = keeping(bench, "volume:shop_pgdata", WayOut.VOLUME)
    dialog.target.setText("shop_pgdata")
    assert not dialog.act_button.isEnabled()
    dialog.target.setText("free")
    assert dialog.act_button.isEnabled()
    assert "free" in dialog.commands.text.toPlainText()
    dialog.choose(WayOut.TAR)
    assert dialog.target.text().endswith("shop_pgdata.tar")
    dialog.target.setText("relative.tar")
    assert not dialog.act_button.isEnabled()
    dialog.choose(WayOut.VOLUME)
    assert dialog.target.text() == "free"  # what was typed is remembered


def test_a_failure_is_shown_and_can_be_tried_elsewhere(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    dialog = keeping(bench, "volume:shop_pgdata", WayOut.FOLDER)
    dialog.target.setText(str(tmp_path))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✕"))
    assert "there already" in dialog.outcome.text()
    dialog.target.setText(str(tmp_path / "copy"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert (tmp_path / "copy").is_dir()


def test_stopping_leaves_nothing_behind(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    dialog = keeping(bench, "volume:shop_pgdata", WayOut.TAR)
    dialog.target.setText(str(tmp_path / "x.tar"))
    dialog.keep_requested.emit("volume:shop_pgdata", WayOut.TAR, str(tmp_path / "x.tar"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.outcome.text() in {"Stopped; nothing was left behind."} or dialog.outcome.text().startswith("✓")
    assert dialog.outcome.text().startswith("✓") == (tmp_path / "x.tar").exists()


def test_promoting_offers_to_remove_what_was_kept(qtbot: QtBot, bench: Bench) -> None:
    old, store = bench.container("db-1"), bench.anonymous("db-1")
    dialog = promoting(bench, store)
    assert dialog.name.text() == "db-1-backup"
    assert "docker volume create db-1-backup" in dialog.commands.text.toPlainText()
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert not dialog.remove_both.isEnabled()  # until the new name is known
    bench.refresh()
    assert bench.inventory.containers[old].name == "db-1-before"
    new = bench.inventory.containers[bench.container("db-1")]
    assert "db-1-backup" in {mount.source for mount in new.mounts}
    assert dialog.remove_both.isEnabled()
    with qtbot.waitSignal(bench.keeping.removal_requested) as asked:
        qtbot.mouseClick(dialog.remove_both, Qt.MouseButton.LeftButton)
    assert asked.args == [[ids.container_thing(old), store]]
    assert not dialog.isVisible()


def test_a_failed_promotion_changes_nothing_and_says_why(qtbot: QtBot, bench: Bench) -> None:
    dialog = promoting(bench, bench.anonymous("db-1"))
    bench.protected = Protection(containers=frozenset({"db-1"}))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✕"))
    assert "protected" in dialog.outcome.text()
    assert dialog.act_button.isEnabled()
    bench.refresh()
    assert "db-1-before" not in {c.name for c in bench.inventory.containers.values()}


def test_the_question_before_a_removal_offers_the_ways_out(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    thing = ids.container_thing(bench.container("db-1"))
    question = bench.removals.ask([thing], with_volumes=True)
    assert question is not None
    titles = [question.ways_out.stores.itemText(index) for index in range(question.ways_out.stores.count())]
    assert any(title.startswith("volume ") for title in titles)
    assert "writable layer of db-1" in titles
    question.ways_out.choose_store(ids.writable_store(bench.container("db-1")))
    assert list(question.ways_out.buttons) == [WayOut.TAR, WayOut.FOLDER, WayOut.IMAGE]
    qtbot.mouseClick(question.ways_out.buttons[WayOut.FOLDER], Qt.MouseButton.LeftButton)
    (dialog,) = question.findChildren(KeepDialog)
    dialog.target.setText(str(tmp_path / "kept"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert question.ways_out.stores.currentText().startswith("✓")
    dialog.reject()
    question.ways_out.choose_store(bench.anonymous("db-1"))
    qtbot.mouseClick(question.ways_out.buttons[WayOut.PROMOTE], Qt.MouseButton.LeftButton)
    assert not question.isVisible()
    assert bench.window.findChildren(PromoteDialog)


def test_several_stores_are_kept_one_after_the_other(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    layer = ids.writable_store(bench.container("db-1"))
    dialog = bench.keeping.keep(layer, "volume:shop_pgdata", ids.shm_store(bench.container("db-1")))
    assert isinstance(dialog, KeepDialog)
    assert [dialog.stores.itemText(index) for index in range(dialog.stores.count())] == [
        "writable layer of db-1",
        "volume shop_pgdata",
    ]
    assert dialog.ways[WayOut.IMAGE].isVisible()
    dialog.target.setText(str(tmp_path / "first.tar"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    qtbot.mouseClick(dialog.another_button, Qt.MouseButton.LeftButton)
    assert dialog.title.text() == "Keep what is in volume shop_pgdata"
    assert not dialog.ways[WayOut.IMAGE].isVisible()
    dialog.choose(WayOut.FOLDER)
    dialog.target.setText(str(tmp_path / "second"))
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("✓"))
    assert {each.name for each in tmp_path.iterdir()} == {"first.tar", "second"}
    assert dialog.stores.itemText(0).startswith("✓")


def test_nothing_is_kept_of_a_snapshot_or_of_memory(bench: Bench) -> None:
    shm = ids.shm_store(bench.container("db-1"))
    assert bench.keeping.keep(shm) is None
    bench.removals.set_engine(None)
    bench.refresh()
    assert bench.keeping.keep("volume:shop_pgdata") is None


def test_targets_are_suggested_and_checked() -> None:
    inventory = shop()
    layer, volume = inventory.stores[ids.writable_store(DB)], inventory.stores[ids.volume_store("shop_pgdata")]
    home = Path("/home/anna")
    assert suggested_target(layer, WayOut.TAR, inventory, home) == "/home/anna/db-1-layer.tar"
    assert suggested_target(volume, WayOut.FOLDER, inventory, home) == "/home/anna/shop_pgdata"
    nameless = inventory.stores[ids.volume_store(ANONYMOUS)]
    assert suggested_target(nameless, WayOut.TAR, inventory, home) == "/home/anna/9f2c-e1.tar"
    assert suggested_target(volume, WayOut.VOLUME, inventory, home) == "shop_pgdata-copy"
    assert target_problem(WayOut.IMAGE, "team/db:saved", inventory) == ""
    assert "lower case" in target_problem(WayOut.IMAGE, "Team/DB", inventory)
    assert "already" in target_problem(WayOut.IMAGE, "postgres", inventory)
    assert target_problem(WayOut.IMAGE, "", inventory)
    assert target_problem(WayOut.TAR, "", inventory)
    assert commands(layer, WayOut.IMAGE, "db:1", inventory) == ("docker commit db-1 db:1",)
    assert commands(volume, WayOut.VOLUME, "new", inventory)[0] == "docker volume create new"
    assert "'a b'" in commands(volume, WayOut.TAR, "a b", inventory)[0]
    assert commands(layer, WayOut.FOLDER, "/x", inventory)[0] == "docker diff db-1"
