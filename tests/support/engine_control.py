"""Restarts a private engine for the experiment lab."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.private_engine import PrivateEngine


@dataclass(frozen=True, slots=True)
class PrivateEngineControl:
    """The :class:`bayplan.engine.lab.control.EngineControl` of a private engine."""

    engine: PrivateEngine

    def restart(self) -> None:
        """As ``systemctl restart docker``."""
        self.engine.restart_in_order()

    def reboot(self) -> None:
        """As nearly as a reboot can be played: no process goes on, memory is empty, then the engine starts."""
        self.engine.reboot()
