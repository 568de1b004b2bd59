"""What the command palette can find: every command that is offered, and every thing of the inventory."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import QUIET_KINDS, StoreKind
from bayplan.views.command_palette import Entry
from bayplan.views.commands import Command, keys_text

COMMAND, THING = "command:", "thing:"

#: These stores are found by the thing they belong to.
_FOUND_ELSEWHERE = QUIET_KINDS | {StoreKind.WRITABLE_LAYER, StoreKind.IMAGE_LAYERS}


def command_entries(commands: Iterable[Command]) -> list[Entry]:
    """An entry for each command, with its shortcut."""
    return [Entry(f"{COMMAND}{command.name}", command.title, keys_text(command)) for command in commands]


def thing_entries(inventory: Inventory) -> list[Entry]:
    """An entry for each container, image and store, in that order."""
    entries = [
        Entry(
            f"{THING}{ids.container_thing(container.id)}",
            container.name,
            f"container · {container.project}" if container.project else "container",
            "running" if container.running else "stopped",
        )
        for container in inventory.containers.values()
    ]
    for image in inventory.images.values():
        title = image.tags[0] if image.tags else image.id
        entries.append(Entry(f"{THING}{ids.image_thing(image.id)}", title, "image", "kind-image-layers"))
    for store in inventory.stores.values():
        if store.kind not in _FOUND_ELSEWHERE:
            hint = store.kind.value.replace("-", " ")
            entries.append(Entry(f"{THING}{store.id}", store.name, hint, f"kind-{store.kind.value}"))
    return entries
