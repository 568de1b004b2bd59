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
    """What the texts are about: a container as a whole, or a store as one container mounts it.

    Attributes:
        label: tells it from the other subjects of the same thing, e.g. "web-1 → /data".
    """

    label: str
    forms: tuple[CopyForm, ...]


def copy_subjects(inventory: Inventory, thing: str) -> tuple[CopySubject, ...]:
    """All that can be copied of a thing (see ``ids``); nothing for what cannot be mounted or run."""
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return (_container(inventory, container),) if container else ()
    store = inventory.stores.get(thing)
    if store is None or not (store.kind in MOUNT_TYPES or store.kind is StoreKind.SHM):
        return ()
    subjects = []
    for user in store.used_by:
        container = inventory.containers.get(user)
        for mount in container.mounts if container else ():
            if container and mount.store == thing:
                subjects.append(CopySubject(f"{container.name} → {mount.destination}", _mount(inventory, mount)))
    if not subjects and store.kind.is_volume:
        mount = Mount(container="", store=thing, kind=store.kind, source=store.name, destination=_EXAMPLE_DESTINATION)
        subjects.append(CopySubject(f"mounted at {_EXAMPLE_DESTINATION}, for example", _mount(inventory, mount)))
    return tuple(subjects)


def _mount(inventory: Inventory, mount: Mount) -> tuple[CopyForm, ...]:
    volume = inventory.volumes.get(mount.source) if mount.kind.is_volume else None
    return (
        CopyForm("--mount", mount_flag(mount, volume)),
        CopyForm("-v", volume_flag(mount)),
        CopyForm("Compose", compose_mount(mount, volume)),
    )


def _container(inventory: Inventory, container: Container) -> CopySubject:
    mounts = [mount for mount in container.mounts if mount.kind is not StoreKind.SHM]
    volumes = [inventory.volumes.get(mount.source) if mount.kind.is_volume else None for mount in mounts]
    pairs = zip(mounts, volumes, strict=True)
    return CopySubject(
        container.name,
        (
            CopyForm("docker run", docker_run(container, inventory)),
            CopyForm("Compose", compose_container(container, inventory)),
            CopyForm("--mount", _together([mount_flag(mount, volume) for mount, volume in pairs])),
            CopyForm("-v", _together([volume_flag(mount) for mount in mounts])),
        ),
    )


def _together(snippets: list[Snippet]) -> Snippet:
    """Several options as lines of one command; what cannot be said is in the note."""
    notes = list(dict.fromkeys(snippet.note for snippet in snippets if snippet.note))
    texts = [snippet.text for snippet in snippets if snippet.text is not None]
    if not snippets:
        return Snippet(None, "It mounts nothing.")
    return Snippet(" \\\n".join(texts) if texts else None, " ".join(notes))
