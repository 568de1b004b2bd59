"""Measures sizes on the side: slow for the engine, so nothing ever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bayplan.domain.inventory import Inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.memory_use import measure_memory
from bayplan.engine.translate import VolumeUsage, container_from_list, usage_from
from bayplan.engine.worker_threads import WorkerThreads
from bayplan.errors import BayplanError, unforeseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The outcome of one measurement.

    Attributes:
        as_of: when it was finished. writable: bytes in each container's writable layer, by container id.
        volumes: by volume name; volumes that the engine leaves out (other drivers, driver options) are not in it.
        memory: bytes in use in tmpfs mounts and /dev/shm, by store id; None where nobody can tell.
        whole: everything was measured, not only some containers.
    """

    as_of: datetime
    writable: Mapping[str, int | None]
    volumes: Mapping[str, VolumeUsage]
    memory: Mapping[str, int | None] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one measurement; ``number`` says of which."""

    number: int
    outcome: Sizes | BayplanError


class Measuring:
    """Runs one measurement at a time. ``tell`` gets each outcome, on a worker thread; hand it back to ``accept``.

    Everything but ``tell`` belongs to one thread. ``going_on`` says whether an outcome is awaited.
    """

    def __init__(
        self,
        client: EngineClient,
        threads: WorkerThreads,
        clock: Callable[[], datetime],
        tell: Callable[[Measured], None],
    ) -> None:
        self._client = client
        self._threads = threads
        self._clock = clock
        self._tell = tell
        self._number = 0
        self.going_on = False

    def start(self, inventory: Inventory | None, some: frozenset[str] | None = None) -> None:
        """Begins to measure, unless that is going on; memory as far as the inventory tells where there is any.

        ``some``: only the writable layers and the memory of these containers. They are Bayplan's own, so that a program
        may be run in them where the kernel of this machine cannot tell.
        """
        if not self.going_on:
            self.going_on = True
            self._number += 1
            number = self._number
            self._threads.submit(lambda: self._tell(Measured(number, self._measure(number, inventory, some))))

    def cancel(self) -> None:
        """Forgets about the measurement; the engine may go on with its present step, the next is not asked for."""
        self.going_on = False
        self._number += 1

    def accept(self, measured: Measured) -> Sizes | BayplanError | None:
        """The outcome if it is the awaited one, None for that of a cancelled measurement."""
        if measured.number != self._number:
            return None
        self.going_on = False
        return measured.outcome

    def _measure(self, number: int, inventory: Inventory | None, some: frozenset[str] | None) -> Sizes | BayplanError:
        def wanted() -> bool:
            return number == self._number

        try:
            measured = map(container_from_list, self._client.containers(some, size=True))
            writable = {container.id: container.size_rw for container in measured}
            volumes = usage_from(self._client.disk_usage()) if some is None and wanted() else {}
            memory: Mapping[str, int | None] = {}
            if inventory is not None:
                memory = measure_memory(self._client, inventory, some, consent=some is not None, wanted=wanted)
        except Exception as error:  # noqa: BLE001 - handed over as the outcome, not swallowed
            return unforeseen(error)
        return Sizes(as_of=self._clock(), writable=writable, volumes=volumes, memory=memory, whole=some is None)
