"""The demo's images: made of containers, named, and removed by the engine's rules. Whoever calls holds the lock."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterable

from bayplan.engine.acts import split_reference
from bayplan.engine.client import Json
from bayplan.engine.demo_engine import DemoEngine, refused
from bayplan.engine.demo_recording import now_text
from bayplan.engine.failures import AnswerError

_UNTAGGED = "<none>:<none>"
_NAME = re.compile(r"[a-z0-9][a-z0-9._/:-]*")


def commit(engine: DemoEngine, container: Json, reference: str, changes: Iterable[str]) -> str:
    """POST /commit: the id of the new image, which holds the container's file system without its mounts."""
    name, tag = split_reference(reference)
    if reference and not _NAME.fullmatch(name):
        message = "invalid reference format: repository name must be lowercase"
        raise refused(400, message, f"{reference} is no name for an image.")
    base = engine.image(container["Image"])
    identity = f"sha256:{secrets.token_hex(32)}"
    written = engine.files.size(f"layer:{container['Id']}")
    empty = not engine.files.layer(container["Id"])
    config = _changed({**container["Config"]}, changes)
    layers = [*base["RootFS"]["Layers"], *([] if empty else [f"sha256:{secrets.token_hex(32)}"])]
    size, created = int(base["Size"]) + written, int(time.time())
    step = {
        "Id": identity,
        "Created": created,
        "CreatedBy": " ".join([container["Path"], *container["Args"]]),
        "Size": written,
        "Comment": "",
        "Tags": None,
    }
    engine.files.image_made(identity, container)
    engine.image_details[identity] = {
        **{key: base.get(key) for key in ("Architecture", "Os", "GraphDriver", "DockerVersion")},
        "Id": identity,
        "RepoTags": [],
        "RepoDigests": [],
        "Parent": base["Id"],
        "Created": now_text(),
        "Container": container["Id"],
        "Config": config,
        "RootFS": {"Type": "layers", "Layers": layers},
        "Size": size,
        "VirtualSize": size,
        "History": [step, *base["History"]],
    }
    engine.images[identity] = {
        "Id": identity,
        "ParentId": base["Id"],
        "RepoTags": [_UNTAGGED],
        "RepoDigests": ["<none>@<none>"],
        "Created": created,
        "Labels": config.get("Labels") or {},
        "Containers": -1,
        "SharedSize": -1,
        "Size": size,
        "VirtualSize": size,
    }
    if container["State"]["Running"] and not container["State"]["Paused"]:
        engine.tell(container, "pause")
    if reference:
        _tag(engine, identity, f"{name}:{tag or 'latest'}")
    engine.tell(container, "commit", comment="", imageID=identity, imageRef=reference)
    if container["State"]["Running"] and not container["State"]["Paused"]:
        engine.tell(container, "unpause")
    return identity


def remove(engine: DemoEngine, reference: str, *, force: bool, parents: bool = True) -> list[str]:
    """DELETE /images/{name}: the tags and ids that are gone (moby, daemon/images/image_delete.go)."""
    image_id = str(engine.image(reference)["Id"])
    tags = tags_of(engine, image_id)
    by_id = reference.removeprefix("sha256:") == image_id.removeprefix("sha256:")
    what = "delete" if by_id else "remove repository reference"
    if by_id and len(tags) > 1 and not force:
        message = (
            f"conflict: unable to delete {reference} (must be forced) - image is referenced in multiple repositories"
        )
        raise refused(409, message, "The image has several names.")
    if by_id or len(tags) <= 1:
        _refuse_if_used(engine, image_id, what, force=force, untag_only=not by_id)
    named = tags if by_id else [reference if ":" in reference.rsplit("/", 1)[-1] else f"{reference}:latest"]
    for tag in named:
        _untag(engine, image_id, tag)
    gone = list(named)
    if not tags_of(engine, image_id) and not _running(engine, image_id):
        gone += _delete(engine, image_id, parents=parents)
    return gone


def prune(engine: DemoEngine, image_id: str, *, dangling: bool) -> list[str]:
    """What a prune takes of one image. Each tag is removed by itself, so one in use keeps only its last."""
    tags = tags_of(engine, image_id)
    if tags and dangling:
        return []
    if not tags and _children(engine, image_id):
        return []
    gone: list[str] = []
    for reference in tags or [image_id]:
        try:
            gone += remove(engine, reference, force=False)
        except AnswerError:
            continue
    return gone


