"""The engine is found in the order of the docker CLI, and every other that could be used is listed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bayplan.engine import endpoints, sockets
from bayplan.engine.endpoints import Endpoint, list_endpoints, normal_url, resolve
from bayplan.engine.failures import ConfigurationError
from tests.engine.test_contexts import write_context


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two contexts, one of them current, on a computer without any engine of its own."""
    for module in (sockets, endpoints):
        monkeypatch.setattr(module, "default_url", lambda _platform: f"unix://{tmp_path}/var/docker.sock")
    docker = tmp_path / ".docker"
    write_context(docker, "work", "tcp://work:2376")
    write_context(docker, "lab", "ssh://me@lab")
    (docker / "config.json").write_text(json.dumps({"currentContext": "lab"}))
    return tmp_path


@pytest.fixture
def listen() -> Iterator[ExitStack]:
    """Keeps the sockets of a test open."""
    with ExitStack() as stack:
        yield stack


def make_socket(stack: ExitStack, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    sock = stack.enter_context(socket.socket(socket.AF_UNIX))
    sock.bind(str(path))
    return f"unix://{path}"


def found(home: Path, host: str | None = None, context: str | None = None, **environ: str) -> tuple[str, str, str]:
    endpoint = resolve(host, context, environ={"XDG_RUNTIME_DIR": str(home / "run"), **environ}, home=home)
    assert endpoint.active
    return endpoint.name, endpoint.url, endpoint.source


def test_each_way_to_name_an_engine_overrules_the_next(home: Path) -> None:
    both = {"DOCKER_HOST": "tcp://env:1", "DOCKER_CONTEXT": "work"}
    assert found(home, context="work", **both) == ("work", "tcp://work:2376", "--context")
    assert found(home, host="tcp://flag:2", **both) == ("tcp://flag:2", "tcp://flag:2", "--host")
    assert found(home, **both) == ("default", "tcp://env:1", "DOCKER_HOST")
    assert found(home, DOCKER_CONTEXT="work") == ("work", "tcp://work:2376", "DOCKER_CONTEXT")
    assert found(home) == ("lab", "ssh://me@lab", "context")
    (home / ".docker" / "config.json").unlink()
    assert found(home) == ("default", f"unix://{home}/var/docker.sock", "socket")


def test_docker_config_names_another_folder(home: Path) -> None:
    write_context(home / "elsewhere", "moon", "tcp://moon:1")
    assert found(home, context="moon", DOCKER_CONFIG=str(home / "elsewhere"))[1] == "tcp://moon:1"
    with pytest.raises(ConfigurationError):
        found(home, context="lab", DOCKER_CONFIG=str(home / "elsewhere"))


def test_the_context_default_is_what_the_environment_says_and_else_the_socket(home: Path) -> None:
    assert found(home, context="default")[2] == "socket"
    assert found(home, DOCKER_CONTEXT="default")[2] == "socket"
    assert found(home, context="default", DOCKER_HOST="tcp://env:1")[1] == "tcp://env:1"


def test_host_and_context_together_are_refused(home: Path) -> None:
    with pytest.raises(ConfigurationError, match="Both an address and a context"):
        found(home, host="tcp://h:1", context="work")


@pytest.mark.parametrize("way", ["flag", "environment", "config"])
def test_an_unknown_context_is_an_error_that_names_the_known_ones(home: Path, way: str) -> None:
    if way == "config":
        (home / ".docker" / "config.json").write_text(json.dumps({"currentContext": "gone"}))
    with pytest.raises(ConfigurationError) as caught:
        found(
            home,
            context="gone" if way == "flag" else None,
            **({"DOCKER_CONTEXT": "gone"} if way == "environment" else {}),
        )
    assert "“gone”" in caught.value.what
    assert "default, lab, work" in caught.value.why


def test_a_broken_context_is_an_error_when_it_is_chosen_and_listed_with_its_problem(home: Path) -> None:
    write_context(home / ".docker", "odd", "gopher://x")
    with pytest.raises(ConfigurationError, match="“odd” can't be used"):
        found(home, context="odd")
    listed = {endpoint.name: endpoint for endpoint in list_endpoints(environ={}, home=home)}
    assert "gopher" in listed["odd"].problem
    assert not listed["work"].problem


@pytest.mark.parametrize(
    "place",
    [
        ".docker/desktop/docker.sock",
        ".docker/run/docker.sock",
        "run/docker.sock",
        ".colima/work/docker.sock",
        ".orbstack/run/docker.sock",
        ".rd/docker.sock",
        ".lima/vm/sock/docker.sock",
        "run/podman/podman.sock",
    ],
)
def test_without_a_default_socket_the_usual_places_are_tried(home: Path, listen: ExitStack, place: str) -> None:
    (home / ".docker" / "config.json").unlink()
    url = make_socket(listen, home / place)
    name, resolved, source = found(home)
    assert (resolved, source) == (url, "socket")
    assert name != "default"


def test_profiles_are_named(home: Path, listen: ExitStack) -> None:
    make_socket(listen, home / ".colima" / "work" / "docker.sock")
    make_socket(listen, home / ".lima" / "vm" / "sock" / "docker.sock")
    names = [endpoint.name for endpoint in list_endpoints(environ={"XDG_RUNTIME_DIR": "/nowhere"}, home=home)]
    assert names == ["lab", "work", "Colima (work)", "Lima (vm)"]


def test_a_socket_that_a_context_names_is_listed_once(home: Path, listen: ExitStack) -> None:
    url = make_socket(listen, home / ".colima" / "default" / "docker.sock")
    write_context(home / ".docker", "colima", url)
    listed = list_endpoints(environ={}, home=home)
    assert [endpoint.name for endpoint in listed if endpoint.url == url] == ["colima"]


def test_the_one_in_use_is_marked(home: Path, listen: ExitStack) -> None:
    make_socket(listen, home / "var" / "docker.sock")
    active = resolve(context="work", environ={}, home=home)
    listed = list_endpoints(active, environ={}, home=home)
    assert [(endpoint.name, endpoint.active) for endpoint in listed] == [
        ("default", False),
        ("lab", False),
        ("work", True),
    ]


def test_one_that_only_the_command_line_names_is_listed_too(home: Path) -> None:
    active = resolve("tcp://flag:2", environ={}, home=home)
    first = list_endpoints(active, environ={}, home=home)[0]
    assert (first.url, first.active) == ("tcp://flag:2", True)


def test_tls_comes_from_the_environment(home: Path, tmp_path: Path) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).write_text("PEM")
    environ = {"DOCKER_HOST": "tcp://env", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    endpoint = resolve(environ=environ, home=home)
    assert (endpoint.url, endpoint.tls, endpoint.skip_tls_verify) == ("tcp://env:2376", True, False)
    assert endpoint.tls_files.cert == tmp_path / "cert.pem"
    unverified = resolve(environ={"DOCKER_HOST": "tcp://env", "DOCKER_TLS": "1"}, home=home)
    assert (unverified.tls, unverified.skip_tls_verify) == (True, True)
    local = resolve(environ={"DOCKER_HOST": "unix:///x.sock", "DOCKER_TLS_VERIFY": "1"}, home=home)
    assert not local.tls


def test_a_context_with_certificates_uses_tls(home: Path) -> None:
    certificates = write_context(home / ".docker", "far", "tcp://far")
    certificates.mkdir(parents=True)
    (certificates / "ca.pem").write_text("PEM")
    endpoint = resolve(context="far", environ={}, home=home)
    assert (endpoint.url, endpoint.tls, endpoint.tls_files.ca) == ("tcp://far:2376", True, certificates / "ca.pem")
    assert not resolve(context="work", environ={}, home=home).tls


def test_on_windows_the_default_is_a_pipe(tmp_path: Path) -> None:
    endpoint = resolve(environ={}, home=tmp_path, platform="win32")
    assert (endpoint.url, endpoint.scheme) == ("npipe:////./pipe/docker_engine", "npipe")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("/run/docker.sock", "unix:///run/docker.sock"),
        ("unix:///run/docker.sock", "unix:///run/docker.sock"),
        (" tcp://h ", "tcp://h:2375"),
        ("h:99", "tcp://h:99"),
        ("http://h/prefix/", "tcp://h:2375/prefix"),
        ("https://h", "tcp://h:2376"),
        ("tcp://[::1]:5", "tcp://[::1]:5"),
        ("ssh://me@h:22/", "ssh://me@h:22"),
        ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
    ],
)
def test_addresses_are_brought_into_one_form(typed: str, normal: str) -> None:
    assert normal_url(typed) == normal


@pytest.mark.parametrize(
    "typed", ["", "unix://", "unix://run/x", "gopher://h", "tcp://h:port", "tcp://:22", "ssh://", "/a\0b"]
)
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        normal_url(typed)
    assert "unix:///var/run/docker.sock" in caught.value.what_next


def test_an_endpoint_knows_its_scheme() -> None:
    assert Endpoint(name="x", url="ssh://h", source="context").scheme == "ssh"
