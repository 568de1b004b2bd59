"""Making an anonymous volume a named one: for which mounts it can be done, under which name, and what it means."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import dataclass, replace

from bayplan.domain import commands, ids, recreation
from bayplan.domain.formatting import names_text, short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Mount, Store
from bayplan.domain.test_mount import is_volume_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One anonymous volume that becomes a named one.

    Attributes:
        container: as it was when it was asked. mount: where it sees the anonymous volume.
        name: of the new volume. aside: what the old container is called from then on.
        inherited: paths of mounts that the container takes from another one (``--volumes-from``).
    """

    container: Container
    mount: Mount
    name: str
    aside: str
    inherited: frozenset[str] = frozenset()


def promotable(store: Store, inventory: Inventory) -> tuple[tuple[Container, Mount], ...]:
    """The mounts of an anonymous volume whose container can be made again on a named one."""
    if store.kind is not StoreKind.ANONYMOUS_VOLUME:
        return ()
    users = [inventory.containers[key] for key in store.used_by if key in inventory.containers]
    return tuple(
        (container, mount)
        for container in users
        for mount in container.mounts
        if mount.store == store.id and not why_not(container, mount, inventory)
    )


def why_not(container: Container, mount: Mount, inventory: Inventory) -> str:
    """Why the container cannot be made again on a named volume, in one sentence; "" when it can."""
    if inventory.engine.podman:
        return "Podman does not tell the owners of the files that it copies: they would be lost."
    if container.details is None:
        return f"The details of {container.name} have not been read yet."
    if ids.container_thing(container.id) in inventory.protected:
        return f"{container.name} is protected in Bayplan, and it would be replaced."
    if container.group_kind in {"swarm", "pod"}:
        return f"{container.name} belongs to a {_OWNERS[container.group_kind]}, which makes its containers itself."
    if container.auto_remove:
        return f"{container.name} was made with --rm: when it stops, it is removed with its anonymous volumes."
    if container.state not in {"running", "exited", "created"}:
        return f"{container.name} is {container.state}: let it run or stop it first."
    if container.created_by_bayplan:
        return f"{container.name} is a test mount."
    if (mount.store, mount.destination) in recreation.inherited(container, inventory):
        return f"{container.name} takes the volume from another container (--volumes-from): make it a named one there."
    if mount.options.get("subpath"):
        return f"{container.name} sees only a part of the volume."
    return ""


def promotion(container: Container, mount: Mount, name: str, inventory: Inventory) -> Promotion:
    """The promotion of what the container sees at ``mount`` to a volume called ``name``."""
    paths = {destination for _store, destination in recreation.inherited(container, inventory)}
    return Promotion(
        container=container,
        mount=mount,
        name=name,
        aside=name_aside(container, inventory),
        inherited=frozenset(paths),
    )


def suggested_name(container: Container, mount: Mount, inventory: Inventory) -> str:
    """A name for the new volume that is free: "db-1-backup" for db-1's volume at /backup."""
    leaf = mount.destination.rstrip("/").rpartition("/")[2]
    base = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in f"{container.name}-{leaf}")
    return free_name(base.strip("-."), inventory.volumes.keys())


def name_aside(container: Container, inventory: Inventory) -> str:
    """What the old container is called while the new one takes its name; free on the engine."""
    return free_name(f"{container.name}-before", {other.name for other in inventory.containers.values()})


def name_problem(name: str, inventory: Inventory) -> str:
    """Why a new volume cannot have this name, in one sentence; "" when it can."""
    if not name:
        return "Give the new volume a name."
    if not is_volume_name(name):
        return "A volume's name has two or more letters, digits, “_”, “.” or “-”, and begins with a letter or a digit."
    if name in inventory.volumes:
        return f"There is a volume {name} already: nothing is written into a volume that exists."
    return ""


def notes(container: Container, mount: Mount, inventory: Inventory) -> tuple[str, ...]:
    """What a person should know before it is done, a sentence each."""
    said = [
        f"{container.name} is stopped while the data are copied."
        if container.running
        else f"{container.name} does not run; the new one is not started either.",
        "What it wrote outside of its mounts stays in the old container, which is kept until you remove it.",
    ]
    store = inventory.stores.get(mount.store)
    others = [inventory.containers[key].name for key in (store.used_by if store else ()) if key != container.id]
    if others:
        said.append(f"{names_text(others)} also uses the anonymous volume, and goes on with it.")
    dependants = _dependants(container, inventory)
    if dependants:
        said.append(f"{names_text(dependants)} borrows from {container.name}: make it again afterwards.")
    if container.group_kind == "compose":
        said.append(
            "Write the volume into the Compose file too, and remove the old container before the next compose up: it "
            "would see two of them."
        )
    if container.restart_policy == "always":
        said.append("The old container's restart policy becomes “no”, or it would start again with the engine.")
    return tuple(said)


def steps_as_commands(promotion: Promotion, inventory: Inventory) -> tuple[str, ...]:
    """The docker commands that do the same, in order; the last one as far as it can be said."""
    container, mount = promotion.container, promotion.mount
    name, old, aside = (shlex.quote(text) for text in (container.name, mount.source, promotion.aside))
    new = shlex.quote(promotion.name)
    named = replace(
        mount,
        store=ids.volume_store(promotion.name),
        kind=StoreKind.NAMED_VOLUME,
        source=promotion.name,
        declared=False,
    )
    again = replace(container, mounts=tuple(named if each == mount else each for each in container.mounts))
    run = commands.docker_run(again, inventory).text
    copy = f"docker run --rm -v {old}:/from:ro -v {new}:/to busybox cp -a /from/. /to/"
    lines = [f"docker volume create {new}", f"docker stop {name}", copy, f"docker rename {name} {aside}"]
    return (*lines, run) if run else tuple(lines)


def title(promotion_of: Mount) -> str:
    """What is done, for a heading."""
    return f"Make {short_volume_name(promotion_of.source)} a named volume"


_OWNERS = {"swarm": "Swarm service", "pod": "pod"}


def _dependants(container: Container, inventory: Inventory) -> list[str]:
    """Containers that use this one's network, /dev/shm or volumes."""
    borrowed = {f"container:{container.id}", f"container:{container.name}"}
    return [
        other.name
        for other in inventory.containers.values()
        if other.id != container.id
        and other.details is not None
        and (
            borrowed & {other.details.network_mode, other.details.ipc_mode}
            or any(source.partition(":")[0] in {container.id, container.name} for source in other.details.volumes_from)
        )
    ]


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first number that makes it free."""
    return next(each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
