"""GET requests through docker-py's own transports: for ssh and Windows pipes, which the standard library lacks."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from bayplan.engine import answers
from bayplan.engine.http_reply import Reply, split_lines

if TYPE_CHECKING:
    from requests import Response


class Session(Protocol):
    """What is used here of docker-py's client; ``timeout`` in seconds of silence."""

    base_url: str

    @property
    def timeout(self) -> float: ...

    def get(
        self, url: str, *, stream: bool | None = None, timeout: float | tuple[float, float | None] | None = None
    ) -> Response: ...


SomeSession = TypeVar("SomeSession", bound=Session)

#: Gives a session that no other thread uses; what goes wrong with it becomes EngineError. The text says what is done.
Borrow = Callable[[str], AbstractContextManager[SomeSession]]

#: Sessions that a bulk read uses side by side: over ssh each answer takes a round trip.
_SIDE_BY_SIDE = 4
#: Bytes of a large answer that are handed over at once, at most.
_PIECE = 1 << 16


class SessionTransport(Generic[SomeSession]):
    """The same as Wire over docker-py's sessions; without pipelining."""

    def __init__(
        self,
        borrow: Borrow[SomeSession],
        end_stream: Callable[[SomeSession, Response], None],
        close: Callable[[], None],
    ) -> None:
        """``end_stream`` ends an answer that another thread is reading; ``close`` closes all sessions."""
        self._borrow = borrow
        self._end_stream = end_stream
        self._close = close
        self._streams: set[SessionLines] = set()

    def get(self, target: str, doing: str) -> Reply:
        """One answer of any status; raises EngineError when there is none."""
        with self._borrow(doing) as session:
            response = session.get(session.base_url + target, timeout=session.timeout)
            return Reply(response.status_code, response.content, keep_alive=True)

    def get_many(self, targets: Sequence[str], doing: str) -> list[Reply]:
        """One answer to each target, in their order."""
        if len(targets) <= 1:
            return [self.get(target, doing) for target in targets]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            return list(pool.map(lambda target: self.get(target, doing), targets))

    def stream(self, target: str, doing: str) -> SessionLines:
        """An endless answer, line by line; raises EngineError when the engine refuses it."""
        with ExitStack() as held:
            session = held.enter_context(self._borrow(doing))
            response = session.get(session.base_url + target, stream=True, timeout=(session.timeout, None))
            held.callback(response.close)
            if response.status_code != 200:
                raise answers.answered(response.status_code, response.content, doing)
            lines = SessionLines(response, lambda: self._end_stream(session, response))
            held.callback(self._streams.discard, lines)
            self._streams.add(lines)
            lines.held = held.pop_all()
            return lines

    def pieces(self, target: str, doing: str) -> Generator[bytes, None, None]:
        """The body of a good answer of any size in pieces; closing the generator ends it. Raises EngineError."""
        with self._borrow(doing) as session:
            response = session.get(session.base_url + target, stream=True, timeout=session.timeout)
            with closing(response):
                if response.status_code != 200:
                    raise answers.answered(response.status_code, response.content, doing)
                yield from response.iter_content(_PIECE)

    def close(self) -> None:
        """Ends the streams and closes all sessions, which ends what they are doing where the transport allows it."""
        for lines in list(self._streams):
            lines.close()
        self._close()


class SessionLines:
    """An answer without end as lines of bytes. Iterate in one thread, close from any."""

    def __init__(self, response: Response, end: Callable[[], None]) -> None:
        self._response = response
        self._end = end
        #: What is given back when the iteration is over.
        self.held = ExitStack()

    def __iter__(self) -> Iterator[bytes]:
        """Yields every line that is not empty; ends when the stream is closed or the connection drops."""
        with self.held:
            from urllib3.exceptions import HTTPError  # noqa: PLC0415 - loaded already by docker-py, late as that is

            try:
                yield from split_lines(self._response.raw.stream(65_536, decode_content=True))
            except (OSError, HTTPError):
                return  # closed here, or dropped there

    def close(self) -> None:
        """Ends the iteration; safe to call twice and from any thread."""
        self._end()
