"""Whatever nobody caught reaches the one hook, on the GUI thread, with details to copy."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType
from pytestqt.qtbot import QtBot

from bayplan.errors import BayplanError
from bayplan.jobs.exception_hook import ExceptionHook


@pytest.fixture
def hook(qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExceptionHook]:
    """An installed hook; Qt's messages stay with pytest-qt, which would not give its handler back."""
    python, threads = sys.excepthook, threading.excepthook
    monkeypatch.setattr("bayplan.jobs.exception_hook.qInstallMessageHandler", lambda _: None)
    fresh = ExceptionHook(qapp)
    fresh.install()
    yield fresh
    fresh.uninstall()
    fresh.deleteLater()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook, threading.excepthook = python, threads


def stumble() -> None:
    """Fails in a way that nobody foresaw."""
    raise ValueError("seven")


def test_an_exception_on_a_thread_is_signalled_on_the_gui_thread(qtbot: QtBot, hook: ExceptionHook) -> None:
    told: list[tuple[BayplanError, int]] = []
    hook.unforeseen.connect(lambda error: told.append((error, threading.get_ident())))
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    ((error, told_on),) = told
    assert "ValueError: seven" in error.why
    assert "in stumble" in error.details
    assert told_on == threading.get_ident()


def test_an_exception_on_the_gui_thread_is_signalled(qtbot: QtBot, hook: ExceptionHook) -> None:
    try:
        stumble()
    except ValueError as error:
        with qtbot.waitSignal(hook.unforeseen) as told:
            sys.excepthook(type(error), error, error.__traceback__)
    assert told.args is not None
    assert "in stumble" in told.args[0].details


def test_an_interrupt_goes_to_python(qtbot: QtBot, hook: ExceptionHook, monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: passed_on.append(kind))
    interrupt = KeyboardInterrupt()
    with qtbot.assertNotEmitted(hook.unforeseen):
        hook._exception(KeyboardInterrupt, interrupt, None)
    assert passed_on == [KeyboardInterrupt]


def test_qt_warnings_are_logged_and_serious_messages_signalled_too(
    qtbot: QtBot, hook: ExceptionHook, caplog: pytest.LogCaptureFixture
) -> None:
    context = QMessageLogContext()
    with caplog.at_level(logging.WARNING, "bayplan.qt"):
        with qtbot.assertNotEmitted(hook.unforeseen):
            hook._qt_message(QtMsgType.QtWarningMsg, context, "a hint")
        with qtbot.waitSignal(hook.unforeseen) as told:
            hook._qt_message(QtMsgType.QtCriticalMsg, context, "a problem")
    assert [record.message for record in caplog.records] == ["a hint", "a problem"]
    assert told.args is not None
    assert told.args[0].why == "a problem"
