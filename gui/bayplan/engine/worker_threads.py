"""Threads for work that may hang: never waited for, as many as are busy, gone when idle."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable

Task = Callable[[], None]


class WorkerThreads:
    """Runs tasks at once, each on a thread of its own that is used again while it is warm.

    There is no upper limit: a task that never returns must not keep another from starting. The threads are daemons, so
    a task that hangs does not keep the program from ending. A task must handle its own errors.
    """

    def __init__(self, name: str, *, idle_seconds: float = 30.0) -> None:
        self._name = name
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[queue.SimpleQueue[Task | None]] = []
        self._numbers = itertools.count(1)

    def submit(self, task: Task) -> None:
        """Starts ``task`` now, on an idle thread or a new one."""
        with self._lock:
            seat = self._idle.pop() if self._idle else None
        if seat is None:
            seat = queue.SimpleQueue()
            threading.Thread(
                target=self._work, args=(seat,), name=f"{self._name}-{next(self._numbers)}", daemon=True
            ).start()
        seat.put(task)

    def close(self) -> None:
        """Ends the idle threads; those that are busy end when they have been idle for a while."""
        with self._lock:
            idle, self._idle = self._idle, []
        for seat in idle:
            seat.put(None)

    def _work(self, seat: queue.SimpleQueue[Task | None]) -> None:
        while True:
            try:
                task = seat.get(timeout=self._idle_seconds)
            except queue.Empty:
                with self._lock:
                    if seat in self._idle:
                        self._idle.remove(seat)
                        return
                continue  # a task was handed over in the very moment the time ran out
            if task is None:
                return
            task()
            del task  # what the task holds must not live on while the thread is idle
            with self._lock:
                self._idle.append(seat)
