"""The work behind the ways out, ready for a JobRunner: keeps data before they go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Store
from bayplan.domain.promotion import Promotion
from bayplan.domain.protection import Protection
from bayplan.domain.ways_out import WayOut, helper_images, readers
from bayplan.engine import ways_out
from bayplan.engine.client import EngineClient
from bayplan.engine.promote import Promoted, Promoting
from bayplan.engine.ways_out import Kept, VolumeSource
from bayplan.errors import CancelledError
from bayplan.jobs.control import JobControl

OpenClient = Callable[[], EngineClient]
Progress = Callable[[float | None, str], None]

_Result = TypeVar("_Result")

#: Seen on 5.4 and 5.8.
_NO_OWNERS = "Podman gives out every file as root's: who owns the files is not in the copy."


class StoppableWork(Generic[_Result]):
    """Does something over a connection of its own, and cleans up after itself when it is stopped.

    It is stopped by :meth:`stop` rather than by cancelling its job: a cancelled job cannot tell what it had to leave.
    """

    def __init__(self, open_client: OpenClient, do: Callable[[EngineClient, Progress], _Result]) -> None:
        """``do`` gets a client and a progress, which raises CancelledError once it is to stop."""
        self._open_client = open_client
        self._do = do
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Asks it to stop at its next step; from any thread."""
        self._stopped.set()

    def __call__(self, control: JobControl) -> _Result | None:
        """Does it; None when it was stopped and everything is as it was before."""
        client = self._open_client()

        def progress(fraction: float | None, text: str) -> None:
            if self._stopped.is_set():
                raise CancelledError
            control.progress(fraction, text)

        try:
            return self._do(client, progress)
        except CancelledError:
            return None
        finally:
            client.close()


def keep(open_client: OpenClient, inventory: Inventory, store: Store, way: WayOut, where: str) -> StoppableWork[Kept]:
    """Keeps what is in a store; ``where`` is a path on this machine, or the name of a new volume or image.

    Raises ValueError for a way out that the store does not have.
    """
    owner = inventory.containers.get(store.owner or "")
    if owner is not None and way is WayOut.IMAGE:
        return StoppableWork(open_client, partial(_commit, owner, where))
    if owner is not None and way in {WayOut.TAR, WayOut.FOLDER}:
        return _saving(open_client, inventory, partial(_save_layer, owner, Path(where), way))
    volume = inventory.volumes.get(store.name) if store.kind.is_volume else None
    if volume is None or way not in {WayOut.TAR, WayOut.FOLDER, WayOut.VOLUME}:
        raise ValueError(f"{store.id} cannot be kept as {way}")
    source = VolumeSource(volume, readers(volume.name, inventory), helper_images(inventory))
    if way is WayOut.VOLUME:
        return StoppableWork(open_client, partial(_copy_volume, source, where))
    return _saving(open_client, inventory, partial(_save_volume, source, Path(where), way))


def _saving(
    open_client: OpenClient, inventory: Inventory, save: Callable[[EngineClient, Progress], Kept]
) -> StoppableWork[Kept]:
    return StoppableWork(open_client, partial(_without_owners, save) if inventory.engine.podman else save)


def promote(
    open_client: OpenClient, inventory: Inventory, promotion: Promotion, protection: Callable[[], Protection]
) -> StoppableWork[Promoted]:
    """Makes an anonymous volume a named one under its container."""
    return StoppableWork(open_client, partial(_promote, inventory, promotion, protection))


def _commit(container: Container, reference: str, client: EngineClient, progress: Progress) -> Kept:
    return ways_out.commit(client, container, reference, progress)


def _save_layer(container: Container, path: Path, way: WayOut, client: EngineClient, progress: Progress) -> Kept:
    return ways_out.save_layer(client, container, path, way, progress)


def _copy_volume(source: VolumeSource, name: str, client: EngineClient, progress: Progress) -> Kept:
    return ways_out.copy_volume(client, source, name, progress)


def _save_volume(source: VolumeSource, path: Path, way: WayOut, client: EngineClient, progress: Progress) -> Kept:
    return ways_out.save_volume(client, source, path, way, progress)


def _without_owners(do: Callable[[EngineClient, Progress], Kept], client: EngineClient, progress: Progress) -> Kept:
    kept = do(client, progress)
    return replace(kept, notes=(*kept.notes, _NO_OWNERS))


def _promote(
    inventory: Inventory,
    promotion: Promotion,
    protection: Callable[[], Protection],
    client: EngineClient,
    progress: Progress,
) -> Promoted:
    images: Sequence[str] = helper_images(inventory)
    volume = inventory.volumes[promotion.mount.source]
    return Promoting(client, promotion, volume, images, protection).run(progress)
