"""Keeps the search for garbage out of the way while much is read at once."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_readers = 0
_was_enabled = False


@contextmanager
def no_garbage_search() -> Iterator[None]:
    """Pauses the cyclic garbage collector; may be nested and used by several threads at once.

    Thousands of decoded payloads make every full search take 25 ms and more, with every thread waiting, and there is
    nothing to find: JSON and the objects made of it hold no cycles. What is not used any more is freed all the same.
    """
    global _readers, _was_enabled  # noqa: PLW0603 - the collector is one for the whole process
    with _lock:
        if _readers == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _readers += 1
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if _readers == 0 and _was_enabled:
                gc.enable()
