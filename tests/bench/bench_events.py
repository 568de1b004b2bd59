"""How soon an engine's event is on the GUI thread, at what cost, and what watching costs when nothing happens.

python -m tests.bench.bench_events
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from bayplan.domain.inventory import Inventory, InventoryDiff, Stage
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.state import Phase
from bayplan.jobs.live_inventory import LiveInventory
from bayplan.jobs.stall_watchdog import StallWatchdog
from tests.bench.big_engine import build_big_engine
from tests.support.counted_client import counted_client
from tests.support.private_engine import PrivateEngine

_CONTAINERS = 500
_EVENTS = 40
_IDLE_SECONDS = 20.0
_MOST_MS = 100.0
_MOST_CALLS = 3
_MOST_IDLE = 0.01
_MOST_STALL_MS = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured: milliseconds, calls for one event, and a fraction of one core.

    ``latencies`` run from the engine's own time stamp to inventory_changed on the GUI thread; ``stall`` is the longest
    time for which the GUI thread did not answer while everything was loaded.
    """

    first_picture: float
    complete: float
    stall: float
    latencies: list[float]
    calls: list[int]
    idle: float


class Watching:
    """A LiveInventory on a private engine, with a Qt event loop to wait in."""

    def __init__(self, engine: PrivateEngine) -> None:
        self.calls: list[str] = []
        self.live = LiveInventory()
        self._engine = engine

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Lets Qt work until something was signalled that makes ``condition`` true."""
        if condition():
            return
        loop = QEventLoop()

        def look() -> None:
            if condition():
                loop.quit()

        self.live.inventory_changed.connect(look)
        self.live.state_changed.connect(look)
        self.live.activity.connect(look)
        loop.exec()
        for signal in (self.live.inventory_changed, self.live.state_changed, self.live.activity):
            signal.disconnect(look)

    def load(self) -> tuple[float, float, float]:
        """Milliseconds to the first picture, to the complete one, and of the longest stall meanwhile."""
        watchdog = StallWatchdog()
        watchdog.start()
        begun = time.perf_counter()
        self.live.watch(lambda: counted_client(self._engine.host, self.calls), self._engine.host)
        self.wait_for(lambda: self.live.inventory is not None)
        first = time.perf_counter() - begun
        self.wait_for(lambda: self.live.inventory is not None and self.live.inventory.stage is Stage.COMPLETE)
        complete = time.perf_counter() - begun
        watchdog.stop()
        self.wait_for(lambda: self._settled)
        return first * 1000, complete * 1000, watchdog.longest * 1000

    def latency(self, client: EngineClient, number: int) -> tuple[float, int]:
        """Milliseconds from the time stamp of one container's creation to its arrival, and the calls that it took."""
        arrived: list[float] = []
        name = f"late-{number}"

        def note(inventory: Inventory, diff: InventoryDiff) -> None:
            if any(inventory.containers[key].name == name for key in diff.containers.added):
                arrived.append(time.time())

        self.calls.clear()
        stamps: list[float] = []
        self.live.activity.connect(
            lambda line: stamps.append(line.at.timestamp()) if line.sentence == f"{name} created" else None
        )
        self.live.inventory_changed.connect(note)
        client.create_container(
            name, {"Image": "busybox:latest", "Cmd": ["true"], "HostConfig": {"NetworkMode": "none"}}
        )
        self.wait_for(lambda: bool(arrived and stamps))
        self.live.inventory_changed.disconnect(note)
        self.live.activity.disconnect()
        return (arrived[0] - stamps[0]) * 1000, len(self.calls)

    def idle(self, seconds: float) -> float:
        """The part of one core that this process takes while nothing happens."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        spent, begun = time.process_time(), time.perf_counter()
        loop.exec()
        return (time.process_time() - spent) / (time.perf_counter() - begun)

    @property
    def _settled(self) -> bool:
        state = self.live.state
        return state is not None and state.phase is Phase.LIVE and not state.loading


def measure(engine: PrivateEngine) -> Report:
    """Measures on an engine that is filled already."""
    watching = Watching(engine)
    client = connect(resolve(engine.host, environ={}))
    try:
        first, complete, stall = watching.load()
        events = [watching.latency(client, number) for number in range(_EVENTS)]
        idle = watching.idle(_IDLE_SECONDS)
    finally:
        watching.live.stop(wait=5.0)
        client.close()
    return Report(
        first_picture=first,
        complete=complete,
        stall=stall,
        latencies=[latency for latency, _ in events],
        calls=[calls for _, calls in events],
        idle=idle,
    )


def main() -> int:
    """Prints the table; 1 when a figure is beyond its limit."""
    app = QCoreApplication(sys.argv[:1])
    engine = PrivateEngine()
    try:
        engine.start()
        engine.import_busybox_image()
        build_big_engine(engine, _CONTAINERS)
        report = measure(engine)
    finally:
        engine.stop()
        app.shutdown()
    worst = max(report.latencies)
    figures = [
        ("longest stall of the GUI thread while loading (ms)", report.stall, _MOST_STALL_MS),
        ("event to GUI thread, median (ms)", statistics.median(report.latencies), _MOST_MS),
        (f"event to GUI thread, worst of {_EVENTS} (ms)", worst, _MOST_MS),
        ("calls for one event, most", float(max(report.calls)), float(_MOST_CALLS)),
        (f"idle over {_IDLE_SECONDS:.0f} s (fraction of a core)", report.idle, _MOST_IDLE),
    ]
    lines = [
        f"Watching {_CONTAINERS} containers with 4 mounts each and 20 images",
        f"  {'first picture on the GUI thread (ms)':52} {report.first_picture:8.1f}",
        f"  {'complete on the GUI thread (ms)':52} {report.complete:8.1f}",
    ]
    for name, value, limit in figures:
        lines.append(f"  {name:52} {value:8.4g}   limit {limit:g}   {'met' if value <= limit else 'MISSED'}")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(value > limit for _, value, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
