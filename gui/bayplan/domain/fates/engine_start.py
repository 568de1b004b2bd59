"""What becomes of a container when its engine, or the whole host, ends and starts again.

Every line was seen on Engine 20.10, 26.1 and 28.5, with the engine stopped in order and killed, unless it says else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bayplan.domain.event import Event
from bayplan.domain.fates.keeper import keeper_of
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.model import Container, Engine
from bayplan.domain.outcome import UNTOUCHED, Becomes, ContainerFate

#: From here on an engine with live-restore spares running containers made with --rm (moby #46857, #46869).
_LIVE_RESTORE_SPARES_AUTO_REMOVED = (24, 0, 8)

#: Stopped in order, every engine that was tried removed the volumes too; but nothing waits for it to have done so.
_ENDS_AND_GOES = ContainerFate(
    becomes=Becomes.REMOVED,
    reason="It was made with --rm: the engine removes it as it shuts down, or else when it is up again.",
    in_doubt="whether the engine removes the container before it ends itself",
)
#: The engine does not know the volumes of such a container yet when it removes it.
_CLEARED_AWAY = ContainerFate(
    becomes=Becomes.REMOVED,
    reason="It was made with --rm and does not run: the engine removes it at its next start, but not its volumes.",
)
_NOT_SPARED = ContainerFate(
    becomes=Becomes.REMOVED,
    reason=("It was made with --rm: an engine before 24.0.8 removes it in spite of live-restore, but not its volumes."),
)
_RUNS_ON = ContainerFate(
    becomes=Becomes.UNTOUCHED, reason="It runs on while the engine is away, because live-restore is on."
)
_RUNS_ON_UNDER_PODMAN = ContainerFate(
    becomes=Becomes.UNTOUCHED, reason="Podman's containers need no engine: they run on while its service is away."
)
_NOBODY_STARTS_IT = ContainerFate(becomes=Becomes.STOPPED, reason="It ends, and no restart policy starts it again.")
_PODMAN_AUTO_REMOVE = "what this Podman does with containers made with --rm after a boot"
#: What decides where only an inspect could tell, and it has not been done yet.
AUTO_REMOVE_UNREAD = "whether it was made with --rm, which has not been read yet"


@dataclass(frozen=True, slots=True)
class _Policy:
    """A restart policy, by its name without the number of tries."""

    name: str

    def starts_again(self, container: Container) -> ContainerFate | None:
        """What it makes of a container after the engine has started; None when it does nothing."""
        if container.running:
            if self.name in {"always", "unless-stopped"}:
                return _restarted(f"It ends, and its restart policy ({self.name}) starts it again.")
            if self.name == "on-failure":
                return _restarted("It ends, and its restart policy (on-failure) starts it again after an error.")
        elif container.state == "exited":
            if self.name == "always":
                return _restarted("It does not run, but its restart policy (always) starts it with the engine.")
            if self.name == "on-failure" and container.details is not None and container.details.exit_code:
                return _restarted("It ended with an error: its restart policy (on-failure) starts it with the engine.")
        return None


def auto_remove_unread(inventory: Inventory, container: Container) -> bool:
    """Whether nobody knows yet if the container was made with --rm, because its details are still being read."""
    return container.auto_remove is None and inventory.stage is Stage.LISTED


def after_engine_start(inventory: Inventory, event: Event, container: Container) -> ContainerFate:
    """What becomes of the container; ``event`` is a restart of the engine or a reboot of its host.

    Source: moby, Daemon.restore.
    """
    engine = inventory.engine
    if event is Event.ENGINE_RESTART:
        if engine.podman:
            return _RUNS_ON_UNDER_PODMAN if container.running else UNTOUCHED  # seen on Podman 5.4 and 5.8
        if engine.live_restore and container.running:
            return _live_restored(inventory, container)
    if container.auto_remove:
        return _auto_removed(engine, container)
    keeper = keeper_of(container)
    if keeper and container.running:
        return keeper.after_end(Becomes.STOPPED)
    policy = _Policy((container.restart_policy or "").partition(":")[0])
    fate = policy.starts_again(container) or (_NOBODY_STARTS_IT if container.running else UNTOUCHED)
    return _perhaps_removed(fate) if auto_remove_unread(inventory, container) else fate


def _live_restored(inventory: Inventory, container: Container) -> ContainerFate:
    if _number(inventory.engine.version) >= _LIVE_RESTORE_SPARES_AUTO_REMOVED:
        return _RUNS_ON
    if auto_remove_unread(inventory, container):
        return _perhaps_removed(_RUNS_ON)
    return _NOT_SPARED if container.auto_remove else _RUNS_ON


def _auto_removed(engine: Engine, container: Container) -> ContainerFate:
    if engine.podman:
        reason = "It was made with --rm; whether Podman removes it after a boot depends on its version."
        becomes = Becomes.STOPPED if container.running else Becomes.UNTOUCHED
        return ContainerFate(becomes=becomes, reason=reason, in_doubt=_PODMAN_AUTO_REMOVE)
    return _ENDS_AND_GOES if container.running else _CLEARED_AWAY


def _perhaps_removed(fate: ContainerFate) -> ContainerFate:
    reason = "Whether it was made with --rm, so that the engine removes it, has not been read yet."
    return replace(fate, reason=reason, in_doubt=AUTO_REMOVE_UNREAD)


def _restarted(reason: str) -> ContainerFate:
    return ContainerFate(becomes=Becomes.RESTARTED, reason=reason)


def _number(version: str) -> tuple[int, ...]:
    """ "20.10.24+dfsg1" as (20, 10, 24); what is no number counts as 0."""
    parts = version.partition("+")[0].partition("-")[0].split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)
