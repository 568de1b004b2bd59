"""The things that Bayplan talks about, as immutable data.

Everywhere: ``None`` means "not known" (never 0 or ""), sizes are bytes, times are timezone-aware UTC,
container and image ids are the engine's full ids. Text comes from the engine and is data, never markup.
Secrets have been masked before any of these objects is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bayplan.domain.kinds import StoreKind, Zone

#: Every engine object that Bayplan creates bears this label; its value says what for.
CREATED_LABEL = "io.bayplan.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One container engine, as it describes itself.

    Attributes:
        id: the engine's own id; Podman has none, so the host name serves.
        name: name of the machine the engine runs on.
        host: the URL Bayplan speaks to, e.g. ``unix:///var/run/docker.sock``.
        product: "Docker Engine", "Podman" or what the engine calls itself.
        version: product version. api_version: the API version in use between the two.
        os_type: "linux" or "windows". operating_system: e.g. "Debian GNU/Linux 12".
        storage_driver: e.g. "overlay2". image_store: "classic" or "containerd".
        root_dir: e.g. /var/lib/docker. volumes_dir: where local volumes lie.
        vm: name of the virtual machine the engine lives in ("Docker Desktop", "Colima"), else None.
        local: the engine's host is this machine, so host paths can be looked at.
        demo: this is the bundled, recorded engine.
    """

    id: str
    name: str
    host: str
    product: str
    version: str
    api_version: str
    os_type: str
    operating_system: str | None = None
    storage_driver: str | None = None
    image_store: str = "classic"
    root_dir: str | None = None
    volumes_dir: str | None = None
    rootless: bool | None = None
    swarm: bool | None = None
    live_restore: bool | None = None
    vm: str | None = None
    local: bool = False
    demo: bool = False

    @property
    def podman(self) -> bool:
        """Podman behind its Docker-compatible API, which differs in places."""
        return self.product == "Podman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One read-only layer of an image.

    Attributes:
        digest: identifies the layer together with everything below it (its chain id), so that two images that
            share it show the same digest.
        command: the build instruction that made it, cleaned for reading; None when the history does not tell.
    """

    digest: str
    command: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image; ``layers`` run from the base (first) to the top (last), empty until they were read."""

    id: str
    tags: tuple[str, ...] = ()
    size: int | None = None
    created: datetime | None = None
    declared_volumes: tuple[str, ...] | None = None
    layers: tuple[Layer, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    architecture: str | None = None
    os: str | None = None
    inspected: bool = False

    @property
    def dangling(self) -> bool:
        """True when no tag names the image."""
        return not self.tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """What one container sees at one path.

    Attributes:
        source: as the person meant it: host path, volume name, pipe, image reference; "" for tmpfs.
        destination: path inside the container.
        options: the mount type's own options, e.g. {"size": "16777216", "mode": "1777", "nocopy": "true",
            "subpath": "a/b", "recursive": "disabled"}; keys in the spelling of ``docker run --mount``.
        declared: the mount exists because the image declares a VOLUME at that path.
        by_name: whoever asked for the mount named its volume, so that ``docker rm -v`` leaves the volume alone. True
            also for an anonymous volume that Compose carried over by its 64-digit name.
    """

    container: str
    store: str
    kind: StoreKind
    source: str
    destination: str
    read_only: bool = False
    propagation: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    declared: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteReference:
    """A remote store that a container's configuration names; always inferred, never proven.

    Attributes:
        store: id of the remote store. technology: reader's name, e.g. "Azure SQL Database", "Redis".
        location: "host:port" (or "host1:1,host2:2"), without any user or secret.
        database: database, container, bucket or queue in it; "" when none is named.
        tls: True or False when the form tells, else None.
        evidence: where it was found, e.g. "REDIS_URL".
    """

    store: str
    technology: str
    location: str
    database: str = ""
    tls: bool | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerDetails:
    """What only an inspect tells, as far as it bears on state or is needed to write the ``docker run`` again.

    ``environment`` holds NAME=value with secret values masked. ``ports`` are in the spelling of ``-p``.
    ``network_names`` are the aliases and addresses under which other containers reach this one, in lower case.
    """

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    working_dir: str = ""
    user: str = ""
    hostname: str = ""
    network_mode: str = ""
    network_names: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    ipc_mode: str = ""
    shm_size: int | None = None
    volumes_from: tuple[str, ...] = ()
    graph_driver: str | None = None
    upper_dir: str | None = None
    log_driver: str | None = None
    log_path: str | None = None
    privileged: bool = False
    memory_limit: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int | None = None
    health: str | None = None
    memory_use: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container. ``details`` and the fields marked † are None until the container was inspected.

    Attributes:
        name: without the leading slash. image: the reference it was made from, as the engine shows it.
        state: "running", "exited", "paused", "created", "restarting", "removing", "dead" (Podman's words are mapped).
        status: the engine's own phrase, e.g. "Exited (0) 3 weeks ago". command: what it runs, for reading.
        project: Compose project, Swarm stack or pod it belongs to. service: the service in it.
        group_kind: "compose", "swarm", "pod" or "" (no group).
        auto_remove†: made with --rm. read_only_rootfs†. restart_policy†.
        size_rw: bytes in the writable layer; None until measured.
        mounts: everything it sees at a path, /dev/shm included; complete only once inspected.
        remotes†: remote stores its configuration names.
    """

    id: str
    name: str
    image: str
    image_id: str
    state: str
    status: str = ""
    command: str = ""
    created: datetime | None = None
    project: str | None = None
    service: str | None = None
    group_kind: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    auto_remove: bool | None = None
    read_only_rootfs: bool | None = None
    restart_policy: str | None = None
    size_rw: int | None = None
    mounts: tuple[Mount, ...] = ()
    remotes: tuple[RemoteReference, ...] = ()
    details: ContainerDetails | None = None

    @property
    def running(self) -> bool:
        """True while it has processes (running or paused)."""
        return self.state in {"running", "paused", "restarting"}

    @property
    def created_by_bayplan(self) -> bool:
        """True when Bayplan made it (a test mount or a helper)."""
        return CREATED_LABEL in self.labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A volume as the engine lists it. ``kind`` is one of VOLUME_KINDS; secret options are masked.

    Attributes:
        mountpoint: path on the engine's host, "" when the driver gives none.
        remote: where its data lie when they lie on another machine ("nas.local:/export/media"), else "".
        ref_count: the engine's own count of containers, None when it was not asked.
    """

    name: str
    kind: StoreKind
    driver: str = "local"
    mountpoint: str = ""
    scope: str = "local"
    options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    size: int | None = None
    ref_count: int | None = None
    remote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A place where state lies; derived from containers, images and volumes, one object however many share it.

    Attributes:
        name: short name for people. location: the full place: a path, "host:port", "memory of web-1"; None if the
            engine does not tell.
        used_by: ids of the containers that use it, in the order of their names.
        inferred_from: evidence when the store was inferred rather than read ("REDIS_URL of web-1"), else None.
        test: Bayplan made it, or it serves only Bayplan's test containers.
        read_only: every user sees it read-only. owner: id of the one container it belongs to and dies with, if any.
    """

    id: str
    kind: StoreKind
    zone: Zone
    name: str
    location: str | None = None
    driver: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    size_limit: int | None = None
    created: datetime | None = None
    used_by: tuple[str, ...] = ()
    inferred_from: str | None = None
    test: bool = False
    read_only: bool = False
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know.

    Attributes:
        id: stable id of the rule, e.g. "sensitive-bind". severity: "high", "medium" or "low".
        thing: id of the thing it is about (see ids). place: "ci-runner → /var/run/docker.sock".
        explanation: what it is and why it matters. remedy: what to do. short: a few words for the picture.
    """

    id: str
    severity: str
    thing: str
    place: str
    explanation: str
    remedy: str
    short: str
