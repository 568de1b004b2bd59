"""The work behind safe removals, ready for a JobRunner."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bayplan.domain.protection import Protection
from bayplan.domain.safe_removal import RemovalReport, SafeRemoval
from bayplan.engine import safe_removal
from bayplan.engine.client import EngineClient
from bayplan.jobs.control import JobControl

OpenClient = Callable[[], EngineClient]


class RemovalWork:
    """Removes exactly what a plan lists, over a connection of its own.

    It is stopped by :meth:`stop` rather than by cancelling its job, for a cancelled job tells nothing of what it did.
    """

    def __init__(self, open_client: OpenClient, plan: SafeRemoval, protection: Callable[[], Protection]) -> None:
        """``protection`` is called on a worker thread, before each thing goes."""
        self._open_client = open_client
        self._plan = plan
        self._protection = protection
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Nothing more goes after what is being removed just now; from any thread."""
        self._stopped.set()

    def __call__(self, control: JobControl) -> RemovalReport:
        """Does it; what came of each thing."""
        client = self._open_client()
        try:
            return safe_removal.remove(
                client,
                self._plan,
                control.progress,
                protection=self._protection,
                stop=lambda: self._stopped.is_set() or control.cancelled,
            )
        finally:
            client.close()
