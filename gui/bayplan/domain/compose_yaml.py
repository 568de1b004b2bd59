"""A mount or a container as Compose YAML, in the long syntax.

Source of the keys: the Compose file reference, "services" (volumes, long syntax) and "volumes".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayplan.domain import ids, recreation
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Mount, Volume
from bayplan.domain.mount_flags import (
    MASK,
    MOUNT_TYPES,
    Snippet,
    masked_note,
    relabel_letter,
    tmpfs_flags,
    tmpfs_value,
)
from bayplan.domain.yaml_text import Node, yaml_text


def compose_mount(
    mount: Mount, volume: Volume | None = None, *, service: str = "app", external: bool = True
) -> Snippet:
    """The mount as a Compose file with one service that has it.

    ``volume`` (the one that is mounted, where known) gives driver and driver options. ``external``: the volume is
    there already and Compose must not make it.
    """
    if mount.kind is StoreKind.SHM:
        return _shm(mount, service)
    parts = _Parts()
    parts.add(mount, volume, fresh=False, external=external)
    if parts.unsaid:
        return Snippet(None, parts.unsaid[0])
    return _snippet({"services": {service: parts.service()}, **parts.top_level()}, [])


def _shm(mount: Mount, service: str) -> Snippet:
    """/dev/shm: its size, or whose it is."""
    size = mount.options.get("size")
    if mount.store == ids.HOST_SHM:
        return _snippet({"services": {service: {"ipc": "host"}}}, [])
    if mount.store != ids.shm_store(mount.container):
        owner = ids.split_thing(mount.store)[1]
        return _snippet({"services": {service: {"ipc": f"container:{owner}"}}}, [])
    if size is None or not size.isdecimal():
        return Snippet(None, "/dev/shm is made by the engine; its size is not known.")
    return _snippet({"services": {service: {"shm_size": int(size)}}}, [])


def compose_container(container: Container, inventory: Inventory) -> Snippet:
    """The container as a Compose file with one service; no text before the container was inspected.

    What comes by itself is left out (see ``recreation``); volumes and networks that exist are external.
    """
    details = container.details
    if details is None:
        return Snippet(None, "The container's details have not been read yet.")
    parts = _Parts()
    for mount in recreation.own_mounts(container, inventory):
        volume = inventory.volumes.get(mount.source) if mount.kind.is_volume else None
        parts.add(mount, volume, fresh=True, external=True)
    service: dict[str, Node] = {"image": container.image, "container_name": container.name}
    service.update(_process_keys(container, details))
    service.update(_isolation_keys(container, details))
    service.update(parts.service())
    if details.volumes_from:
        service["volumes_from"] = [f"container:{source}" for source in details.volumes_from]
    if labels := recreation.own_labels(container, inventory):
        service["labels"] = labels
    top_level: dict[str, Node] = {}
    network = recreation.own_network(details)
    if network in {"host", "none"} or network.startswith("container:"):
        service["network_mode"] = network
    elif network:
        service["networks"] = [network]
        top_level["networks"] = {network: {"external": True}}
    notes = parts.unsaid
    if container.auto_remove:
        notes.append("Compose has no --rm; docker compose run --rm is the nearest.")
    name = container.service or container.name
    return _snippet({"services": {name: service}, **parts.top_level(), **top_level}, notes)


def _process_keys(container: Container, details: ContainerDetails) -> Iterable[tuple[str, Node]]:
    if details.entrypoint:
        yield "entrypoint", list(details.entrypoint)
    if details.command:
        yield "command", list(details.command)
    if hostname := recreation.own_hostname(container, details):
        yield "hostname", hostname
    if details.user:
        yield "user", details.user
    if details.working_dir:
        yield "working_dir", details.working_dir
    if details.environment:
        yield "environment", list(details.environment)
    if details.ports:
        yield "ports", list(details.ports)
    if container.restart_policy and container.restart_policy != "no":
        yield "restart", container.restart_policy


def _isolation_keys(container: Container, details: ContainerDetails) -> Iterable[tuple[str, Node]]:
    if container.read_only_rootfs:
        yield "read_only", True
    if details.privileged:
        yield "privileged", True
    if details.memory_limit:
        yield "mem_limit", details.memory_limit
    if ipc_mode := recreation.own_ipc_mode(details):
        yield "ipc", ipc_mode
    if shm_size := recreation.own_shm_size(details):
        yield "shm_size", shm_size


class _Parts:
    """Collects what mounts add to a service and to the top level of the file.

    Attributes:
        unsaid: a sentence for each mount that Compose cannot make.
    """

    def __init__(self) -> None:
        self.unsaid: list[str] = []
        self._mounts: list[Node] = []
        self._tmpfs: list[str] = []
        self._volumes: dict[str, Node] = {}

    def add(self, mount: Mount, volume: Volume | None, *, fresh: bool, external: bool) -> None:
        """Takes in one mount; ``fresh`` makes an anonymous volume a new one."""
        mount_type = MOUNT_TYPES.get(mount.kind)
        if mount_type is None:
            self.unsaid.append(f"Compose cannot mount a store of the kind {mount.kind.value} this way.")
            return
        if mount.kind is StoreKind.TMPFS and tmpfs_flags(mount):
            self._add_short_tmpfs(mount)
            return
        nameless = mount.kind is StoreKind.TMPFS or (fresh and mount.kind is StoreKind.ANONYMOUS_VOLUME)
        entry: dict[str, Node] = {"type": mount_type}
        if not nameless:
            entry["source"] = mount.source
        entry["target"] = mount.destination
        if mount.read_only:
            entry["read_only"] = True
        if options := _options(mount, mount_type):
            entry[mount_type] = options
        self._mounts.append(entry)
        if mount.kind.is_volume and not nameless:
            self._volumes[mount.source] = _volume(mount.source, volume, external=external)

    def service(self) -> dict[str, Node]:
        """The keys of the service."""
        keys: dict[str, Node] = {}
        if self._mounts:
            keys["volumes"] = self._mounts
        if self._tmpfs:
            keys["tmpfs"] = self._tmpfs
        return keys

    def top_level(self) -> dict[str, Node]:
        """The keys beside ``services``."""
        return {"volumes": self._volumes} if self._volumes else {}

    def _add_short_tmpfs(self, mount: Mount) -> None:
        """Options such as noexec exist only in the short form, which is that of ``--tmpfs``."""
        said = tmpfs_value(mount)
        if said.text is None:
            self.unsaid.append(said.note)
        else:
            self._tmpfs.append(said.text)


def _options(mount: Mount, mount_type: str) -> dict[str, Node]:
    """The mount's options under the key that is named like its type."""
    options: dict[str, Node] = {}
    given = mount.options
    match mount_type:
        case "bind":
            if mount.propagation not in {None, "", "rprivate"}:
                options["propagation"] = str(mount.propagation)
            if "create-src" in given:
                options["create_host_path"] = given["create-src"] == "true"
            if "recursive" in given:
                options["recursive"] = given["recursive"]
            if letter := relabel_letter(mount):
                options["selinux"] = letter
        case "volume":
            if given.get("nocopy") == "true":
                options["nocopy"] = True
            if "subpath" in given:
                options["subpath"] = given["subpath"]
        case "image":
            if "subpath" in given:
                options["subpath"] = given["subpath"]
        case "tmpfs":
            if size := given.get("size"):
                options["size"] = int(size) if size.isdecimal() else size
            if mode := given.get("mode"):
                # Compose reads an integer; octal digits are spelled differently in YAML 1.1 and 1.2.
                options["mode"] = int(mode, 8)
    return options


def _volume(name: str, volume: Volume | None, *, external: bool) -> dict[str, Node]:
    """The volume's definition; one with a driver of its own is written out, as external forbids that."""
    if volume is not None and (volume.driver != "local" or volume.options):
        definition: dict[str, Node] = {"name": name, "driver": volume.driver}
        if volume.options:
            definition["driver_opts"] = dict(volume.options)
        return definition
    return {"external": True} if external else {"name": name}


def _snippet(file: Mapping[str, Node], notes: list[str]) -> Snippet:
    text = yaml_text({key: _uninterpolated(value) for key, value in file.items()})
    said = [masked_note(), *notes] if MASK in text else notes
    return Snippet("".join(f"# {note}\n" for note in said) + text)


def _uninterpolated(node: Node) -> Node:
    """Compose replaces ``$NAME`` in values; a doubled dollar is a plain one."""
    if isinstance(node, str):
        return node.replace("$", "$$")
    if isinstance(node, Mapping):
        return {key: _uninterpolated(value) for key, value in node.items()}
    if isinstance(node, int):
        return node
    return [_uninterpolated(item) for item in node]
