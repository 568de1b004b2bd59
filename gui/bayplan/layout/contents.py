"""What goes into the picture and what folds away, before anything has a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Store
from bayplan.layout.view_options import ViewOptions

#: Above so many containers, groups are folded unless a person opened them; below the lower number they open again.
FOLD_ABOVE = 200
UNFOLD_BELOW = 160

_NUMBERS = re.compile(r"([0-9]{1,18})")
_GROUP_WORDS = {"compose": "compose project", "swarm": "swarm stack", "pod": "pod"}
NO_EDGES = frozenset({StoreKind.WRITABLE_LAYER, StoreKind.IMAGE_LAYERS, StoreKind.LOG, StoreKind.RUNTIME_FILE})


@dataclass(slots=True)
class Group:
    """Containers that belong together, in the order of their names; ``folded`` ones are shown as one box."""

    thing: str
    title: str
    containers: list[Container] = field(default_factory=list)
    folded: bool = False


@dataclass(slots=True)
class Link:
    """An edge before it has a way: ``source`` and ``target`` are ids of boxes, ``label`` tells its first mount."""

    source: str
    target: str
    kind: StoreKind
    read_only: bool
    label: str
    mounts: int = 1


@dataclass(slots=True)
class Contents:
    """The groups of containers, and where the things are shown that have no box of their own.

    Attributes:
        order: container id to its number in reading order; stores are ordered by the containers that use them.
        hidden: ids of folded containers to the thing of their group.
    """

    inventory: Inventory
    options: ViewOptions
    groups: list[Group]
    order: dict[str, int]
    hidden: dict[str, str]
    folding: bool

    def group_of_users(self, store: Store) -> str:
        """The one folded group that all users of a store belong to; "" when there is no such group."""
        if len(store.used_by) == 1:
            return self.hidden.get(store.used_by[0], "")
        groups = {self.hidden.get(user, "") for user in store.used_by}
        return groups.pop() if len(groups) == 1 else ""


def contents_of(inventory: Inventory, options: ViewOptions, *, was_folding: bool) -> Contents:
    """Groups the containers and decides which groups are folded."""
    shown = [c for c in inventory.containers.values() if not (options.hide_tests and c.created_by_bayplan)]
    folding = len(shown) > (UNFOLD_BELOW if was_folding else FOLD_ABOVE)
    groups: dict[str, Group] = {}
    for container in shown:
        name = container.project or ""
        group = groups.get(name)
        if group is None:
            group = groups[name] = Group(thing=ids.group_thing(name), title=_group_title(container))
        group.containers.append(container)
    ordered = [groups[name] for name in sorted(groups, key=lambda name: (not name, natural_key(name)))]
    order: dict[str, int] = {}
    hidden: dict[str, str] = {}
    for group in ordered:
        group.containers.sort(key=lambda container: natural_key(container.name))
        group.folded = group.thing in options.folded or (
            folding and len(group.containers) > 1 and group.thing not in options.unfolded
        )
        for container in group.containers:
            order[container.id] = len(order)
            if group.folded:
                hidden[container.id] = group.thing
    return Contents(inventory, options, ordered, order, hidden, folding)


@lru_cache(maxsize=16384)
def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Sorts "web-2" before "web-10"."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.split(name) if part)


def _group_title(container: Container) -> str:
    if not container.project:
        return "not in a project"
    word = _GROUP_WORDS.get(container.group_kind, "")
    if container.group_kind == "swarm" and container.service == container.project:
        word = "swarm service"
    return f"{container.project} · {word}" if word else container.project


def links_of(
    contents: Contents, box_of: Mapping[str, str], image_boxes: Mapping[str, str], quiet: frozenset[str]
) -> list[Link]:
    """The edges between boxes, each pair once.

    ``box_of`` tells for a store's id which box shows it; ``image_boxes`` does so for an image's id. What has no box
    has no edge, and neither have the boxes in ``quiet``.
    """
    boxes = {store: box for store, box in box_of.items() if box not in quiet} if quiet else box_of
    links: dict[tuple[str, str], Link] = {}
    for group in contents.groups:
        for container in group.containers:
            source = group.thing if group.folded else ids.container_thing(container.id)
            image = image_boxes.get(container.image_id)
            if image is not None and (image, source) not in links:
                links[image, source] = Link(
                    image, source, StoreKind.IMAGE_LAYERS, False, f"{container.image} → {container.name}"
                )
            _link_stores(container, source, boxes, contents.inventory.stores, links)
    return list(links.values())


def _link_stores(
    container: Container,
    source: str,
    boxes: Mapping[str, str],
    stores: Mapping[str, Store],
    links: dict[tuple[str, str], Link],
) -> None:
    for mount in container.mounts:
        target = boxes.get(mount.store)
        if target is None:
            continue
        known = links.get((source, target))
        if known is not None:
            known.mounts += 1
            known.read_only = known.read_only and mount.read_only
            continue
        access = "read-only" if mount.read_only else "read-write"
        label = f"{container.name} → {mount.source or 'memory'} at {mount.destination}, {access}"
        links[source, target] = Link(source, target, stores[mount.store].kind, mount.read_only, label)
    for remote in container.remotes:
        if remote.store in boxes:
            label = f"{container.name} → {remote.technology} {remote.location}, inferred from {remote.evidence}"
            links.setdefault((source, remote.store), Link(source, remote.store, StoreKind.REMOTE, False, label))


def keep_slots(keys: Iterable[str], before: tuple[str, ...] | None) -> list[str]:
    """Slots for ``keys``: those that had a slot keep it, new ones take the free slots and then the end.

    A slot that nobody has is "". Without ``before``, or when more than a quarter of the slots (and more than two)
    would be empty, the keys stand in their own order without gaps. Nothing is left empty at the end.
    """
    wanted = list(keys)
    if not before:
        return wanted
    present = set(wanted)
    slots = [key if key in present else "" for key in before]
    placed = set(slots)
    free = [index for index, key in enumerate(slots) if not key]
    for key in wanted:
        if key in placed:
            continue
        if free:
            slots[free.pop(0)] = key
        else:
            slots.append(key)
    while slots and not slots[-1]:
        slots.pop()
    gaps = slots.count("")
    return wanted if gaps > max(2, len(slots) // 4) else slots
