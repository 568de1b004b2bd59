"""A snapshot's JSON as an inventory again. Only the fixed keys of DESIGN §5 need be there; others are ignored."""

from __future__ import annotations

from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.json_reading import JsonObject, UnexpectedJsonError
from bayplan.domain.kinds import StoreKind, Zone
from bayplan.domain.model import (
    Container,
    ContainerDetails,
    Engine,
    Finding,
    Image,
    Layer,
    Mount,
    RemoteReference,
    Store,
    Volume,
)
from bayplan.errors import BayplanError

FORMAT = "bayplan-snapshot"
VERSION = 1

_MAKE_ANOTHER = "Make a new one with: bayplan snapshot -o FILE"


def snapshot_from_json(data: object) -> Inventory:
    """The inventory in decoded JSON.

    Stores and findings are what the file says, not derived anew. Raises BayplanError when it is no snapshot, is of a
    newer version, or is broken; the error names the place.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BayplanError(
            "This file is not a Bayplan snapshot.",
            why=f'It lacks "format": "{FORMAT}".',
            what_next=_MAKE_ANOTHER,
        )
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        newer = isinstance(version, int) and version > VERSION
        raise BayplanError(
            f"This snapshot has version {version!r}; this Bayplan reads version {VERSION}.",
            why="It was made by a newer Bayplan." if newer else "No Bayplan writes that version.",
            what_next="Open it with a newer Bayplan." if newer else _MAKE_ANOTHER,
        )
    try:
        return _inventory(JsonObject(data, ""))
    except UnexpectedJsonError as error:
        raise BayplanError(
            "This snapshot is broken.", why=f"In it, {error}.", what_next=_MAKE_ANOTHER, details=str(error)
        ) from error


def _inventory(data: JsonObject) -> Inventory:
    mounts: dict[str, list[Mount]] = {}
    for mount in data.children("mounts", _mount):
        mounts.setdefault(mount.container, []).append(mount)
    containers = data.children("containers", lambda each: _container(each, mounts))
    complete = data.text("stage", "complete") == "complete"
    stores = data.children("stores", _store)
    volumes = data.children("volumes", _volume) if data.has("volumes") else _volumes_of(stores)
    return Inventory(
        engine=_engine(data.child("engine")),
        taken_at=data.time("taken_at"),
        stage=Stage.COMPLETE if complete else Stage.LISTED,
        containers={container.id: container for container in containers},
        images={image.id: image for image in data.children("images", _image)},
        volumes={volume.name: volume for volume in volumes},
        stores={store.id: store for store in stores},
        findings=data.children("findings", _finding),
        sizes_as_of=data.time_or_none("sizes_as_of"),
    )


def _engine(data: JsonObject) -> Engine:
    return Engine(
        id=data.text("id"),
        name=data.text("name"),
        host=data.text("host"),
        product=data.text("product", "Docker Engine"),
        version=data.text("version"),
        api_version=data.text("api_version"),
        os_type=data.text("os_type"),
        operating_system=data.text_or_none("operating_system"),
        storage_driver=data.text_or_none("storage_driver"),
        image_store=data.text("image_store", "classic"),
        root_dir=data.text_or_none("root_dir"),
        volumes_dir=data.text_or_none("volumes_dir"),
        rootless=data.flag_or_none("rootless"),
        swarm=data.flag_or_none("swarm"),
        live_restore=data.flag_or_none("live_restore"),
        vm=data.text_or_none("vm"),
        local=data.flag("local", False),
        demo=data.flag("demo", False),
    )


def _container(data: JsonObject, mounts: dict[str, list[Mount]]) -> Container:
    identifier = data.text("id")
    details = data.child_or_none("details")
    return Container(
        id=identifier,
        name=data.text("name"),
        image=data.text("image"),
        image_id=data.text("image_id"),
        state=data.text("state"),
        status=data.text("status", ""),
        command=data.text("command", ""),
        created=data.time_or_none("created"),
        project=data.text_or_none("project"),
        service=data.text_or_none("service"),
        group_kind=data.text("group_kind", ""),
        labels=data.mapping("labels"),
        auto_remove=data.flag_or_none("auto_remove"),
        read_only_rootfs=data.flag_or_none("read_only_rootfs"),
        restart_policy=data.text_or_none("restart_policy"),
        size_rw=data.size_or_none("size_rw"),
        mounts=tuple(mounts.get(identifier, ())),
        remotes=data.children("remotes", _remote),
        details=None if details is None else _details(details),
    )


def _remote(data: JsonObject) -> RemoteReference:
    return RemoteReference(
        store=data.text("store"),
        technology=data.text("technology"),
        location=data.text("location"),
        database=data.text("database", ""),
        tls=data.flag_or_none("tls"),
        evidence=data.text("evidence", ""),
    )


def _details(data: JsonObject) -> ContainerDetails:
    return ContainerDetails(
        entrypoint=data.texts("entrypoint"),
        command=data.texts("command"),
        environment=data.texts("environment"),
        working_dir=data.text("working_dir", ""),
        user=data.text("user", ""),
        hostname=data.text("hostname", ""),
        network_mode=data.text("network_mode", ""),
        network_names=data.texts("network_names"),
        ports=data.texts("ports"),
        ipc_mode=data.text("ipc_mode", ""),
        shm_size=data.size_or_none("shm_size"),
        volumes_from=data.texts("volumes_from"),
        graph_driver=data.text_or_none("graph_driver"),
        upper_dir=data.text_or_none("upper_dir"),
        log_driver=data.text_or_none("log_driver"),
        log_path=data.text_or_none("log_path"),
        privileged=data.flag("privileged", False),
        memory_limit=data.size_or_none("memory_limit"),
        started_at=data.time_or_none("started_at"),
        finished_at=data.time_or_none("finished_at"),
        exit_code=data.number_or_none("exit_code"),
        health=data.text_or_none("health"),
        memory_use=data.size_or_none("memory_use"),
    )


def _image(data: JsonObject) -> Image:
    declared = data.texts("declared_volumes") if data.has("declared_volumes") else None
    return Image(
        id=data.text("id"),
        tags=data.texts("tags"),
        size=data.size_or_none("size"),
        created=data.time_or_none("created"),
        declared_volumes=declared,
        layers=data.children("layers", _layer),
        labels=data.mapping("labels"),
        architecture=data.text_or_none("architecture"),
        os=data.text_or_none("os"),
        inspected=data.flag("inspected", declared is not None),
    )


def _layer(data: JsonObject) -> Layer:
    return Layer(digest=data.text("digest"), command=data.text_or_none("command"), size=data.size_or_none("size"))


def _store(data: JsonObject) -> Store:
    return Store(
        id=data.text("id"),
        kind=data.word("kind", StoreKind),
        zone=data.word("zone", Zone),
        name=data.text("name"),
        location=data.text_or_none("location"),
        driver=data.text_or_none("driver"),
        options=data.mapping("options"),
        labels=data.mapping("labels"),
        size=data.size_or_none("size"),
        size_limit=data.size_or_none("size_limit"),
        created=data.time_or_none("created"),
        used_by=data.texts("used_by"),
        inferred_from=data.text_or_none("inferred_from"),
        test=data.flag("test", False),
        read_only=data.flag("read_only", False),
        owner=data.text_or_none("owner"),
    )


def _mount(data: JsonObject) -> Mount:
    return Mount(
        container=data.text("container"),
        store=data.text("store"),
        kind=data.word("kind", StoreKind),
        source=data.text("source"),
        destination=data.text("destination"),
        read_only=data.flag("read_only", False),
        propagation=data.text_or_none("propagation"),
        options=data.mapping("options"),
        declared=data.flag("declared", False),
        by_name=data.flag("by_name", False),
    )


def _finding(data: JsonObject) -> Finding:
    return Finding(
        id=data.text("id"),
        severity=data.text("severity"),
        thing=data.text("thing", ""),
        place=data.text("place"),
        explanation=data.text("explanation"),
        remedy=data.text("remedy"),
        short=data.text("short", ""),
    )


def _volume(data: JsonObject) -> Volume:
    return Volume(
        name=data.text("name"),
        kind=data.word("kind", StoreKind),
        driver=data.text("driver", "local"),
        mountpoint=data.text("mountpoint", ""),
        scope=data.text("scope", "local"),
        options=data.mapping("options"),
        labels=data.mapping("labels"),
        created=data.time_or_none("created"),
        size=data.size_or_none("size"),
        ref_count=data.number_or_none("ref_count"),
        remote=data.text("remote", ""),
    )


def _volumes_of(stores: tuple[Store, ...]) -> tuple[Volume, ...]:
    """The volumes of a file that has only the fixed keys: what their stores tell of them."""
    return tuple(
        Volume(
            name=store.name,
            kind=store.kind,
            driver=store.driver or "local",
            mountpoint=store.location or "",
            options=store.options,
            labels=store.labels,
            created=store.created,
            size=store.size,
        )
        for store in stores
        if store.kind.is_volume
    )
