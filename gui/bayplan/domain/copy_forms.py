"""Which texts a thing can be copied as, for menus and for the inspector."""

from __future__ import annotations

from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.commands import Snippet, compose_container, compose_mount, docker_run, mount_flag, volume_flag
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Mount
from bayplan.domain.mount_flags import MOUNT_TYPES

#: Where an unused volume would be mounted in the text that is offered for it.
_EXAMPLE_DESTINATION = "/data"


@dataclass(frozen=True, slots=True)
class CopyForm:
    """One way to say a thing: its name ("--mount", "-v", "Compose", "docker run") and the text."""

    name: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class CopySubject:
    """What texts are about: a container as a whole, or a store as one container mounts it.

    Attributes:
        label: tells it from the other subjects of the same thing, e.g. "web-1 → /data".
        about: the container or the mount.
    """

    label: str
    about: Container | Mount


def can_be_copied(inventory: Inventory, thing: str) -> bool:
    """Whether a thing (see ``ids``) has texts to copy: containers, and stores that can be mounted."""
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        return rest in inventory.containers
    store = inventory.stores.get(thing)
    return store is not None and (store.kind in MOUNT_TYPES or store.kind is StoreKind.SHM)


def copy_subjects(inventory: Inventory, thing: str) -> tuple[CopySubject, ...]:
    """What of a thing can be copied: the container itself, or each mount of a store; nothing for other things.

    A volume that nothing mounts is offered as if it were mounted at an example's path.
    """
    if not can_be_copied(inventory, thing):
        return ()
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers[rest]
        return (CopySubject(container.name, container),)
    store = inventory.stores[thing]
    users = [inventory.containers[user] for user in store.used_by if user in inventory.containers]
    subjects = [
        CopySubject(f"{user.name} → {mount.destination}", mount)
        for user in users
        for mount in user.mounts
        if mount.store == thing
    ]
    if not subjects and store.kind.is_volume:
        mount = Mount(container="", store=thing, kind=store.kind, source=store.name, destination=_EXAMPLE_DESTINATION)
        subjects.append(CopySubject(f"mounted at {_EXAMPLE_DESTINATION}, for example", mount))
    return tuple(subjects)


def copy_forms(inventory: Inventory, subject: CopySubject) -> tuple[CopyForm, ...]:
    """The texts for one subject."""
    if isinstance(subject.about, Mount):
        return _mount(inventory, subject.about)
    return _container(inventory, subject.about)


def _mount(inventory: Inventory, mount: Mount) -> tuple[CopyForm, ...]:
    volume = inventory.volumes.get(mount.source) if mount.kind.is_volume else None
    return (
        CopyForm("--mount", mount_flag(mount, volume)),
        CopyForm("-v", volume_flag(mount)),
        CopyForm("Compose", compose_mount(mount, volume)),
    )


def _container(inventory: Inventory, container: Container) -> tuple[CopyForm, ...]:
    mounts = [mount for mount in container.mounts if mount.kind is not StoreKind.SHM]
    volumes = [inventory.volumes.get(mount.source) if mount.kind.is_volume else None for mount in mounts]
    pairs = zip(mounts, volumes, strict=True)
    return (
        CopyForm("docker run", docker_run(container, inventory)),
        CopyForm("Compose", compose_container(container, inventory)),
        CopyForm("--mount", _together([mount_flag(mount, volume) for mount, volume in pairs])),
        CopyForm("-v", _together([volume_flag(mount) for mount in mounts])),
    )


def _together(snippets: list[Snippet]) -> Snippet:
    """Several options as lines of one command; what cannot be said is in the note."""
    notes = list(dict.fromkeys(snippet.note for snippet in snippets if snippet.note))
    texts = [snippet.text for snippet in snippets if snippet.text is not None]
    if not snippets:
        return Snippet(None, "It mounts nothing.")
    return Snippet(" \\\n".join(texts) if texts else None, " ".join(notes))
