"""Which prunes may be done for real, and how far they reach.

A prune removes whatever it finds. So it is done as it is only where the engine holds nothing but Bayplan's own; else a
filter on the experiment's label limits it, and what bears no label is left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from bayplan.domain.experiment import LAB_LABEL, LAB_PREFIX
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.removal import is_lab_image
from bayplan.engine.lab.bench import Bench

Filters = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Limit:
    """How a prune is limited: ``filters`` as the API takes them, {} for a prune of everything."""

    filters: Filters

    @property
    def option(self) -> str:
        """The same for the command line, with a space before it."""
        return "".join(f" --filter {name}={value}" for name, values in self.filters.items() for value in values)


def limit_for(bench: Bench, inventory: Inventory) -> Limit:
    """How a prune of this experiment has to be limited on an engine that holds what ``inventory`` lists."""
    if holds_only_bayplans(inventory, bench.anonymous):
        return Limit({})
    return Limit({"label": [f"{LAB_LABEL}={bench.token}"]})


def holds_only_bayplans(inventory: Inventory, anonymous: Container[str] = ()) -> bool:
    """Whether everything on the engine was made by Bayplan, so that no prune can reach anything else.

    ``anonymous`` are volumes of experiments that bear no label. An image counts that a running container of Bayplan
    holds: no prune removes it.
    """
    containers = inventory.containers.values()
    held = {container.image_id for container in containers if container.running}
    return (
        all(container.created_by_bayplan and container.name.startswith(LAB_PREFIX) for container in containers)
        and all(CREATED_LABEL in v.labels or v.name in anonymous for v in inventory.volumes.values())
        and all(is_lab_image(image) or image.id in held for image in inventory.images.values())
    )
