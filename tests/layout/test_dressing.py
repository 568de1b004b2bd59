"""A picture that shows an outcome: nothing moves, every fate is told by sign, word, line and colour."""

from __future__ import annotations

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.dressing import dress
from bayplan.layout.looks import FATE_LOOKS
from bayplan.layout.shapes import Box, Diagram
from bayplan.layout.theme import THEMES, load_theme
from tests.layout import geometry, scenarios
from tests.support.builders import many

_DB = Target.containers("db-1")
_EVERY_EVENT = [(event, WHOLE_ENGINE if event not in {Event.RECREATE, Event.RENEW} else _DB) for event in Event]


def dressed(
    event: Event, of: Target = _DB, inventory: Inventory | None = None, options: ViewOptions | None = None
) -> Diagram:
    """The design's scene (or another) under an event."""
    scene = inventory or scenarios.design()
    return dress(lay_out(scene, options), scene, fates(scene, event, of))


def words(diagram: Diagram, thing: str) -> list[str]:
    """The texts of a thing."""
    return [text.text for text in diagram.texts if text.thing == thing]


def box_of(diagram: Diagram, thing: str) -> Box:
    """The first box of a thing."""
    return next(box for box in diagram.boxes if box.thing == thing)


def where(diagram: Diagram) -> list[tuple[object, ...]]:
    """Where everything is that must not move."""
    boxes = [(box.thing, box.x, box.y, box.w, box.h, box.role, box.parent) for box in diagram.boxes]
    return [(diagram.width, diagram.height), *boxes, *((e.source, e.target, e.points) for e in diagram.edges)]


@pytest.mark.parametrize(("event", "of"), _EVERY_EVENT)
@pytest.mark.parametrize("scene", ["design", "hostile", "windows", "empty"])
def test_nothing_moves_and_every_text_stays_in_its_box(scene: str, event: Event, of: Target) -> None:
    inventory = getattr(scenarios, scene)()
    plain = lay_out(inventory)
    shown = dress(plain, inventory, fates(inventory, event, of))
    assert where(shown) == where(plain)
    assert geometry.texts_outside(shown) == []
    for text in shown.texts:
        if text.text in words(plain, text.thing):
            continue
        area = geometry.text_area(text)
        assert any(
            box.x <= area.left and area.right <= box.x + box.w for box in shown.boxes if box.thing == text.thing
        ), text


def test_removing_a_container_tells_what_becomes_of_all_its_state() -> None:
    shown = dressed(Event.REMOVE)
    assert words(shown, ids.container_thing("db-1")) == ["✕ removed", "running", "db-1", "postgres"]
    assert words(shown, ids.writable_store("db-1")) == ["✕ lost", "63 kB", "writable layer"]
    assert words(shown, ids.shm_store("db-1"))[:2] == ["✕ lost", "not measured"]
    assert words(shown, "volume:shop_pgdata")[:2] == ["✓ survives", "1.2 GB"]
    backup = next(box for box in shown.boxes if box.thing.startswith("volume:9f2c"))
    assert words(shown, backup.thing)[:2] == ["◌ orphaned", "96 MB"]
    assert "stays, but nothing refers to it any more" in words(shown, backup.thing)
    assert backup.flags == {Fate.ORPHANED}
    assert box_of(shown, ids.container_thing("db-1")).flags == {"running", "removed"}
    assert shown.what_if is not None
    assert shown.what_if.summary == "removing db-1 loses at least 63 kB in 2 places, orphans 1 volume"
    assert shown.what_if.tone == "danger"
    assert shown.what_if.fates == (Fate.LOST, Fate.ORPHANED, Fate.SURVIVES)
    assert shown.what_if.reasons["volume:shop_pgdata"].startswith("✓ survives: A named volume lives until")


def test_bystanders_step_back_without_vanishing() -> None:
    plain, shown = lay_out(scenarios.design()), dressed(Event.REMOVE)
    for thing in (ids.container_thing("web-1"), "volume:shop_uploads", "bind:/etc/ssl/certs"):
        assert "rests" in box_of(shown, thing).flags
        assert words(shown, thing) == words(plain, thing)
        assert {text.role for text in shown.texts if text.thing == thing} <= {"muted", "faint"}


