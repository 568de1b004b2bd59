"""What menus offer for each kind of thing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bayplan.domain import ids
from bayplan.domain.kinds import StoreKind
from bayplan.domain.test_mount import MountType
from bayplan.views.context_menus import MenuItem, build_menu, items_for, spec_for
from tests.support.builders import many

INVENTORY = many(20)
CONTAINER = next(iter(INVENTORY.containers.values()))


def actions(items: list[MenuItem] | tuple[MenuItem, ...]) -> list[str]:
    """The actions of items and of those in submenus."""
    found = []
    for item in items:
        found += actions(item.items) if item.items else [item.action]
    return found


def store_of_kind(kind: StoreKind) -> str:
    """The id of some store of a kind."""
    return next(store.id for store in INVENTORY.stores.values() if store.kind is kind and store.used_by)


def test_a_container_can_be_inspected_copied_and_followed() -> None:
    items = items_for([ids.container_thing(CONTAINER.id)], INVENTORY, can_act=True)
    assert [item.title for item in items][:2] == ["Inspect", "Copy"]
    copies = {item.title: item.arguments[0] for item in items[1].items}
    assert copies["Name"] == CONTAINER.name
    assert copies["Id"] == CONTAINER.id
    assert items[2].action == "select"
    assert ids.image_thing(CONTAINER.image_id) in items[2].arguments


def test_a_bind_can_be_copied_as_flags_shown_on_the_host_and_tested() -> None:
    thing = store_of_kind(StoreKind.BIND)
    items = items_for([thing], INVENTORY, can_act=True)
    copies = {item.title: item.arguments[0] for item in items[1].items}
    assert copies["as --mount"].startswith("--mount type=bind,")
    assert copies["as -v"].startswith("-v ")
    assert "reveal" in actions(items)
    assert "new-test-mount" in actions(items)
    assert spec_for(INVENTORY.stores[thing]).type is MountType.BIND
    assert spec_for(INVENTORY.stores[thing]).read_only


def test_a_snapshot_offers_no_test_mounts_and_a_remote_engine_no_folders() -> None:
    thing = store_of_kind(StoreKind.BIND)
    far = replace(INVENTORY, engine=replace(INVENTORY.engine, local=False))
    assert "new-test-mount" not in actions(items_for([thing], INVENTORY, can_act=False))
    assert "reveal" not in actions(items_for([thing], far, can_act=True))


def test_only_what_bayplan_made_can_be_removed() -> None:
    thing = ids.container_thing(CONTAINER.id)
    assert "remove-test" not in actions(items_for([thing], INVENTORY, can_act=True))
    made = replace(CONTAINER, labels={"io.bayplan.created": "test-mount"})
    inventory = replace(INVENTORY, containers={**INVENTORY.containers, made.id: made})
    assert "remove-test" in actions(items_for([thing], inventory, can_act=True))


def test_what_is_the_persons_own_is_removed_safely_and_only_from_an_engine() -> None:
    thing = ids.container_thing(CONTAINER.id)
    items = items_for([thing], INVENTORY, can_act=True)
    titles = [item.title for item in items]
    assert titles[-2:] == ["Remove…", "Remove with anonymous volumes…"]
    assert [item.action for item in items[-2:]] == ["remove", "remove-volumes"]
    assert "remove" not in actions(items_for([thing], INVENTORY, can_act=False))
    made = replace(CONTAINER, labels={"io.bayplan.created": "test-mount"})
    inventory = replace(INVENTORY, containers={**INVENTORY.containers, made.id: made})
    assert "remove" not in actions(items_for([thing], inventory, can_act=True))


def test_volumes_images_and_groups_can_be_removed_and_host_paths_not() -> None:
    image = ids.image_thing(CONTAINER.image_id)
    for thing in (store_of_kind(StoreKind.NAMED_VOLUME), image, ids.group_thing("project-0")):
        assert "remove" in actions(items_for([thing], INVENTORY, can_act=True)), thing
    assert "remove" not in actions(items_for([store_of_kind(StoreKind.BIND)], INVENTORY, can_act=True))
    group = items_for([ids.group_thing("project-0")], INVENTORY, can_act=True)
    assert "Remove 10 things…" in [item.title for item in group]
    both = [ids.container_thing(CONTAINER.id), image]
    assert "Remove 2 things…" in [item.title for item in items_for(both, INVENTORY, can_act=True)]


def test_several_things_are_copied_by_name() -> None:
    things = [ids.container_thing(container) for container in list(INVENTORY.containers)[:3]]
    items = items_for(things, INVENTORY, can_act=True)
    assert items[0].title == "Copy 3 names"
    assert len(items[0].arguments[0].splitlines()) == 3


def test_a_thing_that_is_gone_has_no_menu() -> None:
    assert items_for(["container:gone"], INVENTORY, can_act=True) == []
    assert items_for([], INVENTORY, can_act=True) == []


def test_the_menu_shows_names_literally_and_runs_what_is_chosen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[tuple[str, tuple[str, ...]]] = []
    item = MenuItem("a&b <i>c</i>", "copy", ("text",))
    menu = build_menu([item], lambda action, arguments: chosen.append((action, arguments)), parent)
    assert menu.actions()[0].text() == "a&&b <i>c</i>"
    menu.actions()[0].trigger()
    assert chosen == [("copy", ("text",))]
