"""Restarts a private engine for the experiment lab."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.support.private_engine import PrivateEngine


class PrivateEngineControl:
    """The :class:`bayplan.engine.lab.control.EngineControl` of a private engine; close it when done.

    Attributes:
        memory: a tmpfs of the host's, which a reboot empties; "" where the engine would not see that.
    """

    def __init__(self, engine: PrivateEngine, *, memory: bool = True) -> None:
        """``memory`` False for an engine of another system: it does not see what is mounted on this one meanwhile."""
        self._engine = engine
        self.memory = tempfile.mkdtemp(prefix="bp-memory-", dir="/tmp") if memory else ""
        self._mount()

    def restart(self) -> None:
        """As ``systemctl restart docker``."""
        self._engine.restart_in_order()

    def reboot(self) -> None:
        """As nearly as a reboot can be played: no process goes on, memory is empty, then the engine starts."""
        self._engine.reboot(before_start=self._empty)

    def close(self) -> None:
        """Takes the memory away."""
        self._unmount()
        if self.memory:
            Path(self.memory).rmdir()

    def _empty(self) -> None:
        self._unmount()
        self._mount()

    def _mount(self) -> None:
        if self.memory:
            subprocess.run(["mount", "-t", "tmpfs", "none", self.memory], check=True)

    def _unmount(self) -> None:
        if self.memory:
            subprocess.run(["umount", "--lazy", self.memory], check=True)
