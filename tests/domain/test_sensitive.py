"""Which host paths deserve a warning."""

from __future__ import annotations

import pytest

from bayplan.domain.sensitive import why_sensitive


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/", "the whole host"),
        ("//", "the whole host"),
        ("/etc", "system files of the host"),
        ("/etc/", "system files of the host"),
        ("/./usr", "system files of the host"),
        ("/var/run/docker.sock", "gives root on this host"),
        ("/run/user/1000/docker.sock", "gives root on this host"),
        ("/home/anna/.colima/default/docker.sock", "gives root on this host"),
        ("/run/podman/podman.sock", "gives root on this host"),
        (r"\\.\pipe\docker_engine", "gives root on this host"),
        ("//./pipe/docker_engine", "gives root on this host"),
        ("/run", "holds the engine's socket"),
        ("/var/run/", "holds the engine's socket"),
        ("/var/lib/docker", "Docker's own data"),
        ("/var/lib/docker/volumes/x/_data", "Docker's own data"),
        ("/var/lib", "holds Docker's own data"),
        ("/var", "holds Docker's own data"),
    ],
)
def test_sensitive(path: str, why: str) -> None:
    assert why_sensitive(path, root_dir="/var/lib/docker") == why


@pytest.mark.parametrize(
    "path", ["/home/anna/code", "/etc/ssl/certs", "/var/lib/dockerish", "/srv", r"C:\data", r"\\.\pipe\other"]
)
def test_harmless(path: str) -> None:
    assert why_sensitive(path, root_dir="/var/lib/docker") is None


def test_without_a_known_data_folder_nothing_is_guessed() -> None:
    assert why_sensitive("/var/lib/docker") is None