def tags_of(engine: DemoEngine, image_id: str) -> list[str]:
    """An image's names."""
    return [tag for tag in engine.images[image_id].get("RepoTags") or () if tag != _UNTAGGED]


def _changed(config: Json, changes: Iterable[str]) -> Json:
    """The configuration with the instructions LABEL, VOLUME, CMD and ENTRYPOINT carried out."""
    for change in changes:
        instruction, _, rest = change.strip().partition(" ")
        value = json.loads(rest) if rest.startswith("[") else rest
        match instruction.upper():
            case "LABEL":
                key, _, text = rest.partition("=")
                config["Labels"] = {**(config.get("Labels") or {}), key.strip('"'): text.strip('"')}
            case "VOLUME":
                paths = value if isinstance(value, list) else rest.split()
                config["Volumes"] = {**(config.get("Volumes") or {}), **{path: {} for path in paths}}
            case "CMD" | "ENTRYPOINT":
                key = "Cmd" if instruction.upper() == "CMD" else "Entrypoint"
                config[key] = value if isinstance(value, list) else ["/bin/sh", "-c", rest]
            case _:
                raise refused(400, f"{instruction} is not a valid change command", f"{change} is no change.")
    return config


def _tag(engine: DemoEngine, image_id: str, tag: str) -> None:
    for other in list(engine.images):
        if tag in tags_of(engine, other):
            _set_tags(engine, other, [each for each in tags_of(engine, other) if each != tag])
    _set_tags(engine, image_id, [*tags_of(engine, image_id), tag])
    engine.events.emit("image", "tag", image_id, name=tag)


def _untag(engine: DemoEngine, image_id: str, tag: str) -> None:
    _set_tags(engine, image_id, [each for each in tags_of(engine, image_id) if each != tag])
    engine.events.emit("image", "untag", image_id, name=image_id)


def _set_tags(engine: DemoEngine, image_id: str, tags: list[str]) -> None:
    """New payloads, as readers may still hold the old ones."""
    engine.images[image_id] = {**engine.images[image_id], "RepoTags": tags or [_UNTAGGED]}
    engine.image_details[image_id] = {**engine.image_details[image_id], "RepoTags": tags}


def _refuse_if_used(engine: DemoEngine, image_id: str, what: str, *, force: bool, untag_only: bool) -> None:
    users = [container for container in engine.containers.values() if container["Image"] == image_id]
    running = [container for container in users if container["State"]["Running"]]
    if running and not untag_only:
        message = f"conflict: unable to {what} (cannot be forced) - image is being used by running container"
        raise refused(409, f"{message} {running[0]['Id'][:12]}", "A running container uses the image.")
    if users and not force:
        message = f"conflict: unable to {what} (must force) - container {users[0]['Id'][:12]} is using its image"
        raise refused(409, message, "A container uses the image.")
    if not untag_only and _children(engine, image_id):
        message = f"conflict: unable to {what} (cannot be forced) - image has dependent child images"
        raise refused(409, message, "Other images are built on it.")


def _delete(engine: DemoEngine, image_id: str, *, parents: bool) -> list[str]:
    """Deletes an image without a name, and with ``parents`` those it was made of that nothing else needs."""
    gone = []
    here: str | None = image_id
    while here in engine.images and not tags_of(engine, here) and not _children(engine, here):
        if here != image_id and any(container["Image"] == here for container in engine.containers.values()):
            break
        parent = engine.image_details[here].get("Parent")
        del engine.images[here], engine.image_details[here]
        if not any(container["Image"] == here for container in engine.containers.values()):
            engine.files.image_removed(here)
        engine.events.emit("image", "delete", here, name=here)
        gone.append(here)
        here = parent if parents else None
    return gone


def _children(engine: DemoEngine, image_id: str) -> bool:
    return any(image.get("Parent") == image_id for image in engine.image_details.values())


def _running(engine: DemoEngine, image_id: str) -> bool:
    return any(c["Image"] == image_id and c["State"]["Running"] for c in engine.containers.values())
