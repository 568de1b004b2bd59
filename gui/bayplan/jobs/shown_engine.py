"""Which engine the window shows, and how it came to that: found, chosen, the demo, or a snapshot from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bayplan.domain.inventory import Inventory, InventoryDiff, diff
from bayplan.domain.protection import UNPROTECTED, Protection, with_protection
from bayplan.engine.client import EngineClient
from bayplan.engine.endpoints import Endpoint, list_endpoints, normal_url, resolve
from bayplan.engine.protection_file import ProtectionFile
from bayplan.engine.snapshot_file import read_snapshot
from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.live_inventory import LiveInventory
from bayplan.jobs.runner import JobRunner

#: Seconds that a socket has to answer when the list of engines is made.
_PROBE_TIMEOUT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is shown.

    Attributes:
        kind: "engine", "demo" or "snapshot". name: for people. host: its URL, or the file's path.
        endpoint: how to reach it, for an engine. open_client: connects to it anew (on a worker); None for a snapshot.
    """

    kind: str
    name: str
    host: str
    endpoint: Endpoint | None = None
    open_client: Callable[[], EngineClient] | None = None


class ShownEngine(QObject):
    """Chooses and changes what is shown; everything public belongs to the GUI thread and returns at once.

    Attributes:
        source: what is shown now, None before the first. fallback: why the demo is shown instead of an engine.

    Signals:
        source_changed(Source): another engine is shown from now on; nothing of the one before is signalled any more.
        inventory_changed(Inventory, InventoryDiff), state_changed(ConnectionState), activity(Activity).
        endpoints_changed(list[Endpoint]): what could be shown, those that fail with their ``problem``.
        failed(BayplanError): what was asked for could not even be tried (a broken context, a bad snapshot).
    """

    source_changed = Signal(object)
    inventory_changed = Signal(object, object)
    state_changed = Signal(object)
    activity = Signal(object)
    endpoints_changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, live: LiveInventory, runner: JobRunner, protections: ProtectionFile, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._protections = protections
        self._protection = UNPROTECTED
        self.source: Source | None = None
        self.fallback: BayplanError | None = None
        self.inventory: Inventory | None = None
        self._live = live
        self._runner = runner
        self._asked: tuple[str | None, str | None] = (None, None)
        self._may_fall_back = False
        self._problems: dict[str, str] = {}
        live.inventory_changed.connect(self._take_inventory)
        live.state_changed.connect(self._take_state)
        live.activity.connect(self.activity)

    @property
    def can_act(self) -> bool:
        """Whether what is shown can be asked to create and remove: it is no snapshot."""
        return self.source is not None and self.source.open_client is not None

    def protect(self, things: Iterable[str], *, protected: bool) -> None:
        """Protects the things with these ids from being removed in Bayplan, or no longer; remembered for ever."""
        if self.inventory is None or not self.can_act:
            return
        try:
            # Read again, because another window may have protected something since.
            now = self._protections.read(self.inventory.engine.id)
            now = now.with_things(things, self.inventory, protected=protected)
            self._protections.write(self.inventory.engine.id, now)
        except BayplanError as error:
            self.failed.emit(error)
            return
        self._protection = now
        before, self.inventory = self.inventory, with_protection(self.inventory, now)
        self.inventory_changed.emit(self.inventory, diff(before, self.inventory))

    def find(self, host: str | None = None, context: str | None = None) -> None:
        """Shows the engine that the docker CLI would use, or the demo if there is none and none was named."""
        self._asked = (host, context)
        self._may_fall_back = host is None and context is None
        self._runner.run(
            "Looking for an engine",
            lambda _control: resolve(host, context),
            done=self._open,
            failed=self._not_found,
            owner=self,
        )

    def find_again(self) -> None:
        """Looks again as at the start."""
        self.find(*self._asked)

    def open_endpoint(self, endpoint: Endpoint) -> None:
        """Shows another engine."""
        self._may_fall_back = False
        self._open(endpoint)

    def open_address(self, address: str) -> None:
        """Shows the engine at an address as people type it. Raises BayplanError when it is none."""
        url = normal_url(address)
        self.find(host=url)

    def open_demo(self, os_type: str = "linux", *, because: BayplanError | None = None) -> None:
        """Shows the demo; ``because`` no engine could be shown."""
        self._may_fall_back = False
        name = "Demo" if os_type == "linux" else "Demo (Windows)"
        host = "a recorded engine" if os_type == "linux" else "a recorded Windows engine"
        self._show(Source(kind="demo", name=name, host=host, open_client=partial(_demo, os_type)), because)

    def open_snapshot(self, path: Path) -> None:
        """Shows a snapshot from a file."""
        self._may_fall_back = False
        self._runner.run(
            f"Opening {path.name}",
            lambda _control: read_snapshot(path),
            done=partial(self._show_snapshot, path),
            failed=self.failed.emit,
            owner=self,
        )

    def list_engines(self) -> None:
        """Looks which engines there are and which of them answer; ``endpoints_changed`` follows, twice.

        Only sockets on this machine are tried: others may ask for a password or take long.
        """
        active = self.source.endpoint if self.source else None

        def look(_control: JobControl) -> list[Endpoint]:
            return list_endpoints(active) if active else list_endpoints()

        self._runner.run("Listing engines", look, done=self._listed, failed=self.failed.emit, owner=self)

    def retry_now(self) -> None:
        """Tries to connect at once."""
        self._live.reconnect_now()

    def _open(self, endpoint: Endpoint) -> None:
        host = endpoint.url
        self._show(
            Source(
                kind="engine",
                name=short_name(endpoint),
                host=host,
                endpoint=endpoint,
                open_client=partial(_connect, endpoint),
            )
        )

    def _show(self, source: Source, fallback: BayplanError | None = None) -> None:
        self.fallback = fallback
        self.source = source
        self.inventory = None
        self._protection = UNPROTECTED
        self.source_changed.emit(source)
        if source.open_client is not None:
            self._live.watch(source.open_client, source.host)

    def _show_snapshot(self, path: Path, inventory: Inventory) -> None:
        self._live.stop()
        self._show(Source(kind="snapshot", name=path.name, host=str(path)))
        self._take_inventory(inventory, diff(None, inventory))

    def _not_found(self, error: BayplanError) -> None:
        if self._may_fall_back:
            self.open_demo(because=error)
        else:
            self.failed.emit(error)

    def _take_inventory(self, inventory: Inventory, difference: InventoryDiff) -> None:
        self._may_fall_back = False
        if self.inventory is None and self.can_act:
            self._protection = self._read_protection(inventory.engine.id)
        # Whose protection is another than before is in the difference anyway: it is new, or was renamed.
        self.inventory = with_protection(inventory, self._protection)
        self.inventory_changed.emit(self.inventory, difference)

    def _read_protection(self, engine_id: str) -> Protection:
        try:
            return self._protections.read(engine_id)
        except BayplanError as error:
            self.failed.emit(error)
            return UNPROTECTED

    def _take_state(self, state: ConnectionState) -> None:
        if state.phase is Phase.LIVE:
            self._problems.pop(state.host, None)
        if state.error is not None:
            self._problems[state.host] = state.error.what
        if state.phase is Phase.FAILED and self._may_fall_back and state.error is not None:
            self.open_demo(because=state.error)
            return
        self.state_changed.emit(state)

    def _listed(self, endpoints: list[Endpoint]) -> None:
        self._tell_endpoints(endpoints)
        near = [endpoint for endpoint in endpoints if endpoint.scheme in {"unix", "npipe"} and not endpoint.problem]
        self._runner.run(
            "Trying engines",
            lambda control: {endpoint.url: _problem(endpoint, control) for endpoint in near},
            done=partial(self._probed, endpoints),
            failed=self.failed.emit,
            owner=self,
        )

    def _probed(self, endpoints: list[Endpoint], problems: dict[str, str]) -> None:
        self._problems.update(problems)
        self._tell_endpoints(endpoints)

    def _tell_endpoints(self, endpoints: list[Endpoint]) -> None:
        shown = self.source.endpoint if self.source else None
        self.endpoints_changed.emit(
            [
                replace(
                    endpoint,
                    active=shown is not None and (endpoint.url, endpoint.name) == (shown.url, shown.name),
                    problem=endpoint.problem or self._problems.get(endpoint.url, ""),
                )
                for endpoint in endpoints
            ]
        )


def short_name(endpoint: Endpoint) -> str:
    """What to call an engine: its context's or product's name, or the telling part of an address that was given."""
    if endpoint.name != endpoint.url:
        return endpoint.name
    _, _, rest = endpoint.url.partition("://")
    return rest.rstrip("/").rpartition("/")[2] or endpoint.url


def _connect(endpoint: Endpoint, timeout: float | None = None) -> EngineClient:
    # Imported here, on a worker thread: the Docker client takes longer to import than the window to open.
    from bayplan.engine.docker_client import connect  # noqa: PLC0415

    return connect(endpoint) if timeout is None else connect(endpoint, timeout)


def _demo(os_type: str) -> EngineClient:
    from bayplan.engine.demo_client import open_demo  # noqa: PLC0415 -- only who looks at the demo needs it

    return open_demo(os_type)


def _problem(endpoint: Endpoint, control: JobControl) -> str:
    """Why an engine does not answer, "" when it does."""
    control.raise_if_cancelled()
    try:
        _connect(endpoint, _PROBE_TIMEOUT).close()
    except BayplanError as error:
        return error.what
    return ""
