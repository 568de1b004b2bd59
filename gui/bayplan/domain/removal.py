"""Exactly what goes when things that Bayplan made are removed, and what stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.experiment import ANONYMOUS_LABEL, EXPERIMENT, LAB_PREFIX
from bayplan.domain.formatting import count_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind, is_anonymous_name
from bayplan.domain.model import CREATED_LABEL, Container, Image, Volume
from bayplan.domain.tour import TOUR

#: Values of CREATED_LABEL on what should be gone once Bayplan has ended.
PASSING = frozenset({EXPERIMENT, TOUR})


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What will be removed, by id and name, and what was touched but stays.

    Attributes:
        containers: those that Bayplan made. volumes: volumes that Bayplan made and that only those containers use.
        kept: sentences about what stays: the person's own volumes and the files of binds.
        images: images that experiments made. folders: paths of folders that Bayplan made on this machine.
    """

    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    kept: tuple[str, ...]
    images: tuple[Image, ...] = ()
    folders: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes or self.images or self.folders)

    def counts(self) -> str:
        """How many of what will be removed: "2 containers, 1 volume and 1 folder"."""
        things = ((self.containers, "container"), (self.volumes, "volume"), (self.images, "image"))
        parts = [count_text(len(found), noun) for found, noun in (*things, (self.folders, "folder")) if found]
        return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)

    def lines(self) -> tuple[str, ...]:
        """What will be removed, a line each: "container web", "volume data"."""
        return (
            *(f"container {container.name}" for container in self.containers),
            *(f"volume {volume.name}" for volume in self.volumes),
            *(f"image {image_name(image)}" for image in self.images),
            *(f"folder {folder}" for folder in self.folders),
        )

    def commands(self) -> tuple[str, ...]:
        """The docker commands that do the same."""
        lines = [f"docker rm --force {container.name}" for container in self.containers]
        lines += [f"docker volume rm {volume.name}" for volume in self.volumes]
        lines += [f"docker rmi {image_name(image)}" for image in self.images]
        return (*lines, *(f"rm -r {folder}" for folder in self.folders))


def plan_removal(
    inventory: Inventory,
    only: Iterable[str] | None = None,
    *,
    purposes: Collection[str] | None = None,
    folders: Iterable[str] = (),
) -> RemovalPlan:
    """Everything Bayplan created on the engine, or only the containers and volumes with the thing ids in ``only``.

    A volume or an image that Bayplan made but someone else's container uses is kept, and so is what is protected; it
    is said so. ``purposes`` are the values of CREATED_LABEL that count, None for all; ``folders`` are those that were
    left on this machine.
    """
    wanted = None if only is None else frozenset(only)
    asked = [
        c
        for c in inventory.containers.values()
        if _counts(c.labels, purposes) and (wanted is None or ids.container_thing(c.id) in wanted)
    ]
    kept_why = {c.id: why for c in asked if (why := _why_kept(c, inventory))}
    containers = tuple(c for c in asked if c.id not in kept_why)
    going = frozenset(c.id for c in containers)
    mounted = {mount.source for c in containers for mount in c.mounts if mount.kind.is_volume}
    with_experiments = wanted is None and (purposes is None or EXPERIMENT in purposes)
    noted = _noted(inventory) if with_experiments else frozenset()
    volumes: list[Volume] = []
    kept = [f"container {c.name}: {kept_why[c.id]}" for c in asked if c.id in kept_why]
    for volume in inventory.volumes.values():
        if not _counts(volume.labels, purposes) and volume.name not in noted:
            if volume.name in mounted and CREATED_LABEL not in volume.labels:
                kept.append(f"volume {volume.name}: it was there before")
            continue
        thing = ids.volume_store(volume.name)
        if wanted is not None and thing not in wanted and volume.name not in mounted:
            continue
        store = inventory.stores.get(thing)
        if thing in inventory.protected:
            kept.append(f"volume {volume.name}: it is protected")
            continue
        others = [user for user in (store.used_by if store else ()) if user not in going]
        if others:
            names = ", ".join(inventory.containers[user].name for user in others)
            kept.append(f"volume {volume.name}: {names} still uses it")
        else:
            volumes.append(volume)
    binds = {m.source for c in containers for m in c.mounts if m.kind is StoreKind.BIND}
    kept.extend(f"{source}: files of the host are never removed" for source in sorted(binds))
    images = _images(inventory, going, kept) if with_experiments else ()
    return RemovalPlan(containers, tuple(volumes), tuple(kept), images, tuple(folders))


def _counts(labels: Mapping[str, str], purposes: Collection[str] | None) -> bool:
    """Whether Bayplan made what bears these labels, for one of the purposes (None: for any)."""
    purpose = labels.get(CREATED_LABEL)
    return purpose is not None and (purposes is None or purpose in purposes)


def is_lab_image(image: Image) -> bool:
    """Made by an experiment, and named by nobody else: a person who commits a test container gets its labels too."""
    made = image.labels.get(CREATED_LABEL) == EXPERIMENT
    return made and all(tag.startswith(LAB_PREFIX) for tag in image.tags)


def image_name(image: Image) -> str:
    """Its first tag, or the beginning of its id."""
    return image.tags[0] if image.tags else image.id.removeprefix("sha256:")[:12]


def noted_volumes(labels: Mapping[str, str]) -> list[str]:
    """The anonymous volumes that a note of an experiment lists; ``labels`` are the note's."""
    made = labels.get(CREATED_LABEL) == EXPERIMENT
    return [name for name in labels.get(ANONYMOUS_LABEL, "").split(",") if made and is_anonymous_name(name)]


def _noted(inventory: Inventory) -> frozenset[str]:
    """Anonymous volumes without a label, of which an experiment left a note."""
    return frozenset(name for volume in inventory.volumes.values() for name in noted_volumes(volume.labels))


def _why_kept(container: Container, inventory: Inventory) -> str:
    """Why a container with Bayplan's label stays all the same, "" when it goes."""
    if ids.container_thing(container.id) in inventory.protected:
        return "it is protected"
    image = inventory.images.get(container.image_id)
    inherited = image is not None and image.labels.get(CREATED_LABEL) == container.labels[CREATED_LABEL]
    # A person who commits a test container gets an image that gives its labels to every container made from it.
    return "it has Bayplan's label only from its image" if inherited and image and not is_lab_image(image) else ""


def _images(inventory: Inventory, going: frozenset[str], kept: list[str]) -> tuple[Image, ...]:
    """The images of experiments that nobody else uses; says in ``kept`` which stay."""
    found: list[Image] = []
    for image in inventory.images.values():
        if not is_lab_image(image):
            continue
        others = [container for container in inventory.instances(image.id) if container.id not in going]
        if others:
            kept.append(f"image {image_name(image)}: {', '.join(c.name for c in others)} was made from it")
        else:
            found.append(image)
    return tuple(found)
