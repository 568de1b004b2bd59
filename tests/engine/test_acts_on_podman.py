"""Where Podman's answers to acts differ from Docker's, as it was seen to give them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from urllib.parse import parse_qs, urlsplit

import pytest

from bayplan.engine.acts import Acts
from bayplan.engine.client import Json

ID = "a6033bfe113b" + "0" * 52


class Podman:
    """Answers every request with the same bytes and remembers the targets."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.targets: list[str] = []

    def send(self, method: str, target: str, doing: str, body: Json | None = None, *, patience: float = 0.0) -> bytes:
        """Part of Sender."""
        del method, doing, body, patience
        self.targets.append(target)
        return self.answer

    def receive(self, target: str, doing: str) -> Generator[bytes, None, None]:
        """Part of Sender."""
        raise NotImplementedError

    def upload(self, target: str, doing: str, data: bytes | Iterable[bytes]) -> None:
        """Part of Sender."""
        raise NotImplementedError


def test_the_id_of_a_committed_image_is_that_of_the_lists() -> None:
    podman = Podman(json.dumps({"Id": ID}).encode())
    assert Acts(podman, "1.44", windows=False, podman=True).commit_container("c") == f"sha256:{ID}"


def test_a_plain_ok_is_an_answer_too() -> None:
    podman = Podman(b"OK")
    Acts(podman, "1.44", windows=False, podman=True).connect_network("net", "c")
    assert podman.targets == ["/v1.44/networks/net/connect"]


@pytest.mark.parametrize(("podman", "filters"), [(True, {}), (False, {"all": ["true"]})])
def test_a_prune_of_named_volumes_is_not_asked_for_in_dockers_way(podman: bool, filters: Json) -> None:
    engine = Podman(b'{"VolumesDeleted": ["data"]}')
    assert Acts(engine, "1.44", windows=False, podman=podman).prune_volumes({}, named=True) == ["data"]
    query = parse_qs(urlsplit(engine.targets[0]).query)
    assert json.loads(query["filters"][0]) == filters


@pytest.mark.parametrize(("podman", "force"), [(True, "0"), (False, "1")])
def test_podman_is_not_asked_to_remove_the_containers_of_an_image(podman: bool, force: str) -> None:
    engine = Podman(json.dumps([{"Untagged": "localhost/app:1"}, {"Deleted": ID}]).encode())
    gone = Acts(engine, "1.44", windows=False, podman=podman).remove_image("app:1", force=True)
    assert gone == ["localhost/app:1", f"sha256:{ID}"]
    assert parse_qs(urlsplit(engine.targets[0]).query)["force"] == [force]
