"""What events make necessary, and how they read."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.activity import Activity
from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.event_words import activities
from bayplan.engine.events import EngineEvent, Need, need_of, parse_event

IMAGE = "sha256:" + "1" * 64
_NAMES = {"c1": "web-2", "c2": "db-1"}


def event(
    kind: str, action: str, subject: str = "", *, nano: int = 1, made_for: str = "", **attributes: str
) -> EngineEvent:
    """An event as the engine sends it, parsed; ``made_for`` is the value of the label of Bayplan's own containers."""
    attributes |= {CREATED_LABEL: made_for} if made_for else {}
    actor = {"ID": subject, "Attributes": attributes}
    parsed = parse_event({"Type": kind, "Action": action, "Actor": actor, "timeNano": nano})
    assert parsed is not None
    return parsed


def need(*events: EngineEvent) -> Need:
    """What these events make necessary."""
    return need_of(events)


def lines(*events: EngineEvent) -> list[Activity]:
    """The journal of these events."""
    return activities(events, lambda container_id: _NAMES.get(container_id, ""))


def sentence(*events: EngineEvent) -> str:
    """The one line of these events."""
    (line,) = lines(*events)
    return line.sentence


def test_changes_of_a_container_read_that_container_only() -> None:
    for action in ("create", "start", "stop", "die", "pause", "unpause", "rename", "update", "restart"):
        assert need(event("container", action, "c1")) == Need(containers=frozenset({"c1"})), action


def test_a_destroyed_container_is_dropped_without_reading_even_if_it_changed_before() -> None:
    assert need(event("container", "die", "c1"), event("container", "destroy", "c1")) == Need(
        gone_containers=frozenset({"c1"})
    )


def test_chatter_makes_nothing_necessary() -> None:
    chatter = [
        event("container", action, "c1")
        for action in ("exec_create: sh -c ls", "exec_start: sh", "exec_die", "attach", "top", "resize", "kill", "oom")
    ]
    chatter += [event("container", action, "c1") for action in ("archive-path", "extract-to-dir", "copy", "export")]
    chatter += [event("volume", action, "v", container="c1") for action in ("mount", "unmount")]
    chatter += [event("network", "connect", "n", container="c1"), event("image", "push", "redis:7")]
    assert not need(*chatter)


def test_a_helper_of_bayplan_makes_nothing_necessary_but_a_test_mount_does() -> None:
    assert not need(event("container", "create", "c1", made_for="helper"))
    assert not need(event("container", "destroy", "c1", made_for="helper-browse"))
    assert need(event("container", "create", "c1", made_for="test-mount"))
    assert lines(event("container", "start", "c1", made_for="helper")) == []


def test_health_waits_unless_the_container_is_read_anyhow() -> None:
    assert need(event("container", "health_status: healthy", "c1")) == Need(health=frozenset({"c1"}))
    both = need(event("container", "health_status: healthy", "c1"), event("container", "start", "c1"))
    assert both == Need(containers=frozenset({"c1"}))


def test_the_last_event_of_a_volume_counts_because_names_come_back() -> None:
    created, destroyed = event("volume", "create", "v"), event("volume", "destroy", "v")
    assert need(created, destroyed) == Need(gone_volumes=frozenset({"v"}))
    assert need(destroyed, created) == Need(gone_volumes=frozenset({"v"}), volumes=frozenset({"v"}))


def test_prune_lists_that_kind_again() -> None:
    assert need(event("container", "prune", reclaimed="0")) == Need(all_containers=True)
    assert need(event("volume", "prune")) == Need(all_volumes=True)
    assert need(event("image", "prune")) == Need(images=True)


def test_images_are_listed_again_when_a_name_may_have_moved_and_dropped_when_deleted() -> None:
    for action in ("pull", "tag", "untag", "import", "load", "build"):
        assert need(event("image", action, "redis:7")) == Need(images=True), action
    assert need(event("image", "delete", IMAGE)) == Need(gone_images=frozenset({IMAGE}))
    assert need(event("image", "delete", IMAGE), event("image", "load", IMAGE)) == Need(images=True)
    assert need(event("container", "commit", "c1")) == Need(images=True)


