"""The watched inventory on the GUI thread: latest wins, diffs fit, and no word of an engine that was left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from bayplan.domain.inventory import Inventory, InventoryDiff, Stage
from bayplan.engine.state import Phase
from bayplan.engine.timing import Timing
from bayplan.jobs.live_inventory import LiveInventory
from tests.support.fake_client import FakeEngine

QUICK = Timing(patience=0.2, first_retry=0.01, last_retry=0.05, steady=0.0)


class Window:
    """Shows (that is, remembers) what a LiveInventory signals, by diffs alone."""

    def __init__(self, live: LiveInventory) -> None:
        self.live = live
        self.shown: dict[str, str] = {}
        self.diffs: list[InventoryDiff] = []
        self.threads: set[int] = set()
        self.sentences: list[str] = []
        live.inventory_changed.connect(self.show)
        live.activity.connect(lambda activity: self.sentences.append(activity.sentence))

    def show(self, inventory: Inventory, diff: InventoryDiff) -> None:
        self.threads.add(threading.get_ident())
        self.diffs.append(diff)
        for key in diff.containers.removed:
            del self.shown[key]
        for key in diff.containers.added:
            assert key not in self.shown
        for key in diff.containers.added | diff.containers.changed:
            self.shown[key] = inventory.containers[key].name

    @property
    def names(self) -> set[str]:
        return set(self.shown.values())

    @property
    def settled(self) -> bool:
        state = self.live.state
        return state is not None and state.phase is Phase.LIVE and not state.loading


@pytest.fixture
def live(qapp: QCoreApplication) -> Iterator[LiveInventory]:
    """Watches nothing yet."""
    fresh = LiveInventory(qapp, timing=QUICK)
    yield fresh
    fresh.stop(wait=20)
    fresh.deleteLater()


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """An engine with two containers."""
    fresh = FakeEngine()
    fresh.create("web-1")
    fresh.create("web-2")
    yield fresh
    fresh.answer_again()


def test_the_window_follows_by_diffs_alone(qtbot: QtBot, live: LiveInventory, engine: FakeEngine) -> None:
    window = Window(live)
    live.watch(engine.connect, "unix:///fake.sock")
    qtbot.waitUntil(lambda: window.names == {"web-1", "web-2"} and window.settled, timeout=20_000)
    web = next(key for key, name in window.shown.items() if name == "web-1")
    engine.destroy(web)
    engine.create("db")
    qtbot.waitUntil(lambda: window.names == {"web-2", "db"}, timeout=20_000)
    assert window.threads == {threading.get_ident()}
    assert live.inventory is not None
    assert live.inventory.stage is Stage.COMPLETE
    qtbot.waitUntil(lambda: window.sentences[-2:] == ["web-1 removed", "db created"], timeout=20_000)


def test_a_busy_window_gets_the_latest_with_a_diff_from_what_it_showed(
    qtbot: QtBot, live: LiveInventory, engine: FakeEngine
) -> None:
    window = Window(live)
    live.watch(engine.connect, "unix:///fake.sock")
    qtbot.waitUntil(lambda: window.names == {"web-1", "web-2"} and window.settled, timeout=20_000)
    shown = len(window.diffs)
    for number in range(20):  # the window does not look up, while the watcher reads after each
        engine.create(f"new-{number}")
        reads = engine.calls.count("containers(1)")
        while engine.calls.count("containers(1)") == reads:
            threading.Event().wait(0.001)
    qtbot.waitUntil(lambda: len(window.names) == 22, timeout=20_000)
    assert len(window.diffs) - shown < 10


def test_the_window_lives_while_the_engine_hangs_and_is_told(
    qtbot: QtBot, live: LiveInventory, engine: FakeEngine
) -> None:
    live.watch(engine.connect, "unix:///fake.sock")
    window = Window(live)
    qtbot.waitUntil(lambda: window.settled, timeout=20_000)
    engine.hang("containers")
    live.refresh()
    qtbot.waitUntil(lambda: live.state is not None and live.state.phase is Phase.STALE, timeout=20_000)
    assert live.inventory is not None
    engine.answer_again()
    qtbot.waitUntil(lambda: window.settled, timeout=20_000)


def test_another_engine_begins_from_nothing_and_the_first_is_not_heard_again(
    qtbot: QtBot, live: LiveInventory, engine: FakeEngine
) -> None:
    other = FakeEngine("OTHER")
    other.create("elsewhere")
    live.watch(engine.connect, "unix:///fake.sock")
    first = Window(live)
    qtbot.waitUntil(lambda: first.settled, timeout=20_000)
    engine.create("too-late")  # its events are on their way while the window turns away
    live.watch(other.connect, "unix:///other.sock")
    assert live.inventory is None
    second = Window(live)
    live.inventory_changed.disconnect(first.show)
    qtbot.waitUntil(lambda: second.settled, timeout=20_000)
    engine.create("later-still")
    other.create("elsewhere-2")
    qtbot.waitUntil(lambda: second.names == {"elsewhere", "elsewhere-2"}, timeout=20_000)
    assert second.diffs[0].containers.added
    assert all("late" not in sentence for sentence in second.sentences)


def test_switching_away_from_an_engine_that_hangs_is_prompt(
    qtbot: QtBot, live: LiveInventory, engine: FakeEngine
) -> None:
    engine.hang("containers", "images")
    live.watch(engine.connect, "unix:///hanging.sock")
    other = FakeEngine("OTHER")
    other.create("elsewhere")
    window = Window(live)
    live.watch(other.connect, "unix:///other.sock")
    qtbot.waitUntil(lambda: window.settled and window.names == {"elsewhere"}, timeout=20_000)
    assert live.state is not None
    assert live.state.host == "unix:///other.sock"


def test_after_stop_nothing_is_signalled(qtbot: QtBot, live: LiveInventory, engine: FakeEngine) -> None:
    window = Window(live)
    live.watch(engine.connect, "unix:///fake.sock")
    qtbot.waitUntil(lambda: window.settled, timeout=20_000)
    count = len(window.diffs)
    engine.create("unheard")
    live.stop(wait=20)
    QCoreApplication.processEvents()
    assert len(window.diffs) == count
    assert live.state is not None
    assert live.state.phase is Phase.LIVE  # the last that was signalled


def test_destroying_it_ends_its_threads(qtbot: QtBot, engine: FakeEngine) -> None:
    live = LiveInventory(timing=replace(QUICK, patience=3600))
    live.watch(engine.connect, "unix:///fake.sock")
    with qtbot.waitSignal(live.destroyed):
        live.deleteLater()
    qtbot.waitUntil(
        lambda: not any(thread.name == "bayplan-watcher" for thread in threading.enumerate()), timeout=20_000
    )
