"""The client of a real engine: reads over our own wire where that is possible, everything else through docker-py.

The only module that imports docker. It does so late, in functions: the import costs 150 ms and 24 MB, and the first
picture of an engine behind a unix socket or TCP needs none of it.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from bayplan.domain.formatting import short_id
from bayplan.engine import answers, failures, unreachable
from bayplan.engine.acts import Acts
from bayplan.engine.client import Json
from bayplan.engine.endpoints import Endpoint
from bayplan.engine.http_reply import split_lines
from bayplan.engine.process_memory import tmpfs_use
from bayplan.engine.reads import Reads, Transport, agree_on_version
from bayplan.engine.session_pool import SessionPool
from bayplan.engine.session_transport import SessionTransport
from bayplan.engine.translate import is_podman
from bayplan.engine.wire import Wire

if TYPE_CHECKING:
    from docker.api import APIClient
    from requests import Response

#: Seconds without a byte after which the engine counts as stuck: for reads, and for actions that may move much data.
READ_TIMEOUT = 20.0
ACTION_TIMEOUT = 60.0
#: A pull may be silent while a registry is slow.
_PULL_TIMEOUT = 120.0
_LOG_LINES = 200


def connect(endpoint: Endpoint, timeout: float = READ_TIMEOUT, action_timeout: float = ACTION_TIMEOUT) -> DockerClient:
    """Connects and agrees on the API version: one request. Time-outs in seconds of silence. Raises EngineError."""
    if endpoint.problem:
        raise failures.broken_context(endpoint.name, endpoint.problem)
    if endpoint.scheme == "npipe" and sys.platform != "win32":
        raise unreachable.npipe_elsewhere(endpoint.url)
    if endpoint.scheme == "unix" and sys.platform == "win32":
        raise unreachable.unix_socket_on_windows(endpoint.url)
    transport: Transport
    if endpoint.scheme in {"unix", "tcp"}:
        transport = Wire(endpoint, timeout)
    else:
        transport = docker_py_transport(endpoint, timeout)
    try:
        answer, api_version = agree_on_version(transport, endpoint.url)
    except BaseException:  # also when the program ends meanwhile: no connection is left open
        transport.close()
        raise
    actions = _sessions(endpoint, api_version, action_timeout)
    return DockerClient(
        endpoint, transport, actions, api_version, windows=answer.get("Os") == "windows", podman=is_podman(answer)
    )


def docker_py_transport(endpoint: Endpoint, timeout: float) -> Transport:
    """Reads through docker-py's own transports, which know ssh and Windows pipes too; ``timeout`` as in connect."""
    # The version that the sessions would use does not matter: the transport's targets carry their own.
    sessions = _sessions(endpoint, failures.OLDEST_API, timeout)
    return SessionTransport(sessions.borrow, _end_stream, sessions.close)


class DockerClient(Reads, Acts):
    """One real engine; see :class:`bayplan.engine.client.EngineClient` for what the methods promise."""

    demo = False

    def __init__(
        self,
        endpoint: Endpoint,
        transport: Transport,
        actions: SessionPool[APIClient],
        api_version: str,
        *,
        windows: bool,
        podman: bool,
    ) -> None:
        """Use :func:`connect`. ``windows``: the engine runs Windows containers; ``podman``: it is Podman."""
        Reads.__init__(self, transport, api_version)
        Acts.__init__(self, _Sender(actions, transport), api_version, windows=windows, podman=podman)
        self.host = endpoint.url
        self.api_version = api_version
        self._actions = actions

    def pull_image(self, reference: str) -> Iterator[Json]:
        """POST /images/create; yields progress messages. Closing the iterator cancels the pull."""
        doing = f"pull the image {reference}"
        with self._actions.borrow(doing) as session:
            from docker import auth, utils  # noqa: PLC0415 - see the module's first lines

            repository, tag = utils.parse_repository_tag(reference)
            registry, _ = auth.resolve_repository_name(repository)
            header = auth.get_config_header(session, registry)
            # Not session.pull: it waits for ever when the engine falls silent.
            response = session.post(
                f"{session.base_url}/v{self.api_version}/images/create",
                params={"fromImage": repository, "tag": tag or "latest"},
                headers={"X-Registry-Auth": header} if header else {},
                stream=True,
                timeout=_PULL_TIMEOUT,
            )
            with contextlib.closing(response):
                _check(response, doing)
                for line in split_lines(response.iter_content(None)):
                    message = json.loads(line)
                    if "error" in message:
                        raise answers.said_in_stream(str(message["error"]), doing)
                    yield message

    def wait_container(self, container_id: str, timeout: float) -> int:
        """POST /containers/{id}/wait; the exit code. Raises EngineError after ``timeout`` seconds."""
        try:
            with self._actions.borrow(f"wait for the container {short_id(container_id)}") as session:
                return int(session.wait(container_id, timeout=cast(int, timeout))["StatusCode"])
        except failures.NoAnswerError as error:
            raise answers.still_running(short_id(container_id), timeout) from error

    def memory_use(self, container_id: str, pid: int, paths: Sequence[str]) -> dict[str, int]:
        """Bytes in use in the container's tmpfs mounts, where the engine is this machine's; see EngineClient."""
        if not self.host.startswith("unix://") or sys.platform != "linux":
            return {}
        return tmpfs_use(container_id, pid, paths)

    def container_logs(self, container_id: str) -> str:
        """GET /containers/{id}/logs, the last 200 lines as text."""
        with self._actions.borrow(f"read the log of the container {short_id(container_id)}") as session:
            return session.logs(container_id, tail=_LOG_LINES).decode("utf-8", "replace")

    def close(self) -> None:
        """Frees connections; running reads end with CancelledError and open event streams end."""
        self._transport.close()
        self._actions.close()


