"""Fills a private engine with many containers and images, for measuring."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine

_MAKERS = 4
_IN_A_PROJECT = 10


def build_big_engine(engine: PrivateEngine, containers: int = 500, images: int = 20) -> None:
    """Makes ``images`` images of four layers and ``containers`` created containers with four mounts each.

    The mounts: a named volume that two share, an anonymous volume, a read-only bind, and a tmpfs. The containers are
    in Compose projects of ten. ``engine`` has busybox:latest already.
    """
    with ThreadPoolExecutor(_MAKERS) as pool:
        list(pool.map(lambda number: _image(engine, number), range(images)))
    # Creating may take the engine seconds while it is this busy.
    client = connect(resolve(engine.host, environ={}), timeout=120, action_timeout=120)
    shared = engine.folder / "shared"
    shared.mkdir(exist_ok=True)
    try:
        with ThreadPoolExecutor(_MAKERS) as pool:
            list(pool.map(lambda number: _container(client, number, images, str(shared)), range(containers)))
    finally:
        client.close()


def _image(engine: PrivateEngine, number: int) -> None:
    lines = [
        "FROM busybox:latest",
        "COPY a /app/a",
        "COPY b /app/b",
        f"ENV SERVICE={number}",
        "COPY c /app/c",
        "VOLUME /var/cache/app",
    ]
    files = {name: f"{name} of {number}".encode() for name in "abc"}
    engine.build_image(f"registry.example.net/team/service-{number}:1.{number}", "\n".join(lines), files)


def _container(client: EngineClient, number: int, images: int, shared: str) -> None:
    project = f"project-{number // _IN_A_PROJECT}"
    service = f"service-{number % _IN_A_PROJECT}"
    image = number % images
    volume = f"{project}_data-{number % _IN_A_PROJECT // 2}"
    body: Json = {
        "Image": f"registry.example.net/team/service-{image}:1.{image}",
        "Cmd": ["sleep", "3600"],
        "Env": [f"SERVICE={service}", "LOG_LEVEL=info", "REDIS_URL=redis://:secret@cache.example.net:6379/0"],
        "Labels": {
            "com.docker.compose.project": project,
            "com.docker.compose.service": service,
            "com.docker.compose.container-number": "1",
        },
        "HostConfig": {
            "NetworkMode": "none",
            "Binds": [f"{volume}:/data", f"{shared}:/etc/shared:ro"],
            "Mounts": [{"Type": "tmpfs", "Target": "/run/app", "TmpfsOptions": {"SizeBytes": 16 << 20}}],
        },
    }
    client.create_container(f"{project}-{service}-1", body)
