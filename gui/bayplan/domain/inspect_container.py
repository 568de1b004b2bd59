"""What the inspector says about a container: where its state lives first, the rest after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bayplan.domain import ids
from bayplan.domain.formatting import age_text, clock_text, kind_text, limit_text, short_volume_name
from bayplan.domain.inspection import (
    Context,
    Form,
    Inspection,
    Row,
    Section,
    Tone,
    field,
    findings_section,
    mapping_section,
    sentence,
    size_value,
)
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Finding, Mount, Store

_PILL_TONES = {
    "running": Tone.OK,
    "paused": Tone.WARNING,
    "restarting": Tone.WARNING,
    "removing": Tone.WARNING,
    "dead": Tone.DANGER,
}

#: The order in which a reader wants a container's stores.
_KIND_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            StoreKind.NAMED_VOLUME,
            StoreKind.ANONYMOUS_VOLUME,
            StoreKind.NETWORK_VOLUME,
            StoreKind.PLUGIN_VOLUME,
            StoreKind.CLUSTER_VOLUME,
            StoreKind.BIND,
            StoreKind.NPIPE,
            StoreKind.TMPFS,
            StoreKind.SHM,
            StoreKind.SECRET,
            StoreKind.IMAGE_MOUNT,
        )
    )
}

#: Longer references are shown without registry and path beside the name; the "Image" row has them whole.
_LONG_IMAGE = 30

#: No engine tells how big these are.
UNMEASURED_KINDS = frozenset(
    {StoreKind.BIND, StoreKind.NPIPE, StoreKind.REMOTE, StoreKind.SECRET, StoreKind.IMAGE_MOUNT}
)


def inspect_container(context: Context, container: Container) -> Inspection:
    """Everything about the state of one container."""
    return Inspection(
        thing=ids.container_thing(container.id),
        title=container.name,
        pill=container.state,
        pill_tone=_PILL_TONES.get(container.state, Tone.MUTED),
        subtitle=_subtitle(context, container),
        sections=tuple(_sections(context, container)),
        has_raw_json=True,
    )


def _subtitle(context: Context, container: Container) -> str:
    place = " / ".join(part for part in (container.project, container.service) if part)
    image = container.image if len(container.image) <= _LONG_IMAGE else container.image.rpartition("/")[2]
    protected = "protected" if ids.container_thing(container.id) in context.inventory.protected else ""
    return " · ".join(part for part in (image, place, lifetime(container, context.now), protected) if part)


def lifetime(container: Container, now: datetime) -> str:
    """How long it has been up, or since when it has not: "up 3 days", "exited (0) 3 weeks ago"."""
    details = container.details
    if details and container.running and details.started_at:
        return f"up {age_text(details.started_at, now).removesuffix(' ago')}"
    if details and details.finished_at and not container.running:
        code = "" if details.exit_code is None else f" ({details.exit_code})"
        return f"{container.state}{code} {age_text(details.finished_at, now)}"
    return container.status[:1].lower() + container.status[1:]


def _sections(context: Context, container: Container) -> Iterable[Section]:
    yield Section(
        key="state", title="Where its state lives", rows=tuple(_stores(context, container)), note=context.sizes_note()
    )
    yield from findings_section(_findings(context, container))
    details = container.details
    if details is None:
        yield Section(
            key="life",
            title="Image and life",
            rows=(_image(context, container), sentence("The details are being read.")),
        )
    else:
        yield Section(key="life", title="Image and life", rows=tuple(_life(context, container, details)))
        yield Section(key="memory", title="Memory and isolation", rows=tuple(_isolation(details)), folded=True)
        yield from _log(details)
    if container.mounts:
        rows = tuple(_mount_options(mount) for mount in container.mounts)
        yield Section(key="mounts", title="Mount options", rows=rows, note=f"{len(rows):,}", folded=True)
    if details and details.environment:
        pairs = [variable.partition("=") for variable in details.environment]
        yield from mapping_section("environment", "Environment", {name: value for name, _, value in pairs})
    yield from mapping_section("labels", "Labels", container.labels)


def _stores(context: Context, container: Container) -> Iterable[Row]:
    stores = context.inventory.stores
    writable = stores.get(ids.writable_store(container.id))
    largest = _largest(context, container)
    note = "root filesystem is read-only" if container.read_only_rootfs else "in the overlay"
    yield Row(
        key="writable",
        label="writable layer",
        form=Form.STORE,
        value=size_value(container.size_rw),
        note=note,
        kind=StoreKind.WRITABLE_LAYER,
        share=context.share(container.size_rw, largest),
        thing=ids.writable_store(container.id),
        copied=(writable.location if writable else None) or "",
    )
    for mount in in_reading_order(container.mounts):
        yield _mounted(context, mount, largest)
    for reference in container.remotes:
        database = f" · {reference.database}" if reference.database else ""
        yield Row(
            key=f"remote {reference.store} {reference.evidence}",
            label=reference.technology,
            form=Form.STORE,
            value="remote",
            note=f"{reference.location}{database} · inferred from {reference.evidence}",
            kind=StoreKind.REMOTE,
            thing=reference.store,
            copied=reference.location,
        )


def _largest(context: Context, container: Container) -> int:
    """Bytes of the largest store of the container: the bars of one panel compare its own rows."""
    stores = context.inventory.stores
    sizes = [container.size_rw, *(stores[mount.store].size for mount in container.mounts if mount.store in stores)]
    return max((size for size in sizes if size is not None), default=0)


def in_reading_order(mounts: Iterable[Mount]) -> list[Mount]:
    """Mounts in the order in which a reader wants them: what lasts first."""
    return sorted(mounts, key=lambda mount: (_KIND_ORDER.get(mount.kind, len(_KIND_ORDER)), mount.destination))


def _mounted(context: Context, mount: Mount, largest: int) -> Row:
    store = context.inventory.stores.get(mount.store)
    size = store.size if store else None
    place = mount.destination
    match mount.kind:
        case StoreKind.TMPFS | StoreKind.SHM:
            label = mount.destination
            place = limit_words(context, store) if store else ""
        case StoreKind.ANONYMOUS_VOLUME:
            label = f"{short_volume_name(mount.source)} anonymous"
        case _:
            label = mount.source
    notes = [place]
    if mount.read_only:
        notes.append("read-only")
    if store and len(store.used_by) > 1:
        notes.append(f"shared by {len(store.used_by):,}")
    return Row(
        key=f"{mount.store} {mount.destination}",
        label=label,
        form=Form.STORE,
        value=size_value(size, measurable=mount.kind not in UNMEASURED_KINDS),
        note=" · ".join(notes),
        kind=mount.kind,
        share=context.share(size, largest),
        thing=mount.store,
        copied=mount.source or mount.destination,
    )


def limit_words(context: Context, store: Store) -> str:
    """How much a tmpfs or a /dev/shm may hold: "limit 64 MiB", "no limit"; only an inspect tells that there is none."""
    if store.id == ids.HOST_SHM:
        return "the host's own"
    if store.size_limit is not None:
        return f"limit {limit_text(store.size_limit)}"
    if "size" in store.options:
        return f"limit {store.options['size']}"
    owner = context.inventory.containers.get(store.owner or "")
    return "no limit" if owner and owner.details else "limit not known"


def _findings(context: Context, container: Container) -> list[Finding]:
    """Findings about the container or about any store that it uses."""
    things = {ids.container_thing(container.id), ids.writable_store(container.id)}
    things.update(mount.store for mount in container.mounts)
    things.update(reference.store for reference in container.remotes)
    return [finding for finding in context.inventory.findings if finding.thing in things]


def _image(context: Context, container: Container) -> Row:
    known = container.image_id in context.inventory.images
    return field("Image", container.image, thing=ids.image_thing(container.image_id) if known else "")


def _life(context: Context, container: Container, details: ContainerDetails) -> Iterable[Row]:
    yield _image(context, container)
    if container.command:
        yield field("Command", container.command)
    yield moment_row("Created", container.created, context.now)
    if details.started_at:
        yield moment_row("Started", details.started_at, context.now)
    if details.finished_at and not container.running:
        yield moment_row("Ended", details.finished_at, context.now)
    if details.health:
        yield field("Health", details.health, tone=Tone.WARNING if details.health == "unhealthy" else Tone.NORMAL)
    yield field("Restart policy", container.restart_policy or "no")
    if container.auto_remove:
        yield field("At exit", "removed (--rm), with its anonymous volumes", tone=Tone.WARNING)
    else:
        yield field("At exit", "kept until it is removed")
    yield field("Root filesystem", "read-only" if container.read_only_rootfs else "writable")
    if details.upper_dir:
        yield field("Writable layer", details.upper_dir)


def _isolation(details: ContainerDetails) -> Iterable[Row]:
    yield field("IPC", details.ipc_mode or "the engine's default")
    if details.shm_size is not None:
        yield field("/dev/shm", f"limit {limit_text(details.shm_size)}")
    yield field("Memory", limit_text(details.memory_limit or None))
    if details.memory_use is not None:
        yield field("Memory in use", size_value(details.memory_use))
    yield field("User", details.user or "the image's default: root unless it names another")
    yield field("Network", details.network_mode or "default")
    if details.ports:
        yield field("Ports", ", ".join(details.ports))
    if details.volumes_from:
        yield field("Volumes from", ", ".join(details.volumes_from))
    if details.privileged:
        yield field("Privileged", "yes: the host's devices are open to it", tone=Tone.DANGER)


def _log(details: ContainerDetails) -> Iterable[Section]:
    if details.log_driver is None and details.log_path is None:
        return
    rows = [field("Driver", details.log_driver or "")]
    if details.log_path:
        rows.append(field("File", details.log_path))
    yield Section(key="log", title="Log", rows=tuple(rows), note=details.log_driver or "", folded=True)


def mount_words(mount: Mount) -> str:
    """How a container sees a mount: "read-only · rprivate · nocopy"."""
    words = ["read-only" if mount.read_only else "read-write"]
    if mount.propagation:
        words.append(mount.propagation)
    for name, value in mount.options.items():
        if name == "size" and value.isdecimal():
            words.append(f"limit {limit_text(int(value))}")
        else:
            words.append(name if value in {"", "true"} else f"{name}={value}")
    if mount.declared:
        words.append("declared by the image")
    return " · ".join(words)


def _mount_options(mount: Mount) -> Row:
    return Row(
        key=f"{mount.store} {mount.destination}",
        label=mount.destination,
        form=Form.LINK,
        value=kind_text(mount.kind),
        note=mount_words(mount),
        thing=mount.store,
        copied=mount.destination,
    )


def moment_row(label: str, moment: datetime | None, now: datetime) -> Row:
    if moment is None:
        return field(label, "")
    age = age_text(moment, now)
    return Row(
        key=label, label=label, value=f"{age} · {clock_text(moment, now)}", copied=moment.isoformat(timespec="seconds")
    )
