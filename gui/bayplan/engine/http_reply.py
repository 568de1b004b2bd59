"""Reads HTTP/1.1 answers from a buffered byte stream: just what an engine sends, as quickly as it can be done.

http.client can't read the answers to requests that were sent ahead (pipelining), which is what makes bulk reads quick.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

_LONGEST_LINE = 65_536
_MOST_HEADERS = 200
_HEADERS = {b"content-length", b"transfer-encoding", b"connection"}
_WITHOUT_BODY = {b"204", b"304"}


class BrokenReplyError(Exception):
    """The peer closed the connection in the middle of an answer, or what it sent is not HTTP."""


class NotHttpError(BrokenReplyError):
    """What the peer sent does not even begin like HTTP."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer: how its body is framed, and whether the connection may carry another request.

    ``length`` in bytes is None when it is not told; then the body comes in chunks, or ends with the connection.
    """

    status: int
    length: int | None
    chunked: bool
    keep_alive: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``keep_alive``: the connection may carry another request."""

    status: int
    body: bytes
    keep_alive: bool = False

    def json(self) -> Any:
        """The decoded body; raises ValueError when it is not JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return json.loads(self.body)  # it lets pass what engines should not send but may: NaN, half a surrogate


def read_reply(source: BinaryIO) -> Reply:
    """Reads one answer; raises BrokenReplyError, or OSError (a time-out included) from the stream."""
    return rest_of_reply(source, read_head(source))


def rest_of_reply(source: BinaryIO, head: Head) -> Reply:
    """Reads the body that belongs to a head; raises as read_reply does."""
    body = b"" if head.status in {204, 304} else b"".join(read_body(source, head))
    return Reply(head.status, body, head.keep_alive)


def read_head(source: BinaryIO) -> Head:
    """Reads the status line and the headers; raises BrokenReplyError, or OSError from the stream."""
    first = source.readline(_LONGEST_LINE)
    if not first:
        raise BrokenReplyError("the connection was closed before an answer")
    protocol, _, rest = first.partition(b" ")
    status = rest[:3]
    if not protocol.startswith(b"HTTP/1.") or not status.isdigit():
        raise NotHttpError(f"not an HTTP answer: {first[:200]!r}")
    told: dict[bytes, bytes] = {}
    for _ in range(_MOST_HEADERS):
        line = source.readline(_LONGEST_LINE)
        if line in {b"\r\n", b"\n"}:
            break
        name, colon, value = line.partition(b":")
        if not colon:
            raise BrokenReplyError("the connection was closed within the headers" if not line else "a broken header")
        name = name.lower()
        if name in _HEADERS:
            told[name] = value.strip().lower()
    else:
        raise BrokenReplyError("more headers than any engine sends")
    chunked = told.get(b"transfer-encoding") == b"chunked"
    length = _number(told[b"content-length"], 10) if b"content-length" in told and not chunked else None
    framed = chunked or length is not None or status in _WITHOUT_BODY
    keep_alive = framed and protocol == b"HTTP/1.1" and told.get(b"connection") != b"close"
    return Head(int(status), length, chunked, keep_alive)


def read_body(source: BinaryIO, head: Head) -> Iterator[bytes]:
    """Yields the body in pieces as they come: by chunks, by length, or until the peer closes."""
    if head.chunked:
        yield from _chunks(source)
    elif head.length is not None:
        yield _exactly(source, head.length)
    else:
        while piece := source.read(65_536):
            yield piece


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yields each line that is not empty as soon as it is whole; a last one without an end is dropped."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line for line in lines if line.strip())


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while True:
        size = _number(source.readline(_LONGEST_LINE).partition(b";")[0], 16)
        if size == 0:
            while source.readline(_LONGEST_LINE) not in {b"\r\n", b"\n", b""}:
                pass  # trailers, which no engine uses
            return
        yield _exactly(source, size + 2)[:-2]


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise BrokenReplyError("the connection was closed within an answer")
    return data


def _number(text: bytes, base: int) -> int:
    try:
        number = int(text, base)
    except ValueError as error:
        raise BrokenReplyError(f"a broken length: {text[:40]!r}") from error
    if number < 0:
        raise BrokenReplyError("a negative length")
    return number