def test_a_reloaded_daemon_is_asked_about_itself() -> None:
    assert need(event("daemon", "reload", "ENGINE")) == Need(engine=True)


def test_podmans_words() -> None:
    assert need(event("container", "died", "c1")) == Need(containers=frozenset({"c1"}))
    assert need(event("container", "remove", "c1")) == Need(gone_containers=frozenset({"c1"}))
    assert need(event("volume", "remove", "v")) == Need(gone_volumes=frozenset({"v"}))
    assert need(event("image", "remove", "1" * 64)) == Need(images=True)
    assert event("container", "health_status", "c1", health_status="healthy").argument == "healthy"
    assert sentence(event("container", "died", "c1", name="web-2", containerExitCode="3")) == "web-2 exited with code 3"


def test_what_is_no_event_is_ignored() -> None:
    assert parse_event({}) is None
    assert parse_event({"Type": "container"}) is None
    assert need(event("plugin", "enable", "p")) == Need()


def test_two_deliveries_of_one_event_have_one_key() -> None:
    assert event("container", "die", "c1", nano=5).key == event("container", "die", "c1", nano=5).key
    assert event("container", "die", "c1", nano=5).key != event("container", "die", "c1", nano=6).key
    assert event("container", "health_status: healthy").key != event("container", "health_status: starting").key


def test_sentences_about_containers() -> None:
    assert sentence(event("container", "start", "c1", name="web-2")) == "web-2 started"
    assert sentence(event("container", "start", "c1")) == "web-2 started"
    assert sentence(event("container", "start", "ab" * 32)) == "abababababab started"
    assert sentence(event("container", "die", "c2", exitCode="137")) == "db-1 was killed (exit code 137)"
    assert sentence(event("container", "die", "c2", exitCode="143")) == "db-1 was terminated (exit code 143)"
    assert sentence(event("container", "die", "c2", exitCode="0")) == "db-1 exited normally"
    assert sentence(event("container", "rename", "c1", name="web-3", oldName="/web-2")) == "web-2 renamed to web-3"
    assert sentence(event("container", "health_status: unhealthy", "c1")) == "web-2 is unhealthy"
    assert lines(event("container", "exec_start: sh", "c1")) == []


def test_a_container_that_is_news_itself_is_called_by_its_name() -> None:
    (first, _) = lines(
        event("volume", "mount", "v", container="c9"), event("container", "start", "c9", name="brand-new")
    )
    assert first.sentence == "volume v mounted by brand-new"


def test_sentences_about_volumes_and_images() -> None:
    assert sentence(event("volume", "mount", "shop_uploads", container="c1")) == "volume shop_uploads mounted by web-2"
    assert sentence(event("volume", "create", "a" * 64)) == "volume aaaa…aa created"
    assert sentence(event("volume", "destroy", "v")) == "volume v removed"
    assert sentence(event("image", "pull", "redis:7", name="redis")) == "image redis:7 pulled"
    assert sentence(event("image", "delete", IMAGE, name=IMAGE)) == "image 111111111111 deleted"
    assert sentence(event("volume", "prune")) == "unused volumes pruned"


def test_mounting_for_a_copy_is_no_news() -> None:
    copy = [
        event("volume", "mount", "v", container="c1"),
        event("container", "archive-path", "c1"),
        event("volume", "unmount", "v", container="c1"),
    ]
    assert lines(*copy) == []


def test_lines_know_their_thing_and_whether_bayplan_did_it() -> None:
    (line,) = lines(event("container", "start", "c1", made_for="test-mount"))
    assert (line.subject, line.own) == (ids.container_thing("c1"), True)
    (line,) = lines(event("image", "pull", "redis:7", name="redis:7", nano=1_772_366_400_000_000_000))
    assert (line.subject, line.own, line.at.isoformat()) == ("", False, "2026-03-01T12:00:00+00:00")
