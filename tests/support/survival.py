"""Engines with one store each, to ask what survives what: small, and every fact that a rule looks at can be set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bayplan.domain import ids
from bayplan.domain.event import Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, ContainerDetails, Engine, Image, Mount, Volume
from bayplan.domain.outcome import NO_FACTS, HostFacts, Outcome, StoreFate
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, bind_mount, redis, shm_mount, tmpfs_mount, volume_mount

WEB, OTHER = f"{0xEB:064x}", f"{0x07:064x}"
IMAGE = Image(id=f"sha256:{1:064x}", tags=("shop/web:1",), size=188_000_000, declared_volumes=(), inspected=True)
ANONYMOUS = f"9f2c{'0' * 58}e1"
PROJECT_LABEL = {"com.docker.compose.project": "shop"}
ANONYMOUS_LABEL = {"com.docker.volume.anonymous": ""}
PLAIN = "data"


def container(cid: str = WEB, *mounts: Mount, **facts: Any) -> Container:
    """web-1 of the Compose project shop, running and inspected, made without --rm; ``facts`` replace what differs."""
    usual: dict[str, Any] = {
        "id": cid,
        "name": {WEB: "web-1", OTHER: "other"}.get(cid, "middle"),
        "image": "shop/web:1",
        "image_id": IMAGE.id,
        "state": "running",
        "project": "shop" if cid == WEB else None,
        "service": "web" if cid == WEB else None,
        "group_kind": "compose" if cid == WEB else "",
        "auto_remove": False,
        "read_only_rootfs": False,
        "restart_policy": "no",
        "size_rw": 63_000,
        "mounts": mounts,
        "details": ContainerDetails(
            log_path=f"/var/lib/docker/containers/{cid}/{cid}-json.log", log_driver="json-file"
        ),
    }
    return Container(**(usual | facts))


def volume(name: str = PLAIN, kind: StoreKind = StoreKind.NAMED_VOLUME, **facts: Any) -> Volume:
    """A volume of 1 GB in Docker's own area."""
    usual: dict[str, Any] = {"mountpoint": f"/var/lib/docker/volumes/{name}/_data", "size": 1_000_000_000}
    return Volume(**({"name": name, "kind": kind} | usual | facts))


def mounted(of: Volume, cid: str = WEB, *, by_name: bool | None = None) -> Mount:
    """The volume at /data; ``by_name`` as the engine would tell it unless it is given."""
    named = of.kind is not StoreKind.ANONYMOUS_VOLUME if by_name is None else by_name
    return replace(volume_mount(cid, of.name, "/data"), kind=of.kind, by_name=named)


def engine_with(
    *containers: Container, volumes: tuple[Volume, ...] = (), images: tuple[Image, ...] = (IMAGE,), **engine: Any
) -> Inventory:
    """The whole engine; ``engine`` replaces what differs from a Docker Engine 28."""
    facts: Engine = replace(ENGINE, **({"live_restore": False} | engine))
    return build_inventory(
        engine=facts, containers=containers, images=images, volumes=volumes, taken_at=NOW, stage=Stage.COMPLETE
    )


def outcome_of(inventory: Inventory, event: Event, of: Target | None = None, facts: HostFacts = NO_FACTS) -> Outcome:
    """What the event does to web-1, or to ``of``."""
    return fates(inventory, event, of or Target.containers(WEB), facts=facts)


def fate_of(
    store: str, inventory: Inventory, event: Event, of: Target | None = None, facts: HostFacts = NO_FACTS
) -> StoreFate:
    """What becomes of one store."""
    return outcome_of(inventory, event, of, facts).stores[store]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the survival table: the plainest engine that has such a store.

    Attributes:
        make: the inventory; it takes what differs at the container ("auto_remove=True"). store: the store's id.
    """

    make: Callable[..., Inventory]
    store: str


def own(store: str, *mounts: Mount) -> Row:
    """A store that belongs to web-1, or that it mounts from where no volume is involved."""
    return Row(lambda **facts: engine_with(container(WEB, *mounts, **facts)), store)


def kept_in(of: Volume) -> Row:
    """A volume that web-1 alone uses."""
    mount = mounted(of)
    return Row(lambda **facts: engine_with(container(WEB, mount, **facts), volumes=(of,)), ids.volume_store(of.name))


def _volumes_from() -> Row:
    """web-1 sees an anonymous volume of another container."""
    of = volume(ANONYMOUS, StoreKind.ANONYMOUS_VOLUME, labels=ANONYMOUS_LABEL)

    def make(**facts: Any) -> Inventory:
        source = container(OTHER, mounted(of, OTHER))
        details = ContainerDetails(volumes_from=("other",))
        user = container(WEB, mounted(of), **({"details": details} | facts))
        return engine_with(source, user, volumes=(of,))

    return Row(make, ids.volume_store(ANONYMOUS))


def _secret() -> Row:
    store = ids.secret_store("key")
    mount = Mount(container=WEB, store=store, kind=StoreKind.SECRET, source="key", destination="/run/secrets/key")
    swarm = {"group_kind": "swarm"}
    return Row(lambda **facts: engine_with(container(WEB, mount, **(swarm | facts))), store)


def _pipe() -> Row:
    pipe = r"\\.\pipe\docker_engine"
    store = ids.npipe_store(pipe)
    mount = Mount(container=WEB, store=store, kind=StoreKind.NPIPE, source=pipe, destination=pipe)
    return Row(lambda **facts: engine_with(container(WEB, mount, **facts), os_type="windows"), store)


NFS = volume(
    "media",
    StoreKind.NETWORK_VOLUME,
    options={"type": "nfs", "o": "addr=nas.local", "device": ":/export/media"},
    remote="nas.local:/export/media",
    labels=PROJECT_LABEL,
)
PLUGIN = volume("block", StoreKind.PLUGIN_VOLUME, driver="rexray", mountpoint="", labels=PROJECT_LABEL)

#: By the names that ENGINE_FACTS has for the locations.
ROWS: dict[str, Row] = {
    "Writable layer": own(ids.writable_store(WEB)),
    "Named volume": kept_in(volume(labels=PROJECT_LABEL)),
    "Anonymous volume": kept_in(volume(ANONYMOUS, StoreKind.ANONYMOUS_VOLUME, labels=ANONYMOUS_LABEL)),
    "Bind mount": own(ids.bind_store("/srv/data"), bind_mount(WEB, "/srv/data", "/data")),
    "tmpfs": own(ids.tmpfs_store(WEB, "/cache"), tmpfs_mount(WEB, "/cache")),
    "/dev/shm": own(ids.shm_store(WEB), shm_mount(WEB)),
    "Image layers": own(ids.image_store(IMAGE.id)),
    "Named pipe": _pipe(),
    "NFS": kept_in(NFS),
    "Plugin volume": kept_in(PLUGIN),
    "VolumesFrom": _volumes_from(),
    "Swarm secret": _secret(),
    "json-file log": own(ids.log_store(WEB)),
    "Runtime files": own(ids.runtime_store(WEB)),
    "Remote store": Row(
        lambda **facts: engine_with(container(WEB, **({"remotes": (redis(),)} | facts))), redis().store
    ),
}
