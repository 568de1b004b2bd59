"""What the inspector says about images and their layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, kind_text, short_id, short_volume_name, size_text
from bayplan.domain.inspect_container import lifetime, moment_row
from bayplan.domain.inspection import (
    Context,
    Form,
    Inspection,
    Row,
    Section,
    Tone,
    capped,
    field,
    link,
    mapping_section,
    sentence,
    size_value,
)
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Image, Layer

_WHAT_VOLUME_DOES = "Every container that mounts nothing there gets an anonymous volume."


def inspect_image(context: Context, image: Image) -> Inspection:
    """Everything about one image: its layers from the top to the base, who shares them, its instances."""
    instances = context.inventory.instances(image.id)
    counts = [size_value(image.size)]
    if image.layers:
        counts.append(count_text(len(image.layers), "layer"))
    counts.append(count_text(len(instances), "instance") if instances else "no instance")
    return Inspection(
        thing=ids.image_thing(image.id),
        title=image_name(image),
        pill="dangling" if image.dangling else "image",
        pill_tone=Tone.WARNING if image.dangling else Tone.MUTED,
        subtitle=" · ".join(counts),
        sections=tuple(_sections(context, image)),
        has_raw_json=True,
    )


def image_name(image: Image) -> str:
    """Its first tag, or its short id when no tag names it."""
    return image.tags[0] if image.tags else short_id(image.id)


def inspect_layer(context: Context, digest: str) -> Inspection | None:
    """Everything about one layer, wherever it is used; None when no image has it."""
    holders = [image for image in context.inventory.images.values() if any(x.digest == digest for x in image.layers)]
    if not holders:
        return None
    layer = next(layer for layer in holders[0].layers if layer.digest == digest)
    position = holders[0].layers.index(layer) + 1
    rows = [
        _layer_row(context, layer, layer.size or 0, "read-only"),
        field("Position", f"{position} of {len(holders[0].layers)}, counted from the base"),
        Row(key="chain", label="Names the layer with all below it", value=digest, form=Form.PAIR, copied=digest),
    ]
    return Inspection(
        thing=ids.layer_thing(digest),
        title=layer.command or short_id(digest),
        pill="shared layer" if len(holders) > 1 else "layer",
        subtitle=f"{size_value(layer.size)} · in {count_text(len(holders), 'image')}",
        sections=(
            Section(key="place", title="Where it lives", rows=tuple(rows)),
            Section(
                key="images",
                title="Images that have it",
                rows=capped([image_link(context, image) for image in holders]),
                note=f"{len(holders):,}",
            ),
        ),
    )


def inspect_declared_volume(context: Context, image_id: str, path: str) -> Inspection | None:
    """A VOLUME that an image declares: what each of the image's containers has there; None when it is not declared."""
    image = context.inventory.images.get(image_id)
    if image is None or path not in (image.declared_volumes or ()):
        return None
    rows = []
    for container in context.inventory.instances(image_id):
        there = [mount for mount in container.mounts if mount.destination == path]
        note = f"{kind_text(there[0].kind)} {short_volume_name(there[0].source)}" if there else "not read yet"
        rows.append(link(ids.container_thing(container.id), container.name, note=note))
    nobody = sentence("No container, running or stopped, was made from the image.")
    return Inspection(
        thing=ids.declared_volume_thing(image_id, path),
        title=path,
        pill="declared VOLUME",
        subtitle=f"of {image_name(image)}",
        sections=(
            Section(
                key="about",
                title="What it does",
                rows=(
                    field("Image", image_name(image), thing=ids.image_thing(image_id)),
                    sentence(_WHAT_VOLUME_DOES),
                ),
            ),
            Section(key="instances", title="What its instances have there", rows=capped(rows) or (nobody,)),
        ),
    )


def image_link(context: Context, image: Image) -> Row:
    """An image that can be followed, with its size and the number of its instances."""
    instances = context.inventory.instances(image.id)
    note = count_text(len(instances), "instance") if instances else "no instance"
    return link(ids.image_thing(image.id), image_name(image), value=size_value(image.size), note=note)


def _sections(context: Context, image: Image) -> Iterable[Section]:
    if image.layers:
        yield Section(key="layers", title="Layers", rows=capped(_layers(context, image)), note=_shared(context, image))
    else:
        yield Section(key="layers", title="Layers", rows=(sentence("The layers have not been read yet."),))
    instances = [
        link(
            ids.container_thing(container.id),
            container.name,
            value=size_value(container.size_rw) if container.size_rw is not None else "",
            note=lifetime(container, context.now) or container.state,
        )
        for container in context.inventory.instances(image.id)
    ]
    nobody = sentence("No container, running or stopped, was made from it.")
    yield Section(
        key="instances",
        title="Instances",
        rows=capped(instances) or (nobody,),
        note=f"{len(instances):,}" if instances else "",
    )
    yield Section(key="declared", title="Declared volumes", rows=tuple(_declared(image)))
    yield Section(key="about", title="About", rows=tuple(_about(context, image)))
    yield from mapping_section("labels", "Labels", image.labels)


def _layers(context: Context, image: Image) -> list[Row]:
    holders = Counter(layer.digest for each in context.inventory.images.values() for layer in each.layers)
    largest = max((layer.size or 0 for layer in image.layers), default=0)
    rows = []
    for layer in reversed(image.layers):
        number = holders[layer.digest]
        rows.append(_layer_row(context, layer, largest, f"shared by {number:,} images" if number > 1 else ""))
    return rows


def _layer_row(context: Context, layer: Layer, largest: int, note: str) -> Row:
    return Row(
        key=layer.digest,
        label=layer.command or short_id(layer.digest),
        form=Form.STORE,
        value=size_value(layer.size),
        note=note,
        kind=StoreKind.IMAGE_LAYERS,
        share=context.share(layer.size, largest),
        thing=ids.layer_thing(layer.digest),
        copied=layer.command or layer.digest,
    )


def _shared(context: Context, image: Image) -> str:
    """How much of the image lies in layers that other images have too; "" when a size is not known."""
    others = {
        layer.digest for other in context.inventory.images.values() if other.id != image.id for layer in other.layers
    }
    shared = [layer.size for layer in image.layers if layer.digest in others]
    known = [size for size in shared if size is not None]
    return f"{size_text(sum(known))} shared" if known and len(known) == len(shared) else ""


def _declared(image: Image) -> Iterable[Row]:
    if image.declared_volumes is None:
        yield sentence("Not read yet.")
    elif not image.declared_volumes:
        yield sentence("None: what its containers write stays in their writable layers unless something is mounted.")
    else:
        for path in image.declared_volumes:
            yield field("VOLUME", path, key=path)
        yield sentence(_WHAT_VOLUME_DOES)


def _about(context: Context, image: Image) -> Iterable[Row]:
    for tag in image.tags:
        yield field("Tag", tag, key=f"tag {tag}")
    yield Row(key="id", label="Id", value=image.id, form=Form.PAIR, copied=image.id)
    yield moment_row("Created", image.created, context.now)
    platform = "/".join(part for part in (image.os, image.architecture) if part)
    if platform:
        yield field("Platform", platform)
