"""The sentence that sums an outcome up, and its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import ContainerDetails
from bayplan.domain.outcome import Becomes, Fate
from bayplan.domain.outcome_words import (
    BECOMES_WORDS,
    FATE_WORDS,
    is_quiet,
    offered_events,
    outcome_lines,
    summary,
    target_text,
    thing_target,
)
from tests.support.builders import shm_mount, tmpfs_mount
from tests.support.shop import ANONYMOUS, DB, RUNNER, WEB_1, WEB_2, shop
from tests.support.survival import OTHER, WEB, container, engine_with, mounted, volume


def said(inventory: Inventory, event: Event, of: Target = Target.containers(WEB)) -> str:  # noqa: B008 - immutable
    """The summary of an event."""
    return summary(fates(inventory, event, of), inventory)


def sized(*mounts: Any, sizes: dict[str, int | None], **facts: Any) -> Inventory:
    """web-1 with these mounts, and what is known of the sizes of its stores."""
    inventory = engine_with(container(WEB, *mounts, **facts))
    stores = {key: replace(store, size=sizes.get(key, store.size)) for key, store in inventory.stores.items()}
    return replace(inventory, stores=stores)


SHM = ids.shm_store(WEB)
LAYER = ids.writable_store(WEB)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({LAYER: 63_000, SHM: 214_000_000}, "removing web-1 loses 214 MB in 2 places"),
        ({LAYER: 63_000, SHM: 0}, "removing web-1 loses 63 kB in 1 place"),
        ({LAYER: 63_000, SHM: None}, "removing web-1 loses at least 63 kB in 2 places"),
        ({LAYER: None, SHM: None}, "removing web-1 loses data of unknown size in 2 places"),
        ({LAYER: 0, SHM: 0}, "removing web-1 loses nothing"),
    ],
)
def test_how_much_is_lost_in_how_many_places(sizes: dict[str, int | None], expected: str) -> None:
    assert said(sized(shm_mount(WEB, size=1 << 30), sizes=sizes), Event.REMOVE) == expected


def test_the_sentence_of_the_shop() -> None:
    inventory = shop()
    of = Target.containers(DB)
    assert said(inventory, Event.REMOVE, of) == "removing db-1 loses at least 63 kB in 2 places, orphans 1 volume"
    assert said(inventory, Event.MOVE_NODE, of) == (
        "moving db-1 to another node loses at least 96 MB in 3 places, leaves 1.2 GB behind in 1 place, "
        "depends on the circumstances in 2 places"
    )
    assert said(inventory, Event.PAUSE, of) == "pausing db-1 loses nothing"
    assert said(inventory, Event.STOP, Target.containers(WEB_1, WEB_2)).startswith("stopping web-1, web-2 loses ")
    assert said(inventory, Event.STOP, Target.containers(DB, WEB_1, WEB_2)).startswith("stopping 3 containers loses ")
    assert said(inventory, Event.STOP, Target.project("shop")).startswith("stopping shop loses ")
    assert said(inventory, Event.REMOVE, Target.volume("old_pgdata")) == (
        "removing volume old_pgdata loses 8.8 GB in 1 place"
    )
    assert said(inventory, Event.STOP, Target.volume("shop_pgdata")).startswith("stopping what uses volume shop_pgdata")
    assert said(inventory, Event.HOST_REBOOT, WHOLE_ENGINE).startswith("rebooting the host loses ")


@pytest.mark.parametrize(
    ("event", "of", "expected"),
    [
        (
            Event.RECREATE,
            Target.containers(RUNNER),
            "recreating ci-runner does nothing: Compose did not make ci-runner",
        ),
        (
            Event.REMOVE,
            Target.volume("shop_pgdata"),
            "removing volume shop_pgdata does nothing: the engine refuses, because db-1 still refers to it",
        ),
    ],
)
def test_an_event_that_cannot_happen_says_why(event: Event, of: Target, expected: str) -> None:
    assert said(shop(), event, of) == expected


def test_a_commit_says_what_it_takes_and_what_it_leaves_out() -> None:
    inventory = shop()
    assert said(inventory, Event.COMMIT, Target.containers(DB)) == (
        "committing db-1 to an image captures the writable layer (63 kB) and leaves out 4 places"
    )
    assert said(inventory, Event.COMMIT, Target.containers(WEB_1, WEB_2)).startswith(
        "committing web-1, web-2 to an image captures 2 writable layers (24 kB) and leaves out "
    )
    bare = engine_with(container(size_rw=None, details=ContainerDetails()))
    assert said(bare, Event.COMMIT) == "committing web-1 to an image captures the writable layer (size unknown)"


def test_lines_come_from_the_worst_to_what_nobody_would_miss() -> None:
    inventory = shop()
    lines = outcome_lines(fates(inventory, Event.REMOVE, Target.containers(DB)), inventory)
    assert [(line.name, line.fate, line.quiet) for line in lines] == [
        ("writable layer of db-1", Fate.LOST, False),
        ("db-1:/dev/shm", Fate.LOST, False),
        (f"anonymous volume {ANONYMOUS[:4]}…{ANONYMOUS[-2:]}", Fate.ORPHANED, False),
        ("volume shop_pgdata", Fate.SURVIVES, False),
        ("layers of postgres:16", Fate.SURVIVES, False),
        ("/etc/ssl/certs", Fate.SURVIVES, False),
        ("hosts, hostname, resolv.conf of db-1", Fate.LOST, True),
        ("log of db-1", Fate.LOST, True),
    ]


def test_a_line_as_text_says_what_is_unknown_and_what_it_depends_on() -> None:
    inventory = shop()
    of = Target.containers(DB)
    texts = [line.text() for line in outcome_lines(fates(inventory, Event.MOVE_NODE, of), inventory)]
    assert "✕ lost: db-1:/dev/shm (size unknown). It lies in memory, which is given back when the" in texts[2]
    assert any(
        text.startswith("? depends: /etc/ssl/certs")
        and text.endswith("It depends on what the new node has at the same path.")
        for text in texts
    )


@pytest.mark.parametrize(
    ("limit", "size", "quiet"),
    [
        (64 << 20, None, True),  # given unasked, of its use nothing is known
        (64_000 << 10, None, True),  # Podman's
        (64 << 20, 0, True),
        (64 << 20, 214_000_000, False),
        (1 << 30, None, False),  # somebody asked for it
        (1 << 30, 0, True),
    ],
)
def test_which_dev_shm_nobody_would_miss(limit: int, size: int | None, quiet: bool) -> None:
    inventory = sized(shm_mount(WEB, size=limit), sizes={SHM: size})
    assert is_quiet(inventory.stores[SHM]) is quiet


@pytest.mark.parametrize(("size", "quiet"), [(None, False), (0, True), (1, False)])
def test_an_empty_writable_layer_or_tmpfs_is_no_loss(size: int | None, quiet: bool) -> None:
    cache = ids.tmpfs_store(WEB, "/cache")
    inventory = sized(tmpfs_mount(WEB, "/cache"), sizes={cache: size, LAYER: size})
    assert is_quiet(inventory.stores[cache]) is quiet
    assert is_quiet(inventory.stores[LAYER]) is quiet


def test_an_empty_volume_is_a_loss_all_the_same() -> None:
    inventory = engine_with(volumes=(volume(size=0),))
    assert said(inventory, Event.REMOVE, Target.volume("data")) == "removing volume data loses 0 B in 1 place"


def test_every_fate_event_and_change_has_its_words() -> None:
    assert set(FATE_WORDS) == set(Fate)
    assert set(BECOMES_WORDS) | {Becomes.UNTOUCHED} == set(Becomes)
    assert set(EVENT_WORDS) == set(Event)
    assert len({words.sign for words in FATE_WORDS.values()}) == len(Fate)
    for words in EVENT_WORDS.values():
        assert words.explanation.endswith(".")
        assert words.gerund.split()[0].endswith("ing")


def test_what_is_offered_for_a_target() -> None:
    inventory = shop()
    assert Event.RECREATE in offered_events(inventory, Target.containers(DB))
    assert Event.RECREATE not in offered_events(inventory, Target.containers(RUNNER))
    assert Event.REMOVE in offered_events(inventory, Target.volume("old_pgdata"))
    assert Event.REMOVE not in offered_events(inventory, Target.volume("shop_pgdata"))
    assert Event.HOST_REBOOT in offered_events(inventory, Target.volume("old_pgdata"))


def test_the_target_of_a_thing() -> None:
    inventory = engine_with(
        container(WEB, mounted(volume()), tmpfs_mount(WEB, "/cache")), container(OTHER), volumes=(volume(),)
    )
    assert thing_target(ids.container_thing(WEB), inventory) == Target.containers(WEB)
    assert thing_target(ids.container_thing("gone"), inventory) is None
    assert thing_target(ids.group_thing("shop"), inventory) == Target.project("shop")
    assert thing_target(ids.volume_store("data"), inventory) == Target.volume("data")
    assert thing_target(ids.tmpfs_store(WEB, "/cache"), inventory) == Target.containers(WEB)
    assert thing_target("zone:memory", inventory) is None


def test_a_target_in_words() -> None:
    inventory = shop()
    assert target_text(Target.project(""), inventory) == "what is in no project"
    assert target_text(Target.volume(ANONYMOUS), inventory) == f"volume {ANONYMOUS[:4]}…{ANONYMOUS[-2:]}"
    assert target_text(WHOLE_ENGINE, inventory) == "every container"