def test_edges_take_the_fate_of_what_they_lead_to() -> None:
    shown = dressed(Event.REMOVE)
    fate = {(edge.source, edge.target): edge.fate for edge in shown.edges}
    db = ids.container_thing("db-1")
    assert fate[db, ids.shm_store("db-1")] == Fate.LOST
    assert fate[db, "volume:shop_pgdata"] == Fate.SURVIVES
    assert fate[ids.image_thing("postgres:16"), db] == Fate.SURVIVES
    assert {edge.fate for edge in shown.edges if db not in edge[:2]} == {"rests"}


def test_a_fold_sums_up_what_it_stands_for() -> None:
    shown = dressed(Event.REMOVE, Target.containers("web-1"))
    fold = ids.fold_thing("default-shm")
    assert words(shown, fold)[0] == "✕ 1 lost, 5 kept"
    assert box_of(shown, fold).flags == {Fate.LOST, "quiet", "partly"}
    unused = ids.fold_thing("anonymous-unused")
    pruned = dressed(Event.VOLUME_PRUNE_ALL, WHOLE_ENGINE)
    assert words(pruned, unused)[:2] == ["✕ 4 lost", "1.9 GB"]
    assert box_of(pruned, unused).flags == {Fate.LOST}


def test_a_folded_group_sums_up_its_containers_and_their_writable_layers() -> None:
    shop = ids.group_thing("shop")
    folded = ViewOptions(folded=frozenset({shop}))
    whole = dressed(Event.COMPOSE_DOWN, Target.project("shop"), options=folded)
    assert words(whole, shop)[0] == "✕ 5 removed"
    assert "2.1 GB ✕ lost" in words(whole, shop)
    one = dressed(Event.REMOVE, options=folded)
    assert words(one, shop)[0] == "✕ 1 of 5 removed"
    assert "rests" in box_of(dressed(Event.REMOVE, Target.containers("ci-runner"), options=folded), shop).flags


def test_a_move_leaves_volumes_behind() -> None:
    shown = dressed(Event.MOVE_NODE)
    assert words(shown, "volume:shop_pgdata")[:2] == ["⇤ left behind", "1.2 GB"]
    assert words(shown, ids.container_thing("db-1"))[0] == "⇥ moved"
    assert words(shown, ids.image_thing("postgres:16"))[:2] == ["? depends", "431 MB"]


def test_a_commit_says_what_the_image_holds() -> None:
    shown = dressed(Event.COMMIT)
    assert words(shown, ids.writable_store("db-1"))[0] == "✓ captured"
    assert words(shown, "volume:shop_pgdata")[0] == "– left out"
    assert words(shown, ids.container_thing("db-1")) == ["running", "db-1", "postgres"]


def test_pruned_images_take_their_own_layers_along_and_leave_the_shared_ones() -> None:
    options = ViewOptions(unfolded=frozenset({ids.fold_thing("images")}))
    shown = dressed(Event.IMAGE_PRUNE_ALL, WHOLE_ENGINE, options=options)
    node = ids.image_thing("node:20")
    assert words(shown, node)[0] == "✕ lost"
    flags = {box.role: box.flags for box in shown.boxes if box.parent == node}
    assert Fate.LOST in flags["layer"]
    assert not any(Fate.LOST in box.flags for box in shown.boxes if box.role == "shared-layer")


def test_an_event_that_is_refused_changes_nothing_but_the_sentence() -> None:
    scene = scenarios.design()
    plain = lay_out(scene)
    shown = dress(plain, scene, fates(scene, Event.COMPOSE_DOWN, Target.containers("ci-runner")))
    assert shown._replace(what_if=None) == plain
    assert shown.what_if is not None
    assert "does nothing" in shown.what_if.summary


def test_every_fate_has_its_own_line_and_sign() -> None:
    lines = [FATE_LOOKS[fate].dashes for fate in Fate if fate in FATE_LOOKS]
    assert len(set(lines)) == len(lines) == 4
    assert len({told.sign for told in FATE_WORDS.values()}) == len(FATE_WORDS)


@pytest.mark.parametrize(("event", "of"), _EVERY_EVENT)
def test_every_colour_is_in_every_theme(event: Event, of: Target) -> None:
    for theme in map(load_theme, THEMES):
        for text in dressed(event, of).texts:
            assert theme.colour(text.role).startswith("#")


def test_hundreds_of_containers_are_told_of_too() -> None:
    inventory = many(300)
    shown = dressed(Event.HOST_REBOOT, WHOLE_ENGINE, inventory)
    groups = [box for box in shown.boxes if box.role == "folded-group"]
    assert groups
    assert all(words(shown, box.thing)[0].endswith(("stopped", "restarted")) for box in groups)
