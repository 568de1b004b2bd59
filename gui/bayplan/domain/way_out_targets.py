"""Where a way out leads: the name that is suggested, what is wrong with a name, and the docker commands. Pure."""

from __future__ import annotations

import re
import shlex
from pathlib import PurePath

from bayplan.domain.formatting import short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Store
from bayplan.domain.promotion import free_name, name_problem
from bayplan.domain.ways_out import WayOut

#: An image's name and tag (distribution, reference/regexp.go): lower case, parts of a path, and a tag.
_REFERENCE = re.compile(
    r"(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\d+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
    r"(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::(?P<tag>[\w][\w.-]{0,127}))?",
    re.ASCII,
)


def store_title(store: Store) -> str:
    """What is kept, for people: "writable layer of db-1", "volume shop_pgdata"."""
    return f"volume {short_volume_name(store.name)}" if store.kind.is_volume else store.name


def suggested_target(store: Store, way: WayOut, inventory: Inventory, folder: PurePath) -> str:
    """A target that is most likely free: a path in ``folder``, or a name on the engine."""
    owner = inventory.containers.get(store.owner or "")
    base = short_volume_name(store.name).replace("…", "-") if owner is None else f"{owner.name}-layer"
    match way:
        case WayOut.TAR:
            return str(folder / f"{base}.tar")
        case WayOut.FOLDER:
            return str(folder / base)
        case WayOut.IMAGE:
            return free_name(f"{_image_name(owner.name if owner else base)}:saved", _all_tags(inventory))
        case _:
            return free_name(f"{base}-copy", inventory.volumes.keys())


def _image_name(name: str) -> str:
    """A container's name as the name of an image: lower case, and no two signs in a row."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "container"


def _all_tags(inventory: Inventory) -> set[str]:
    return {tag for image in inventory.images.values() for tag in image.tags}


def target_problem(way: WayOut, target: str, inventory: Inventory) -> str:
    """Why this cannot be the target, in one sentence; "" when it can, as far as can be told without looking."""
    match way:
        case WayOut.TAR | WayOut.FOLDER:
            if not target.strip():
                return "Say where to put it."
            return "" if PurePath(target).is_absolute() else "The path must be absolute."
        case WayOut.IMAGE:
            if not target:
                return "Give the image a name, e.g. db-1:saved."
            if not _REFERENCE.fullmatch(target):
                return "An image's name is in lower case, with a tag after a colon: team/db:saved."
            name = with_tag(target)
            return f"There is an image {name} already." if name in _all_tags(inventory) else ""
        case _:
            return name_problem(target, inventory)


def with_tag(reference: str) -> str:
    """The reference with ":latest" where it has no tag."""
    return reference if ":" in reference.rpartition("/")[2] else f"{reference}:latest"


def commands(store: Store, way: WayOut, target: str, inventory: Inventory) -> tuple[str, ...]:
    """The docker commands that do the same."""
    owner = inventory.containers.get(store.owner or "")
    return _of_layer(owner, way, target) if owner is not None else _of_volume(store.name, way, target)


def _of_layer(owner: Container, way: WayOut, target: str) -> tuple[str, ...]:
    name, where = shlex.quote(owner.name), shlex.quote(target)
    if way is WayOut.IMAGE:
        return (f"docker commit {name} {where}",)
    if way is WayOut.FOLDER:
        return (f"docker diff {name}", f"docker cp --archive {name}:PATH {where}  # each path that docker diff names")
    return (f"docker diff {name}", f"docker cp {name}:PATH - > {where}  # a tar of each path that docker diff names")


def _of_volume(volume: str, way: WayOut, target: str) -> tuple[str, ...]:
    run = f"docker run --rm -v {shlex.quote(volume)}:/from:ro"
    match way:
        case WayOut.TAR:
            return (f"{run} busybox tar -cf - -C /from . > {shlex.quote(target)}",)
        case WayOut.FOLDER:
            return (f"{run} -v {shlex.quote(target)}:/to busybox cp -a /from/. /to/",)
    new = shlex.quote(target)
    return (f"docker volume create {new}", f"{run} -v {new}:/to busybox cp -a /from/. /to/")
