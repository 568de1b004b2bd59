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


def main() -> None:
    """Prints the table."""
    engine = PrivateEngine()
    try:
        engine.start()
        engine.import_busybox_image()
        build_big_engine(engine, CONTAINERS)
        runs = _measure(engine.host)
    finally:
        engine.stop()
    trivial = _median(runs["trivial"], "shown")
    rows = [
        ("trivial PySide6 window shown", trivial * 1000, "ms", 1.0, ""),
        _row("Bayplan's window shown", _median(runs["demo"], "shown"), trivial, 2.5),
        _row("demo complete", _median(runs["demo"], "complete"), trivial, 4.0),
        (f"{CONTAINERS} containers complete", _median(runs["large"], "complete") * 1000, "ms", None, ""),
        (f"memory with {CONTAINERS} containers", _median(runs["large"], "memory"), "MB", None, "at most 180 MB"),
        ("longest wait of the GUI thread there", _median(runs["large"], "stall") * 1000, "ms", None, "at most 50 ms"),
    ]
    for title, value, unit, ratio, target in rows:
        times = "" if ratio is None else f"{ratio:5.2f} x"
        print(f"{title:38} {value:8.0f} {unit:3} {times:8} {target}")


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


def _row(title: str, seconds: float, trivial: float, most: float) -> tuple[str, float, str, float | None, str]:
    return title, seconds * 1000, "ms", seconds / trivial, f"at most {most} x"


def _median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


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
    main()
