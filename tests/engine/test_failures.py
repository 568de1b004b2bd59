"""Every way to fail has a message of its own that says what to do next, met on real sockets where that is possible."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import BadStatusLine, RemoteDisconnected
from pathlib import Path

import pytest

from bayplan.engine import answers, unreachable
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import Endpoint, resolve
from bayplan.engine.failures import (
    AnswerError,
    ConfigurationError,
    ConnectionLostError,
    EngineError,
    IncompatibleError,
    NoAnswerError,
    NoEngineError,
    UnreachableError,
    is_gone,
    version_key,
)
from bayplan.engine.sockets import exists
from tests.support.fake_engine import VERSION, FakeEngine, raw_reply, reply

_NOBODY = 65534


def failure(url: str, timeout: float = 20) -> EngineError:
    """What connecting to ``url`` raises."""
    with pytest.raises(EngineError) as caught:
        connect(resolve(url, environ={}), timeout=timeout)
    assert caught.value.what.endswith(".")
    assert caught.value.why
    assert caught.value.what_next
    return caught.value


def failure_of_answer(folder: Path, answer: bytes | None, timeout: float = 20) -> EngineError:
    """What connecting to an engine raises that gives ``answer`` to everything."""
    with FakeEngine(folder, lambda _target: answer) as engine:
        return failure(engine.host, timeout)


@contextmanager
def someone_else() -> Iterator[None]:
    """Root may use every socket, so be nobody for a moment; anyone else is refused without that."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_socket_that_is_missing(tmp_path: Path) -> None:
    error = failure(f"unix://{tmp_path}/absent.sock")
    assert isinstance(error, UnreachableError)
    assert error.what.startswith("There is no Docker engine at unix:")
    assert "--host or --context" in error.what_next


def test_a_socket_that_nobody_listens_on(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "d.sock"))
    error = failure(f"unix://{tmp_path}/d.sock")
    assert "is not running" in error.what
    assert "start" in error.what_next.lower()


def test_a_socket_without_permission_names_the_docker_group(tmp_path: Path) -> None:
    with FakeEngine(tmp_path, lambda _target: reply(VERSION)) as engine:
        engine.socket.chmod(0)
        with someone_else():
            error = failure(engine.host)
            assert exists(engine.host)
        assert engine.connections == 0
    assert "no permission" in error.what
    assert "sudo usermod -aG docker $USER" in error.what_next
    assert "log out and in again" in error.what_next


def test_a_port_that_nobody_listens_on() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    error = failure(f"tcp://127.0.0.1:{port}")
    assert "is not running" in error.what
    assert "port" in error.what_next


def test_a_host_name_that_can_not_be() -> None:
    error = failure("tcp://no..where:2375")
    assert "host name" in error.what
    assert "VPN" in error.what_next


def test_a_path_too_long_for_a_socket() -> None:
    assert isinstance(failure(f"unix:///{'x' * 200}"), ConfigurationError)


def test_an_engine_that_never_answers(tmp_path: Path) -> None:
    error = failure_of_answer(tmp_path, None, timeout=0.2)
    assert isinstance(error, NoAnswerError)
    assert "accepts connections but does not answer" in error.what


@pytest.mark.parametrize(
    ("version", "what", "remedy"),
    [
        ({"ApiVersion": "1.40", "MinAPIVersion": "1.12", "Version": "19.03.1"}, "too old", "20.10"),
        ({"ApiVersion": "1.9", "Version": "1.8"}, "too old", "20.10"),
        ({"ApiVersion": "1.70", "MinAPIVersion": "1.56", "Version": "35.0"}, "too new", "Update Bayplan"),
    ],
)
def test_an_engine_of_another_age(tmp_path: Path, version: dict[str, str], what: str, remedy: str) -> None:
    error = failure_of_answer(tmp_path, reply(version))
    assert isinstance(error, IncompatibleError)
    assert what in error.what
    assert version["Version"] in error.why
    assert remedy in error.what_next


@pytest.mark.parametrize(
    ("newest", "minimum", "used"), [("1.41", "1.12", "1.41"), ("1.55", "1.40", "1.55"), ("1.99", "1.55", "1.55")]
)
def test_the_smaller_version_is_used(tmp_path: Path, newest: str, minimum: str, used: str) -> None:
    version = VERSION | {"ApiVersion": newest, "MinAPIVersion": minimum}
    with FakeEngine(tmp_path, lambda target: reply(version if target == "/version" else [])) as engine:
        client = connect(resolve(engine.host, environ={}))
        client.containers()
        client.close()
        assert client.api_version == used
        assert engine.targets == ["/version", f"/v{used}/containers/json?all=1"]


@pytest.mark.parametrize(
    "answer",
    [
        raw_reply(b"<html>Welcome to nginx</html>", 404, "text/html"),
        raw_reply(b"<html>Welcome to nginx</html>"),
        reply({"hello": "world"}),
        reply([]),
        b"220 mail.example.net ESMTP\r\n",
    ],
)
def test_something_else_that_answers_there(tmp_path: Path, answer: bytes) -> None:
    error = failure_of_answer(tmp_path, answer)
    assert isinstance(error, IncompatibleError)
    assert "not a Docker engine" in error.what


