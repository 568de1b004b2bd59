"""What can be done about an outcome: buttons below it in the inspector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bayplan.domain.event import Event, TargetKind
from bayplan.domain.experiment import chosen_experiments
from bayplan.domain.formatting import short_volume_name
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Store
from bayplan.domain.outcome_brief import lines_about
from bayplan.domain.outcome_words import target_text
from bayplan.domain.row_fates import AT_RISK
from bayplan.domain.safe_removal import PRUNES
from bayplan.domain.safe_removal.words import prune_title
from bayplan.domain.way_out_targets import store_title
from bayplan.domain.ways_out import WayOut, ways_out
from bayplan.domain.what_if_answer import Answer
from bayplan.domain.what_if_target import target_things
from bayplan.views.context_menus import MenuItem

_REMOVALS = {Event.REMOVE: "remove", Event.REMOVE_VOLUMES: "remove-volumes"}
#: Of more stores than this nobody wants a button each; the list and the menus have them all.
_MOST_STORES = 2


def offers(answer: Answer, thing: str, *, can_act: bool) -> list[MenuItem]:
    """What Bayplan can do about an outcome, as far as it concerns a thing, each after a question.

    First the ways out for what is at stake, then doing it with care, then trying it; [] where nothing can be done.
    ``can_act``: the engine can be asked to create and remove (it is no snapshot).
    """
    if not can_act or answer.outcome.refused:
        return []
    inventory = answer.inventory
    lines = (line for line in lines_about(answer, thing) if line.fate in AT_RISK and not line.quiet)
    at_stake = [inventory.stores[line.store] for line in lines if line.store in inventory.stores]
    return [*_promotions(at_stake, inventory), *_keeping(at_stake, inventory), *_doing(answer), *_proving(answer)]


def _promotions(at_stake: Iterable[Store], inventory: Inventory) -> list[MenuItem]:
    found = (
        MenuItem(f"Make {short_volume_name(store.name)} a named volume…", "promote", (store.id,))
        for store in at_stake
        if WayOut.PROMOTE in ways_out(store, inventory)
    )
    return _first(found)


def _keeping(at_stake: Iterable[Store], inventory: Inventory) -> list[MenuItem]:
    found = [store for store in at_stake if ways_out(store, inventory)]
    if len(found) == 1:
        return [MenuItem(f"Keep the {store_title(found[0])}…", "keep", (found[0].id,))]
    things = tuple(store.id for store in found)
    return [MenuItem(f"Keep what is at stake in {len(things)} places…", "keep", things)] if things else []


def _first(items: Iterator[MenuItem]) -> list[MenuItem]:
    return [item for item, _ in zip(items, range(_MOST_STORES), strict=False)]


def _doing(answer: Answer) -> list[MenuItem]:
    outcome = answer.outcome
    if outcome.event in PRUNES:
        return [MenuItem(f"{prune_title(outcome.event)}…", "prune", (outcome.event.value,))]
    things = target_things(outcome.of)
    if outcome.event in _REMOVALS and things:
        title = f"Remove {target_text(outcome.of, answer.inventory)}"
        more = " with anonymous volumes" if outcome.event is Event.REMOVE_VOLUMES else ""
        return [MenuItem(f"{title}{more}…", _REMOVALS[outcome.event], things)]
    return []


def _proving(answer: Answer) -> list[MenuItem]:
    """Trying the event on a container of the lab's own, where an engine of a person may be asked for it."""
    event, of = answer.outcome.event, answer.outcome.of
    # Removing a volume is another thing than removing a container, which is what the lab tries.
    tried = of.kind is not TargetKind.VOLUME and any(not each.why_not for each in chosen_experiments([event]))
    if not tried or answer.inventory.engine.os_type != "linux":
        return []
    return [MenuItem("Prove it on a test container…", "prove", (event.value,))]
