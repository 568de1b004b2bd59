"""The demo's containers and volumes: every kind of store, shared and orphaned, harmless and risky."""

from __future__ import annotations

from pathlib import Path

from tests.support.private_engine import PrivateEngine

_HOME = "home/ada"


def _compose(project: str, service: str, number: int = 1) -> list[str]:
    labels = {
        "com.docker.compose.project": project,
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": str(number),
        "com.docker.compose.project.working_dir": f"/{_HOME}/code/{project}",
        "com.docker.compose.project.config_files": f"/{_HOME}/code/{project}/compose.yaml",
        "com.docker.compose.oneoff": "False",
    }
    return [word for key, value in labels.items() for word in ("--label", f"{key}={value}")]


def make_host_folders(root: Path) -> None:
    """The host paths that the scenario binds, below ``root``, which stands for / of the recorded host."""
    for folder in (
        f"{_HOME}/code/shop/web",
        f"{_HOME}/code/shop/nginx",
        f"{_HOME}/code/catalog/synonyms",
        f"{_HOME}/code/monitoring/dashboards",
        "etc/ssl/certs",
        "srv/backups",
        "proc",
        "var/log",
    ):
        (root / folder).mkdir(parents=True)
    (root / "var/run").mkdir(parents=True)
    (root / "var/run/docker.sock").touch()
    (root / f"{_HOME}/code/shop/nginx/nginx.conf").touch()


def make_volumes(engine: PrivateEngine) -> None:
    """Named, network, plugin-driven and memory-backed volumes, used and unused."""
    for name in ("shop_pgdata", "shop_uploads", "redis-data", "search-index", "grafana-data"):
        project = name.split("_", maxsplit=1)[0] if "_" in name else ""
        labels = ["--label", f"com.docker.compose.project={project}"] if project else []
        engine.docker("volume", "create", *labels, name)
    engine.docker("volume", "create", "old_pgdata")
    engine.docker(
        *("volume", "create", "--opt", "type=nfs", "--opt", "o=addr=nas.local,rw,nfsvers=4.1"),
        *("--opt", "device=:/export/media", "media"),
    )
    engine.docker(
        *("volume", "create", "--opt", "type=cifs", "--opt", "device=//files.example.net/reports"),
        *("--opt", "o=username=svc-reports,password=demo-only-secret,vers=3.0", "reports"),
    )
    engine.docker("volume", "create", "--driver", "blockstore", "--opt", "size=20GiB", "ledger")
    for _ in range(4):
        engine.docker("volume", "create")


