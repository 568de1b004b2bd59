"""One connection to an engine: requests one by one, or many sent ahead."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence
from typing import BinaryIO, cast

from bayplan.engine.dialing import Dialer
from bayplan.engine.http_reply import BrokenReplyError, Reply, read_reply

#: Requests sent ahead on one connection. 64 of some 150 bytes fit every socket's buffer, so sending them never waits
#: for an engine that itself waits for us to read.
WINDOW = 64


class Connection:
    """One open connection. Not for two threads at once, except ``abort``."""

    def __init__(self, sock: socket.socket, dialer: Dialer) -> None:
        self._socket = sock
        self._host = dialer.host_header
        self._base = dialer.base_path
        # makefile's type in typeshed depends on its mode in ways that mypy can't follow for BinaryIO.
        self.source = cast(BinaryIO, sock.makefile("rb", buffering=65_536))
        self.used = False

    def send(self, targets: Sequence[str]) -> None:
        """Sends one GET for each target (path and query), all at once."""
        self._socket.sendall(
            b"".join(f"GET {self._base}{target} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode() for target in targets)
        )

    def wait_without_limit(self) -> None:
        """Lets reads wait for ever, as a stream of events must."""
        self._socket.settimeout(None)

    def abort(self) -> None:
        """Ends whatever is being read or written, from any thread; the one who uses it closes it."""
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown, which takes the TLS state away from the thread that is reading.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Frees the connection."""
        with contextlib.suppress(OSError):
            self.source.close()
        self._socket.close()


class Lane:
    """One connection's share of a bulk read: requests are sent ahead, answers read in turn (HTTP pipelining)."""

    def __init__(self, connection: Connection, targets: Sequence[str]) -> None:
        self.connection = connection
        self.broken = False
        self.received = 0
        self._targets = targets
        self._sent = 0

    @property
    def reusable(self) -> bool:
        """Nothing is under way on the connection, and it may carry another request."""
        return not self.broken and self.received == self._sent

    def next(self) -> Reply | None:
        """The next answer of this lane; None, and ``broken``, when the peer does not go along. Raises OSError."""
        if self.broken:
            return None
        try:
            # Half a window at a time: fewer, larger writes, and the engine never runs dry.
            if self._sent - self.received <= WINDOW // 2 and self._sent < len(self._targets):
                ahead = self._targets[self._sent : self.received + WINDOW]
                self._sent += len(ahead)
                self.connection.send(ahead)
            reply = read_reply(self.connection.source)
        except (BrokenReplyError, ConnectionError):
            self.broken = True
            return None
        self.received += 1
        self.broken = not reply.keep_alive
        return reply
