"""Measures what lies in the memory of containers: tmpfs mounts, /dev/shm, and volumes that are a tmpfs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import MEMORY_KINDS, StoreKind
from bayplan.domain.model import Container, Mount, Volume
from bayplan.engine.client import EngineClient
from bayplan.engine.translate import process_of
from bayplan.errors import BayplanError

#: With -P every file system takes one line, however long its name.
_ASKING = ("df", "-kP")


def measure_memory(
    client: EngineClient,
    inventory: Inventory,
    container_ids: Collection[str] | None = None,
    *,
    consent: bool = False,
    wanted: Callable[[], bool] = lambda: True,
) -> dict[str, int | None]:
    """Bytes in use in each store that lies in the memory of running containers, by store id; None: nobody can tell.

    Args:
        container_ids: only what these see; None for all.
        consent: where the kernel of this machine cannot tell (a remote engine, other people's containers, a virtual
            machine), ``df`` may be run in the containers themselves.
        wanted: asked between containers; what was measured by then is returned when it says no.

    Raises BayplanError when the engine cannot be read.
    """
    places = _places(inventory, container_ids)
    measured: dict[str, int | None] = {store: None for seen in places.values() for store in seen.values()}
    if not places:
        return measured
    for payload in client.inspect_containers(list(places)):
        if not wanted():
            break
        container_id, pid = process_of(payload)
        seen = places.get(container_id, {})
        used = client.memory_use(container_id, pid, list(seen))
        unknown = [path for path in seen if path not in used]
        if consent and unknown and pid:
            used = used | _asked_of_the_container(client, container_id, unknown)
        measured.update((store, used[path]) for path, store in seen.items() if path in used)
    return measured


def _places(inventory: Inventory, container_ids: Collection[str] | None) -> dict[str, dict[str, str]]:
    """By container: the paths at which it sees memory that is to be measured through it, and whose store each is."""
    containers = inventory.containers
    places: dict[str, dict[str, str]] = {}
    measured: set[str] = set()
    for container in containers.values():
        if not container.running or (container_ids is not None and container.id not in container_ids):
            continue
        for mount in container.mounts:
            if mount.store not in measured and _is_memory(mount, container, containers, inventory.volumes):
                measured.add(mount.store)
                places.setdefault(container.id, {})[mount.destination] = mount.store
    return places


def _is_memory(
    mount: Mount, container: Container, containers: Mapping[str, Container], volumes: Mapping[str, Volume]
) -> bool:
    """Whether the mount shows memory; a shared /dev/shm counts where its owner sees it, as long as that one runs."""
    if mount.kind is StoreKind.SHM:
        owner = containers.get(ids.split_thing(mount.store)[1])
        return owner is None or owner is container or not owner.running
    if mount.kind.is_volume:
        volume = volumes.get(mount.source)
        return volume is not None and volume.driver == "local" and volume.options.get("type") == "tmpfs"
    return mount.kind in MEMORY_KINDS


def _asked_of_the_container(client: EngineClient, container_id: str, paths: Sequence[str]) -> dict[str, int]:
    """What ``df`` says in the container; nothing where there is no df."""
    try:
        said = client.run_in_container(container_id, [*_ASKING, *paths])
    except BayplanError:
        return {}
    return _read_df(said.splitlines()[1:], paths)


def _read_df(lines: Iterable[str], paths: Sequence[str]) -> dict[str, int]:
    """Bytes in use by path: ``df`` answers with a line for each path, in the same order."""
    found: dict[str, int] = {}
    for path, line in zip(paths, lines, strict=False):
        fields = line.split()
        # Where nothing is mounted at the path, df tells of the file system that holds it.
        if len(fields) >= 6 and fields[2].isdecimal() and fields[5] != "/":
            found[path] = int(fields[2]) * 1024
    return found
