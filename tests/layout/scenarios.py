"""Inventories for the layout's tests: the scene of the drawn design, and engines of other sorts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import (
    CREATED_LABEL,
    Container,
    Engine,
    Image,
    Layer,
    Mount,
    RemoteReference,
    Volume,
)
from bayplan.domain.stores import build_inventory
from bayplan.domain.test_mount import TEST_MOUNT
from tests.support.builders import ENGINE, NOW, bind_mount, shm_mount, tmpfs_mount, volume_mount

MB = 1_000_000
_BASE = Layer(digest="base", command="debian:12-slim", size=97 * MB)
_VOLUMES = "/var/lib/docker/volumes"


def inventory(
    containers: Iterable[Container] = (),
    images: Iterable[Image] = (),
    volumes: Iterable[Volume] = (),
    *,
    engine: Engine = ENGINE,
    stage: Stage = Stage.COMPLETE,
) -> Inventory:
    """An inventory of these things, taken at the builders' NOW."""
    return build_inventory(
        engine=engine, containers=containers, images=images, volumes=volumes, taken_at=NOW, stage=stage
    )


def image(tag: str, size: int, *layers: Layer, declares: tuple[str, ...] = ()) -> Image:
    """An image whose id is its tag."""
    return Image(id=tag, tags=(tag,), size=size, declared_volumes=declares, layers=layers, inspected=True)


def container(
    name: str, tag: str, *mounts: Mount, project: str | None = None, remotes: tuple[RemoteReference, ...] = ()
) -> Container:
    """A running container whose id is its name."""
    return Container(
        id=name,
        name=name,
        image=tag,
        image_id=tag,
        state="running",
        status="Up 3 days",
        command="sleep infinity",
        project=project,
        service=name if project else None,
        group_kind="compose" if project else "",
        mounts=mounts,
        remotes=remotes,
    )


def named(name: str, size: int | None = None) -> Volume:
    """A local volume."""
    return Volume(name=name, kind=StoreKind.NAMED_VOLUME, mountpoint=f"{_VOLUMES}/{name}/_data", size=size)


def anonymous(start: str, size: int | None = None) -> Volume:
    """An anonymous volume whose name begins with ``start`` and ends with "e1"."""
    name = f"{start:0<62}e1"
    return Volume(name=name, kind=StoreKind.ANONYMOUS_VOLUME, mountpoint=f"{_VOLUMES}/{name}/_data", size=size)


def _remote(
    technology: str, location: str, database: str, evidence: str, *, tls: bool | None = None
) -> RemoteReference:
    return RemoteReference(
        store=ids.remote_store(technology, location, database),
        technology=technology,
        location=location,
        database=database,
        tls=tls,
        evidence=evidence,
    )


def design() -> Inventory:
    """The scene of the drawn design: a shop of five containers, a CI runner and an old import."""
    backup = anonymous("9f2c", 96 * MB)
    sql = _remote("Azure SQL Database", "shop.database.windows.net:1433", "orders", "ConnectionStrings__Orders")
    cosmos = _remote("Azure Cosmos DB", "shop-cat.documents.azure.com", "catalog", "COSMOS__CONNECTION")
    redis = _remote("Redis", "cache.example.net:6380", "0", "REDIS_URL", tls=True)
    uploads = "shop_uploads"
    code = "/home/ada/code/shop/web"
    web = "shop/web:1.4"
    shop = [
        replace(
            container(
                "web-1",
                web,
                volume_mount("web-1", uploads, "/app/uploads"),
                bind_mount("web-1", code, "/app"),
                bind_mount("web-1", "/etc/ssl/certs", "/certs", read_only=True),
                tmpfs_mount("web-1", "/run/session", size=16 << 20),
                shm_mount("web-1"),
                project="shop",
                remotes=(sql, redis),
            ),
            command="node server.js",
            size_rw=12_000,
        ),
        replace(
            container(
                "web-2",
                web,
                volume_mount("web-2", uploads, "/app/uploads"),
                bind_mount("web-2", code, "/app"),
                shm_mount("web-2"),
                project="shop",
                remotes=(redis,),
            ),
            command="node server.js",
            size_rw=12_000,
        ),
        replace(
            container(
                "worker-1",
                "shop/worker:1.4",
                volume_mount("worker-1", uploads, "/srv/uploads"),
                volume_mount("worker-1", "media", "/srv/media"),
                shm_mount("worker-1"),
                project="shop",
                remotes=(cosmos,),
            ),
            command="celery -A shop worker",
            size_rw=2_100 * MB,
        ),
        replace(
            container(
                "db-1",
                "postgres:16",
                volume_mount("db-1", "shop_pgdata", "/var/lib/postgresql/data"),
                volume_mount("db-1", backup.name, "/backup", anonymous=True),
                shm_mount("db-1", size=1 << 30),
                project="shop",
            ),
            command="postgres",
            size_rw=63_000,
        ),
        replace(
            container(
                "cache-1",
                "redis:7",
                volume_mount("cache-1", "redis-data", "/var/lib/redis"),
                tmpfs_mount("cache-1", "/data"),
                shm_mount("cache-1"),
                project="shop",
            ),
            command="redis-server",
            size_rw=0,
        ),
    ]
    others = [
        replace(
            container(
                "ci-runner",
                "docker:28-dind",
                bind_mount("ci-runner", "/var/run/docker.sock", "/var/run/docker.sock"),
                shm_mount("ci-runner"),
            ),
            command="dockerd-entrypoint",
            size_rw=4_200_000,
        ),
        replace(
            container(
                "old-import",
                "alpine:3.19",
                bind_mount("old-import", "/home/ada/imports", "/in", read_only=True),
                shm_mount("old-import"),
            ),
            state="exited",
            status="Exited (0) 3 weeks ago",
            command="sh import.sh",
            size_rw=1_400 * MB,
        ),
    ]
    images = [
        image(
            "postgres:16",
            431 * MB,
            _BASE,
            Layer(digest="pg-1", command="apt-get install postgresql-16", size=312 * MB),
            Layer(digest="pg-2", command="COPY docker-entrypoint.sh", size=15_000),
            declares=("/var/lib/postgresql/data",),
        ),
        image(
            web,
            188 * MB,
            _BASE,
            Layer(digest="web-1", command="npm ci", size=69 * MB),
            Layer(digest="web-2", command="COPY dist/", size=22 * MB),
        ),
        image(
            "shop/worker:1.4",
            141 * MB,
            _BASE,
            Layer(digest="worker-1", command="pip install -r requirements.txt", size=44 * MB),
        ),
        image(
            "redis:7",
            117 * MB,
            Layer(digest="redis-0", command="debian:12-slim", size=97 * MB),
            Layer(digest="redis-1", command="redis", size=20 * MB),
        ),
        image("docker:28-dind", 330 * MB, Layer(digest="dind", command="ADD alpine-minirootfs", size=330 * MB)),
        image("alpine:3.19", 7_400_000, Layer(digest="alpine", command="ADD alpine-minirootfs", size=7_400_000)),
        image("hello-world:latest", 13_000, Layer(digest="hello", command="COPY hello", size=13_000)),
        image("python:3.12", 1_020 * MB, Layer(digest="py", command="debian", size=1_020 * MB)),
        image("node:20", 1_100 * MB, Layer(digest="node", command="debian", size=1_100 * MB)),
    ]
    volumes = [
        named("shop_pgdata", 1_200 * MB),
        backup,
        named(uploads, 3_400 * MB),
        named("redis-data", 12 * MB),
        Volume(
            name="media",
            kind=StoreKind.NETWORK_VOLUME,
            mountpoint=f"{_VOLUMES}/media/_data",
            options={"type": "nfs", "o": "addr=nas.local,rw", "device": ":/export/media"},
            remote="nas.local:/export/media",
        ),
        replace(named("old_pgdata", 8_800 * MB), created=NOW - timedelta(days=41)),
        *(anonymous(f"{number:x}0a", 475 * MB) for number in range(1, 5)),
    ]
    return inventory([*shop, *others], images, volumes)