class _Sender:
    """Sends requests through the sessions of docker-py, which know every transport; large answers come as reads do."""

    def __init__(self, sessions: SessionPool[APIClient], transport: Transport) -> None:
        self._sessions = sessions
        self._transport = transport

    def send(self, method: str, target: str, doing: str, body: Json | None = None, *, patience: float = 0.0) -> bytes:
        """The body of a good answer; see :class:`bayplan.engine.acts.Sender`."""
        with self._sessions.borrow(doing) as session:
            # Not docker-py's own methods: they know only some of the fields, and some wait without a time-out.
            response = session.request(method, session.base_url + target, json=body, timeout=session.timeout + patience)
            _check(response, doing)
            return response.content

    def receive(self, target: str, doing: str) -> Generator[bytes, None, None]:
        """The body of a good answer in pieces."""
        return self._transport.pieces(target, doing)

    def upload(self, target: str, doing: str, data: bytes | Iterable[bytes]) -> None:
        """PUTs data."""
        with self._sessions.borrow(doing) as session:
            _check(session.put(session.base_url + target, data=data, timeout=session.timeout), doing)


def _sessions(endpoint: Endpoint, api_version: str, timeout: float) -> SessionPool[APIClient]:
    """A pool of docker-py's clients for one endpoint; ``timeout`` in seconds without a byte."""

    def make() -> APIClient:
        return _new_session(endpoint, api_version, timeout)

    def explain(error: Exception, doing: str) -> Exception:
        return _explained(error, doing, endpoint.url, timeout)

    return SessionPool(make, explain)


def _new_session(endpoint: Endpoint, api_version: str, timeout: float) -> APIClient:
    import urllib3  # noqa: PLC0415 - see the module's first lines
    from docker.api import APIClient  # noqa: PLC0415 - the same
    from docker.tls import TLSConfig  # noqa: PLC0415 - the same

    tls: bool | TLSConfig = False
    if endpoint.tls:
        files = endpoint.tls_files
        if endpoint.skip_tls_verify:
            # The person chose so in the context; a warning for every request would tell them nothing new.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        tls = TLSConfig(
            client_cert=(str(files.cert), str(files.key)) if files.cert and files.key else None,
            ca_cert=str(files.ca) if files.ca else None,
            verify=not endpoint.skip_tls_verify,
        )
    # docker-py passes time-outs on as they are, fractions too; only its type stubs want whole seconds.
    # It keeps a pool of connections for each URL asked for: one is enough, as none is asked for twice in a row.
    session = APIClient(endpoint.url, version=api_version, timeout=cast(int, timeout), tls=tls, num_pools=1)
    # As the wire: straight to the engine, whatever proxies and certificates the environment names.
    session.trust_env = False
    return session


def _explained(error: Exception, doing: str, url: str, timeout: float) -> Exception:
    """What docker-py, requests, urllib3 or paramiko raised, as EngineError; any other error as it is."""
    from docker.errors import APIError, DockerException  # noqa: PLC0415 - see the module's first lines
    from requests import RequestException, Timeout  # noqa: PLC0415 - the same
    from urllib3.exceptions import ReadTimeoutError  # noqa: PLC0415 - the same

    if isinstance(error, APIError) and error.response is not None:
        return answers.answered(error.response.status_code, error.response.content, doing)
    behind = list(unreachable.causes(error))
    if any(isinstance(item, Timeout | ReadTimeoutError | TimeoutError) for item in behind):
        return unreachable.no_answer(url, timeout, doing)
    if url.startswith("ssh:"):
        if "paramiko" in str(error):
            return unreachable.ssh_needs_paramiko(url)
        return unreachable.ssh_failed(url, behind)
    for item in behind:
        if isinstance(item, OSError) and not isinstance(item, RequestException):
            return unreachable.connecting_failed(item, url, timeout)
    if isinstance(error, RequestException):
        return unreachable.connection_lost(url, error)
    if isinstance(error, DockerException):
        return answers.library_failed(url, error)
    return error


def _end_stream(session: APIClient, response: Response) -> None:
    """Ends an answer that another thread is reading through a session of docker-py."""
    from docker.types import CancellableStream  # noqa: PLC0415 - see the module's first lines

    if session.base_url.endswith("ssh"):
        # docker-py can't cancel one stream over ssh; the stream has the session, with its ssh connection, to itself.
        session.close()
    else:
        CancellableStream(iter(()), response).close()


def _check(response: Response, doing: str) -> None:
    if response.status_code >= 400:
        raise answers.answered(response.status_code, response.content, doing)
