"""Deriving stores with the help of an earlier inventory gives what deriving them afresh gives."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container
from bayplan.domain.stores import build_inventory
from tests.support.builders import NOW, many, redis

Change = Callable[[Container], Container]

_CHANGES: list[Change] = [
    lambda c: replace(c, name=f"{c.name}-renamed"),
    lambda c: replace(c, mounts=c.mounts[1:]),
    lambda c: replace(c, mounts=tuple(replace(mount, read_only=True) for mount in c.mounts)),
    lambda c: replace(c, labels={CREATED_LABEL: "test-mount"}),
    lambda c: replace(c, size_rw=7),
    lambda c: replace(c, remotes=(redis(), redis(evidence="CACHE"))),
    lambda c: c,
]


def built(like: Inventory, containers: list[Container], drop: set[str], before: Inventory | None) -> Inventory:
    """An inventory of other containers, and without the volumes in ``drop``."""
    return build_inventory(
        engine=like.engine,
        containers=containers,
        images=like.images.values(),
        volumes=[volume for volume in like.volumes.values() if volume.name not in drop],
        taken_at=NOW,
        before=before,
    )


@pytest.mark.parametrize("seed", range(20))
def test_an_earlier_inventory_saves_work_and_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    before = many(30)
    for _ in range(5):
        containers = [
            chance.choice(_CHANGES)(container) if chance.random() < 0.2 else container
            for container in before.containers.values()
            if chance.random() > 0.05
        ]
        drop = {name for name in before.volumes if chance.random() < 0.1}
        quick = built(before, containers, drop, before)
        assert quick == built(before, containers, drop, None)
        before = quick


def test_what_is_unchanged_is_the_same_object() -> None:
    before = many(30)
    first, *rest = before.containers.values()
    after = built(before, [replace(first, size_rw=7), *rest], set(), before)
    untouched = {
        key: store
        for key, store in before.stores.items()
        if first.id not in store.used_by and store.kind is not StoreKind.IMAGE_LAYERS
    }
    assert untouched
    assert all(after.stores[key] is store for key, store in untouched.items())
