"""What the inspector says about the engine as a whole, about groups and zones, and about several things at once."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, kind_text, short_volume_name, size_text, total_size_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS, lifetime
from bayplan.domain.inspect_image import image_name
from bayplan.domain.inspection import (
    MOST_ROWS,
    Context,
    Form,
    Inspection,
    Row,
    Section,
    Tone,
    capped,
    field,
    findings_section,
    link,
    sentence,
    size_value,
    store_thing,
)
from bayplan.domain.kinds import QUIET_KINDS, StoreKind, Zone
from bayplan.domain.model import Container, Engine, Store

_GROUP_WORDS = {"compose": "Compose project", "swarm": "Swarm stack", "pod": "pod"}

#: Zone: its name, what it is, and the kind of store that colours it.
ZONES = {
    Zone.OVERLAY: ("Overlay", "image layers and writable layers", StoreKind.WRITABLE_LAYER),
    Zone.MEMORY: ("Memory", "tmpfs, never written to disk", StoreKind.TMPFS),
    Zone.DOCKER_AREA: ("Docker area", "only Docker should write here", StoreKind.NAMED_VOLUME),
    Zone.HOST: ("Elsewhere on the host", "bind mounts; any process may change these", StoreKind.BIND),
    Zone.PIPE: ("Named pipes", "no data at rest", StoreKind.NPIPE),
    Zone.REMOTE: ("Remote", "survives the host itself", StoreKind.REMOTE),
}


def inspect_engine(context: Context) -> Inspection:
    """The overview of an engine: counts, where the bytes are, the biggest stores, what someone should know."""
    inventory = context.inventory
    engine = inventory.engine
    described = [f"{engine.product} {engine.version}", f"API {engine.api_version}", engine.storage_driver or ""]
    sections = [
        Section(key="counts", title="What there is", rows=tuple(_counts(context))),
        Section(key="zones", title="Where the bytes are", rows=tuple(_zones(context)), note=context.sizes_note()),
        Section(key="biggest", title="Biggest stores", rows=_biggest(context)),
        *findings_section(inventory.findings[:20]),
        Section(key="engine", title="Engine", rows=tuple(_engine_rows(engine))),
    ]
    return Inspection(
        thing="",
        title=engine.name,
        pill="demo" if engine.demo else "",
        pill_tone=Tone.WARNING,
        subtitle=" · ".join(part for part in described if part),
        sections=tuple(section for section in sections if section.rows),
    )


def inspect_group(context: Context, name: str) -> Inspection | None:
    """A Compose project, stack or pod (``""``: the containers in none); None when it has no container."""
    members = [c for c in context.inventory.containers.values() if (c.project or "") == name]
    if not members:
        return None
    running = sum(member.running for member in members)
    words = _GROUP_WORDS.get(members[0].group_kind, "group")
    return Inspection(
        thing=ids.group_thing(name),
        title=name or "not in a project",
        pill=words if name else "",
        subtitle=f"{count_text(len(members), 'container')}, {running:,} running",
        sections=tuple(_members_sections(context, members)),
    )


def inspect_zone(context: Context, zone: Zone) -> Inspection:
    """One zone of the picture: what it is, how much it holds, its stores from the largest on."""
    title, what, _ = ZONES[zone]
    stores = [store for store in context.inventory.stores.values() if store.zone is zone]
    if zone is Zone.DOCKER_AREA:
        stores = [store for store in stores if store.kind not in QUIET_KINDS]
    rows = biggest_stores(context, stores, MOST_ROWS)
    return Inspection(
        thing=ids.zone_thing(zone.value),
        title=title,
        pill="zone",
        subtitle=f"{what} · {count_text(len(stores), 'store')}",
        sections=(Section(key="stores", title="Stores", rows=rows or (sentence("None."),), note=context.sizes_note()),),
    )


def inspect_several(context: Context, things: Iterable[str]) -> Inspection:
    """Several things at once: what they hold together, and each of them."""
    inventory = context.inventory
    rows: list[Row] = []
    stores: dict[str, Store] = {}
    containers = []
    for thing in sorted(things):
        prefix, rest = ids.split_thing(thing)
        if prefix == "container" and rest in inventory.containers:
            container = inventory.containers[rest]
            containers.append(container)
            rows.append(_container_link(context, container))
            stores.update((store.id, store) for store in _stores_of(context, [container]))
        elif prefix == "image" and rest in inventory.images:
            image = inventory.images[rest]
            rows.append(link(thing, image_name(image), value=size_value(image.size), note="image"))
        elif thing in inventory.stores:
            stores[thing] = inventory.stores[thing]
            rows.append(_store_row(context, inventory.stores[thing], context.largest))
        else:
            rows.append(link(thing, rest, note=prefix))
    sections = []
    if stores:
        sections.append(Section(key="totals", title="Together", rows=tuple(_totals(context, stores.values()))))
    sections.append(Section(key="things", title="Selected", rows=capped(rows), note=f"{len(rows):,}"))
    running = f"{sum(c.running for c in containers):,} running" if containers else ""
    return Inspection(thing="", title=f"{len(rows):,} things selected", subtitle=running, sections=tuple(sections))


def _counts(context: Context) -> Iterable[Row]:
    inventory = context.inventory
    containers = inventory.containers.values()
    yield _count("Containers", len(containers), f"{sum(c.running for c in containers):,} running")
    dangling = sum(image.dangling for image in inventory.images.values())
    yield _count("Images", len(inventory.images), f"{dangling:,} dangling" if dangling else "")
    volumes = [store for store in inventory.stores.values() if store.kind.is_volume]
    unused = [store for store in volumes if not store.used_by]
    note = f"{len(unused):,} used by nobody, {total_size_text(s.size for s in unused)}" if unused else ""
    yield _count("Volumes", len(volumes), note)
    for kind, note in ((StoreKind.BIND, "paths of the host"), (StoreKind.REMOTE, "inferred from configurations")):
        number = sum(store.kind is kind for store in inventory.stores.values())
        if number:
            yield _count(_plural(kind).capitalize(), number, note)


def _count(label: str, number: int, note: str) -> Row:
    return field(label, f"{number:,} · {note}" if note else f"{number:,}")


def _zones(context: Context) -> Iterable[Row]:
    sizes: dict[Zone, list[int | None]] = {}
    for store in context.inventory.stores.values():
        if store.kind not in UNMEASURED_KINDS | QUIET_KINDS | {StoreKind.IMAGE_LAYERS}:
            sizes.setdefault(store.zone, []).append(store.size)
    images = context.inventory.images.values()
    layers = {layer.digest: layer.size for image in images for layer in image.layers}
    parts = [("image layers", "each counted once", Zone.OVERLAY, StoreKind.IMAGE_LAYERS, list(layers.values()))]
    names = {Zone.OVERLAY: ("writable layers", "gone with their containers")}
    for zone, (title, what, kind) in ZONES.items():
        name, note = names.get(zone, (title[:1].lower() + title[1:] if zone is not Zone.DOCKER_AREA else title, what))
        parts.append((name, note, zone, kind, sizes.get(zone, [])))
    totals = [sum(size for size in part[4] if size is not None) for part in parts]
    for (name, note, zone, kind, each), total in zip(parts, totals, strict=True):
        if each:
            known = any(size is not None for size in each)
            yield Row(
                key=name,
                label=name,
                form=Form.STORE,
                value=total_size_text(each) if known else "size unknown",
                note=note,
                kind=kind,
                share=context.share(total, max(totals)) if known else None,
                thing=ids.zone_thing(zone.value),
                copied=name,
            )


def _members_sections(context: Context, members: Sequence[Container]) -> Iterable[Section]:
    stores = _stores_of(context, members)
    yield Section(
        key="totals", title="Where its state lives", rows=tuple(_totals(context, stores)), note=context.sizes_note()
    )
    shown = {store.id for store in stores} | {ids.container_thing(member.id) for member in members}
    yield from findings_section([found for found in context.inventory.findings if found.thing in shown])
    yield Section(
        key="members",
        title="Containers",
        rows=capped([_container_link(context, member) for member in members]),
        note=f"{len(members):,}",
    )
    yield Section(
        key="stores", title="Stores", rows=biggest_stores(context, stores, MOST_ROWS), note=f"{len(stores):,}"
    )


def _stores_of(context: Context, members: Iterable[Container]) -> list[Store]:
    """The stores that these containers use, each once, without images, logs and files that the engine writes."""
    used = {member.id for member in members}
    return [
        store
        for store in context.inventory.stores.values()
        if store.kind not in QUIET_KINDS | {StoreKind.IMAGE_LAYERS} and not used.isdisjoint(store.used_by)
    ]


def _totals(context: Context, stores: Iterable[Store]) -> Iterable[Row]:
    by_kind: dict[StoreKind, list[Store]] = {}
    for store in stores:
        by_kind.setdefault(store.kind, []).append(store)
    largest = max((sum(s.size or 0 for s in each) for each in by_kind.values()), default=0)
    for kind, each in by_kind.items():
        known = [store.size for store in each if store.size is not None]
        text = (
            total_size_text(store.size for store in each)
            if known
            else size_value(None, measurable=kind not in UNMEASURED_KINDS)
        )
        yield Row(
            key=kind.value,
            label=kind_text(kind) if len(each) == 1 else _plural(kind),
            form=Form.STORE,
            value=text,
            note=f"{len(each):,}",
            kind=kind,
            share=context.share(sum(known), largest) if known else None,
            copied=text,
        )


def _plural(kind: StoreKind) -> str:
    words = kind_text(kind)
    return words if words.endswith(("s", "/dev/shm")) else f"{words}s"


def _biggest(context: Context) -> tuple[Row, ...]:
    """The few largest stores of the engine, as far as sizes are known."""
    known = [store for store in context.inventory.stores.values() if store.size]
    return biggest_stores(context, known, 8)[:8]


def biggest_stores(context: Context, stores: Sequence[Store], most: int) -> tuple[Row, ...]:
    """Rows of the ``most`` largest stores, those of unknown size last, and a sentence about the rest."""
    shown = heapq.nsmallest(most, stores, key=_largest_first)
    largest = max((store.size or 0 for store in shown), default=0)
    rows = [_store_row(context, store, largest) for store in shown]
    if len(stores) > len(shown):
        rows.append(sentence(f"and {len(stores) - len(shown):,} more"))
    return tuple(rows)


def _largest_first(store: Store) -> tuple[int, str]:
    return (1 if store.size is None else -store.size, store.name)


def _store_row(context: Context, store: Store, largest: int) -> Row:
    users = count_text(len(store.used_by), "container") if store.used_by else "used by nobody"
    return Row(
        key=store.id,
        label=short_volume_name(store.name),
        form=Form.STORE,
        value=size_value(store.size, measurable=store.kind not in UNMEASURED_KINDS),
        note=f"{kind_text(store.kind)} · {users}",
        kind=store.kind,
        share=context.share(store.size, largest),
        thing=store_thing(store.id, store.kind),
        copied=store.location or store.name,
    )


def _container_link(context: Context, container: Container) -> Row:
    return link(
        ids.container_thing(container.id),
        container.name,
        value="" if container.size_rw is None else size_text(container.size_rw),
        note=f"{container.image} · {lifetime(container, context.now) or container.state}",
    )


def _engine_rows(engine: Engine) -> Iterable[Row]:
    yield field("Host", engine.host)
    if engine.operating_system:
        yield field("System", engine.operating_system)
    if engine.vm:
        yield field("Virtual machine", engine.vm)
    yield field("Image store", engine.image_store)
    yield field("Data folder", engine.root_dir or "")
    if engine.volumes_dir:
        yield field("Volumes", engine.volumes_dir)
    for label, flag in (("Rootless", engine.rootless), ("Swarm", engine.swarm), ("Live restore", engine.live_restore)):
        yield field(label, "" if flag is None else "yes" if flag else "no")
