"""What can be done with things, as data; and the menu that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from bayplan.domain import commands, ids
from bayplan.domain.event import EVENT_WORDS
from bayplan.domain.event_groups import EVENT_GROUPS
from bayplan.domain.formatting import count_text, short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.links import linked
from bayplan.domain.model import Container, Mount, Store
from bayplan.domain.outcome_words import offered_events
from bayplan.domain.protection import can_be_protected
from bayplan.domain.safe_removal import request_for
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.domain.ways_out import WayOut, ways_out
from bayplan.domain.what_if_target import selection_target
from bayplan.views.plain_text import for_action

_MOUNTABLE = frozenset({StoreKind.NAMED_VOLUME, StoreKind.ANONYMOUS_VOLUME, StoreKind.BIND, StoreKind.NETWORK_VOLUME})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu.

    Attributes:
        title: what it says. action: "inspect", "copy", "select", "reveal", "fold", "what-if", "new-test-mount",
            "remove-test", "remove", "remove-volumes", "prune", "protect", "unprotect", "keep", "promote", "" for a
            submenu, "-" for a line between items.
        arguments: for "copy" the text, for "reveal" the path, for "what-if" the event and then thing ids, else thing
            ids. items: of a submenu.
    """

    title: str
    action: str = ""
    arguments: tuple[str, ...] = ()
    items: tuple[MenuItem, ...] = ()


_LINE = MenuItem("", "-")


def items_for(things: Sequence[str], inventory: Inventory, *, can_act: bool) -> list[MenuItem]:
    """The menu of these things (the first is the one under the mouse); [] when none of them is there any more.

    ``can_act``: the engine can be asked to create and remove (it is no snapshot).
    """
    if len(things) != 1:
        return _items_for_many(things, inventory, can_act=can_act)
    thing = things[0]
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        found = inventory.containers.get(rest)
        items = [] if found is None else _container(thing, found, inventory, can_act=can_act)
    elif prefix == "image":
        items = _image(thing, rest, inventory)
    elif thing in inventory.stores:
        items = _store(inventory.stores[thing], inventory, can_act=can_act)
    else:
        fold = [MenuItem("Fold or unfold", "fold", (thing,))] if prefix in {"group", "fold"} else []
        items = [*fold, *_select_linked(thing, inventory), *_what_if((thing,), inventory)]
    return [*items, *_removals(things, inventory)] if can_act and items and not _is_test(thing, inventory) else items


def build_menu(items: Iterable[MenuItem], run: Callable[[str, tuple[str, ...]], object], parent: QWidget) -> QMenu:
    """A menu of the items; ``run(action, arguments)`` is called with what is chosen."""
    menu = QMenu(parent)
    _fill(menu, items, run)
    return menu


def _fill(menu: QMenu, items: Iterable[MenuItem], run: Callable[[str, tuple[str, ...]], object]) -> None:
    for item in items:
        if item.items:
            _fill(menu.addMenu(for_action(item.title)), item.items, run)
        elif item.action == "-":
            menu.addSeparator()
        else:
            menu.addAction(for_action(item.title), partial(run, item.action, item.arguments))


def _container(thing: str, container: Container, inventory: Inventory, *, can_act: bool) -> list[MenuItem]:
    copies = [
        MenuItem("Name", "copy", (container.name,)),
        MenuItem("Id", "copy", (container.id,)),
        *_snippet("docker run", commands.docker_run(container, inventory)),
        *_snippet("Compose YAML", commands.compose_container(container, inventory)),
    ]
    items = [_inspect(thing), MenuItem("Copy", items=tuple(copies)), *_select_linked(thing, inventory)]
    items += _what_if((thing,), inventory)
    if can_act and container.created_by_bayplan:
        items += [_LINE, MenuItem("Remove this test mount…", "remove-test", (thing,))]
    return items


def _image(thing: str, image_id: str, inventory: Inventory) -> list[MenuItem]:
    image = inventory.images.get(image_id)
    if image is None:
        return []
    copies = [*(MenuItem(tag, "copy", (tag,)) for tag in image.tags), MenuItem("Id", "copy", (image.id,))]
    return [_inspect(thing), MenuItem("Copy", items=tuple(copies)), *_select_linked(thing, inventory)]


def _store(store: Store, inventory: Inventory, *, can_act: bool) -> list[MenuItem]:
    copies = [MenuItem("Name", "copy", (store.name,))]
    if store.location and store.location != store.name:
        copies.append(MenuItem("Location", "copy", (store.location,)))
    mount = first_mount(store, inventory)
    if mount is not None:
        volume = inventory.volumes.get(mount.source) if mount.kind.is_volume else None
        copies += _snippet("as --mount", commands.mount_flag(mount, volume))
        copies += _snippet("as -v", commands.volume_flag(mount))
        copies += _snippet("as Compose YAML", commands.compose_mount(mount, volume))
    items = [_inspect(store.id), MenuItem("Copy", items=tuple(copies)), *_select_linked(store.id, inventory)]
    items += _what_if((store.id,), inventory)
    on_host = store.kind in {StoreKind.BIND, StoreKind.NAMED_VOLUME, StoreKind.ANONYMOUS_VOLUME}
    if inventory.engine.local and not inventory.engine.demo and on_host and store.location:
        items.append(MenuItem("Show on the host", "reveal", (store.location,)))
    if can_act and store.kind in _MOUNTABLE:
        items += [_LINE, MenuItem("New test mount of this…", "new-test-mount", (store.id,))]
    if can_act and store.test:
        items.append(MenuItem("Remove this test mount…", "remove-test", (store.id, *_test_users(store))))
    return items


