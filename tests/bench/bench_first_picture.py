"""From an engine to a painted picture, beside the docker CLI: python -m tests.bench.bench_first_picture.

What is timed is what the window does: the watcher's own lists, their translation, the stores derived from them, the
layout and the paint; then the same up to the last detail.
"""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import docker
from PySide6.QtWidgets import QApplication

from bayplan.domain.activity import Activity
from bayplan.domain.inventory import Inventory, Stage
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.state import ConnectionState
from bayplan.engine.watcher import EngineWatcher
from bayplan.layout.diagram import lay_out
from bayplan.layout.theme import load_theme
from bayplan.layout.view_options import ViewOptions
from bayplan.views.diagram.view import DiagramView
from bayplan.views.fonts import set_application_font
from tests.bench.big_engine import build_big_engine
from tests.support.counted_client import counted_client
from tests.support.private_engine import PrivateEngine

_ROUNDS = 7
_PATIENCE = 60.0


class Arrivals:
    """Notes when the first and the complete inventory came."""

    def __init__(self) -> None:
        self.first: Inventory | None = None
        self.listed_at = self.complete_at = 0.0
        self.listed, self.complete = threading.Event(), threading.Event()

    def inventory_changed(self, inventory: Inventory) -> None:
        """The watcher has news."""
        if self.first is None:
            self.first, self.listed_at = inventory, time.perf_counter()
            self.listed.set()
        if inventory.stage is Stage.COMPLETE and not self.complete.is_set():
            self.complete_at = time.perf_counter()
            self.complete.set()

    def state_changed(self, _state: ConnectionState) -> None:
        """Of no interest here."""

    def activity(self, _activity: Activity) -> None:
        """Of no interest here."""


def first_picture(host: str, view: DiagramView) -> float:
    """Seconds from nothing to the painted picture."""
    began = time.perf_counter()
    arrivals = Arrivals()
    watcher = EngineWatcher(lambda: connect(resolve(host, environ={})), arrivals, measure_at_start=False)
    watcher.start()
    assert arrivals.listed.wait(_PATIENCE)
    assert arrivals.first is not None
    view.set_diagram(lay_out(arrivals.first, ViewOptions()), keep_view=False)
    view.repaint()
    took = time.perf_counter() - began
    watcher.stop(_PATIENCE)
    return took


def complete_inventory(host: str) -> float:
    """Seconds from nothing to the inventory with every detail."""
    began = time.perf_counter()
    arrivals = Arrivals()
    watcher = EngineWatcher(lambda: connect(resolve(host, environ={})), arrivals, measure_at_start=False)
    watcher.start()
    assert arrivals.complete.wait(_PATIENCE)
    watcher.stop(_PATIENCE)
    return arrivals.complete_at - began


class CallsBeforeTheFirst(Arrivals):
    """Also notes which reads had been asked for when the first inventory came."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.before_first: list[str] = []

    def inventory_changed(self, inventory: Inventory) -> None:
        """The watcher has news."""
        if self.first is None:
            self.before_first = list(self.calls)
        super().inventory_changed(inventory)


def reads_before_the_first_picture(host: str) -> list[str]:
    """The reads that the first picture takes."""
    arrivals = CallsBeforeTheFirst()
    watcher = EngineWatcher(lambda: counted_client(host, arrivals.calls), arrivals, measure_at_start=False)
    watcher.start()
    assert arrivals.listed.wait(_PATIENCE)
    watcher.stop(_PATIENCE)
    return arrivals.before_first


def main() -> int:
    """Prints the table; 1 when a ratio is beyond its limit."""
    application = QApplication(sys.argv[:1])
    set_application_font(application)
    view = DiagramView()
    view.set_theme(load_theme("dark"))
    view.resize(1600, 1000)
    view.show()
    engine = PrivateEngine()
    try:
        engine.start()
        engine.import_busybox_image()
        build_big_engine(engine)
        ids = engine.docker("ps", "--all", "--quiet", "--no-trunc").split()
        plain = docker.DockerClient(base_url=engine.host)
        ways: dict[str, Callable[[], object]] = {
            "first picture": lambda: first_picture(engine.host, view),
            "docker ps -a": lambda: engine.docker("ps", "-a"),
            "complete inventory": lambda: complete_inventory(engine.host),
            "docker ps -a, docker inspect": lambda: (engine.docker("ps", "-a"), engine.docker("inspect", *ids)),
            "docker-py's three lists": lambda: (
                plain.containers.list(all=True),
                plain.images.list(),
                plain.volumes.list(),
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_ROUNDS + 1):
            for name, way in ways.items():
                began = time.perf_counter()
                took = way()
                times[name].append(took if isinstance(took, float) else time.perf_counter() - began)
        plain.close()
        reads = reads_before_the_first_picture(engine.host)
    finally:
        engine.stop()
    # The first round fills caches and opens connections.
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    print(f"500 containers with 4 mounts each, 20 images; medians of {_ROUNDS} (ms)")
    for name, median in medians.items():
        print(f"  {name:40} {median * 1000:8.1f}   best {min(times[name][1:]) * 1000:8.1f}")
    print(f"  reads before the first picture: {', '.join(reads)}")
    missed = any("inspect" in read for read in reads)
    for ours, theirs, limit in (
        ("first picture", "docker ps -a", 1.5),
        ("complete inventory", "docker ps -a, docker inspect", 0.5),
        ("complete inventory", "docker-py's three lists", 0.2),
    ):
        ratio = medians[ours] / medians[theirs]
        missed |= ratio > limit
        verdict = "met" if ratio <= limit else "MISSED"
        print(f"  {f'{ours} / {theirs}':56} {ratio:6.2f}   limit {limit:.2f}   {verdict}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