def empty() -> Inventory:
    """An engine without anything in it."""
    return inventory()


def windows() -> Inventory:
    """A Windows engine: named pipes, paths with backslashes, no tmpfs."""
    engine = replace(
        ENGINE,
        host="npipe:////./pipe/docker_engine",
        os_type="windows",
        operating_system="Windows Server 2025",
        storage_driver="windowsfilter",
        root_dir=r"C:\ProgramData\docker",
        volumes_dir=r"C:\ProgramData\docker\volumes",
    )
    pipe = r"\\.\pipe\docker_engine"
    agent = container(
        "agent",
        "servercore:ltsc2025",
        Mount(container="agent", store=ids.npipe_store(pipe), kind=StoreKind.NPIPE, source=pipe, destination=pipe),
        bind_mount("agent", r"C:\build\work", r"C:\work"),
        volume_mount("agent", "nuget", r"C:\nuget"),
    )
    return inventory(
        [agent],
        [image("servercore:ltsc2025", 4_800 * MB, Layer(digest="core", command="Apply image", size=4_800 * MB))],
        [named("nuget", 640 * MB)],
        engine=engine,
    )


def virtual_machine() -> Inventory:
    """An engine inside a virtual machine, still without the details of its containers and images."""
    engine = replace(ENGINE, name="docker-desktop", vm="Docker Desktop", local=True)
    api = container("api", "api:dev", bind_mount("api", "/Users/ada/api", "/src"), volume_mount("api", "pg", "/data"))
    return inventory(
        [api],
        [Image(id="api:dev", tags=("api:dev",), size=210 * MB)],
        [named("pg")],
        engine=engine,
        stage=Stage.LISTED,
    )


def hostile() -> Inventory:
    """Names that are long, right-to-left, HTML, or full of control characters; and a test mount."""
    long = "x" * 250
    names = [long, "<b>bold</b>&amp;", "חנות\u202eevil", "tab\tand\x00null\nline", "数据库容器"]
    containers = [
        replace(
            container(
                name,
                f"registry.example.net/{long}:{n}",
                volume_mount(name, f"{long}{n}", f"/{long}"),
                bind_mount(name, f"/srv/{'deep/' * 30}{n}", f"/{name}"),
                tmpfs_mount(name, f"/{long}", size=1 << 20),
                project=f"<i>{long}</i>",
            ),
            command=f"sh -c '{long}' <script>",
            size_rw=None,
        )
        for n, name in enumerate(names)
    ]
    test = replace(
        container("bayplan-test-1", "busybox", volume_mount("bayplan-test-1", "bayplan-test-1", "/t")),
        labels={CREATED_LABEL: TEST_MOUNT},
    )
    images = [Image(id=c.image_id, tags=(c.image_id,), size=None) for c in containers]
    return inventory([*containers, test], images, [named(f"{long}{n}") for n in range(5)] + [named("bayplan-test-1")])
