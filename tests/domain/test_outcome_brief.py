"""An outcome in a few lines for the inspector."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.event_commands import event_commands
from bayplan.domain.inspect_thing import inspect_thing
from bayplan.domain.inspect_what_if import with_what_if
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_brief import BriefLine, brief_text, outcome_brief
from bayplan.domain.what_if_answer import answer
from tests.support.builders import NOW
from tests.support.shop import DB, RUNNER, WEB_1, shop

SHOP = shop()
DB_THING = ids.container_thing(DB)
REMOVED = answer(SHOP, Event.REMOVE, Target.containers(DB))


def test_a_container_s_own_panel_needs_not_repeat_its_name() -> None:
    assert outcome_brief(REMOVED, DB_THING) == [
        BriefLine(Fate.LOST, "Lost: 63 kB in the writable layer, /dev/shm (size unknown)"),
        BriefLine(Fate.ORPHANED, "Orphaned: anonymous volume 9f2c…e1 (96 MB)"),
        BriefLine(Fate.SURVIVES, "Kept: shop_pgdata (1.2 GB), /etc/ssl/certs"),
    ]


def test_a_store_s_panel_is_about_that_store() -> None:
    [line] = outcome_brief(REMOVED, ids.volume_store("shop_pgdata"))
    assert line == BriefLine(Fate.SURVIVES, "Kept: volume shop_pgdata (1.2 GB)")
    [untouched] = outcome_brief(REMOVED, ids.volume_store("shop_uploads"))
    assert untouched.text == "Nothing is lost here."


def test_the_engine_s_panel_is_about_everything_and_counts_what_is_many() -> None:
    rebooted = answer(SHOP, Event.HOST_REBOOT, WHOLE_ENGINE)
    lines = {line.fate: line.text for line in outcome_brief(rebooted, "")}
    assert "web-1:/run/session" in lines[Fate.LOST]
    assert lines[Fate.SURVIVES].startswith("Kept: at least 5.")
    assert " places: volume shop_uploads, volume shop_pgdata and " in lines[Fate.SURVIVES]
    assert lines[Fate.SURVIVES].endswith(" more")
    assert Fate.NOT_APPLICABLE not in lines


def test_what_cannot_happen_says_why() -> None:
    refused = answer(SHOP, Event.RECREATE, Target.containers(RUNNER))
    [line] = outcome_brief(refused, ids.container_thing(RUNNER))
    assert line == BriefLine(Fate.NOT_APPLICABLE, refused.outcome.refused)


def test_it_can_be_copied_with_the_command() -> None:
    commands = event_commands(SHOP, Event.REMOVE, Target.containers(DB))
    text = brief_text(outcome_brief(REMOVED, DB_THING), commands).splitlines()
    assert text[0].startswith("Lost: 63 kB")
    assert text[-1] == "$ docker rm --force db-1"


def test_the_sections_come_after_the_first_and_say_whom_they_are_about() -> None:
    def sections(thing: str) -> list[tuple[str, str]]:
        inspection = inspect_thing(SHOP, thing, NOW)
        assert inspection is not None
        return [(section.title, section.note) for section in with_what_if(inspection, SHOP, REMOVED.outcome).sections]

    assert sections(DB_THING)[1:3] == [("What survives what", ""), ("If removed", "")]
    assert sections(ids.container_thing(WEB_1))[2] == ("If removed", "db-1")
    assert [title for title, _ in sections("")][1] == "If removed", "an engine has no table"
    now = inspect_thing(SHOP, DB_THING, NOW)
    assert now is not None
    titles = [section.title for section in with_what_if(now, SHOP, None).sections]
    assert titles[1] == "What survives what"
    assert "If removed" not in titles