def run_containers(engine: PrivateEngine, root: Path) -> None:
    """Runs (or creates) the demo's containers; ``root`` stands for / of the recorded host."""

    def host(path: str) -> str:
        return str(root / path)

    def run(name: str, image: str, *options: str, command: tuple[str, ...] = (), start: bool = True) -> None:
        verb = ["run", "--detach"] if start else ["create"]
        engine.docker(*verb, "--network", "none", "--name", name, *options, image, *command)

    sql = (
        "Server=tcp:shop.database.windows.net,1433;Database=orders;User ID=shop;Password=demo-only-secret;Encrypt=True"
    )
    redis = "rediss://:demo-only-secret@cache.example.net:6380/0"
    web = (
        *("--env", f"ConnectionStrings__Orders={sql}", "--env", f"REDIS_URL={redis}", "--env", "NODE_ENV=production"),
        *("--mount", "type=volume,source=shop_uploads,target=/app/uploads"),
        *("--mount", f"type=bind,source={host(f'{_HOME}/code/shop/web')},target=/app/src"),
    )
    run(
        "web-1",
        "shop/web:1.4",
        *_compose("shop", "web"),
        *web,
        *("--mount", "type=tmpfs,target=/run/session,tmpfs-size=16777216,tmpfs-mode=1777"),
        *("--mount", f"type=bind,source={host('etc/ssl/certs')},target=/certs,readonly"),
        *("--restart", "unless-stopped", "--publish", "127.0.0.1:8080:8080"),
    )
    run("web-2", "shop/web:1.4", *_compose("shop", "web", 2), *web, "--restart", "unless-stopped")
    run(
        "worker-1",
        "shop/worker:1.4",
        *_compose("shop", "worker"),
        *(
            "--env",
            "COSMOS__CONNECTION=AccountEndpoint=https://shop-cat.documents.azure.com:443/;AccountKey=ZGVtbw==;Database=catalog",
        ),
        *("--env", "AMQP_URL=amqps://worker:demo-only-secret@queue.example.net:5671/jobs"),
        *(
            "--env",
            "AWS_ENDPOINT_URL_S3=https://minio.example.net:9000",
            "--env",
            "AWS_SECRET_ACCESS_KEY=demo-only-secret",
        ),
        *("--mount", "type=volume,source=shop_uploads,target=/uploads"),
    )
    run(
        "db-1",
        "postgres:16",
        *_compose("shop", "db"),
        *("--env", "POSTGRES_PASSWORD=demo-only-secret", "--shm-size", "1g", "--volume", "/backup"),
        *("--mount", "type=volume,source=shop_pgdata,target=/var/lib/postgresql/data"),
        *("--restart", "always"),
    )
    run("cache-1", "redis:7", *_compose("shop", "cache"), "--tmpfs", "/data", "--volume", "redis-data:/snapshots")
    run(
        "proxy-1",
        "nginx:1.27",
        *_compose("shop", "proxy"),
        *("--read-only", "--tmpfs", "/var/cache/nginx:size=32m", "--tmpfs", "/run:size=1m,mode=755"),
        *("--volume", f"{host(f'{_HOME}/code/shop/nginx/nginx.conf')}:/etc/nginx/nginx.conf:ro"),
        *("--volume", f"{host('etc/ssl/certs')}:/etc/nginx/certs:ro"),
    )
    run(
        "media-1",
        "shop/worker:1.4",
        *_compose("shop", "media"),
        *("--mount", "type=volume,source=media,target=/media", "--mount", "type=volume,source=reports,target=/reports"),
        start=False,  # there is no file server to mount from while recording
    )
    run(
        "search-1",
        "catalog/search:2.0",
        *_compose("catalog", "search"),
        *("--env", "ELASTICSEARCH_HOSTS=https://elastic:demo-only-secret@es.example.net:9200", "--ipc", "shareable"),
        *("--mount", "type=volume,source=search-index,target=/opt/search/index"),
        *("--mount", f"type=bind,source={host(f'{_HOME}/code/catalog/synonyms')},target=/opt/search/synonyms,readonly"),
        *("--env", "MONGODB_URI=mongodb+srv://cat:demo-only-secret@cluster0.example.net/catalog"),
    )
    run(
        "search-warmup",
        "catalog/search:2.0",
        *_compose("catalog", "warmup"),
        *("--ipc", "container:search-1", "--volumes-from", "search-1:ro"),
    )
    run("ledger-1", "postgres:16", *_compose("catalog", "ledger"), "--volume", "ledger:/var/lib/postgresql/data")
    run(
        "grafana",
        "grafana/grafana:11.2",
        *_compose("monitoring", "grafana"),
        *("--mount", "type=volume,source=grafana-data,target=/var/lib/grafana"),
        *("--volume", f"{host(f'{_HOME}/code/monitoring/dashboards')}:/dashboards:ro"),
        *("--env", "DATABASE_URL=postgres://grafana:demo-only-secret@pg.example.net:5432/grafana?sslmode=require"),
    )
    run(
        "node-exporter",
        "debian:12-slim",
        *_compose("monitoring", "node-exporter"),
        *("--volume", f"{root}:/host:ro,rslave", "--pid", "host"),
        command=("exporter", "--path.rootfs=/host"),
    )
    run(
        "ci-runner",
        "docker:28-dind",
        *("--volume", f"{host('var/run/docker.sock')}:/var/run/docker.sock"),
        *("--mount", f"type=bind,source={host('srv/backups')},target=/backups,bind-propagation=rshared"),
        *("--label", "note=<b>not bold</b> & plain"),
    )
    run(
        "old-import",
        "debian:12-slim",
        *("--volume", f"{host(f'{_HOME}/imports')}:/in:ro"),
        command=("sh", "-c", "truncate -s 1400000000 /tmp/import.db"),
    )
    run(
        "one-shot",
        "debian:12-slim",
        "--rm",
        "--env",
        "KAFKA_BOOTSTRAP_SERVERS=k1.example.net:9092,k2.example.net:9092",
        command=("exporter",),
    )
    run("paused-job", "shop/worker:1.4", "--volume", "/scratch")
    engine.docker("pause", "paused-job")
    _fill(engine)


def _fill(engine: PrivateEngine) -> None:
    """Gives the stores their sizes; on disks the files are sparse, so they take no room while recording."""
    engine.docker("wait", "old-import")
    for container, path, size in (
        ("web-1", "/app/cache.tmp", 12_000),
        ("web-2", "/app/cache.tmp", 12_000),
        ("worker-1", "/var/spool.jobs", 2_100_000_000),
        ("db-1", "/tmp/stats", 63_000),
        ("db-1", "/var/lib/postgresql/data/base", 1_200_000_000),
        ("db-1", "/backup/dump.sql", 96_000_000),
        ("web-1", "/app/uploads/images", 3_400_000_000),
        ("cache-1", "/snapshots/dump.rdb", 12_000_000),
        ("search-1", "/opt/search/index/segments", 640_000_000),
        ("grafana", "/var/lib/grafana/grafana.db", 18_000_000),
        ("ci-runner", "/tmp/work", 4_200_000),
        ("ci-runner", "/var/lib/docker/cache", 310_000_000),
    ):
        engine.docker("exec", container, "truncate", "-s", str(size), path)
    for container, path, size in (
        ("db-1", "/dev/shm/PostgreSQL.2101", 214_000_000),
        ("web-1", "/run/session/sessions.db", 2_100_000),
        ("cache-1", "/data/appendonly.aof", 388_000_000),
        ("proxy-1", "/run/nginx.pid", 2),
    ):
        engine.docker("exec", container, "sh", "-c", f"head -c {size} /dev/zero > {path}")
    _fill_volume(engine, "old_pgdata", 8_800_000_000)
    unused = engine.docker("volume", "ls", "--quiet", "--filter", "dangling=true").split()
    for number, name in enumerate(sorted(name for name in unused if len(name) == 64)):
        _fill_volume(engine, name, 400_000_000 + number * 50_000_000)


def _fill_volume(engine: PrivateEngine, name: str, size: int) -> None:
    engine.docker(
        *("run", "--rm", "--network", "none", "--volume", f"{name}:/v", "debian:12-slim"),
        *("truncate", "-s", str(size), "/v/data"),
    )
