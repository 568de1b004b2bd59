"""Throwaway containers through which volumes are read and written. They are never started, so nothing runs in them.

The engine copies files in and out of any container, also of one that was only created. So every image serves, and no
shell is needed in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial

from bayplan.domain.kinds import is_anonymous_name
from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import AnswerError
from bayplan.errors import BayplanError

#: Value of the label CREATED_LABEL on a helper: should Bayplan be killed, the next one finds and removes it.
COPY = "copy"
#: A program that is in no image; without any the engine refuses to create a container.
_NEVER_RUN = ["/bayplan-never-starts-this"]
_MOST_IMAGES = 5


@contextmanager
def helper(
    client: EngineClient, images: Sequence[str], volumes: Mapping[str, str], *, writes: str = ""
) -> Iterator[str]:
    """A container that sees volumes at paths, read-only but for the one called ``writes``; its id.

    Args:
        images: ids of images on the engine, the best first. volumes: name by path; they must exist.

    Raises BayplanError when it cannot be made. It is removed at the end, whatever happens.
    """
    container = _create(client, images, _body(volumes, writes))
    try:
        yield container
    finally:
        _remove(client, container, frozenset(volumes.values()))


def _create(client: EngineClient, images: Sequence[str], body: Json) -> str:
    refused: BayplanError | None = None
    for image in images[:_MOST_IMAGES]:
        try:
            return client.create_container(f"bayplan-copy-{secrets.token_hex(3)}", {**body, "Image": image})
        except AnswerError as error:
            # One image may be for another processor, or gone by now.
            refused = error
    if refused is not None:
        raise refused
    raise BayplanError(
        "The volume cannot be reached.",
        why="No container mounts it, and the engine has no image to make a helper container from.",
        what_next="Pull any image, for example with: docker pull busybox.",
    )


def _body(volumes: Mapping[str, str], writes: str) -> Json:
    mounts = [
        {
            "Type": "volume",
            "Source": name,
            "Target": path,
            "ReadOnly": name != writes,
            # Else the engine would fill an empty volume with what the image has at the path.
            "VolumeOptions": {"NoCopy": True},
        }
        for path, name in volumes.items()
    ]
    return {
        "Entrypoint": _NEVER_RUN,
        "Cmd": [],
        "Labels": {CREATED_LABEL: COPY},
        "NetworkDisabled": True,
        "HostConfig": {"NetworkMode": "none", "Mounts": mounts},
    }


def _remove(client: EngineClient, container: str, foreign: frozenset[str]) -> None:
    """Removes the helper, and the anonymous volumes that its image declares; never one that was only looked into.

    Not by ``volumes=True``: Podman then removes any anonymous volume, whoever made it.
    """
    own: list[str] = []
    for payload in client.inspect_containers([container]):
        names = [str(mount.get("Name", "")) for mount in payload.get("Mounts") or () if mount.get("Type") == "volume"]
        own += [name for name in names if is_anonymous_name(name) and name not in foreign]
    steps = [partial(client.remove_container, container, force=True), *(partial(client.remove_volume, n) for n in own)]
    for step in steps:
        # That it could not be cleaned up must not hide what came before; the label lets the next start find it.
        with suppress(BayplanError):
            step()
