"""What the inspector says about a box that stands for several folded things of the picture."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.formatting import count_text
from bayplan.domain.inspect_image import image_link
from bayplan.domain.inspect_many import biggest_stores, inspect_group
from bayplan.domain.inspection import MOST_ROWS, Context, Inspection, Row, Section, capped, sentence
from bayplan.domain.kinds import DEFAULT_SHM_SIZES, StoreKind
from bayplan.domain.model import Store

_TITLES = {
    "default-shm": ("default /dev/shm", "made by the engine for every container"),
    "named-unused": ("unused named volumes", "used by nobody"),
    "anonymous-unused": ("unused anonymous volumes", "used by nobody"),
    "images": ("images without instances", "no container was made from them"),
}


def inspect_fold(context: Context, section: str) -> Inspection:
    """What is folded in one box; ``section`` as in ``ids.fold_thing``, with ":group" for stores of a folded group."""
    name, _, group = section.partition(":")
    if group:
        of_group = inspect_group(context, group)
        if of_group is not None:
            return of_group
    title, what = _TITLES.get(name, ("folded", ""))
    rows, number = _rows(context, name)
    subtitle = " · ".join(part for part in (what, count_text(number, "thing") if number else "") if part)
    folded = sentence("Several things drawn as one. Open the box in the diagram to see each.")
    return Inspection(
        thing=ids.fold_thing(section),
        title=title,
        pill="folded",
        subtitle=subtitle,
        sections=(Section(key="things", title="What is in it", rows=rows or (folded,), note=context.sizes_note()),),
    )


def _rows(context: Context, name: str) -> tuple[tuple[Row, ...], int]:
    """The rows of what is in the fold, and how many things that are."""
    inventory = context.inventory
    if name == "images":
        used = {container.image_id for container in inventory.containers.values()}
        images = [image_link(context, image) for image in inventory.images.values() if image.id not in used]
        return capped(images), len(images)
    stores = [store for store in inventory.stores.values() if _belongs(store, name)]
    return biggest_stores(context, stores, MOST_ROWS), len(stores)


def _belongs(store: Store, name: str) -> bool:
    match name:
        case "default-shm":
            return store.kind is StoreKind.SHM and store.size_limit in DEFAULT_SHM_SIZES
        case "named-unused":
            return store.kind.is_volume and store.kind is not StoreKind.ANONYMOUS_VOLUME and not store.used_by
        case "anonymous-unused":
            return store.kind is StoreKind.ANONYMOUS_VOLUME and not store.used_by
    return False
