"""What experiments need beyond the engine's API: somebody who may end the engine, or who has a second one."""

from __future__ import annotations

from typing import Protocol

from bayplan.engine.client import EngineClient, Json


class EngineControl(Protocol):
    """Restarts the engine; only for engines that nobody else uses. Each method returns when the engine answers."""

    @property
    def memory(self) -> str:
        """A folder of the host that lies on a tmpfs, for one bind mount; "" where there is none."""

    def restart(self) -> None:
        """Ends the engine's own process in good order, and starts it again."""

    def reboot(self) -> None:
        """Leaves the engine as a reboot of its host does: nothing runs, memory is empty, the engine is started."""


class NodeControl(Protocol):
    """A swarm of two nodes that nobody else uses; the client of the experiments speaks to the first, a manager."""

    @property
    def other(self) -> EngineClient:
        """The node to which the service moves."""

    def bring_image(self, image: str) -> None:
        """Gives the other node an image of the first, as a registry would."""

    def serve(self, name: str, body: Json) -> None:
        """Runs a service with one task like the body of POST /containers/create, on the first node."""

    def drain(self, name: str) -> None:
        """Drains the first node; returns when the other runs the task and the first has removed it."""

    def end(self, name: str) -> None:
        """Removes the service, if it is there; returns when no node has a task of it."""
