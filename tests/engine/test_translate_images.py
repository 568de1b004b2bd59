"""Images, their layers and what made them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bayplan.engine.history import commands_of_layers, readable_instruction
from bayplan.engine.translate import image_from_inspect, image_from_list
from bayplan.engine.translate.images import chain_ids


def test_a_listed_image() -> None:
    image = image_from_list({"Id": "sha256:a", "RepoTags": ["web:1"], "Size": 5, "Created": 1767225600, "Labels": None})
    assert (image.id, image.tags, image.size, image.inspected) == ("sha256:a", ("web:1",), 5, False)
    assert image.declared_volumes is None


@pytest.mark.parametrize("tags", [None, [], ["<none>:<none>"]])
def test_a_dangling_image(tags: list[str] | None) -> None:
    assert image_from_list({"Id": "sha256:a", "RepoTags": tags}).dangling


def test_an_inspected_image() -> None:
    image = image_from_inspect(
        {
            "Id": "sha256:a",
            "RepoTags": ["web:1"],
            "Size": 15,
            "Created": "2026-01-01T00:00:00Z",
            "Architecture": "amd64",
            "Os": "linux",
            "Config": {"Volumes": {"/b": {}, "/a": {}}, "Labels": {"v": "1"}},
            "RootFS": {"Layers": ["sha256:1", "sha256:2"]},
            "History": [
                {"CreatedBy": '/bin/sh -c #(nop)  CMD ["web"]', "Size": 0},
                {"CreatedBy": "COPY dist/ . # buildkit", "Size": 5},
                {"CreatedBy": "/bin/sh -c #(nop) ADD file:" + "ab" * 32 + " in / ", "Size": 10},
            ],
        }
    )
    assert image.declared_volumes == ("/a", "/b")
    assert [(layer.command, layer.size) for layer in image.layers] == [
        ("ADD file:abababab… in /", 10),
        ("COPY dist/ .", 5),
    ]
    assert image.inspected


def test_chain_ids_are_dockers_own() -> None:
    two = "sha256:" + hashlib.sha256(b"sha256:1 sha256:2").hexdigest()
    three = "sha256:" + hashlib.sha256(f"{two} sha256:3".encode()).hexdigest()
    assert chain_ids(["sha256:1", "sha256:2", "sha256:3"]) == ["sha256:1", two, three]
    assert chain_ids([]) == []


def _history(*entries: tuple[str, int]) -> list[dict[str, Any]]:
    """Base first, for reading; the engine gives it newest first."""
    return [{"CreatedBy": command, "Size": size} for command, size in reversed(entries)]


def test_an_empty_layer_goes_to_the_instruction_that_can_make_one() -> None:
    history = _history(("ADD x /", 10), ("ENV A=b", 0), ("WORKDIR /app", 0), ("RUN true", 0), ("CMD x", 0))
    assert [command for command, _ in commands_of_layers(history, 2)] == ["ADD x /", "true"]
    assert [command for command, _ in commands_of_layers(history, 3)] == ["ADD x /", "WORKDIR /app", "true"]


def test_when_the_numbers_do_not_match_nothing_is_claimed() -> None:
    assert commands_of_layers(_history(("ADD x /", 10)), 3) == [(None, None)] * 3
    assert commands_of_layers(_history(("ADD x /", 10), ("RUN y", 5)), 1) == [(None, None)]
    assert commands_of_layers([], 0) == []


@pytest.mark.parametrize(
    ("created_by", "shown"),
    [
        ("/bin/sh -c apt-get install -y \t  curl", "apt-get install -y curl"),
        ("/bin/sh -c #(nop) COPY dir:" + "0" * 64 + " in /app ", "COPY dir:00000000… in /app"),
        ("RUN /bin/sh -c npm ci # buildkit", "npm ci"),
        ("RUN |2 A=b C=d /bin/sh -c npm ci # buildkit", "npm ci"),
        ("|1 TOKEN=x1 /bin/sh -c make", "make"),
        ("RUN |1 A=b /bin/bash -o pipefail -c make # buildkit", "make"),
        ("WORKDIR /app", "WORKDIR /app"),
        ("# debian.sh --arch 'amd64' out/ 'bookworm' '@1768176000'", "debian bookworm"),
        ("ADD alpine-minirootfs-3.19.1-x86_64.tar.gz / # buildkit", "ADD alpine-minirootfs-3.19.1-x86_64.tar.gz /"),
        ("/bin/sh -c #(nop)  ENV API_TOKEN=x1", "ENV API_TOKEN=•••"),
        ("", None),
    ],
)
def test_instructions_for_reading(created_by: str, shown: str | None) -> None:
    assert readable_instruction({"CreatedBy": created_by}) == shown


def test_a_comment_where_there_is_no_instruction() -> None:
    assert readable_instruction({"CreatedBy": "", "Comment": "Imported from -"}) == "Imported from -"
