"""The layouts of some engines, to the pixel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.dressing import dress
from bayplan.layout.shapes import Diagram
from tests.layout import scenarios
from tests.support.builders import many

_SCENES: dict[str, Callable[[], Inventory]] = {
    "design": scenarios.design,
    "empty": scenarios.empty,
    "windows": scenarios.windows,
    "virtual-machine": scenarios.virtual_machine,
    "hostile": scenarios.hostile,
    "thirty": lambda: many(30),
}
_OUTCOMES: dict[str, tuple[Event, Target]] = {
    "design-remove": (Event.REMOVE, Target.containers("db-1")),
    "design-reboot": (Event.HOST_REBOOT, WHOLE_ENGINE),
    "design-move-node": (Event.MOVE_NODE, Target.containers("db-1")),
    "design-system-prune": (Event.SYSTEM_PRUNE, WHOLE_ENGINE),
}


@pytest.mark.parametrize("name", _SCENES)
def test_layout_is_as_recorded(name: str, check_golden: Callable[[str, Diagram], None]) -> None:
    check_golden(name, lay_out(_SCENES[name](), ViewOptions(home="/home/ada")))


@pytest.mark.parametrize("name", _SCENES)
def test_the_same_inventory_gives_the_same_layout(name: str) -> None:
    assert lay_out(_SCENES[name]()) == lay_out(_SCENES[name]())


@pytest.mark.parametrize("name", _OUTCOMES)
def test_outcome_is_shown_as_recorded(name: str, check_golden: Callable[[str, Diagram], None]) -> None:
    inventory = scenarios.design()
    event, of = _OUTCOMES[name]
    plain = lay_out(inventory, ViewOptions(home="/home/ada"))
    check_golden(name, dress(plain, inventory, fates(inventory, event, of)))
