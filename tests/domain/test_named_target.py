"""Names that people type, as the things that they mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.inventory import Inventory
from bayplan.domain.named_target import named_target
from bayplan.errors import WrongUseError
from tests.layout import scenarios

_HEX = "0123456789abcdef" * 4


def engine() -> Inventory:
    """A shop of two containers with long ids, a stranger, and volumes with and without a name."""
    containers = [
        replace(scenarios.container("web-1", "i", project="shop"), id=f"aa{_HEX[2:]}"),
        replace(scenarios.container("db-1", "i", project="shop"), id=f"ab{_HEX[2:]}"),
        replace(scenarios.container("shop", "i", project="other"), id=f"cc{_HEX[2:]}"),
    ]
    return scenarios.inventory(containers, [], [scenarios.named("data"), scenarios.anonymous("9f2c")])


@pytest.mark.parametrize(
    ("event", "names", "expected"),
    [
        (Event.REMOVE, ["web-1"], Target.containers(f"aa{_HEX[2:]}")),
        (Event.REMOVE, ["ab"], Target.containers(f"ab{_HEX[2:]}")),
        (Event.REMOVE, ["other"], Target.project("other")),
        (Event.REMOVE, ["data"], Target.volume("data")),
        (Event.REMOVE, ["9f2c"], Target.volume(scenarios.anonymous("9f2c").name)),
        (Event.STOP, ["shop"], Target.containers(f"cc{_HEX[2:]}")),
        (Event.COMPOSE_DOWN, ["shop"], Target.project("shop")),
        (Event.STOP, ["db-1", "other", "shop"], Target.containers(f"ab{_HEX[2:]}", f"cc{_HEX[2:]}")),
        (Event.HOST_REBOOT, [], WHOLE_ENGINE),
    ],
)
def test_names_mean_what_they_name(event: Event, names: list[str], expected: Target) -> None:
    assert named_target(engine(), event, names) == expected


@pytest.mark.parametrize(
    ("event", "names", "sentence"),
    [
        (Event.REMOVE, ["web"], "There is no container, project or volume called web. Did you mean web-1?"),
        (Event.REMOVE, ["zzz"], "There is no container, project or volume called zzz."),
        (Event.REMOVE, [""], "There is no container, project or volume called nothing."),
        (Event.REMOVE, ["a"], "2 ids begin with a. Type more of the one you mean."),
        (Event.REMOVE, [], "remove must be applied to something. Name a container, a project or a volume."),
        (Event.COMPOSE_DOWN, [], "compose-down must be applied to something. Name a project."),
        (Event.SYSTEM_PRUNE, ["web-1"], "system-prune concerns the whole engine. Leave out web-1."),
        (Event.REMOVE, ["web-1", "data"], "A volume cannot be named together with other things. Name it alone."),
    ],
)
def test_what_means_nothing_is_said_in_a_sentence(event: Event, names: list[str], sentence: str) -> None:
    with pytest.raises(WrongUseError) as raised:
        named_target(engine(), event, names)
    assert raised.value.sentence() == sentence
