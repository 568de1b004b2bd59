"""The places of a specimen: one store of each kind, each with a marker of its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind

#: Where the image that the lab makes has its marker, and where it declares a VOLUME.
IMAGE_MARKER = "/bayplan-image-marker"
DECLARED = "/lab/declared"
IMAGE_TEXT = "written by Bayplan into a layer of the image"
#: The output of a container's first process, which the engine writes to the log.
OUTPUT = "/proc/1/fd/1"
_FILE = "marker"


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """One store as one container sees it.

    Attributes:
        label: for people. container: full id of the container, "" for an image or volume that none uses.
        path: the marker's file in the container. mounted: where the store is mounted, "" where it is no mount.
        volume, image: name of the volume or id of the image behind it, if any.
        folder: path of the folder of the host behind it, or "". in_memory: emptied when nobody runs.
        unused: no container referred to it before the event.
        there: the marker was there just before the event.
    """

    label: str
    kind: StoreKind
    path: str
    mounted: str = ""
    container: str = ""
    volume: str = ""
    image: str = ""
    folder: str = ""
    in_memory: bool = False
    unused: bool = False
    there: bool = True
    marker: str = field(default_factory=lambda: f"bayplan-marker-{secrets.token_hex(8)}")

    @property
    def shown(self) -> str:
        """Where a person would look."""
        return "docker logs" if self.kind is StoreKind.LOG else self.mounted or self.path

    @property
    def writable(self) -> bool:
        """A marker has to be written; images bring theirs."""
        return self.kind not in {StoreKind.IMAGE_LAYERS, StoreKind.IMAGE_MOUNT}

    @property
    def text(self) -> str:
        """What is written: the marker, in the log on a line of its own."""
        return f"{self.marker}\n" if self.kind is StoreKind.LOG else self.marker


def marker_file(destination: str) -> str:
    """The marker's file in a mount."""
    return f"{destination}/{_FILE}"


def store_of(place: Place, inventory: Inventory) -> str:
    """Id of the place's store in an inventory. Raises LookupError when the engine does not tell of it."""
    match place.kind:
        case StoreKind.WRITABLE_LAYER:
            found = ids.writable_store(place.container)
        case StoreKind.LOG:
            found = ids.log_store(place.container)
        case StoreKind.RUNTIME_FILE:
            found = ids.runtime_store(place.container)
        case StoreKind.IMAGE_LAYERS:
            found = ids.image_store(place.image)
        case _ if place.volume:
            found = ids.volume_store(place.volume)
        case _:
            container = inventory.containers[place.container]
            here = [mount.store for mount in container.mounts if mount.destination == place.mounted]
            found = here[0] if here else ""
    if found not in inventory.stores:
        raise LookupError(f"The engine does not tell of the {place.label}.")
    return found
