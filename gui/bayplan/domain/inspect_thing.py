"""The way in: any thing, or several, or nothing, as an inspection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bayplan.domain import ids
from bayplan.domain.inspect_container import inspect_container
from bayplan.domain.inspect_fold import inspect_fold
from bayplan.domain.inspect_image import inspect_declared_volume, inspect_image, inspect_layer
from bayplan.domain.inspect_many import inspect_engine, inspect_group, inspect_several, inspect_zone
from bayplan.domain.inspect_store import inspect_store
from bayplan.domain.inspection import Context, Inspection
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind, Zone


def inspect_thing(inventory: Inventory, thing: str, now: datetime, *, measuring: bool = False) -> Inspection | None:
    """What there is to say about a thing (see ``ids``); "" is the engine. None when it is not in the inventory.

    ``now``: the present moment in the reader's time zone, for ages and clock times. ``measuring``: sizes are being
    measured just now.
    """
    context = Context.of(inventory, now, measuring=measuring)
    prefix, rest = ids.split_thing(thing)
    if not thing:
        return inspect_engine(context)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return inspect_container(context, container) if container else None
    if prefix in {"image", StoreKind.IMAGE_LAYERS.value}:
        image = inventory.images.get(rest)
        return inspect_image(context, image) if image else None
    if prefix == "layer":
        return inspect_layer(context, rest)
    if prefix == "declared-volume":
        return inspect_declared_volume(context, *ids.split_declared_volume(thing))
    if prefix == "fold":
        return inspect_fold(context, rest)
    if prefix == "group":
        return inspect_group(context, rest)
    if prefix == "zone":
        return inspect_zone(context, Zone(rest)) if rest in {zone.value for zone in Zone} else None
    store = inventory.stores.get(thing)
    return inspect_store(context, store) if store else None


def inspect_things(
    inventory: Inventory, things: Iterable[str], now: datetime, *, measuring: bool = False
) -> Inspection:
    """What there is to say about several things at once; arguments as for :func:`inspect_thing`."""
    return inspect_several(Context.of(inventory, now, measuring=measuring), things)
