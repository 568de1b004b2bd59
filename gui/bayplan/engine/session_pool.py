"""Lends docker-py's clients to threads, one to each at a time: they are not thread-safe."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from bayplan.engine.failures import AnswerError, EngineError
from bayplan.errors import CancelledError


class Closable(Protocol):
    """What a pool must be able to do with a client."""

    def close(self) -> None: ...


Session = TypeVar("Session", bound=Closable)


class SessionPool(Generic[Session]):
    """Clients for one endpoint, made when they are needed and used again."""

    def __init__(self, make: Callable[[], Session], explain: Callable[[Exception, str], Exception]) -> None:
        """``make`` makes a client; ``explain`` turns what it raised, and what was being done, into EngineError."""
        self._make = make
        self._explain = explain
        self._lock = threading.Lock()
        self._idle: list[Session] = []
        self._busy: set[Session] = set()
        self._closed = False

    @contextlib.contextmanager
    def borrow(self, doing: str) -> Iterator[Session]:
        """A client for this thread; ``doing`` completes "the engine could not …" when something goes wrong with it."""
        session = self._take(doing)
        sound = False
        try:
            with self._failures(doing):
                yield session
            sound = True
        except AnswerError:
            sound = True
            raise
        finally:
            self._give_back(session, keep=sound)

    def close(self) -> None:
        """Closes idle clients, and those in use, which ends their requests where the transport allows it."""
        with self._lock:
            self._closed = True
            sessions = [*self._idle, *self._busy]
            self._idle.clear()
        for session in sessions:
            session.close()

    def _take(self, doing: str) -> Session:
        with self._lock:
            if self._closed:
                raise CancelledError
            session = self._idle.pop() if self._idle else None
        if session is None:
            with self._failures(doing):
                session = self._make()
        with self._lock:
            self._busy.add(session)
        return session

    def _give_back(self, session: Session, *, keep: bool) -> None:
        with self._lock:
            self._busy.discard(session)
            keep = keep and not self._closed
            if keep:
                self._idle.append(session)
        if not keep:
            session.close()

    @contextlib.contextmanager
    def _failures(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (EngineError, CancelledError):
            raise
        except Exception as error:
            if self._closed:
                raise CancelledError from error
            raise self._explain(error, doing) from error
