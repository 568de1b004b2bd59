"""A server on a unix socket that answers as a test wants: engines too old, silent, or closing in the middle."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

#: Takes a request's target (path and query); gives the whole answer, or None to stay silent from then on.
Answer = Callable[[str], bytes | None]

VERSION = {"ApiVersion": "1.41", "MinAPIVersion": "1.12", "Version": "20.10.24", "Os": "linux"}


def reply(body: Any, status: int = 200) -> bytes:
    """A JSON answer."""
    return raw_reply(json.dumps(body).encode(), status, "application/json")


def raw_reply(body: bytes, status: int = 200, content_type: str = "text/plain", headers: str = "") -> bytes:
    """An answer with a length."""
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def chunked_reply(*pieces: bytes, end: bool = True) -> bytes:
    """An answer in chunks; without ``end`` it is cut off, or goes on."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + (b"0\r\n\r\n" if end else b"")


class FakeEngine:
    """Use it in a with statement; ``host`` is its URL, ``targets`` what it was asked, ``connections`` their number."""

    def __init__(self, folder: Path, answer: Answer, answers_per_connection: int | None = None) -> None:
        """Listens at ``folder``/fake.sock; closes a connection after ``answers_per_connection`` answers, if any."""
        self.socket = folder / "fake.sock"
        self.host = f"unix://{self.socket}"
        self.targets: list[str] = []
        self.connections = 0
        self._answer = answer
        self._most = answers_per_connection
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.socket))
        self._listening.listen()
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> FakeEngine:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _shut(self._listening)
        self._threads[0].join()
        self.drop_connections()
        for thread in self._threads[1:]:
            thread.join()
        self._listening.close()

    def drop_connections(self) -> None:
        """Closes every connection, as an engine that ends does."""
        for connection in self._open:
            _shut(connection)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        answered = 0
        with connection, connection.makefile("rb") as source, contextlib.suppress(OSError):
            while line := source.readline():
                while source.readline() not in {b"\r\n", b""}:
                    pass
                target = line.split()[1].decode()
                self.targets.append(target)
                answer = self._answer(target)
                if answer is None:
                    source.read()  # silent until the other side gives up
                    return
                connection.sendall(answer)
                answered += 1
                if answered == self._most:
                    return


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
