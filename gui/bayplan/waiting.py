"""Runs the event loop until the window shows what it should; for the self-test, the tests and the pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

from bayplan.app import Bayplan
from bayplan.domain.inventory import Stage

_PATIENCE_MS = 30_000
_LOOK_EVERY_MS = 5


def wait_for(condition: Callable[[], bool], patience_ms: int = _PATIENCE_MS) -> None:
    """Runs the event loop until ``condition()``; raises TimeoutError when it does not come true."""
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(_LOOK_EVERY_MS)
    deadline = QDeadlineTimer(patience_ms)
    look.timeout.connect(lambda: loop.quit() if condition() or deadline.hasExpired() else None)
    look.start()
    if not condition():
        loop.exec()
    if not condition():
        raise TimeoutError("the window does not show what it should")


def is_complete(running: Bayplan) -> bool:
    """Every detail has been read and drawn, and nothing moves any more."""
    wiring = running.wiring
    if wiring is None:
        return False
    inventory, diagram = wiring.parts.engine.inventory, wiring.parts.diagram
    return (
        inventory is not None
        and inventory.stage is Stage.COMPLETE
        and wiring.parts.layout.latest is not None
        and wiring.settled
        and not diagram.moving
        and not diagram.fade.running
    )
