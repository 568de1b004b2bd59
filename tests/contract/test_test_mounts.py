"""Test mounts: made, proven, found in the inventory and removed again, on the demo and on a real engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.removal import plan_removal
from bayplan.domain.test_mount import MountType, Propagation, TestMountSpec
from bayplan.engine import test_mounts
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.errors import BayplanError, CancelledError

VOLUME = TestMountSpec(type=MountType.VOLUME, source="bayplan-trial", destination="/data")


def quiet(_step: str) -> None:
    """Takes the progress and says nothing."""


def objects(client: EngineClient) -> tuple[set[str], set[str]]:
    """Every container's id and every volume's name."""
    return {c["Id"] for c in client.containers()}, {v["Name"] for v in client.volumes()}


def remove_all(client: EngineClient) -> Inventory:
    """Removes every test mount; the inventory after that."""
    test_mounts.remove(client, plan_removal(read_inventory(client)), quiet)
    return read_inventory(client)


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        (VOLUME, StoreKind.NAMED_VOLUME),
        (replace(VOLUME, source=""), StoreKind.ANONYMOUS_VOLUME),
        (replace(VOLUME, labels={"purpose": "demo"}, no_copy=True), StoreKind.NAMED_VOLUME),
        (TestMountSpec(type=MountType.TMPFS, destination="/scratch", size=1 << 20, mode=0o1770), StoreKind.TMPFS),
        (TestMountSpec(type=MountType.BIND, source="/tmp", destination="/host"), StoreKind.BIND),
        (
            TestMountSpec(type=MountType.BIND, source="/srv", destination="/host", propagation=Propagation.PRIVATE),
            StoreKind.BIND,
        ),
    ],
    ids=["named", "anonymous", "options", "tmpfs", "bind", "propagation"],
)
def test_a_mount_is_made_proven_shown_and_removed(client: EngineClient, spec: TestMountSpec, kind: StoreKind) -> None:
    before = objects(client)
    result = test_mounts.create(client, spec, quiet)
    assert result.proven, result.explanation
    inventory = read_inventory(client)
    container = inventory.containers[result.container]
    assert container.created_by_bayplan
    assert container.running
    mount = next(m for m in container.mounts if m.destination == spec.destination)
    assert mount.kind is kind
    store = inventory.stores[mount.store]
    assert store.test
    if spec.type is MountType.TMPFS:
        assert store.size_limit == spec.size
    if spec.propagation:
        assert mount.propagation == spec.propagation.value
    if spec.labels:
        assert inventory.volumes[spec.source].labels["purpose"] == "demo"
    remove_all(client)
    assert objects(client) == before


def test_a_marker_does_not_stay_in_a_persons_files(client: EngineClient) -> None:
    result = test_mounts.create(client, TestMountSpec(type=MountType.BIND, source="/tmp", destination="/host"), quiet)
    assert "removed from your files again" in result.explanation
    with pytest.raises(BayplanError):
        client.read_file(result.container, result.marker)
    assert not (Path("/tmp") / Path(result.marker).name).exists()


def test_a_read_only_mount_is_proven_by_its_refusal(client: EngineClient) -> None:
    result = test_mounts.create(client, replace(VOLUME, read_only=True), quiet)
    assert result.proven
    assert "read-only" in result.explanation


def test_a_volume_that_was_there_is_used_and_never_removed(client: EngineClient) -> None:
    client.create_volume({"Name": "bayplan-users-own"})
    result = test_mounts.create(client, replace(VOLUME, source="bayplan-users-own"), quiet)
    assert result.volume == ""
    with pytest.raises(BayplanError):
        client.read_file(result.container, result.marker)
    after = remove_all(client)
    assert "bayplan-users-own" in after.volumes
    assert result.container not in after.containers


def test_a_refusal_leaves_nothing_behind_and_is_told_in_the_engines_words(client: EngineClient, podman: bool) -> None:
    before = objects(client)
    refused_source = "no such name" if podman else "/no/such/folder"  # Podman would make the folder
    spec = replace(VOLUME, type=MountType.VOLUME if podman else MountType.BIND, source=refused_source)
    with pytest.raises(BayplanError) as refused:
        test_mounts.create(client, spec, quiet)
    assert refused_source in refused.value.sentence()
    assert objects(client) == before


def test_a_failure_after_the_volume_was_made_removes_the_volume(client: EngineClient) -> None:
    before = objects(client)
    with pytest.raises(BayplanError):
        test_mounts.create(client, replace(VOLUME, image="no-such-image:1"), quiet)
    assert objects(client) == before


def test_a_cancel_on_the_way_leaves_nothing_behind(client: EngineClient) -> None:
    before = objects(client)

    def cancel_before_the_marker(step: str) -> None:
        if step.startswith("Writing"):
            raise CancelledError

    with pytest.raises(CancelledError):
        test_mounts.create(client, VOLUME, cancel_before_the_marker)
    assert objects(client) == before


def test_only_what_bears_the_label_is_removed(client: EngineClient) -> None:
    own = client.create_container("not-bayplans", {"Image": "busybox:latest", "Cmd": ["true"], "HostConfig": {}})
    test_mounts.create(client, VOLUME, quiet)
    plan = plan_removal(read_inventory(client))
    users = read_inventory(client).containers[own]
    # Even a plan that names someone's container by mistake does not remove it.
    test_mounts.remove(client, replace(plan, containers=(*plan.containers, users)), quiet)
    after = read_inventory(client)
    assert own in after.containers
    assert not any(container.created_by_bayplan for container in after.containers.values())


def test_the_helper_image_is_found_by_tag_name_or_id(client: EngineClient) -> None:
    identity = next(
        image["Id"] for image in client.images() if any(tag.endswith("busybox:latest") for tag in image["RepoTags"])
    )
    assert test_mounts.has_image(client, "busybox")
    assert test_mounts.has_image(client, "busybox:latest")
    assert test_mounts.has_image(client, identity)
    assert not test_mounts.has_image(client, "busybox:none-such")
