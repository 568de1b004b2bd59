"""Answers are read as engines send them, and what is none is refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayplan.engine.http_reply import BrokenReplyError, NotHttpError, Reply, read_head, read_reply, split_lines
from tests.support.fake_engine import chunked_reply, raw_reply


def test_answers_follow_one_another_on_one_connection() -> None:
    stream = io.BytesIO(raw_reply(b"one") + chunked_reply(b"t", b"wo") + raw_reply(b"", 404) + raw_reply(b"end"))
    replies = [read_reply(stream) for _ in range(4)]
    assert [reply.body for reply in replies] == [b"one", b"two", b"", b"end"]
    assert [reply.status for reply in replies] == [200, 200, 404, 200]
    assert all(reply.keep_alive for reply in replies)


@given(st.lists(st.binary(min_size=1, max_size=50)))
def test_chunks_of_any_size_give_the_whole_body(pieces: list[bytes]) -> None:
    assert read_reply(io.BytesIO(chunked_reply(*pieces))).body == b"".join(pieces)


def test_an_answer_without_length_ends_with_the_connection() -> None:
    reply = read_reply(io.BytesIO(b"HTTP/1.1 200 OK\r\n\r\nall of it"))
    assert (reply.body, reply.keep_alive) == (b"all of it", False)


@pytest.mark.parametrize("answer", [raw_reply(b"x", headers="Connection: close\r\n"), b"HTTP/1.0 204 No\r\n\r\n"])
def test_a_connection_that_will_be_closed_is_not_used_again(answer: bytes) -> None:
    assert not read_reply(io.BytesIO(answer)).keep_alive


def test_an_answer_without_a_body_keeps_the_connection() -> None:
    assert read_reply(io.BytesIO(b"HTTP/1.1 204 No Content\r\n\r\n")).keep_alive


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9\r\n", b"\x15\x03\x01\x00\x02\x02\n", b"HTTP/2 200\r\n"])
def test_another_protocol_is_recognised(answer: bytes) -> None:
    with pytest.raises(NotHttpError):
        read_head(io.BytesIO(answer))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n",
        chunked_reply(b"abc", end=False),
        chunked_reply(b"abc")[:-8],
    ],
)
def test_an_answer_that_is_cut_off_or_broken_is_refused(answer: bytes) -> None:
    with pytest.raises(BrokenReplyError):
        read_reply(io.BytesIO(answer))


def test_lines_come_as_soon_as_they_are_whole() -> None:
    pieces = iter([b'{"a":', b"1}\n\n{", b"}\nrest"])
    lines = split_lines(pieces)
    assert next(lines) == b'{"a":1}'
    assert next(lines) == b"{}"
    assert list(lines) == []


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"Memory": 18446744073709551615}', {"Memory": 18446744073709551615}),
        (
            b'{"Percent": NaN, "Name": "\\ud83d"}',
            {"Percent": pytest.approx(float("nan"), nan_ok=True), "Name": "\ud83d"},
        ),
        ('["größe"]'.encode(), ["größe"]),
    ],
    ids=["the largest number of an engine", "what JSON does not allow", "letters"],
)
def test_an_answer_is_decoded_even_where_it_is_not_quite_json(body: bytes, value: object) -> None:
    assert Reply(200, body).json() == value


@pytest.mark.parametrize("body", [b"", b"page not found", b'{"Id": ', b"\xff\xfe{"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"(?i)json|utf|expecting|invalid"):
        Reply(200, body).json()
