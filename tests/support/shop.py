"""A small engine made by hand that has every kind of thing: the shop of the design's pictures."""

from __future__ import annotations

from datetime import timedelta

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Image, Layer, RemoteReference, Volume
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, bind_mount, redis, shm_mount, tmpfs_mount, volume_mount

DB, WEB_1, WEB_2, RUNNER, IMPORT = (f"{number:064x}" for number in (0xDB, 0xE1, 0xE2, 0xC1, 0x1D))
POSTGRES, WEB, DANGLING = (f"sha256:{number:064x}" for number in (1, 2, 3))
ANONYMOUS = f"9f2c{'0' * 58}e1"
LONG_NAME = f"old-import-{'x' * 230}"

BASE = Layer(digest="sha256:base", command="debian:12-slim", size=97_000_000)


def images() -> list[Image]:
    """A database image, a web image on the same base, and a dangling one."""
    return [
        Image(
            id=POSTGRES,
            tags=("postgres:16", "postgres:latest"),
            size=431_000_000,
            created=NOW - timedelta(days=40),
            declared_volumes=("/var/lib/postgresql/data",),
            layers=(BASE, Layer(digest="pg-1", command="RUN apt-get install postgresql-16", size=334_000_000)),
            os="linux",
            architecture="amd64",
            inspected=True,
        ),
        Image(
            id=WEB,
            tags=("shop/web:1.4",),
            size=188_000_000,
            declared_volumes=(),
            layers=(BASE, Layer(digest="web-1", command="RUN npm ci", size=91_000_000)),
            inspected=True,
        ),
        Image(id=DANGLING, size=55_000_000),
    ]


def volumes() -> list[Volume]:
    """Named, shared, anonymous, unused and on another machine."""

    def local(name: str, size: int, kind: StoreKind = StoreKind.NAMED_VOLUME) -> Volume:
        mountpoint = f"/var/lib/docker/volumes/{name}/_data"
        return Volume(name=name, kind=kind, mountpoint=mountpoint, size=size, created=NOW - timedelta(days=100))

    nfs = {"type": "nfs", "o": "addr=nas.local,password=•••", "device": ":/export/media"}
    return [
        local("shop_pgdata", 1_200_000_000),
        local("shop_uploads", 3_400_000_000),
        local("old_pgdata", 8_800_000_000),
        local(ANONYMOUS, 96_000_000, StoreKind.ANONYMOUS_VOLUME),
        Volume(name="media", kind=StoreKind.NETWORK_VOLUME, options=nfs, remote="nas.local:/export/media"),
    ]


def containers() -> list[Container]:
    """A database, two web servers, one not yet inspected, one that ended and has hostile labels."""
    sql = RemoteReference(
        store=ids.remote_store("mssql", "shop.database.windows.net:1433", "orders"),
        technology="Azure SQL Database",
        location="shop.database.windows.net:1433",
        database="orders",
        tls=True,
        evidence="ConnectionStrings__Orders",
    )
    webs = [
        Container(
            id=web,
            name=f"web-{number}",
            image="shop/web:1.4",
            image_id=WEB,
            state="running",
            project="shop",
            service="web",
            group_kind="compose",
            auto_remove=number == 2,
            read_only_rootfs=True,
            size_rw=12_000,
            mounts=(
                volume_mount(web, "shop_uploads", "/app/uploads"),
                bind_mount(web, "/home/anna/code/shop/web", "/app"),
                tmpfs_mount(web, "/run/session", size=16 << 20),
                shm_mount(web),
            ),
            remotes=(redis(), sql),
            details=ContainerDetails(ipc_mode="private", shm_size=64 << 20, started_at=NOW - timedelta(days=3)),
        )
        for number, web in ((1, WEB_1), (2, WEB_2))
    ]
    return [
        Container(
            id=DB,
            name="db-1",
            image="postgres:16",
            image_id=POSTGRES,
            state="running",
            status="Up 3 days",
            command="docker-entrypoint.sh postgres",
            created=NOW - timedelta(days=3),
            project="shop",
            service="db",
            group_kind="compose",
            labels={"com.docker.compose.project": "shop", "maintainer": "<b>Anna</b>"},
            auto_remove=False,
            read_only_rootfs=False,
            restart_policy="unless-stopped",
            size_rw=63_000,
            mounts=(
                volume_mount(DB, "shop_pgdata", "/var/lib/postgresql/data"),
                volume_mount(DB, ANONYMOUS, "/backup", anonymous=True),
                bind_mount(DB, "/etc/ssl/certs", "/certs", read_only=True),
                shm_mount(DB, size=1 << 30),
            ),
            details=ContainerDetails(
                command=("postgres",),
                environment=("POSTGRES_PASSWORD=•••", "POSTGRES_DB=shop"),
                user="postgres",
                network_mode="shop_default",
                ports=("127.0.0.1:5432:5432",),
                ipc_mode="private",
                shm_size=1 << 30,
                graph_driver="overlay2",
                upper_dir="/var/lib/docker/overlay2/0123/diff",
                log_driver="json-file",
                log_path=f"/var/lib/docker/containers/{DB}/{DB}-json.log",
                started_at=NOW - timedelta(days=3),
            ),
        ),
        *webs,
        Container(
            id=RUNNER,
            name="ci-runner",
            image="docker:28-dind",
            image_id="sha256:unknown",
            state="running",
            status="Up 2 hours",
            mounts=(
                bind_mount(RUNNER, "/var/run/docker.sock", "/var/run/docker.sock"),
                volume_mount(RUNNER, "media", "/media"),
                volume_mount(RUNNER, "shop_uploads", "/uploads", read_only=True),
            ),
        ),
        Container(
            id=IMPORT,
            name=LONG_NAME,
            image="registry.example.net/a/very/long/path/alpine:3.19",
            image_id=DANGLING,
            state="exited",
            status="Exited (0) 3 weeks ago",
            labels={f"label.{n}": f"<img src=x onerror=alert({n})> مرحبا" for n in range(60)},
            mounts=(bind_mount(IMPORT, "/home/anna/imports", "/in", read_only=True),),
            details=ContainerDetails(finished_at=NOW - timedelta(days=21), exit_code=0, privileged=True),
        ),
    ]


def shop() -> Inventory:
    """The whole engine, with sizes as of NOW."""
    return build_inventory(
        engine=ENGINE,
        containers=containers(),
        images=images(),
        volumes=volumes(),
        taken_at=NOW,
        stage=Stage.COMPLETE,
        sizes_as_of=NOW,
    )
