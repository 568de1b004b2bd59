"""One start of the window, in a process of its own: prints when it was shown and complete, and what it cost."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from bayplan.app import Bayplan, WindowOptions, make_application
from bayplan.domain.inventory import Stage
from bayplan.jobs.stall_watchdog import StallWatchdog


class Watch(QObject):
    """Notes when the window was painted first."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.shown:
            QTimer.singleShot(0, self, self._note)
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        self.shown = self.shown or time.time()


def main() -> None:
    """Opens the window with the demo or with the engine at an address, and waits until it is complete."""
    application = make_application()
    watch = Watch()
    what = sys.argv[1]
    running = Bayplan(application, WindowOptions(demo=True) if what == "demo" else WindowOptions(host=what))
    watchdog = StallWatchdog(running)
    running.start()
    # The filter that was installed last is asked first: the window counts as shown before it is filled.
    running.window.installEventFilter(watch)
    look = QTimer()
    look.setInterval(2)
    look.timeout.connect(lambda: application.quit() if _complete(running) else None)
    look.start()
    QTimer.singleShot(0, watchdog.start)
    application.exec()
    complete = time.time()
    watchdog.stop()
    figures = {"shown": watch.shown, "complete": complete, "memory": _memory_mb(), "stall": watchdog.longest}
    running.stop()
    print(json.dumps(figures))


def _complete(running: Bayplan) -> bool:
    if running.wiring is None:
        return False
    parts = running.wiring.parts
    inventory = parts.engine.inventory
    return (
        inventory is not None
        and inventory.stage is Stage.COMPLETE
        and parts.layout.latest is not None
        and running.wiring.settled
    )


def _memory_mb() -> float:
    """What the process holds in memory now (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1000


if __name__ == "__main__":
    main()
