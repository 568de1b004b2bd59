"""TLS over TCP, with a real engine that asks for certificates."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.failures import EngineError
from tests.support.certificates import make_certificates
from tests.support.private_engine import PrivateEngine


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certificates of client and engine."""
    folder = tmp_path_factory.mktemp("certificates")
    make_certificates(folder)
    return folder


@pytest.fixture(scope="module")
def url(certificates: Path) -> Iterator[str]:
    """The address of an engine that wants TLS."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    private = PrivateEngine(
        f"--host=tcp://127.0.0.1:{port}",
        "--tlsverify",
        f"--tlscacert={certificates / 'ca.pem'}",
        f"--tlscert={certificates / 'server-cert.pem'}",
        f"--tlskey={certificates / 'server-key.pem'}",
    )
    try:
        private.start()
        yield f"tcp://127.0.0.1:{port}"
    finally:
        private.stop()


@pytest.mark.engine
def test_reads_actions_and_events_go_over_tls(url: str, certificates: Path) -> None:
    environ = {"DOCKER_HOST": url, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates)}
    client = connect(resolve(environ=environ))
    assert client.containers() == []
    stream = client.events()
    events = iter(stream)
    client.create_volume({"Name": "data"})
    assert next(events)["Actor"]["ID"] == "data"
    assert not list(client.inspect_containers([f"{number:064x}" for number in range(100)]))
    assert [item["Name"] for item in client.volumes()] == ["data"]
    with ThreadPoolExecutor(1) as pool:
        rest = pool.submit(lambda: list(events))
        client.close()
        assert rest.result(30) == []


@pytest.mark.engine
def test_a_check_that_is_skipped_on_purpose_is_skipped(url: str, certificates: Path) -> None:
    environ = {"DOCKER_HOST": url, "DOCKER_TLS": "1", "DOCKER_CERT_PATH": str(certificates)}
    client = connect(resolve(environ=environ))
    client.create_volume({"Name": "unchecked"})
    client.remove_volume("unchecked")
    client.close()


@pytest.mark.engine
def test_an_engine_that_is_not_trusted(url: str, certificates: Path, tmp_path: Path) -> None:
    make_certificates(tmp_path)
    environ = {"DOCKER_HOST": url, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    with pytest.raises(EngineError, match="secure connection") as caught:
        connect(resolve(environ=environ))
    assert "not trusted" in caught.value.why
    assert certificates != tmp_path


@pytest.mark.engine
def test_a_client_that_shows_no_certificate(url: str, certificates: Path, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes((certificates / "ca.pem").read_bytes())
    environ = {"DOCKER_HOST": url, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    with pytest.raises(EngineError, match="secure connection") as caught:
        connect(resolve(environ=environ))
    assert "certificate" in caught.value.why


@pytest.mark.engine
def test_without_tls_it_says_that_the_engine_wants_it(url: str) -> None:
    with pytest.raises(EngineError, match="wants a secure connection"):
        connect(resolve(url, environ={}))