def spec_for(store: Store) -> TestMountSpec:
    """A test mount of what lies in a store, read-only until the person says otherwise."""
    if store.kind is StoreKind.BIND:
        return TestMountSpec(type=MountType.BIND, source=store.location or "", read_only=True)
    return TestMountSpec(type=MountType.VOLUME, source=store.name, read_only=True)


def first_mount(store: Store, inventory: Inventory) -> Mount | None:
    """How the first of its users mounts a store; None when nobody does."""
    for user in store.used_by:
        container = inventory.containers.get(user)
        for mount in container.mounts if container else ():
            if mount.store == store.id:
                return mount
    return None


def _items_for_many(things: Sequence[str], inventory: Inventory, *, can_act: bool) -> list[MenuItem]:
    if not things:
        return []
    names = [name for thing in things if (name := thing_name(thing, inventory))]
    together = tuple(dict.fromkeys(each for thing in things for each in linked(thing, inventory)))
    tests = tuple(thing for thing in things if _is_test(thing, inventory))
    items = [MenuItem(f"Copy {count_text(len(names), 'name')}", "copy", ("\n".join(names),))]
    if together:
        items.append(MenuItem(f"Select what is linked ({len(together)})", "select", together))
    items += _what_if(things, inventory)
    if can_act and tests:
        items += [_LINE, MenuItem(f"Remove {count_text(len(tests), 'test mount')}…", "remove-test", tests)]
    return [*items, *_removals(things, inventory)] if can_act else items


def thing_name(thing: str, inventory: Inventory) -> str:
    """What people call a thing; "" when it is not there."""
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return container.name if container else ""
    if prefix == "image":
        image = inventory.images.get(rest)
        return "" if image is None else image.tags[0] if image.tags else image.id
    store = inventory.stores.get(thing)
    return store.name if store else ""


def _is_test(thing: str, inventory: Inventory) -> bool:
    prefix, rest = ids.split_thing(thing)
    if prefix == "container":
        container = inventory.containers.get(rest)
        return container is not None and container.created_by_bayplan
    store = inventory.stores.get(thing)
    return store is not None and store.test


def _removals(things: Sequence[str], inventory: Inventory) -> list[MenuItem]:
    """Removal of what can be removed; with anonymous volumes where there are any."""
    asked = request_for(things, inventory)
    if not asked:
        return []
    number = len(asked.containers) + len(asked.volumes) + len(asked.images)
    title = "Remove" if number == 1 else f"Remove {count_text(number, 'thing')}"
    items = [_LINE, *_ways_out(things, inventory), *_protections(things, inventory)]
    items.append(MenuItem(f"{title}…", "remove", tuple(things)))
    mounts = [mount for key in asked.containers for mount in inventory.containers[key].mounts]
    if any(mount.kind is StoreKind.ANONYMOUS_VOLUME and not mount.by_name for mount in mounts):
        items.append(MenuItem(f"{title} with anonymous volumes…", "remove-volumes", tuple(things)))
    return items


def _ways_out(things: Sequence[str], inventory: Inventory) -> list[MenuItem]:
    """Keeping what is in one container or volume."""
    prefix, rest = ids.split_thing(things[0])
    if len(things) > 1 or prefix not in {"container", "volume"}:
        return []
    own = ids.writable_store(rest) if prefix == "container" else things[0]
    store = inventory.stores.get(own)
    items = []
    if store is not None and ways_out(store, inventory):
        title = "Keep what is in its writable layer…" if prefix == "container" else "Keep what is in it…"
        items.append(MenuItem(title, "keep", (own,)))
    mounts = inventory.containers[rest].mounts if prefix == "container" else ()
    for thing in dict.fromkeys([mount.store for mount in mounts] or [own]):
        volume = inventory.stores.get(thing)
        if volume is not None and WayOut.PROMOTE in ways_out(volume, inventory):
            items.append(MenuItem(f"Make {short_volume_name(volume.name)} a named volume…", "promote", (thing,)))
    return items


def _protections(things: Sequence[str], inventory: Inventory) -> list[MenuItem]:
    """Protection from being removed: to put on where it is off, to take off where all have it."""
    able = [thing for thing in things if can_be_protected(thing, inventory)]
    if not able:
        return []
    if all(thing in inventory.protected for thing in able):
        return [MenuItem("Unprotect", "unprotect", tuple(able))]
    return [MenuItem("Protect from being removed", "protect", tuple(able))]


def _test_users(store: Store) -> tuple[str, ...]:
    return tuple(ids.container_thing(user) for user in store.used_by)


def _inspect(thing: str) -> MenuItem:
    return MenuItem("Inspect", "inspect", (thing,))


def _select_linked(thing: str, inventory: Inventory) -> list[MenuItem]:
    together = linked(thing, inventory)
    return [MenuItem(f"Select what is linked ({len(together)})", "select", tuple(together))] if together else []


def _what_if(things: Sequence[str], inventory: Inventory) -> list[MenuItem]:
    """The events that can happen to these things, under the headings where a person looks for them."""
    target = selection_target(things, things[0], inventory)
    if target is None:
        return []
    offered = frozenset(offered_events(inventory, target))
    items: list[MenuItem] = []
    for _, events in EVENT_GROUPS:
        group = [
            MenuItem(EVENT_WORDS[event].label, "what-if", (event.value, *things))
            for event in events
            if event in offered
        ]
        items += [_LINE, *group] if items and group else group
    return [MenuItem("What if I…", items=tuple(items))]


def _snippet(title: str, snippet: commands.Snippet) -> list[MenuItem]:
    return [] if snippet.text is None else [MenuItem(title, "copy", (snippet.text,))]
