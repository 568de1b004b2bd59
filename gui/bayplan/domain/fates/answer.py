"""The one question of this package, answered: what would an event do?"""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain import ids
from bayplan.domain.event import Event, Target, TargetKind
from bayplan.domain.fates.case import Case, Happening
from bayplan.domain.fates.containers import container_fates
from bayplan.domain.fates.images import users_of_mounts
from bayplan.domain.fates.rules import store_fate
from bayplan.domain.fates.targets import members, why_refused
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, Store
from bayplan.domain.outcome import NO_FACTS, UNTOUCHED, Becomes, Fate, HostFacts, Outcome, StoreFate


def fates(
    inventory: Inventory,
    event: Event,
    of: Target,
    *,
    facts: HostFacts = NO_FACTS,
    stores: Iterable[str] | None = None,
) -> Outcome:
    """What ``event`` does to the engine when it is applied to ``of``.

    Args:
        inventory: the engine as it is; a complete one, for only an inspect tells of ``--rm`` and tmpfs.
        facts: what is known of the host beside it.
        stores: ids of the stores that are of interest; None for all of them, bystanders included. With it, the outcome
            has only the containers that use these stores.
    """
    known = inventory.stores
    wanted = known.values() if stores is None else [known[store_id] for store_id in stores if store_id in known]
    users = inventory.containers if stores is None else _users(inventory, wanted)
    refused = why_refused(inventory, event, of)
    if refused:
        nothing = StoreFate(fate=Fate.NOT_APPLICABLE, reason=refused, concerned=False)
        return Outcome(
            event=event,
            of=of,
            stores={store.id: nothing for store in wanted},
            containers=dict.fromkeys(users, UNTOUCHED),
            refused=refused,
        )
    removed_volume = of.names[0] if of.kind is TargetKind.VOLUME and event is Event.REMOVE else ""
    chosen = [] if removed_volume else members(inventory, event, of)
    changed = container_fates(inventory, event, [container for container in chosen if container.id in users])
    becomes = dict.fromkeys(users, UNTOUCHED) | changed
    happening = Happening(
        inventory=inventory,
        event=event,
        containers=becomes,
        chosen=frozenset(container.id for container in chosen),
        projects=frozenset(container.project for container in chosen if container.project),
        touched=frozenset(k for k, fate in changed.items() if fate.becomes is not Becomes.UNTOUCHED or fate.in_doubt),
        going=frozenset(key for key, fate in changed.items() if fate.becomes.goes),
        doubtful=frozenset(key for key, fate in changed.items() if fate.in_doubt),
        taking=frozenset(key for key, fate in changed.items() if fate.with_volumes),
        facts=facts,
        removed_volume=removed_volume,
    )
    return Outcome(
        event=event,
        of=of,
        stores={store.id: store_fate(Case(happening, store)) for store in wanted},
        containers=becomes,
    )


def _users(inventory: Inventory, stores: Iterable[Store]) -> dict[str, Container]:
    """The containers on which the fates of these stores can depend."""
    users: dict[str, None] = {}
    for store in stores:
        users.update(dict.fromkeys(store.used_by))
        image = inventory.images.get(ids.split_thing(store.id)[1])
        if image is not None:
            users.update(users_of_mounts(inventory, image))
    containers = inventory.containers
    return {user: containers[user] for user in users if user in containers}
