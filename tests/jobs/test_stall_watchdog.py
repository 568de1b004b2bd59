"""The watchdog sees a GUI thread that does not answer, and what it was doing."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from bayplan.jobs.stall_watchdog import VARIABLE, Stall, StallWatchdog, watch_if_asked


def test_a_stall_is_recorded_with_the_stack_that_caused_it(qtbot: QtBot) -> None:
    told: list[Stall] = []
    watchdog = StallWatchdog(threshold=0.05, stalled=told.append)
    watchdog.start()

    def dawdle_on_the_gui_thread() -> None:
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            pass

    qtbot.waitUntil(lambda: watchdog.longest > 0.0)
    dawdle_on_the_gui_thread()
    qtbot.waitUntil(lambda: bool(told))
    watchdog.stop()
    stall = max(told, key=lambda stall: stall.seconds)
    assert watchdog.longest >= stall.seconds > 0.1
    assert any("dawdle_on_the_gui_thread" in stall.stack for stall in told)
    assert watchdog.stalls == told


def test_it_has_no_thread_unless_it_was_started(qtbot: QtBot) -> None:
    def watching() -> bool:
        return any(thread.name == "bayplan-stall-watchdog" for thread in threading.enumerate())

    qtbot.waitUntil(lambda: not watching())  # those of other tests
    watchdog = StallWatchdog()
    assert not watching()
    watchdog.start()
    assert watching()
    watchdog.stop()
    qtbot.waitUntil(lambda: not watching())


def test_it_watches_and_logs_when_the_environment_asks_for_it(
    qtbot: QtBot, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert watch_if_asked(qapp) is None
    monkeypatch.setenv(VARIABLE, "1")
    watchdog = watch_if_asked(qapp)
    assert watchdog is not None
    qtbot.waitUntil(lambda: watchdog.longest > 0.0)
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        pass
    qtbot.waitUntil(lambda: "did not answer for" in caplog.text)
    watchdog.stop()
    watchdog.deleteLater()


def test_destroying_it_ends_its_thread(qtbot: QtBot) -> None:
    watchdog = StallWatchdog()
    watchdog.start()
    with qtbot.waitSignal(watchdog.destroyed):
        watchdog.deleteLater()
    qtbot.waitUntil(lambda: not any(thread.name == "bayplan-stall-watchdog" for thread in threading.enumerate()))
