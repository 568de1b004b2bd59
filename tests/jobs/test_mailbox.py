"""Calls from other threads arrive in order, on the thread of the mailbox, and not after its end."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from bayplan.jobs.mailbox import Mailbox


def test_calls_arrive_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    mailbox = Mailbox()
    taken: list[tuple[int, int]] = []

    def post_all() -> None:
        for number in range(500):
            mailbox.post(lambda number=number: taken.append((number, threading.get_ident())))  # type: ignore[misc]

    thread = threading.Thread(target=post_all)
    thread.start()
    qtbot.waitUntil(lambda: len(taken) == 500)
    thread.join()
    assert taken == [(number, threading.get_ident()) for number in range(500)]


def test_an_error_in_one_call_keeps_no_other_from_being_made(qtbot: QtBot) -> None:
    mailbox = Mailbox()
    taken: list[str] = []

    def stumble() -> None:
        raise ValueError("stumbled")

    with qtbot.captureExceptions() as errors:
        for call in (lambda: taken.append("a"), stumble, lambda: taken.append("b"), lambda: taken.append("c")):
            mailbox.post(call)
        qtbot.waitUntil(lambda: taken == ["a", "b", "c"])
    assert [str(error) for _, error, _ in errors] == ["stumbled"]


@pytest.mark.parametrize("end", ["close", "destroy"])
def test_nothing_is_taken_or_delivered_after_the_end(qtbot: QtBot, end: str) -> None:
    mailbox, later = Mailbox(), Mailbox()
    taken: list[str] = []
    mailbox.post(lambda: taken.append("too late"))
    if end == "close":
        mailbox.close()
    else:
        mailbox.deleteLater()
        with qtbot.waitSignal(mailbox.destroyed):
            taken.clear()
        taken.clear()
    assert not mailbox.post(lambda: taken.append("much too late"))
    later.post(lambda: taken.append("after all of that"))
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == ["after all of that"]


def test_a_call_may_close_the_mailbox(qtbot: QtBot) -> None:
    mailbox, later = Mailbox(), Mailbox()
    taken: list[str] = []
    mailbox.post(mailbox.close)
    mailbox.post(lambda: taken.append("too late"))
    later.post(lambda: taken.append("after"))
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == ["after"]
