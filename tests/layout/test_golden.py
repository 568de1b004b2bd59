"""The layouts of some engines, to the pixel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayplan.domain.inventory import Inventory
from bayplan.layout.diagram import ViewOptions, lay_out
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


@pytest.mark.parametrize("name", _SCENES)
def test_layout_is_as_recorded(name: str, check_golden: Callable[[str, Diagram], None]) -> None:
    check_golden(name, lay_out(_SCENES[name](), ViewOptions(home="/home/ada")))


@pytest.mark.parametrize("name", _SCENES)
def test_the_same_inventory_gives_the_same_layout(name: str) -> None:
    assert lay_out(_SCENES[name]()) == lay_out(_SCENES[name]())
