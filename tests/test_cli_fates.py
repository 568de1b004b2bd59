"""``bayplan fates``: what events would do, as a table and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bayplan.cli import main
from bayplan.domain.event import Event
from tests.support.private_engine import PrivateEngine

KEYS = ["engine", "container", "store", "kind", "location", "event", "fate", "reason", "bytes"]


@pytest.fixture
def rows(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command with --json; its rows."""

    def run(*words: str) -> list[dict[str, Any]]:
        assert main(["fates", "--json", *words]) == 0
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    return run


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints about the demo."""
    assert main(["fates", "--demo", *words]) == 0
    return capsys.readouterr().out


def test_rows_have_the_fixed_keys_first(rows: Any) -> None:
    found = rows("--demo", "db-1", "--event", "remove")
    assert all(list(row)[:9] == KEYS for row in found)
    by_kind = {row["kind"]: row for row in found}
    assert by_kind["writable-layer"]["fate"] == "lost"
    assert by_kind["writable-layer"]["bytes"] == 63_000
    assert by_kind["named-volume"]["fate"] == "survives"
    assert by_kind["anonymous-volume"]["fate"] == "orphaned"
    assert {row["container"] for row in found} == {"db-1"}
    assert {row["event"] for row in found} == {"remove"}
    assert all(row["reason"].endswith(".") for row in found)


def test_without_names_and_events_everything_is_told(rows: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows("--demo")
    assert main(["snapshot", "--demo", "--no-sizes"]) == 0
    stores = {store["id"]: store for store in json.loads(capsys.readouterr().out)["stores"]}
    for event in Event:
        told = {row["store"] for row in found if row["event"] == event}
        # What only Compose does is told of what containers use.
        unused = {key for key, store in stores.items() if not store["used_by"]}
        assert stores.keys() - unused <= told <= stores.keys()
    users = {(row["store"], row["container_id"]) for row in found if row["event"] == "stop"}
    assert users == {(key, user) for key, store in stores.items() for user in store["used_by"] or [None]}


def test_a_shared_store_has_a_row_for_each_of_its_containers(rows: Any) -> None:
    found = rows("--demo", "shop", "--event", "compose-down-volumes")
    uploads = [row for row in found if row["name"] == "volume shop_uploads"]
    assert [row["container"] for row in uploads] == ["web-1", "web-2", "worker-1"]
    assert {(row["fate"], row["bytes"]) for row in uploads} == {("lost", 3_400_000_000)}
    assert {row["depends_on"] for row in found if row["fate"] == "depends"} == {
        "whether the project's file says external: true"
    }


def test_a_volume_alone(rows: Any) -> None:
    (row,) = rows("--demo", "old_pgdata", "--event", "remove")
    assert (row["store"], row["fate"], row["container"]) == ("volume:old_pgdata", "lost", None)


def test_commit_says_what_is_captured(rows: Any) -> None:
    captured = {row["kind"]: row["captured"] for row in rows("--demo", "db-1", "--event", "commit")}
    assert captured["writable-layer"] is True
    assert captured["named-volume"] is False
    assert {row["captured"] for row in rows("--demo", "db-1", "--event", "stop")} == {None}


def test_sizes_may_be_left_out(rows: Any) -> None:
    assert {row["bytes"] for row in rows("--demo", "--no-sizes", "db-1", "--event", "stop")} >= {None}
    layers = [row for row in rows("--demo", "--no-sizes", "--event", "stop") if row["kind"] == "writable-layer"]
    assert {row["bytes"] for row in layers} == {None}


def test_the_table_begins_with_the_sentence_and_is_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "db-1", "--event", "remove")
    sentence, blank, heading, *lines = out.splitlines()
    assert sentence.startswith("Removing db-1 loses ")
    assert sentence.endswith(".")
    assert blank == ""
    column = heading.index("why")
    assert heading.split("  ")[0] == "fate"
    assert all(line[column - 2 : column] == "  " for line in lines[:-1])
    assert "✕ lost" in out
    assert "◌ orphaned" in out
    assert lines[-1] == "(2 more places: logs, runtime files and what is empty; --all shows them)"
    assert "log of db-1" in said(capsys, "db-1", "--event", "remove", "--all")


def test_several_events_and_what_concerns_the_whole_engine(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "db-1", "--event", "stop", "--event", "host-reboot")
    assert [line for line in out.splitlines() if line.endswith(".") and not line.startswith(("✕", "✓", "?", "–"))] == [
        line for line in out.splitlines() if line.startswith(("Stopping db-1 ", "For db-1: rebooting the host "))
    ]


def test_what_cannot_happen_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "shop_pgdata", "--event", "remove")
    assert out == "Removing volume shop_pgdata does nothing: the engine refuses, because db-1 still refers to it.\n"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["db"], "no container, project or volume called db. Did you mean db-1?"),
        (["db-1", "shop_pgdata"], "A volume cannot be named together with other things."),
        (["nothing-like-it"], "no container, project or volume called nothing-like-it."),
    ],
)
def test_wrong_names_are_wrong_use(words: list[str], error: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fates", "--demo", *words]) == 2
    told = capsys.readouterr()
    assert error in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_an_unknown_event_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["fates", "--demo", "--event", "explode"])
    assert left.value.code == 2
    assert "'explode' is no event; these are: pause, restart" in capsys.readouterr().err


def test_on_a_real_engine(clean_engine: PrivateEngine, rows: Any) -> None:
    docker = clean_engine.docker
    docker("create", "--network", "none", "--name", "kept", "-v", "data:/data", "-v", "/own", "busybox:latest", "true")
    docker("create", "--network", "none", "--rm", "--name", "brief", "-v", "/own", "busybox:latest", "true")
    host = ("--host", clean_engine.host)
    fates = {(row["container"], row["kind"]): row["fate"] for row in rows(*host, "--event", "container-prune")}
    assert fates["kept", "writable-layer"] == "lost"
    assert fates["kept", "named-volume"] == "survives"
    assert fates["kept", "anonymous-volume"] == "orphaned"
    brief = {row["kind"]: row["fate"] for row in rows(*host, "brief", "--event", "engine-restart")}
    assert (brief["writable-layer"], brief["anonymous-volume"]) == ("lost", "orphaned")