def test_plain_http_to_a_port_with_tls(tmp_path: Path) -> None:
    error = failure_of_answer(tmp_path, raw_reply(b"Client sent an HTTP request to an HTTPS server.\n", 400))
    assert "wants a secure connection" in error.what
    assert "DOCKER_TLS_VERIFY" in error.what_next


def test_an_engine_in_trouble_or_closed_to_this_account(tmp_path: Path) -> None:
    error = failure_of_answer(tmp_path, reply({"message": "authorization denied by plugin opa"}, 403))
    assert isinstance(error, AnswerError)
    assert error.why == "Authorization denied by plugin opa."


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (OSError(errno.EHOSTUNREACH, "No route to host"), UnreachableError, "no route"),
        (BlockingIOError(errno.EAGAIN, "busy"), NoAnswerError, "does not answer"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), ConnectionLostError, "broke"),
        (socket.gaierror(-2, "Name or service not known"), UnreachableError, "not known"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), UnreachableError, "does not speak TLS"),
        (ssl.SSLError(1, "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED]"), UnreachableError, "certificate"),
    ],
)
def test_what_the_system_reports_is_put_into_words(raised: OSError, kind: type[EngineError], words: str) -> None:
    error = unreachable.connecting_failed(raised, "tcp://h:2375", 5)
    assert type(error) is kind
    assert isinstance(error, NoEngineError)
    assert words in error.sentence()


def test_a_missing_library_for_ssh_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("docker.api.client.SSHHTTPAdapter", raising=False)  # as docker-py is without paramiko
    with pytest.raises(EngineError) as caught:
        connect(Endpoint(name="far", url="ssh://me@far.invalid", source="context"))
    assert 'pip install "bayplan[ssh]"' in caught.value.what_next


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (RemoteDisconnected("Remote end closed connection without response"), "ended without a word"),
        (BadStatusLine("This account is currently not available.\n"), "This account is currently not available."),
    ],
)
def test_ssh_without_an_engine_behind_it_is_not_blamed_on_ssh(raised: Exception, words: str) -> None:
    """As docker-py raises it when the engine there is down, or when the user may run nothing."""
    error = unreachable.ssh_failed("ssh://me@far", list(unreachable.causes(ConnectionError("Aborted.", raised))))
    assert "works, but no engine answers" in error.what
    assert words in error.why
    assert error.why.count(".") == 1
    assert "docker version" in error.what_next


def test_an_unknown_ssh_key_is_to_be_accepted_once() -> None:
    error = unreachable.ssh_failed("ssh://me@far:22", [OSError("Server '[far]:22' not found in known_hosts")])
    assert "accept it" in error.what_next


def test_a_windows_pipe_elsewhere_says_so() -> None:
    assert "Windows only" in failure("npipe:////./pipe/docker_engine").why


def test_a_broken_context_is_not_dialled() -> None:
    broken = Endpoint(name="odd", url="", source="context", problem="meta.json is not valid JSON.")
    with pytest.raises(ConfigurationError, match="“odd” can't be used"):
        connect(broken)


def test_certificates_that_are_missing_or_broken(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    environ = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    with pytest.raises(ConfigurationError, match="can't be read"):
        connect(resolve("tcp://127.0.0.1:1", environ=environ))


@pytest.mark.parametrize(
    ("status", "body", "why", "remedy"),
    [
        (404, b'{"message":"No such container: x"}', "No such container: x.", "removed meanwhile"),
        (404, b"Not Found\n", "Not Found.", "does not have the function"),
        (
            409,
            b'{"message":"remove x: volume is in use - [ab]"}',
            "Remove x: volume is in use - [ab].",
            "stop or remove",
        ),
        (500, b'{"cause":"broken","message":"it is broken","response":500}', "It is broken.", "log"),
        (503, b'{"message":"This node is not a swarm manager."}', "This node is not a swarm manager.", "Swarm"),
        (502, b"", "HTTP status 502 without a message.", "log"),
    ],
)
def test_the_engines_own_words_come_through(status: int, body: bytes, why: str, remedy: str) -> None:
    error = answers.answered(status, body, "do what was asked")
    assert error.what == "The engine could not do what was asked."
    assert error.why == why
    assert remedy in error.what_next
    assert error.status == status
    assert is_gone(error) == (status == 404)


@pytest.mark.parametrize(
    "cause",
    ["that name is already in use", "container state improper", "UNIQUE constraint failed: ContainerConfig.Name"],
)
def test_podmans_conflicts_are_dockers(cause: str) -> None:
    """Podman 4.3, 5.4 and 5.8 answer 500 where Docker answers 409."""
    body = b'{"cause":"%s","message":"cannot do it: %s","response":500}' % (cause.encode(), cause.encode())
    error = answers.answered(500, body, "do what was asked")
    assert error.status == 409
    assert "stop or remove" in error.what_next


def test_an_error_behind_others_is_found() -> None:
    def raising() -> None:
        try:
            raise PermissionError(errno.EACCES, "denied")
        except PermissionError as error:
            raise ValueError("outer", KeyError("argument")) from error

    with pytest.raises(ValueError, match="outer") as caught:
        raising()
    assert [type(error) for error in unreachable.causes(caught.value)] == [ValueError, PermissionError, KeyError]


def test_versions_are_compared_as_numbers() -> None:
    ordered: Callable[[str], tuple[int, ...]] = version_key
    assert sorted(["1.41", "1.9", "1.100"], key=ordered) == ["1.9", "1.41", "1.100"]
