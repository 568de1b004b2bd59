"""An inventory as the JSON of a snapshot file, version 1 (DESIGN §5), and back.

The fixed keys of the format come first in every object; the further keys let the window show a snapshot like an
engine. Unknown is ``null``, sizes are bytes, times are RFC 3339 in UTC. Secrets were masked long before.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from bayplan.domain.inventory import Inventory, Stage
from bayplan.domain.model import (
    Container,
    ContainerDetails,
    Engine,
    Finding,
    Image,
    Mount,
    RemoteReference,
    Store,
    Volume,
)
from bayplan.domain.snapshot_reading import FORMAT, VERSION, snapshot_from_json

__all__ = ["FORMAT", "VERSION", "snapshot_from_json", "snapshot_to_json"]

Json = dict[str, Any]


def snapshot_to_json(inventory: Inventory) -> Json:
    """The inventory as JSON-ready objects."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "taken_at": _time(inventory.taken_at),
        "stage": "complete" if inventory.stage is Stage.COMPLETE else "listed",
        "sizes_as_of": _time(inventory.sizes_as_of),
        "engine": _engine(inventory.engine),
        "containers": [_container(container) for container in inventory.containers.values()],
        "images": [_image(image) for image in inventory.images.values()],
        "stores": [_store(store) for store in inventory.stores.values()],
        "mounts": [_mount(mount) for mount in inventory.mounts()],
        "findings": [_finding(finding) for finding in inventory.findings],
        "volumes": [_volume(volume) for volume in inventory.volumes.values()],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _engine(engine: Engine) -> Json:
    return {
        "id": engine.id,
        "name": engine.name,
        "host": engine.host,
        "version": engine.version,
        "api_version": engine.api_version,
        "os_type": engine.os_type,
        "storage_driver": engine.storage_driver,
        "image_store": engine.image_store,
        "root_dir": engine.root_dir,
        "rootless": engine.rootless,
        "swarm": engine.swarm,
        "product": engine.product,
        "operating_system": engine.operating_system,
        "volumes_dir": engine.volumes_dir,
        "live_restore": engine.live_restore,
        "vm": engine.vm,
        "local": engine.local,
        "demo": engine.demo,
    }


def _container(container: Container) -> Json:
    return {
        "id": container.id,
        "name": container.name,
        "image": container.image,
        "image_id": container.image_id,
        "state": container.state,
        "created": _time(container.created),
        "project": container.project,
        "service": container.service,
        "auto_remove": container.auto_remove,
        "read_only_rootfs": container.read_only_rootfs,
        "restart_policy": container.restart_policy,
        "labels": dict(container.labels),
        "status": container.status,
        "command": container.command,
        "group_kind": container.group_kind,
        "size_rw": container.size_rw,
        "remotes": [_remote(reference) for reference in container.remotes],
        "details": None if container.details is None else _details(container.details),
    }


def _remote(reference: RemoteReference) -> Json:
    return {
        "store": reference.store,
        "technology": reference.technology,
        "location": reference.location,
        "database": reference.database,
        "tls": reference.tls,
        "evidence": reference.evidence,
    }


def _details(details: ContainerDetails) -> Json:
    """Every field under its own name: tuples as lists, times as text."""
    values: Json = {}
    for each in fields(details):
        value = getattr(details, each.name)
        if isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, datetime):
            value = _time(value)
        values[each.name] = value
    return values


def _image(image: Image) -> Json:
    return {
        "id": image.id,
        "tags": list(image.tags),
        "size": image.size,
        "created": _time(image.created),
        "declared_volumes": None if image.declared_volumes is None else list(image.declared_volumes),
        "layers": [{"digest": layer.digest, "command": layer.command, "size": layer.size} for layer in image.layers],
        "labels": dict(image.labels),
        "architecture": image.architecture,
        "os": image.os,
        "inspected": image.inspected,
    }


def _store(store: Store) -> Json:
    return {
        "id": store.id,
        "kind": store.kind.value,
        "zone": store.zone.value,
        "name": store.name,
        "location": store.location,
        "driver": store.driver,
        "options": dict(store.options),
        "size": store.size,
        "used_by": list(store.used_by),
        "inferred_from": store.inferred_from,
        "test": store.test,
        "labels": dict(store.labels),
        "size_limit": store.size_limit,
        "created": _time(store.created),
        "read_only": store.read_only,
        "owner": store.owner,
    }


def _mount(mount: Mount) -> Json:
    return {
        "container": mount.container,
        "store": mount.store,
        "kind": mount.kind.value,
        "source": mount.source,
        "destination": mount.destination,
        "read_only": mount.read_only,
        "propagation": mount.propagation,
        "options": dict(mount.options),
        "declared": mount.declared,
        "by_name": mount.by_name,
    }


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "severity": finding.severity,
        "place": finding.place,
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "thing": finding.thing,
        "short": finding.short,
    }


def _volume(volume: Volume) -> Json:
    return {
        "name": volume.name,
        "kind": volume.kind.value,
        "driver": volume.driver,
        "mountpoint": volume.mountpoint,
        "scope": volume.scope,
        "options": dict(volume.options),
        "labels": dict(volume.labels),
        "created": _time(volume.created),
        "size": volume.size,
        "ref_count": volume.ref_count,
        "remote": volume.remote,
    }
