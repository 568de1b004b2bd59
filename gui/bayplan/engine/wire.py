"""Reads from an engine over its own socket with the standard library: keep-alive, pipelined, and without docker-py.

docker-py takes 150 ms to import and 1.3 ms for an inspect that takes the engine 0.5; here a thousand inspects take a
fifth of a second. Unix sockets, TCP and TLS; ssh and Windows pipes go through docker-py's own transports instead.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator, Iterator, Sequence
from itertools import repeat
from typing import Protocol

from bayplan.engine import answers, failures, unreachable
from bayplan.engine.connections import WINDOW, Connection, Lane
from bayplan.engine.dialing import Dialer
from bayplan.engine.endpoints import Endpoint
from bayplan.engine.http_reply import (
    BrokenReplyError,
    Head,
    NotHttpError,
    Reply,
    read_body,
    read_head,
    rest_of_reply,
    split_lines,
)
from bayplan.errors import CancelledError

#: Connections that a large bulk read uses side by side; the engine answers the requests of one connection in turn.
_LANES = 2
#: Bytes of a large answer that are handed over at once, at least.
_PIECE = 1 << 18


class _Done(Protocol):
    def __call__(self, connection: Connection, *, keep: bool) -> None: ...


class Wire:
    """GET requests to one engine from any number of threads; idle connections are kept and used again."""

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        """``timeout``: seconds without a byte after which a read is given up. Nothing is connected yet."""
        self._url = endpoint.url
        self._timeout = timeout
        self._dialer = Dialer(endpoint, timeout)
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()
        self._closed = False
        self._pipelining = True

    def get(self, target: str, doing: str) -> Reply:
        """One answer of any status. ``doing`` completes "the engine was asked to …". Raises EngineError."""
        connection, head = self._ask(target, doing)
        reply = None
        try:
            with self._failures(doing):
                reply = rest_of_reply(connection.source, head)
            return reply
        finally:
            self._give_back(connection, keep=reply is not None and reply.keep_alive)

    def get_many(self, targets: Sequence[str], doing: str) -> Iterator[Reply]:
        """One answer to each target, in their order: pipelined, or one by one where that does not work.

        They come while the engine works on the next ones, so use each as it comes.
        """
        pipelined = len(targets) > 2 and self._pipelining
        replies = self._pipelined(targets, doing) if pipelined else repeat(None)
        for target, reply in zip(targets, replies, strict=pipelined):
            if reply is not None and reply.status in {200, 404}:
                yield reply
            else:
                # Not answered, or perhaps muddled up on the way: what it answers when asked alone is what counts.
                yield self.get(target, doing)

    def stream(self, target: str, doing: str) -> LineStream:
        """An endless answer, read line by line; raises EngineError when the engine refuses it."""
        connection, head = self._ask(target, doing)
        stream = None
        try:
            with self._failures(doing):
                if head.status != 200:
                    raise answers.answered(head.status, rest_of_reply(connection.source, head).body, doing)
                connection.wait_without_limit()
                stream = LineStream(connection, read_body(connection.source, head), self._give_back)
            return stream
        finally:
            if stream is None:
                self._give_back(connection, keep=False)

    def pieces(self, target: str, doing: str) -> Generator[bytes, None, None]:
        """The body of a good answer of any size in pieces as they come; closing the generator ends it.

        Raises EngineError, with the first piece when the engine refuses. Ten times as fast as docker-py's transport.
        """
        connection, head = self._ask(target, doing)
        try:
            with self._failures(doing):
                if head.status != 200:
                    raise answers.answered(head.status, rest_of_reply(connection.source, head).body, doing)
                yield from _gathered(read_body(connection.source, head))
        finally:
            self._give_back(connection, keep=False)

    def close(self) -> None:
        """Closes idle connections and aborts the others: their readers get CancelledError, their streams end."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            self._open.difference_update(idle)
            busy = list(self._open)
        for connection in idle:
            connection.close()
        for connection in busy:
            connection.abort()

    def _ask(self, target: str, doing: str) -> tuple[Connection, Head]:
        """Sends one request and reads the head of its answer; the caller reads the rest and gives the connection back.

        A connection that was idle may have been closed by the engine meanwhile: then the next one is tried.
        """
        while True:
            connection = self._take()
            head = None
            try:
                with self._failures(doing):
                    connection.send([target])
                    head = read_head(connection.source)
                return connection, head
            except failures.ConnectionLostError:
                if not connection.used:
                    raise
            finally:
                if head is None:
                    self._give_back(connection, keep=False)

    def _take(self) -> Connection:
        with self._lock:
            if self._closed:
                raise CancelledError
            if self._idle:
                connection = self._idle.pop()
                connection.used = True
                return connection
        connection = Connection(self._dialer.dial(), self._dialer)
        with self._lock:
            if not self._closed:
                self._open.add(connection)
                return connection
        connection.close()
        raise CancelledError

    def _give_back(self, connection: Connection, *, keep: bool) -> None:
        with self._lock:
            if keep and not self._closed:
                self._idle.append(connection)
                return
            self._open.discard(connection)
        connection.close()

    @contextlib.contextmanager
    def _failures(self, doing: str) -> Iterator[None]:
        """Turns what can go wrong on a connection into EngineError."""
        try:
            yield
        except TimeoutError as error:
            raise unreachable.no_answer(self._url, self._timeout, doing) from error
        except (BrokenReplyError, OSError) as error:
            if self._closed:
                raise CancelledError from error
            if isinstance(error, NotHttpError):
                raise failures.not_an_engine(self._url, str(error)) from error
            if isinstance(error, BrokenReplyError):
                raise unreachable.connection_lost(self._url, error) from error
            raise unreachable.connecting_failed(error, self._url, self._timeout) from error

    def _pipelined(self, targets: Sequence[str], doing: str) -> Iterator[Reply | None]:
        """Answers in the order of ``targets``; None for those that were not answered because the peer closed."""
        count = _LANES if len(targets) > WINDOW else 1
        lanes: list[Lane] = []
        try:
            for number in range(count):
                lanes.append(Lane(self._take(), targets[number::count]))
            for index in range(len(targets)):
                with self._failures(doing):
                    reply = lanes[index % count].next()
                yield reply
        finally:
            for lane in lanes:
                self._give_back(lane.connection, keep=lane.reusable)
            if any(lane.broken and (lane.received or not lane.connection.used) for lane in lanes):
                self._pipelining = False  # and not because the engine had closed a connection that was idle


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces put together, as an engine sends a gigabyte in chunks of 8 kB; the last one may be short."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


class LineStream:
    """An answer without end, as lines of bytes. Iterate in one thread, close from any."""

    def __init__(self, connection: Connection, pieces: Iterator[bytes], done: _Done) -> None:
        self._connection = connection
        self._pieces = pieces
        self._done = done
        self._lock = threading.Lock()
        self._begun = False
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        """Yields every line that is not empty; ends when the stream is closed or the connection drops."""
        with self._lock:
            if self._begun or self._closed:
                return
            self._begun = True
        try:
            yield from split_lines(self._pieces)
        except (OSError, BrokenReplyError):
            return  # closed here, or dropped there: whoever listens starts anew and reads everything again
        finally:
            self._done(self._connection, keep=False)

    def close(self) -> None:
        """Ends the iteration; safe to call twice and from any thread."""
        with self._lock:
            unused = not self._begun and not self._closed
            self._closed = True
        if unused:
            self._done(self._connection, keep=False)
        else:
            self._connection.abort()
