"""Makes the list of exactly what goes, from an inventory, and says what comes of it.

A prune is not left to the engine: what it would remove is computed here by the same rules as the fates, so that the
person sees the list, and nothing that appears later is touched. Three steps, each on what the one before leaves:
containers, then volumes, then images.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind, is_anonymous_name
from bayplan.domain.links import stores_of
from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.outcome import Fate, StoreFate
from bayplan.domain.outcome_words import losses, outcome_line, worst_first
from bayplan.domain.protection import PROTECTED
from bayplan.domain.safe_removal import words
from bayplan.domain.safe_removal.plan import RemovalRequest, SafeRemoval, Spared

_PRUNES_CONTAINERS = frozenset({Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})
#: By which rule each prune takes volumes.
_VOLUME_RULE = {
    Event.VOLUME_PRUNE: Event.VOLUME_PRUNE,
    Event.VOLUME_PRUNE_ALL: Event.VOLUME_PRUNE_ALL,
    Event.SYSTEM_PRUNE_VOLUMES: Event.VOLUME_PRUNE,
}
_PRUNES_IMAGES = frozenset({Event.IMAGE_PRUNE_ALL, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})


@dataclass
class _Draft:
    """A plan in the making. ``verdicts``: the fates of the stores concerned, by store id."""

    inventory: Inventory
    asked: RemovalRequest
    containers: list[Container] = field(default_factory=list)
    volumes: list[Volume] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    spared: list[Spared] = field(default_factory=list)
    verdicts: dict[str, StoreFate] = field(default_factory=dict)

    @property
    def rest(self) -> Inventory:
        """The engine without the containers that go."""
        going = {container.id for container in self.containers}
        staying = {key: value for key, value in self.inventory.containers.items() if key not in going}
        return replace(self.inventory, containers=staying)

    @property
    def target(self) -> Target:
        return Target.containers(*(container.id for container in self.containers))


def plan_safe_removal(inventory: Inventory, asked: RemovalRequest) -> SafeRemoval:
    """The list for what is asked; empty when nothing of it can be removed (then ``spared`` says why).

    ``inventory`` must be complete: only an inspect tells which volumes of a container nobody named.
    """
    draft = _Draft(inventory, asked)
    _take_containers(draft)
    if asked.with_volumes:
        _take_volumes_along(draft)
    _take_volumes(draft)
    _take_images(draft)
    lines = worst_first(
        outcome_line(inventory.stores[store], verdict)
        for store, verdict in draft.verdicts.items()
        if store in inventory.stores
    )
    going = words.Going(tuple(draft.containers), tuple(draft.volumes), tuple(draft.images))
    commands, loose = words.commands(inventory, asked, going, spared=bool(draft.spared))
    return SafeRemoval(
        title=words.title(asked, going),
        sentence=f"{words.doing(asked, going)} {losses(lines)}" if going else words.nothing(asked),
        containers=going.containers,
        volumes=going.volumes,
        images=going.images,
        lines=tuple(lines),
        spared=tuple(draft.spared),
        notes=words.notes(asked, going),
        commands=commands,
        loose=loose,
    )


def _take_containers(draft: _Draft) -> None:
    everyone = draft.inventory.containers
    if draft.asked.prune in _PRUNES_CONTAINERS:
        wanted = [container for container in everyone.values() if not container.running]
    else:
        wanted = [everyone[key] for key in draft.asked.containers if key in everyone]
    for container in wanted:
        thing = ids.container_thing(container.id)
        if thing in draft.inventory.protected:
            draft.spared.append(Spared(thing, words.container_name(container), PROTECTED, protected=True))
        else:
            draft.containers.append(container)
    if draft.containers:
        stores = _stores_of(draft.containers, draft.inventory)
        outcome = fates(draft.inventory, Event.REMOVE, draft.target, stores=stores)
        draft.verdicts |= {store: verdict for store, verdict in outcome.stores.items() if verdict.concerned}


def _stores_of(containers: Iterable[Container], inventory: Inventory) -> list[str]:
    """Every store that one of the containers uses, its image's layers among them: only these are concerned."""
    found: dict[str, None] = {}
    for container in containers:
        found.update(dict.fromkeys(stores_of(container, inventory)))
        found[ids.image_store(container.image_id)] = None
        found.update(dict.fromkeys((ids.log_store(container.id), ids.runtime_store(container.id))))
    return list(found)


