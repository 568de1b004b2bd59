"""The output of a command in a container, as the engine frames it."""

from __future__ import annotations

_HEADER = 8


def frames_text(data: bytes) -> str:
    """The text of both outputs in the order in which they came.

    Each frame is a byte for the stream (1 stdout, 2 stderr), three zero bytes, the length in four bytes (big endian),
    and that many bytes (Engine API, "Attach to a container", stream format). Of a frame cut off, what is there counts.
    """
    parts = []
    at = 0
    while at + _HEADER <= len(data):
        size = int.from_bytes(data[at + 4 : at + _HEADER], "big")
        parts.append(data[at + _HEADER : at + _HEADER + size])
        at += _HEADER + size
    return b"".join(parts).decode("utf-8", "replace")
