"""What the inspector says about a store of any kind: where it lies, how big it is, who uses it."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, kind_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS, lifetime, limit_words, moment_row, mount_words
from bayplan.domain.inspection import (
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
    mapping_section,
    sentence,
    size_value,
)
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Store, Volume
from bayplan.domain.sensitive import why_sensitive

#: What a place is, in a sentence, for those who meet it for the first time.
_WHAT_IT_IS = {
    StoreKind.WRITABLE_LAYER: "Copy-on-write over the image's layers; gone when the container is removed.",
    StoreKind.NAMED_VOLUME: "In the area that Docker manages; nothing else should write there.",
    StoreKind.ANONYMOUS_VOLUME: "Nobody named it: a new container does not find it by itself.",
    StoreKind.NETWORK_VOLUME: "A volume whose data lie on another machine.",
    StoreKind.PLUGIN_VOLUME: "A volume whose data a plugin keeps; only the plugin knows where.",
    StoreKind.CLUSTER_VOLUME: "A volume of the Swarm cluster.",
    StoreKind.BIND: "A path of the host: any process there may change it.",
    StoreKind.TMPFS: "In the host's memory, never written to disk; empty again when the container stops.",
    StoreKind.SHM: "In the host's memory, for processes that share data; empty again when the container stops.",
    StoreKind.NPIPE: "A pipe between processes of the Windows host and of the container; it holds no data at rest.",
    StoreKind.IMAGE_MOUNT: "The files of another image, read-only.",
    StoreKind.SECRET: "Given by the cluster at start, kept in memory.",
    StoreKind.LOG: "What the container wrote to its standard output; gone when the container is removed.",
    StoreKind.RUNTIME_FILE: "Written by the engine at every start.",
    StoreKind.REMOTE: "Outside of the host. Inferred from the configuration; nothing was contacted.",
}


def inspect_store(context: Context, store: Store) -> Inspection:
    """Everything about one store, whatever its kind."""
    volume = context.inventory.volumes.get(store.name) if store.kind.is_volume else None
    return Inspection(
        thing=store.id,
        title=_title(store),
        pill="test mount" if store.test else kind_text(store.kind),
        subtitle=_subtitle(store, protected=store.id in context.inventory.protected),
        sections=tuple(_sections(context, store, volume)),
        has_raw_json=volume is not None,
    )


def _title(store: Store) -> str:
    if store.kind is StoreKind.BIND:
        return store.location or store.name
    return store.name


def _subtitle(store: Store, *, protected: bool) -> str:
    parts = [kind_text(store.kind)] if store.test else []
    if store.driver and store.kind.is_volume:
        parts.append(f"driver {store.driver}")
    parts.append(f"used by {count_text(len(store.used_by), 'container')}" if store.used_by else "used by nobody")
    if store.read_only and store.used_by:
        parts.append("read-only")
    if protected:
        parts.append("protected")
    return " · ".join(parts)


def _sections(context: Context, store: Store, volume: Volume | None) -> Iterable[Section]:
    yield Section(
        key="place",
        title="Where it lives",
        rows=tuple(_place(context, store, volume)),
        note="" if store.kind in UNMEASURED_KINDS else context.sizes_note(),
    )
    yield from findings_section([found for found in context.inventory.findings if found.thing == store.id])
    yield Section(
        key="users",
        title="Used by",
        rows=capped(list(_users(context, store))),
        note=f"{len(store.used_by):,}" if store.used_by else "",
    )
    yield from _volume_sections(context, store, volume)
    yield from mapping_section("labels", "Labels", store.labels)


def _place(context: Context, store: Store, volume: Volume | None) -> Iterable[Row]:
    if store.kind not in UNMEASURED_KINDS:
        yield Row(
            key="size",
            label="size",
            form=Form.STORE,
            value=size_value(store.size),
            note=_scale(context, store),
            kind=store.kind,
            share=context.share(store.size),
            copied="" if store.size is None else str(store.size),
        )
    yield sentence(_WHAT_IT_IS.get(store.kind, kind_text(store.kind)))
    if store.location:
        in_vm = f"a path inside {context.inventory.engine.vm}" if _in_vm(context, store) else ""
        yield field(_location_label(store), store.location, note=in_vm)
    if store.kind is StoreKind.BIND and store.location:
        why = why_sensitive(store.location, root_dir=context.inventory.engine.root_dir)
        if why:
            yield field("Sensitive", why, tone=Tone.WARNING)
    if volume is not None and volume.remote and volume.mountpoint:
        yield field("Mounted at", volume.mountpoint)
    if store.inferred_from:
        yield field("Inferred from", store.inferred_from)
    if store.kind is StoreKind.REMOTE:
        for name, value in store.options.items():
            yield field(name.capitalize() if name != "tls" else "TLS", value)


def _scale(context: Context, store: Store) -> str:
    """What the size can be measured against: its own limit, or the largest store of the engine."""
    if store.kind in {StoreKind.TMPFS, StoreKind.SHM}:
        return limit_words(context, store)
    share = context.share(store.size)
    if share is None:
        return ""
    return "the largest store here" if share == 1.0 else f"{share:.0%} of the largest store"


def _in_vm(context: Context, store: Store) -> bool:
    """Docker Desktop and the like: the path is one of the virtual machine, not of this computer."""
    inside = {StoreKind.NAMED_VOLUME, StoreKind.ANONYMOUS_VOLUME, StoreKind.WRITABLE_LAYER, StoreKind.LOG}
    return context.inventory.engine.vm is not None and store.kind in inside


def _location_label(store: Store) -> str:
    match store.kind:
        case StoreKind.NETWORK_VOLUME | StoreKind.REMOTE:
            return "Server"
        case StoreKind.TMPFS | StoreKind.SHM:
            return "Lies in"
        case StoreKind.NPIPE:
            return "Pipe"
        case _:
            return "Path"


def _users(context: Context, store: Store) -> Iterable[Row]:
    containers = [context.inventory.containers[user] for user in store.used_by if user in context.inventory.containers]
    for container in containers:
        mounts = [mount for mount in container.mounts if mount.store == store.id]
        for mount in mounts:
            yield link(
                ids.container_thing(container.id),
                container.name,
                value="" if container.running else container.state,
                note=f"{mount.destination} · {mount_words(mount)}",
                key=f"{container.id} {mount.destination}",
            )
        if not mounts:
            yield link(
                ids.container_thing(container.id),
                container.name,
                value="" if container.running else container.state,
                note=_evidence(container, store) or lifetime(container, context.now),
            )
    if not containers:
        yield sentence("Nobody. No container that the engine knows, running or stopped, mounts it.")


def _evidence(container: Container, store: Store) -> str:
    named = [reference.evidence for reference in container.remotes if reference.store == store.id]
    return f"named in {', '.join(named)}" if named else ""


def _volume_sections(context: Context, store: Store, volume: Volume | None) -> Iterable[Section]:
    if volume is None:
        if store.created:
            yield Section(key="about", title="About", rows=(moment_row("Created", store.created, context.now),))
        return
    rows = [field("Driver", volume.driver), field("Scope", volume.scope)]
    rows.append(moment_row("Created", volume.created, context.now))
    if volume.ref_count is not None and volume.ref_count != len(store.used_by):
        rows.append(field("Engine counts", count_text(volume.ref_count, "container"), tone=Tone.WARNING))
    yield Section(key="driver", title="Driver", rows=tuple(rows))
    yield from mapping_section("options", "Driver options", volume.options)
