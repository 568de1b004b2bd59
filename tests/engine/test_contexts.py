"""Contexts are read from real files, in the layout of the docker CLI."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from bayplan.engine.contexts import config_dir, current_context, read_contexts


def write_context(folder: Path, name: str, host: str = "tcp://h:2376", **docker: Any) -> Path:
    """Writes a context as the CLI does; the folder for its certificates."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    meta = folder / "contexts" / "meta" / digest
    meta.mkdir(parents=True)
    content = {
        "Name": name,
        "Metadata": {"Description": f"about {name}"},
        "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False, **docker}},
    }
    (meta / "meta.json").write_text(json.dumps(content))
    return folder / "contexts" / "tls" / digest / "docker"


def test_no_configuration_at_all_gives_no_contexts(tmp_path: Path) -> None:
    assert read_contexts(tmp_path / "absent") == []
    assert current_context(tmp_path / "absent") == ""


def test_contexts_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_context(tmp_path, "zebra", "ssh://me@zoo")
    write_context(tmp_path, "ähre", "unix:///x.sock")
    write_context(tmp_path, "ape", SkipTLSVerify=True)
    ape, zebra, other = read_contexts(tmp_path)
    assert (ape.name, ape.host, ape.description, ape.skip_tls_verify) == ("ape", "tcp://h:2376", "about ape", True)
    assert (zebra.name, zebra.host, zebra.problem) == ("zebra", "ssh://me@zoo", "")
    assert other.name == "ähre"


def test_certificates_are_found_beside_the_context(tmp_path: Path) -> None:
    certificates = write_context(tmp_path, "far")
    certificates.mkdir(parents=True)
    for name in ("ca.pem", "key.pem"):
        (certificates / name).write_text("PEM")
    [context] = read_contexts(tmp_path)
    assert context.tls.ca == certificates / "ca.pem"
    assert context.tls.key == certificates / "key.pem"
    assert context.tls.cert is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not valid JSON"),
        ("[]", "holds no name"),
        ('{"Name": 3}', "holds no name"),
        ('{"Name": "other"}', "not the one of its name"),
    ],
)
def test_a_broken_context_is_reported_and_the_others_are_read(tmp_path: Path, content: str, problem: str) -> None:
    write_context(tmp_path, "good")
    broken = tmp_path / "contexts" / "meta" / "0123456789abcdef"
    broken.mkdir()
    (broken / "meta.json").write_text(content)
    contexts = {context.problem == "": context for context in read_contexts(tmp_path)}
    assert contexts[True].name == "good"
    assert problem in contexts[False].problem
    assert str(broken) in contexts[False].problem


def test_a_context_without_a_file_or_an_endpoint_is_reported(tmp_path: Path) -> None:
    (tmp_path / "contexts" / "meta" / "0000").mkdir(parents=True)
    write_context(tmp_path, "kubernetes", "")
    missing, kubernetes = sorted(read_contexts(tmp_path), key=lambda context: len(context.name))
    assert "can't be read" in missing.problem
    assert "names no Docker endpoint" in kubernetes.problem


def test_files_that_are_not_contexts_are_passed_over(tmp_path: Path) -> None:
    write_context(tmp_path, "good")
    (tmp_path / "contexts" / "meta" / ".DS_Store").write_text("")
    assert [context.name for context in read_contexts(tmp_path)] == ["good"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"currentContext": 3}', '{"auths": {}}'])
def test_a_config_without_a_usable_current_context_names_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    assert current_context(tmp_path) == ""


def test_the_configuration_lies_where_docker_config_says(tmp_path: Path) -> None:
    assert config_dir({}, tmp_path) == tmp_path / ".docker"
    assert config_dir({"DOCKER_CONFIG": "/etc/d"}, tmp_path) == Path("/etc/d")
