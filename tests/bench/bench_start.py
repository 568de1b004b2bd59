"""How long the window takes to open, beside a window with nothing in it, and what memory it needs.

Each figure is the median of several processes of their own, run in turns so that a slow moment hits all alike.
Run: python -m tests.bench.bench_start
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.big_engine import build_big_engine
from tests.support.private_engine import PrivateEngine

ROUNDS = 5
CONTAINERS = 500
_TRIVIAL = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, application.quit)
        return False

application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Hello"))
watch = Watch()
window.installEventFilter(watch)
window.show()
application.exec()
import json
print(json.dumps({"shown": time.time()}))
"""


def main() -> int:
    """Prints the table; 1 when a bound was missed."""
    engine = PrivateEngine()
    try:
        engine.start()
        engine.import_busybox_image()
        build_big_engine(engine, CONTAINERS)
        runs = _measure(engine.host)
    finally:
        engine.stop()
    figures = [
        Figure("window shown", _times(runs["demo"], "shown"), _times(runs["trivial"], "shown"), 2.5),
        Figure("demo complete", _times(runs["demo"], "complete"), _times(runs["trivial"], "shown"), 4.0),
        Figure(f"memory with {CONTAINERS} containers, MB", [run["memory"] for run in runs["large"]], None, 180),
        Figure("longest wait of the GUI thread, demo, ms", _times(runs["demo"], "stall"), None, 50),
        Figure(f"… while {CONTAINERS} containers load, ms", _times(runs["large"], "stall"), None, 50),
    ]
    print(f"trivial PySide6 window shown: {statistics.median(_times(runs['trivial'], 'shown')):.0f} ms; times of it:")
    print(f"{'':44}{'median':>9}{'best':>9}{'at most':>9}")
    for figure in figures:
        print(f"{figure.title:44}{figure.median:9.2f}{figure.best:9.2f}{figure.bound:9.1f}")
    complete = statistics.median(_times(runs["large"], "complete"))
    print(f"{CONTAINERS} containers complete, details and sizes of layers included: {complete:.0f} ms")
    return int(any(figure.median > figure.bound for figure in figures))


@dataclass(frozen=True)
class Figure:
    """What was measured: its values, those it is compared with (None: with nothing), and the bound for it."""

    title: str
    values: list[float]
    base: list[float] | None
    bound: float

    @property
    def median(self) -> float:
        """The median, as a multiple of the base's where there is one."""
        return statistics.median(self.values) / (statistics.median(self.base) if self.base else 1.0)

    @property
    def best(self) -> float:
        """The least, which a busy machine disturbs less."""
        return min(self.values) / (min(self.base) if self.base else 1.0)


def _measure(host: str) -> dict[str, list[dict[str, float]]]:
    """The figures of every process, by what it showed."""
    commands = {
        "trivial": [sys.executable, "-c", _TRIVIAL],
        "demo": [sys.executable, "-m", "tests.bench.start_probe", "demo"],
        "large": [sys.executable, "-m", "tests.bench.start_probe", host],
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        # The first turn compiles and is not counted.
        for turn in range(ROUNDS + 1):
            for name, command in commands.items():
                runs[name].append(_run(command, str(Path(folder) / f"{name}-{turn}.ini")))
    return {name: figures[1:] for name, figures in runs.items()}


def _times(runs: list[dict[str, float]], key: str) -> list[float]:
    """The values of a time, in milliseconds."""
    return [run[key] * 1000 for run in runs]


def _run(command: list[str], settings: str) -> dict[str, float]:
    """One process; its points in time as seconds since it was started."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BAYPLAN_SETTINGS": settings}
    # As for an installed program, modules are compiled before the start that counts.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(Path(settings).parent / "compiled")
    began = time.time()
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {key: value - began if key in {"shown", "complete"} else value for key, value in figures.items()}


if __name__ == "__main__":
    sys.exit(main())
