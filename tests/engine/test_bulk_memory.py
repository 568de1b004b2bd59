"""The collector rests while something is read in bulk, and works again after the last reader, whatever happened."""

from __future__ import annotations

import gc
import threading

import pytest

from bayplan.engine.bulk_memory import no_garbage_search


def test_it_rests_until_the_last_of_nested_readers_is_done() -> None:
    assert gc.isenabled()
    with no_garbage_search():
        with no_garbage_search():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), no_garbage_search():
        raise ValueError("broken")
    assert gc.isenabled()


def test_threads_share_one_pause() -> None:
    inside, leave = threading.Event(), threading.Event()

    def read() -> None:
        with no_garbage_search():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=read)
    thread.start()
    assert inside.wait(10)
    with no_garbage_search():
        pass
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with no_garbage_search():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
