"""How long the fates of all stores take, beside laying the same engine out: python -m tests.bench.bench_fates."""

from __future__ import annotations

import sys
from functools import partial

from bayplan.domain import ids
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.layout.diagram import lay_out
from tests.bench.bench_layout import median_ms
from tests.support.builders import many

_CONTAINERS = 1000
_ROUNDS = 15
#: Milliseconds for one event over all stores; and for every event over the stores of one container.
_BOUND, _TABLE_BOUND = 15.0, 5.0
#: The slowest event may take at most so many times as long as the layout, and its median at most so many times.
_MOST, _USUALLY = 1.2, 0.8


def target(event: Event) -> Target:
    """Everything; one project for what concerns a project."""
    return Target.project("project-3") if EVENT_WORDS[event].reach is Reach.PROJECT else WHOLE_ENGINE


def table(inventory: Inventory, container: str, stores: list[str]) -> None:
    """The survival table of one container."""
    for event in Event:
        fates(inventory, event, Target.containers(container), stores=stores)


def main() -> int:
    """Prints the figures; 1 when a bound is missed."""
    inventory = many(_CONTAINERS)
    layout = median_ms(partial(lay_out, inventory), _ROUNDS)
    print(f"{_CONTAINERS:,} containers, {len(inventory.stores):,} stores; medians of {_ROUNDS}, milliseconds")
    print(f"laying out (groups folded)   {layout:6.1f}")
    taken = {event: median_ms(partial(fates, inventory, event, target(event)), _ROUNDS) for event in Event}
    for event, milliseconds in taken.items():
        print(f"{event:24}     {milliseconds:6.1f}   {milliseconds / layout:5.2f} × the layout")
    usual, slowest = sorted(taken.values())[len(taken) // 2], max(taken.values())
    print(f"usual {usual:.1f}, slowest {slowest:.1f}; aimed at {_BOUND:.0f}")
    container = next(iter(inventory.containers.values()))
    stores = [ids.writable_store(container.id), *(mount.store for mount in container.mounts)]
    of_one = median_ms(partial(table, inventory, container.id, stores), _ROUNDS)
    print(f"all {len(Event)} events, the {len(stores)} stores of one container: {of_one:.1f}; bound {_TABLE_BOUND:.0f}")
    # Ratios hold on a busy machine, too.
    missed = usual > _USUALLY * layout or slowest > _MOST * layout
    return int(missed or of_one > _TABLE_BOUND * max(1.0, layout / _BOUND))


if __name__ == "__main__":
    sys.exit(main())
