"""Inventories made by hand for tests that need no engine: small ones to read, large ones to measure with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Engine, Image, Layer, Mount, RemoteReference, Volume
from bayplan.domain.stores import build_inventory

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

ENGINE = Engine(
    id="ENGINE",
    name="workstation",
    host="unix:///var/run/docker.sock",
    product="Docker Engine",
    version="28.2",
    api_version="1.50",
    os_type="linux",
    operating_system="Debian GNU/Linux 13",
    storage_driver="overlay2",
    root_dir="/var/lib/docker",
    volumes_dir="/var/lib/docker/volumes",
    rootless=False,
    swarm=False,
    local=True,
)


def volume_mount(
    container: str, name: str, destination: str, *, anonymous: bool = False, read_only: bool = False
) -> Mount:
    """A volume as one container sees it."""
    kind = StoreKind.ANONYMOUS_VOLUME if anonymous else StoreKind.NAMED_VOLUME
    return Mount(
        container=container,
        store=ids.volume_store(name),
        kind=kind,
        source=name,
        destination=destination,
        read_only=read_only,
    )


def bind_mount(container: str, source: str, destination: str, *, read_only: bool = False) -> Mount:
    """A host path as one container sees it."""
    return Mount(
        container=container,
        store=ids.bind_store(source),
        kind=StoreKind.BIND,
        source=source,
        destination=destination,
        read_only=read_only,
        propagation="rprivate",
    )


def tmpfs_mount(container: str, destination: str, *, size: int | None = None) -> Mount:
    """A tmpfs of one container; ``size`` in bytes, None for no limit."""
    options = {} if size is None else {"size": str(size)}
    return Mount(
        container=container,
        store=ids.tmpfs_store(container, destination),
        kind=StoreKind.TMPFS,
        source="",
        destination=destination,
        options=options,
    )


def shm_mount(container: str, *, size: int = 64 << 20) -> Mount:
    """The /dev/shm of one container; ``size`` in bytes."""
    return Mount(
        container=container,
        store=ids.shm_store(container),
        kind=StoreKind.SHM,
        source="",
        destination="/dev/shm",
        options={"size": str(size)},
    )


def redis(name: str = "cache.example.net:6380", evidence: str = "REDIS_URL") -> RemoteReference:
    """A Redis that a container's environment names."""
    return RemoteReference(
        store=ids.remote_store("redis", name, "0"),
        technology="Redis",
        location=name,
        database="0",
        tls=True,
        evidence=evidence,
    )


def many(containers: int, stores_each: int = 4, images: int = 20) -> Inventory:
    """A large engine: Compose projects of ten containers, each with ``stores_each`` stores, half of them shared."""
    base = Layer(digest="chain-base", command="debian:12-slim", size=97_000_000)
    image_list = [
        Image(
            id=f"sha256:{i:064x}",
            tags=(f"registry.example.net/team/service-{i}:1.{i}",),
            size=120_000_000 + i * 1_000_000,
            created=NOW - timedelta(days=i),
            declared_volumes=(),
            layers=(
                base,
                Layer(digest=f"chain-{i}-1", command="RUN apt-get install", size=20_000_000),
                Layer(digest=f"chain-{i}-2", command="COPY . /app", size=3_000_000),
            ),
            inspected=True,
        )
        for i in range(images)
    ]
    volumes: dict[str, Volume] = {}
    container_list = []
    for n in range(containers):
        cid = f"{n:064x}"
        project = f"project-{n // 10}"
        mounts: list[Mount] = []
        for s in range(stores_each):
            match s % 4:
                case 0:
                    name = f"{project}_data-{n % 10 // 2}"
                    volumes.setdefault(
                        name,
                        Volume(
                            name=name,
                            kind=StoreKind.NAMED_VOLUME,
                            mountpoint=f"/var/lib/docker/volumes/{name}/_data",
                            size=n * 1_000_000,
                        ),
                    )
                    mounts.append(volume_mount(cid, name, f"/data{s}"))
                case 1:
                    mounts.append(
                        bind_mount(cid, f"/srv/{project}/conf-{n % 10 // 5}", f"/etc/conf{s}", read_only=True)
                    )
                case 2:
                    mounts.append(tmpfs_mount(cid, f"/run/tmp{s}", size=16 << 20))
                case _:
                    name = f"{n:060x}{s:04x}"
                    volumes[name] = Volume(
                        name=name, kind=StoreKind.ANONYMOUS_VOLUME, mountpoint=f"/var/lib/docker/volumes/{name}/_data"
                    )
                    mounts.append(volume_mount(cid, name, f"/cache{s}", anonymous=True))
        container_list.append(
            Container(
                id=cid,
                name=f"{project}-service-{n % 10}",
                image=image_list[n % images].tags[0],
                image_id=image_list[n % images].id,
                state="running" if n % 7 else "exited",
                status="Up 3 hours" if n % 7 else "Exited (0) 3 weeks ago",
                command="python -m service",
                created=NOW - timedelta(minutes=n),
                project=project,
                service=f"service-{n % 10}",
                group_kind="compose",
                size_rw=n * 1000,
                mounts=tuple(mounts),
            )
        )
    return build_inventory(
        engine=ENGINE,
        containers=container_list,
        images=image_list,
        volumes=volumes.values(),
        taken_at=NOW,
        stage=Stage.COMPLETE,
    )
