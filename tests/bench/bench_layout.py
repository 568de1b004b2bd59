"""How long the layout takes, beside Graphviz: python -m tests.bench.bench_layout."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.dressing import dress
from tests.support.builders import many

_ROUNDS = 7
_DOT_ROUNDS = 5
#: Against Graphviz with orthogonal edges: like ours, these keep clear of the boxes; its splines do so too, but it may
#: put every box where that is easiest, while ours stand in zones, groups and rows.
_FASTER_THAN_DOT = 100.0
#: Number of containers to the milliseconds that a layout may take, with groups folded as they are by default.
_BOUNDS = {300: 15.0, 1000: 30.0, 5000: 200.0}
#: So many containers are answered for on the GUI thread when an event is chosen, in at most so many milliseconds.
_AT_ONCE, _ANSWER_BOUND = 300, 50.0


def median_ms(action: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """The median time of an action in milliseconds; one more round before them warms it up."""
    action()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def all_open(inventory: Inventory) -> ViewOptions:
    """Options that show every container and store of its own."""
    return ViewOptions(unfolded=frozenset(ids.group_thing(c.project or "") for c in inventory.containers.values()))


def as_dot(inventory: Inventory) -> str:
    """Every container, image and store as a node, every mount and every instance as an edge."""
    lines = ["digraph {", "rankdir=LR; node [shape=box];"]
    numbers: dict[str, int] = {}

    def node(thing: str) -> str:
        return f"n{numbers.setdefault(thing, len(numbers))}"

    for container in inventory.containers.values():
        me = node(ids.container_thing(container.id))
        lines.append(f"{node(ids.image_thing(container.image_id))} -> {me};")
        lines += [f"{me} -> {node(mount.store)};" for mount in container.mounts]
    return "\n".join([*lines, "}"])


def time_of_dot(inventory: Inventory, splines: str) -> float | None:
    """Milliseconds that ``dot -Tplain`` takes for the same graph; None when Graphviz is not installed.

    ``splines`` is Graphviz' word for how edges run.
    """
    dot = shutil.which("dot")
    if dot is None:
        return None
    graph = as_dot(inventory).encode()
    quiet = subprocess.DEVNULL
    command = [dot, "-Tplain", f"-Gsplines={splines}"]
    return median_ms(lambda: subprocess.run(command, input=graph, stdout=quiet, stderr=quiet, check=True), _DOT_ROUNDS)


def main() -> int:
    """Prints the figures; 1 when a bound is missed."""
    missed = False
    print(f"layout, medians of {_ROUNDS}, milliseconds; 4 stores a container")
    for count, bound in _BOUNDS.items():
        inventory = many(count)
        folded = median_ms(partial(lay_out, inventory))
        opened = median_ms(partial(lay_out, inventory, all_open(inventory)))
        missed = missed or folded > bound
        print(
            f"{count:6,} containers   folded by group {folded:8.1f}   bound {bound:5.0f}   every one open {opened:8.1f}"
        )
    inventory = many(_AT_ONCE)
    for view in (ViewOptions(), all_open(inventory)):
        picture = lay_out(inventory, view)
        outcome = fates(inventory, Event.HOST_REBOOT, WHOLE_ENGINE)
        took = median_ms(partial(dress, picture, inventory, outcome))
        missed = missed or took > _ANSWER_BOUND
        print(
            f"{_AT_ONCE:6,} containers   the outcome of a reboot in {len(picture.boxes):5,} boxes {took:8.1f}", end=""
        )
        print(f"   bound {_ANSWER_BOUND:5.0f}")
    inventory = many(300)
    folded, opened = (median_ms(partial(lay_out, inventory, o)) for o in (ViewOptions(), all_open(inventory)))
    for splines in ("true", "ortho"):
        dot = time_of_dot(inventory, splines)
        if dot is None:
            print("Graphviz is not installed: no comparison")
            return 1
        print(f"   300 containers, dot with splines={splines:5} {dot:8.0f}", end="")
        print(
            f"   ratio {dot / folded:6.0f} × (folded {folded:.1f}), {dot / opened:6.0f} × (every one open {opened:.1f})"
        )
        missed = missed or (splines == "ortho" and dot / opened < _FASTER_THAN_DOT)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
