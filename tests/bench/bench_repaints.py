"""100,000 repaints of every view, with what they do to memory and to None: python -m tests.bench.bench_repaints.

PySide6 6.12.0 loses a reference to None at repaints and crashes in the end; a leak would show as growth.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from bayplan.app import WindowOptions
from bayplan.domain import ids
from tests.support.windows import close, open_window, parts_of, wait_until_complete

_REPAINTS = 100_000
_WARM = 3_000
#: Growth in bytes and lost references to None that caches and the allocator may cause.
_GROWTH = 16 << 20
_LOST = _REPAINTS // 20


def main() -> int:
    """Prints the table; 1 when a view grows or loses references."""
    print(f"{_REPAINTS:,} repaints of each view, with Qt {_qt_version()}")
    bad = False
    with tempfile.TemporaryDirectory() as settings:
        running = open_window(WindowOptions(demo=True), Path(settings), size=QSize(1280, 800))
        wait_until_complete(running)
        parts = parts_of(running)
        inventory = parts.engine.inventory
        assert inventory is not None
        parts.selection.select(ids.container_thing(next(iter(inventory.containers))))
        measured: set[QAbstractItemView] = set()
        for index in range(4):
            parts.lists.show_list(index)
            QApplication.processEvents()
            # The lists, and the first time also the inspector and the tables below.
            for view in running.window.findChildren(QAbstractItemView):
                if view.isVisible() and view not in measured:
                    measured.add(view)
                    bad |= _measure(view.accessibleName() or view.objectName(), _repainter(view))
        bad |= _measure("Diagram", _repainter(parts.diagram))
        close(running)
    return int(bad)


def _repainter(view: QWidget) -> Callable[[int], None]:
    """Repaints a small, moving part of the view, so that 100,000 of them end within minutes."""
    target = view.viewport() if isinstance(view, QAbstractScrollArea) else view

    def repaint(number: int) -> None:
        target.repaint(number % 150, number % 100, 60, 24)

    return repaint


def _measure(name: str, repaint: Callable[[int], None]) -> bool:
    for number in range(_WARM):
        repaint(number)
    nones, memory, began = _references_to_none(), _resident(), time.perf_counter()
    for number in range(_REPAINTS):
        repaint(number)
    lost, grown, took = nones - _references_to_none(), _resident() - memory, time.perf_counter() - began
    bad = lost > _LOST or grown > _GROWTH
    verdict = "BAD" if bad else "good"
    print(f"  {name:24} {took:6.1f} s   memory {grown / 1e6:+7.2f} MB   None lost {lost:+6}   {verdict}", flush=True)
    return bad


def _references_to_none() -> int:
    gc.collect()
    return sys.getrefcount(None)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _qt_version() -> str:
    from PySide6 import __version__  # noqa: PLC0415 - only for the heading

    return str(__version__)


if __name__ == "__main__":
    sys.exit(main())
