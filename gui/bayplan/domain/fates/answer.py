"""The one question of this package, answered: what would an event do?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayplan.domain.event import Event, Target, TargetKind
from bayplan.domain.fates.case import Case, Happening
from bayplan.domain.fates.containers import container_fates
from bayplan.domain.fates.rules import store_fate
from bayplan.domain.fates.targets import members, why_refused
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import NO_FACTS, UNTOUCHED, Becomes, ContainerFate, Fate, HostFacts, Outcome, StoreFate


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
        stores: ids of the stores that are of interest; None for all of them, bystanders included.
    """
    wanted = inventory.stores if stores is None else [store_id for store_id in stores if store_id in inventory.stores]
    refused = why_refused(inventory, event, of)
    if refused:
        nothing = StoreFate(fate=Fate.NOT_APPLICABLE, reason=refused, concerned=False)
        return Outcome(
            event=event,
            of=of,
            stores=dict.fromkeys(wanted, nothing),
            containers=dict.fromkeys(inventory.containers, UNTOUCHED),
            refused=refused,
        )
    removed_volume = of.names[0] if of.kind is TargetKind.VOLUME and event is Event.REMOVE else ""
    chosen = [] if removed_volume else members(inventory, event, of)
    changed = container_fates(inventory, event, chosen)
    becomes: Mapping[str, ContainerFate] = {key: changed.get(key, UNTOUCHED) for key in inventory.containers}
    happening = Happening(
        inventory=inventory,
        event=event,
        containers=becomes,
        chosen=frozenset(changed),
        touched=frozenset(
            key for key, fate in changed.items() if fate.becomes is not Becomes.UNTOUCHED or fate.in_doubt
        ),
        facts=facts,
        removed_volume=removed_volume,
    )
    known = inventory.stores
    return Outcome(
        event=event,
        of=of,
        stores={store_id: store_fate(Case(happening, known[store_id])) for store_id in wanted},
        containers=becomes,
    )
