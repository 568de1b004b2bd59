"""What the lists say of each row while an event is asked about."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event, Target
from bayplan.domain.outcome import Fate
from bayplan.domain.what_if_answer import answer
from tests.support.shop import ANONYMOUS, DB, POSTGRES, WEB_1, WEB_2, shop

SHOP = shop()
REMOVED = answer(SHOP, Event.REMOVE, Target.containers(DB))


def test_a_container_says_the_worst_that_befalls_its_data() -> None:
    found = REMOVED.containers
    assert set(found) == {ids.container_thing(DB)}, "nothing is said of those that are not touched"
    row = found[ids.container_thing(DB)]
    assert (row.fate, row.words) == (Fate.LOST, "loses at least 63 kB")
    assert row.at_risk
    assert "Lost: writable layer of db-1; lost: db-1:/dev/shm." in row.reason


def test_a_container_that_is_interrupted_loses_nothing() -> None:
    row = answer(SHOP, Event.PAUSE, Target.containers(DB)).containers[ids.container_thing(DB)]
    assert (row.fate, row.words, row.at_risk) == (Fate.SURVIVES, "loses nothing", False)


def test_what_is_lost_without_a_known_size_is_counted() -> None:
    stopped = answer(SHOP, Event.RESTART, Target.containers(WEB_1)).containers
    assert stopped[ids.container_thing(WEB_1)].words == "loses data"


def test_what_stays_behind_and_what_is_orphaned_have_their_own_words() -> None:
    moved = answer(SHOP, Event.MOVE_NODE, Target.containers(WEB_1, WEB_2)).containers
    assert moved[ids.container_thing(WEB_1)].fate is Fate.LOST
    renewed = answer(SHOP, Event.RENEW, Target.containers(DB)).stores
    assert renewed[ids.volume_store(ANONYMOUS)].words == "orphaned"


def test_stores_say_their_fate_and_bystanders_nothing() -> None:
    found = REMOVED.stores
    assert (found[ids.shm_store(DB)].fate, found[ids.shm_store(DB)].words) == (Fate.LOST, "lost")
    assert found[ids.volume_store("shop_pgdata")].words == "survives"
    assert ids.volume_store("shop_uploads") not in found
    assert found[ids.shm_store(DB)].reason


def test_the_layers_of_an_image_stand_for_the_image() -> None:
    found = REMOVED.stores
    assert found[ids.image_thing(POSTGRES)].words == "survives"
    assert not any(thing.startswith("image-layers:") for thing in found)


def test_the_gravest_comes_first() -> None:
    rows = [*REMOVED.containers.values(), *REMOVED.stores.values()]
    ordered = [row.fate for row in sorted(rows, key=lambda row: row.order)]
    assert list(dict.fromkeys(ordered)) == [Fate.LOST, Fate.ORPHANED, Fate.SURVIVES]
