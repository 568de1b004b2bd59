"""Protection through the whole window: put on by a menu, shown everywhere, heeded by every removal, remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.inspect_thing import inspect_thing
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.protection import LOCK, Protection, with_protection
from bayplan.domain.removal import plan_removal
from bayplan.domain.rows import container_row, store_row, volume_row
from bayplan.layout.diagram import lay_out
from bayplan.layout.view_options import ViewOptions
from bayplan.views.context_menus import items_for
from tests.support.builders import NOW
from tests.support.shop import DB, shop
from tests.support.windows import close, open_window, parts_of, wait_until_complete

DB_THING = ids.container_thing(DB)
DATA = ids.volume_store("shop_pgdata")


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Bayplan]:
    running = open_window(WindowOptions(demo=True), tmp_path)
    wait_until_complete(running)
    yield running
    close(running)


def protected_shop() -> Inventory:
    """The shop with its database and its data protected."""
    return with_protection(
        shop(), Protection(containers=frozenset({"db-1"}), volumes=frozenset({"shop_pgdata", "gone"}))
    )


def test_what_is_protected_has_a_lock_in_lists_inspector_and_picture() -> None:
    inventory = protected_shop()
    assert container_row(inventory.containers[DB], inventory, 0).protected
    assert volume_row(inventory.volumes["shop_pgdata"], inventory).protected
    assert store_row(inventory.stores[DATA], inventory).protected
    assert not volume_row(inventory.volumes["old_pgdata"], inventory).protected
    for thing in (DB_THING, DATA):
        inspection = inspect_thing(inventory, thing, NOW)
        assert inspection is not None
        assert inspection.subtitle.endswith("protected")
    locked = {text.thing for text in lay_out(inventory, ViewOptions()).texts if LOCK in text.text}
    assert locked == {DB_THING, DATA}


def test_the_menu_puts_it_on_and_takes_it_off() -> None:
    titles = [item.title for item in items_for([DB_THING], shop(), can_act=True)]
    assert "Protect from being removed" in titles
    titles = [item.title for item in items_for([DB_THING], protected_shop(), can_act=True)]
    assert "Unprotect" in titles
    assert "Protect from being removed" not in [
        item.title for item in items_for([ids.image_thing(shop().containers[DB].image_id)], shop(), can_act=True)
    ]


def test_protected_test_mounts_stay_and_are_named() -> None:
    inventory = shop()
    test = replace(inventory.containers[DB], labels={CREATED_LABEL: "test-mount"})
    inventory = replace(inventory, containers={**inventory.containers, DB: test})
    assert plan_removal(inventory).containers == (test,)
    plan = plan_removal(with_protection(inventory, Protection(containers=frozenset({"db-1"}))))
    assert not plan
    assert plan.kept == ("container db-1: it is protected",)


def test_the_window_shows_it_at_once_and_remembers_it(window: Bayplan, qtbot: QtBot, tmp_path: Path) -> None:
    parts = parts_of(window)
    inventory = parts.engine.inventory
    assert inventory is not None
    thing = next(ids.container_thing(c.id) for c in inventory.containers.values() if c.name == "db-1")
    parts.engine.protect([thing], protected=True)
    assert parts.engine.inventory is not None
    assert parts.engine.inventory.protected == {thing}
    assert "db-1" in (tmp_path / "protected.json").read_text()
    question = parts.removals.ask([thing])
    assert question is not None
    assert not question.act_button.isVisible()
    assert [spared.protected for spared in question.plan.spared] == [True]
    question.close()
    parts.live.refresh()
    with qtbot.waitSignal(parts.engine.inventory_changed):
        parts.engine.protect([thing], protected=False)
    assert not parts.engine.inventory.protected
