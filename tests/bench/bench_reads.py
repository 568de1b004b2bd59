"""How long it takes to read a big engine, beside the docker CLI and docker-py: python -m tests.bench.bench_reads."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import docker
from docker import DockerClient as PlainDockerClient

from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.bench.big_engine import build_big_engine
from tests.support.private_engine import PrivateEngine

_ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read, with the median and the best of its times in milliseconds."""

    name: str
    median: float
    best: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of ``ours`` over that of ``theirs``, which must not be greater than ``limit``."""

    name: str
    ours: Way
    theirs: Way
    limit: float

    @property
    def value(self) -> float:
        """Of the medians."""
        return self.ours.median / self.theirs.median

    @property
    def of_the_best(self) -> float:
        """Of the best times, which a busy machine disturbs less."""
        return self.ours.best / self.theirs.best


def read_lists(client: EngineClient) -> None:
    """What the first picture needs, in two threads as the synchronizer reads it."""
    with ThreadPoolExecutor(1) as other:
        rest = other.submit(lambda: (client.images(), client.volumes()))
        client.containers()
        rest.result()


def read_everything(client: EngineClient) -> None:
    """A complete inventory: every inspect, images with their history, volumes; in two threads as well."""
    with ThreadPoolExecutor(1) as other:
        rest = other.submit(lambda: _read_images_and_volumes(client))
        list(client.inspect_containers([item["Id"] for item in client.containers()]))  # they come one by one
        rest.result()


def _read_images_and_volumes(client: EngineClient) -> None:
    client.inspect_images([item["Id"] for item in client.images()])
    client.volumes()


def read_with_docker_py(client: PlainDockerClient) -> None:
    """The same as docker-py's own documentation would have it."""
    client.containers.list(all=True)
    client.images.list()
    client.volumes.list()


def measure(engine: PrivateEngine, rounds: int = _ROUNDS) -> tuple[list[Way], list[Ratio]]:
    """Times every way in turns, so that a slow moment of the machine meets all of them alike."""
    client = connect(resolve(engine.host, environ={}))
    plain = docker.DockerClient(base_url=engine.host, version=client.api_version)
    ids = [item["Id"] for item in client.containers()]
    images = [item["Id"] for item in client.images()]
    ways: dict[str, Callable[[], object]] = {
        "containers": client.containers,
        "images": client.images,
        "volumes": client.volumes,
        "inspect of all containers": lambda: list(client.inspect_containers(ids)),
        "inspect and history of all images": lambda: client.inspect_images(images),
        "lists": lambda: read_lists(client),
        "connect and lists": lambda: _connect_and_read(engine),
        "everything": lambda: read_everything(client),
        "docker ps -a": lambda: engine.docker("ps", "-a"),
        "docker inspect": lambda: engine.docker("inspect", *ids),
        "docker ps -a, docker inspect": lambda: (engine.docker("ps", "-a"), engine.docker("inspect", *ids)),
        "docker-py": lambda: read_with_docker_py(plain),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            times[name].append((time.perf_counter() - begun) * 1000)
    plain.close()
    client.close()
    # The first round fills caches and opens connections.
    measured = {name: Way(name, statistics.median(each[1:]), min(each[1:])) for name, each in times.items()}
    ratios = [
        Ratio("lists / docker ps -a", measured["lists"], measured["docker ps -a"], 1.5),
        Ratio(
            "everything / docker ps -a, inspect", measured["everything"], measured["docker ps -a, docker inspect"], 0.5
        ),
        Ratio("everything / docker-py's lists", measured["everything"], measured["docker-py"], 0.2),
    ]
    return list(measured.values()), ratios


def main() -> int:
    """Prints the table; 1 when a ratio is beyond its limit."""
    engine = PrivateEngine()
    try:
        engine.start()
        engine.import_busybox_image()
        build_big_engine(engine)
        ways, ratios = measure(engine)
    finally:
        engine.stop()
    lines = [f"Reading 500 containers with 4 mounts each and 20 images, medians of {_ROUNDS} (ms)"]
    lines += [f"  {way.name:36} {way.median:8.1f}   best {way.best:8.1f}" for way in ways]
    lines += [""]
    for ratio in ratios:
        met = "met" if ratio.value <= ratio.limit else "MISSED"
        lines.append(
            f"  {ratio.name:36} {ratio.value:8.2f}   best {ratio.of_the_best:8.2f}   limit {ratio.limit:.2f}   {met}"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(ratio.value > ratio.limit for ratio in ratios))


def _connect_and_read(engine: PrivateEngine) -> None:
    client = connect(resolve(engine.host, environ={}))
    read_lists(client)
    client.close()


if __name__ == "__main__":
    sys.exit(main())