def _take_volumes_along(draft: _Draft) -> None:
    """The anonymous volumes that nobody else refers to, as ``docker rm --volumes`` takes them."""
    if not draft.containers:
        return
    still_used = {mount.source for mount in draft.rest.mounts() if mount.kind.is_volume}
    names = dict.fromkeys(
        mount.source
        for container in draft.containers
        for mount in container.mounts
        if (mount.kind is StoreKind.ANONYMOUS_VOLUME or (mount.kind.is_volume and is_anonymous_name(mount.source)))
        and not mount.by_name
        and mount.source in draft.inventory.volumes
        and mount.source not in still_used
    )
    stores = [ids.volume_store(name) for name in names]
    outcome = fates(draft.inventory, Event.REMOVE_VOLUMES, draft.target, stores=stores)
    for name, store in zip(names, stores, strict=True):
        if not _spare_protected(draft, name):
            draft.volumes.append(draft.inventory.volumes[name])
            draft.verdicts[store] = outcome.stores[store]


def _take_volumes(draft: _Draft) -> None:
    rest = draft.rest
    rule = _VOLUME_RULE.get(draft.asked.prune) if draft.asked.prune else None
    if rule is not None:
        stores = [ids.volume_store(name) for name in rest.volumes]
        for store, verdict in fates(rest, rule, WHOLE_ENGINE, stores=stores).stores.items():
            name = ids.split_thing(store)[1]
            if verdict.fate is Fate.LOST and not _spare_protected(draft, name):
                draft.volumes.append(rest.volumes[name])
                draft.verdicts[store] = verdict
    taken = {volume.name for volume in draft.volumes}
    for name in draft.asked.volumes:
        if name not in rest.volumes or name in taken or _spare_protected(draft, name):
            continue
        store = ids.volume_store(name)
        outcome = fates(rest, Event.REMOVE, Target.volume(name), stores=[store])
        if outcome.refused:
            draft.spared.append(Spared(store, words.volume_name(draft.inventory.volumes[name]), outcome.refused))
        else:
            draft.volumes.append(rest.volumes[name])
            draft.verdicts |= outcome.stores


def _take_images(draft: _Draft) -> None:
    rest = draft.rest
    if draft.asked.prune in _PRUNES_IMAGES:
        only_dangling = draft.asked.prune is not Event.IMAGE_PRUNE_ALL
        wanted = [image for image in rest.images.values() if image.dangling or not only_dangling]
    else:
        wanted = [rest.images[key] for key in draft.asked.images if key in rest.images]
    stores = [ids.image_store(image.id) for image in wanted]
    verdicts = fates(rest, Event.IMAGE_PRUNE_ALL, WHOLE_ENGINE, stores=stores).stores
    for image, store in zip(wanted, stores, strict=True):
        verdict = verdicts.get(store)
        users = [container.name for container in rest.instances(image.id)]
        if verdict is not None and verdict.fate is Fate.LOST and not users:
            draft.images.append(image)
            draft.verdicts[store] = verdict
        elif draft.asked.prune is None:
            why = f"The engine refuses: {', '.join(users)} was made from it." if users else "It is mounted as a volume."
            draft.spared.append(Spared(ids.image_thing(image.id), words.image_name(image), why))


def _spare_protected(draft: _Draft, name: str) -> bool:
    """Whether the volume is protected; then it is listed as spared."""
    store = ids.volume_store(name)
    if store not in draft.inventory.protected:
        return False
    draft.spared.append(Spared(store, words.volume_name(draft.inventory.volumes[name]), PROTECTED, protected=True))
    verdict = draft.verdicts.get(store)
    if verdict is not None:
        draft.verdicts[store] = replace(verdict, reason=f"{PROTECTED} {verdict.reason}")
    return True
