"""The image stacks of the overlay zone as rows of words with heights, still without places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, size_text
from bayplan.domain.model import Image, Layer, Store
from bayplan.layout.contents import Contents, keep_slots

_TINY = 1_000_000
#: With more images than this, a stack shows its own layers as one block.
BRIEF_ABOVE = 12
_LAYERS_SHOWN = 7
_ROW, _HIGHEST_ROW = 20, 46


class Row(NamedTuple):
    """One block of a stack. ``height`` in diagram units."""

    thing: str
    role: str
    text: str
    size: str
    height: int


class Stack(NamedTuple):
    """An image (or a fold of images, or a mounted image) as it is drawn; ``rows`` from the top layer to the base."""

    thing: str
    key: str
    title: str
    size: str
    rows: tuple[Row, ...]
    caption: str
    role: str = "image"


class LayerIndex:
    """Which layers are shared by how many images, and which tag ends at which layer."""

    def __init__(self, images: Iterable[Image]) -> None:
        self.users: Counter[str] = Counter()
        self.names: dict[str, str] = {}
        for image in images:
            self.users.update({layer.digest for layer in image.layers})
            if image.layers and image.tags:
                self.names.setdefault(image.layers[-1].digest, image.tags[0])


def stack_of(image: Image, instances: int, index: LayerIndex, *, brief: bool) -> Stack:
    """The stack of one image; ``brief`` joins its own layers to one block."""
    words = [count_text(instances, "instance") if instances else "no instance"]
    if image.declared_volumes:
        words.append(f"declares VOLUME {', '.join(image.declared_volumes)}")
    return Stack(
        thing=ids.image_thing(image.id),
        key=image.tags[0] if image.tags else image.id,
        title=image.tags[0] if image.tags else f"<untagged> {image.id.removeprefix('sha256:')[:12]}",
        size="size unknown" if image.size is None else size_text(image.size),
        rows=tuple(_rows(image, index, brief=brief)),
        caption=" · ".join(words),
    )


def fold_of(images: Sequence[Image]) -> Stack:
    """One block for images that have no instance."""
    known = [image.size for image in images if image.size is not None]
    size = f"up to {size_text(sum(known))}" if len(known) == len(images) else "size unknown"
    row = Row(ids.fold_thing("images"), "folded", f"{len(images)} images without instances", size, 30)
    return Stack(ids.fold_thing("images"), "fold:images", "", "", (row,), "", role="fold")


def mounted_image(store: Store) -> Stack:
    """An image that is mounted into containers as if it were a volume (API 1.48)."""
    row = Row(store.id, "layer", store.name, "read-only", 30)
    return Stack(store.id, store.id, "", "", (row,), "image mounted into containers", role="fold")


def _rows(image: Image, index: LayerIndex, *, brief: bool) -> list[Row]:
    if not image.layers:
        text = "no layers" if image.inspected else "layers not read yet"
        return [Row(ids.image_thing(image.id), "unread-layers", text, "", 30)]
    own: list[Layer] = []
    shared: list[Row] = []
    run: list[Layer] = []
    for layer in image.layers:
        if index.users[layer.digest] < 2:
            own.append(layer)
            continue
        if run and index.users[run[-1].digest] != index.users[layer.digest]:
            shared.append(_shared_row(run, index))
            run = []
        run.append(layer)
    if run:
        shared.append(_shared_row(run, index))
    return _own_rows(own, brief=brief) + shared[::-1]


def _shared_row(run: list[Layer], index: LayerIndex) -> Row:
    top = run[-1]
    users = index.users[top.digest]
    name = index.names.get(top.digest) or top.command or f"layer {top.digest.removeprefix('sha256:')[:12]}"
    size = _sum(run)
    return Row(
        ids.layer_thing(top.digest), "shared-layer", f"{name} · shared by {users} images", _text(size), _height(size)
    )


def _own_rows(layers: list[Layer], *, brief: bool) -> list[Row]:
    """Rows of the layers that no other image has, the top one first; neighbours that are tiny become one row."""
    if brief and len(layers) > 1:
        return [_joined(layers, f"{len(layers)} layers")]
    limit = _TINY
    if len(layers) > _LAYERS_SHOWN:
        sizes = sorted((layer.size or 0 for layer in layers), reverse=True)
        limit = max(limit, sizes[_LAYERS_SHOWN - 2])
    rows: list[Row] = []
    small: list[Layer] = []
    for layer in reversed(layers):
        if layer.size is not None and layer.size < limit:
            small.append(layer)
            continue
        rows += _small_rows(small)
        small = []
        rows.append(_layer_row(layer))
    return rows + _small_rows(small)


def _small_rows(layers: list[Layer]) -> list[Row]:
    if len(layers) < 2:
        return [_layer_row(layer) for layer in layers]
    return [_joined(layers, f"{len(layers)} small layers")]


def _joined(layers: list[Layer], text: str) -> Row:
    size = _sum(layers)
    return Row(ids.layer_thing(layers[0].digest), "layer", text, _text(size), _height(size))


def _layer_row(layer: Layer) -> Row:
    name = layer.command or f"layer {layer.digest.removeprefix('sha256:')[:12]}"
    return Row(ids.layer_thing(layer.digest), "layer", name, _text(layer.size), _height(layer.size))


def _sum(layers: Iterable[Layer]) -> int | None:
    sizes = [layer.size for layer in layers]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def _text(size: int | None) -> str:
    return "size unknown" if size is None else size_text(size)


def _height(size: int | None) -> int:
    """Taller for a larger layer: ten units for each factor of ten above 10 MB."""
    if size is None or size <= 10_000_000:
        return _ROW
    return min(_HIGHEST_ROW, _ROW + round(10 * math.log10(size / 10_000_000)))


def stacks_of(
    contents: Contents,
    mounted: Sequence[Store],
    before: Mapping[str, tuple[str, ...]],
    slots: dict[str, tuple[str, ...]],
) -> tuple[list[Stack], dict[str, str]]:
    """The stacks of the overlay zone in their slots, and for each image id the thing whose box shows it.

    Images stand in the order in which their first instances are read, so that few edges cross.
    """
    inventory, options = contents.inventory, contents.options
    first: dict[str, int] = {}
    for container_id, place in contents.order.items():
        first.setdefault(inventory.containers[container_id].image_id, place)
    instances = Counter(container.image_id for container in inventory.containers.values())
    index = LayerIndex(inventory.images.values())
    used = [image for image in inventory.images.values() if instances[image.id]]
    idle = [image for image in inventory.images.values() if not instances[image.id]]
    used.sort(key=lambda image: first.get(image.id, len(contents.order)))
    brief = len(used) > BRIEF_ABOVE
    fold = ids.fold_thing("images")
    if len(idle) <= 2 or fold in options.unfolded:
        used += idle
        idle = []
    by_key: dict[str, Stack] = {}
    boxes: dict[str, str] = {}
    for image in used:
        stack = stack_of(image, instances[image.id], index, brief=brief)
        by_key[stack.key] = stack
        boxes[image.id] = stack.thing
    for store in mounted:
        by_key[store.id] = mounted_image(store)
    kept = [key for key in keep_slots(by_key, before.get("images")) if key]
    slots["images"] = tuple(kept)
    stacks = [by_key[key] for key in kept]
    if idle:
        stacks.append(fold_of(idle))
        boxes.update((image.id, fold) for image in idle)
    return stacks, boxes
