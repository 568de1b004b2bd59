"""The wire keeps connections, sends ahead, falls back, gives up in time, and ends when it is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bayplan.engine.endpoints import Endpoint
from bayplan.engine.failures import AnswerError, ConnectionLostError, IncompatibleError, NoAnswerError
from bayplan.engine.wire import Wire
from bayplan.errors import CancelledError
from tests.support.fake_engine import FakeEngine, chunked_reply, raw_reply, reply

MANY = [f"/item/{number}" for number in range(200)]


def wire_to(engine: FakeEngine, timeout: float = 20) -> Wire:
    return Wire(Endpoint(name="fake", url=engine.host, source="--host"), timeout)


def echo(target: str) -> bytes:
    return reply({"target": target})


def test_one_connection_carries_request_after_request(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, echo) as engine:
        wire = wire_to(engine)
        assert [wire.get(target, "x").json()["target"] for target in MANY[:3]] == MANY[:3]
        assert engine.connections == 1
        wire.close()


def test_many_are_answered_in_order_over_two_connections(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, echo) as engine:
        wire = wire_to(engine)
        for _ in range(2):
            assert [answer.json()["target"] for answer in wire.get_many(MANY, "x")] == MANY
        assert engine.connections == 2
        wire.close()


def test_what_is_gone_is_told_by_its_status(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda target: raw_reply(b"no", 404) if target == MANY[7] else echo(target)) as engine:
        wire = wire_to(engine)
        assert [index for index, answer in enumerate(wire.get_many(MANY, "x")) if answer.status == 404] == [7]
        wire.close()


@pytest.mark.parametrize("answers", [1, 5])
def test_a_server_that_closes_is_asked_one_by_one(tmp_path: Path, answers: int) -> None:
    with FakeEngine(tmp_path, echo, answers_per_connection=answers) as engine:
        wire = wire_to(engine)
        for _ in range(2):
            assert [answer.json()["target"] for answer in wire.get_many(MANY[:20], "x")] == MANY[:20]
        wire.close()


def test_a_muddled_answer_is_asked_for_again_alone(tmp_path: Path) -> None:
    asked: list[str] = []

    def confused(target: str) -> bytes:
        asked.append(target)
        return raw_reply(b"bad request", 400) if target == MANY[3] and asked.count(target) == 1 else echo(target)

    with FakeEngine(tmp_path, confused) as engine:
        wire = wire_to(engine)
        assert [answer.status for answer in wire.get_many(MANY[:10], "x")] == [200] * 10
        wire.close()


def test_an_idle_connection_that_the_engine_closed_is_replaced(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, echo) as engine:
        wire = wire_to(engine)
        wire.get("/a", "x")
        engine.drop_connections()
        assert wire.get("/b", "x").status == 200
        engine.drop_connections()
        assert len(list(wire.get_many(MANY, "x"))) == len(MANY)
        wire.close()


def test_threads_have_connections_of_their_own(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def slow(target: str) -> bytes:
        together.wait(20)
        return echo(target)

    with FakeEngine(tmp_path, slow) as engine:
        wire = wire_to(engine)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda target: wire.get(target, "x").json()["target"], MANY[:4]))
        assert answers == MANY[:4]
        assert engine.connections == 4
        wire.close()


def ask_one(wire: Wire) -> object:
    return wire.get("/a", "count its sheep")


def ask_many(wire: Wire) -> object:
    return list(wire.get_many(MANY, "count its sheep"))


def ask_stream(wire: Wire) -> object:
    return wire.stream("/a", "count its sheep")


every_way = pytest.mark.parametrize("ask", [ask_one, ask_many, ask_stream])


@every_way
def test_an_engine_that_stays_silent_is_given_up(tmp_path: Path, ask: Callable[[Wire], object]) -> None:
    with FakeEngine(tmp_path, lambda _target: None) as engine:
        wire = wire_to(engine, timeout=0.2)
        with pytest.raises(NoAnswerError) as caught:
            ask(wire)
        assert "accepts connections but does not answer" in caught.value.what
        assert "0.2 seconds" in caught.value.why
        assert "count its sheep" in caught.value.why
        wire.close()


@every_way
def test_an_answer_that_stops_in_the_middle_is_given_up(tmp_path: Path, ask: Callable[[Wire], object]) -> None:
    with FakeEngine(tmp_path, lambda _target: b"HTTP/1.1 200 OK\r\nContent-Le") as engine:
        wire = wire_to(engine, timeout=0.2)
        with pytest.raises(NoAnswerError):
            ask(wire)
        wire.close()


@every_way
def test_closing_ends_what_is_being_read(tmp_path: Path, ask: Callable[[Wire], object]) -> None:
    asked = threading.Event()

    def silent(_target: str) -> None:
        asked.set()

    with FakeEngine(tmp_path, silent) as engine, ThreadPoolExecutor(1) as pool:
        wire = wire_to(engine)
        reading = pool.submit(ask, wire)
        assert asked.wait(20)
        wire.close()
        with pytest.raises(CancelledError):
            reading.result(20)


def test_a_closed_wire_asks_nothing(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, echo) as engine:
        wire = wire_to(engine)
        wire.close()
        wire.close()
        with pytest.raises(CancelledError):
            wire.get("/a", "x")
        assert engine.targets == []


@every_way
def test_an_engine_that_hangs_up_at_once_is_a_lost_connection(tmp_path: Path, ask: Callable[[Wire], object]) -> None:
    with FakeEngine(tmp_path, lambda _target: b"", answers_per_connection=1) as engine:
        wire = wire_to(engine)
        with pytest.raises(ConnectionLostError):
            ask(wire)
        wire.close()


def test_an_answer_that_is_cut_off_is_a_lost_connection(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: chunked_reply(b"abc", end=False), answers_per_connection=1) as engine:
        wire = wire_to(engine)
        with pytest.raises(ConnectionLostError):
            wire.get("/a", "x")
        wire.close()


def test_another_protocol_is_no_engine(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: b"220 mail.example.net ESMTP\r\n") as engine:
        wire = wire_to(engine)
        with pytest.raises(IncompatibleError, match="not a Docker engine"):
            wire.get("/a", "x")
        wire.close()


def test_a_stream_gives_lines_and_ends_when_the_engine_ends(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: chunked_reply(b"a\nb", b"c\n", end=False)) as engine:
        wire = wire_to(engine, timeout=0.2)
        lines = iter(wire.stream("/events", "x"))
        assert [next(lines), next(lines)] == [b"a", b"bc"]
        engine.drop_connections()
        assert list(lines) == []
        wire.close()


def test_a_stream_is_silent_longer_than_a_read_may_be_and_ends_when_it_is_closed(tmp_path: Path) -> None:
    begun = threading.Event()

    def read() -> list[bytes]:
        lines = []
        for line in stream:
            lines.append(line)
            begun.set()
        return lines

    with (
        FakeEngine(tmp_path, lambda _target: chunked_reply(b"a\n", end=False)) as engine,
        ThreadPoolExecutor(1) as pool,
    ):
        wire = wire_to(engine, timeout=0.1)
        stream = wire.stream("/events", "x")
        reading = pool.submit(read)
        assert begun.wait(20)
        with pytest.raises(TimeoutError):
            reading.result(0.5)
        stream.close()
        stream.close()
        assert reading.result(20) == [b"a"]
        wire.close()


def test_a_stream_that_nobody_read_is_freed(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: chunked_reply(b"a\n", end=False)) as engine:
        wire = wire_to(engine)
        stream = wire.stream("/events", "x")
        stream.close()
        assert list(stream) == []
        wire.close()


def test_a_stream_that_the_engine_refuses_raises_its_message(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: reply({"message": "no events today"}, 500)) as engine:
        wire = wire_to(engine)
        with pytest.raises(AnswerError) as caught:
            wire.stream("/events", "report its events")
        assert (caught.value.status, caught.value.message) == (500, "no events today")
        wire.close()


def test_a_large_answer_comes_whole_in_large_pieces(tmp_path: Path) -> None:
    chunks = [bytes([number]) * 9000 for number in range(100)]
    with FakeEngine(tmp_path, lambda _target: chunked_reply(*chunks)) as engine:
        wire = wire_to(engine)
        pieces = list(wire.pieces("/a", "x"))
        assert b"".join(pieces) == b"".join(chunks)
        assert len(pieces) < 10
        wire.close()


def test_a_large_answer_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: chunked_reply(b"half", end=False), answers_per_connection=1) as engine:
        wire = wire_to(engine)
        with pytest.raises(ConnectionLostError):
            list(wire.pieces("/a", "x"))
        wire.close()


def test_a_large_answer_can_be_refused_or_given_up(tmp_path: Path) -> None:
    def answer(target: str) -> bytes:
        return raw_reply(b"no", 404) if target == "/gone" else chunked_reply(b"x" * 400_000, b"y" * 400_000)

    with FakeEngine(tmp_path, answer) as engine:
        wire = wire_to(engine)
        with pytest.raises(AnswerError) as refused:
            list(wire.pieces("/gone", "x"))
        assert refused.value.status == 404
        pieces = wire.pieces("/a", "x")
        assert next(pieces)
        pieces.close()
        assert wire.get("/gone", "x").status == 404
        wire.close()
