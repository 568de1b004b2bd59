"""The commands that bring an event about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.event_commands import event_commands
from tests.support.shop import DB, RUNNER, WEB_1, WEB_2, shop

SHOP = shop()


@pytest.mark.parametrize(
    ("event", "of", "expected"),
    [
        (Event.PAUSE, Target.containers(DB), "docker pause db-1"),
        (Event.REMOVE, Target.containers(WEB_1, WEB_2), "docker rm --force web-1 web-2"),
        (Event.REMOVE_VOLUMES, Target.containers(DB), "docker rm --force --volumes db-1"),
        (Event.REMOVE, Target.volume("old_pgdata"), "docker volume rm old_pgdata"),
        (Event.COMMIT, Target.containers(DB), "docker commit db-1 db-1:saved"),
        (
            Event.RECREATE,
            Target.containers(DB, WEB_1),
            "docker compose --project-name shop up --detach --force-recreate --no-deps db web",
        ),
        (
            Event.RENEW,
            Target.containers(DB),
            "docker compose --project-name shop up --detach --force-recreate --renew-anon-volumes --no-deps db",
        ),
        (Event.COMPOSE_DOWN, Target.project("shop"), "docker compose --project-name shop down"),
        (Event.COMPOSE_DOWN_VOLUMES, Target.containers(DB), "docker compose --project-name shop down --volumes"),
        (Event.VOLUME_PRUNE_ALL, WHOLE_ENGINE, "docker volume prune --all"),
        (Event.SYSTEM_PRUNE_VOLUMES, WHOLE_ENGINE, "docker system prune --volumes"),
        (Event.HOST_REBOOT, WHOLE_ENGINE, "systemctl reboot"),
    ],
)
def test_the_command(event: Event, of: Target, expected: str) -> None:
    assert event_commands(SHOP, event, of) == (expected,)


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ({}, ("systemctl restart docker",)),
        ({"rootless": True}, ("systemctl --user restart docker",)),
        ({"product": "Podman"}, ("systemctl restart podman",)),
        ({"os_type": "windows"}, ("Restart-Service docker",)),
        ({"vm": "Docker Desktop"}, ()),
    ],
)
def test_how_an_engine_is_restarted(engine: dict[str, Any], expected: tuple[str, ...]) -> None:
    other = replace(SHOP, engine=replace(SHOP.engine, **engine))
    assert event_commands(other, Event.ENGINE_RESTART, WHOLE_ENGINE) == expected


@pytest.mark.parametrize("engine", [{"api_version": "1.41"}, {"product": "Podman", "api_version": "1.44"}])
def test_where_prune_knows_no_all_it_always_means_it(engine: dict[str, Any]) -> None:
    other = replace(SHOP, engine=replace(SHOP.engine, **engine))
    assert event_commands(other, Event.VOLUME_PRUNE_ALL, WHOLE_ENGINE) == ("docker volume prune",)


def test_only_a_swarm_moves_by_one_command() -> None:
    assert event_commands(SHOP, Event.MOVE_NODE, Target.containers(RUNNER)) == ()
    swarm = replace(SHOP.containers[RUNNER], group_kind="swarm")
    in_swarm = replace(SHOP, containers={**SHOP.containers, RUNNER: swarm})
    assert event_commands(in_swarm, Event.MOVE_NODE, Target.containers(RUNNER)) == (
        "docker node update --availability drain self",
    )


def test_names_are_quoted_for_a_shell() -> None:
    odd = replace(SHOP.containers[DB], name="a b")
    named = replace(SHOP, containers={**SHOP.containers, DB: odd})
    assert event_commands(named, Event.STOP, Target.containers(DB)) == ("docker stop 'a b'",)
    assert event_commands(SHOP, Event.STOP, Target.containers("gone")) == ()
