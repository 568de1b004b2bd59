"""What experiments need beyond the engine's API: somebody who may end the engine, or who has a second one."""

from __future__ import annotations

from typing import Protocol


class EngineControl(Protocol):
    """Restarts the engine; only for engines that nobody else uses. Each method returns when the engine answers."""

    def restart(self) -> None:
        """Ends the engine's own process in good order, and starts it again."""

    def reboot(self) -> None:
        """Leaves the engine as a reboot of its host does: nothing runs, memory is empty, the engine is started."""
