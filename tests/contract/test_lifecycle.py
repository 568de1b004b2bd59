"""What pausing, killing, restarting, renaming and removing do to a container and its state, and refuse to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bayplan.engine.client import EngineClient, EventStream
from bayplan.engine.failures import AnswerError, is_gone
from tests.contract.containers import body, started, state, volume_names

RUNTIME_FILES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
MEMORY = {"Type": "tmpfs", "Target": "/scratch"}
NAMED = {"Type": "volume", "Source": "contract-data", "Target": "/data"}
ANONYMOUS = {"Type": "volume", "Target": "/anonymous"}
#: Where each kind of store is in the containers of these tests.
PLACES = {
    "layer": "/tmp/marker",
    "memory": "/scratch/marker",
    "tmpfs option": "/quick/marker",
    "shm": "/dev/shm/marker",
    "named": "/data/marker",
    "anonymous": "/anonymous/marker",
}


def marked(client: EngineClient, name: str, **host_config: object) -> str:
    """A running container with a marker in each kind of store."""
    identity = started(client, name, MEMORY, NAMED, ANONYMOUS, Tmpfs={"/quick": ""}, **host_config)
    for kind, path in PLACES.items():
        client.write_file(identity, path, kind)
    return identity


def found(client: EngineClient, identity: str) -> set[str]:
    """The kinds of store in which the marker is still there."""
    kinds = set()
    for kind, path in PLACES.items():
        try:
            text = client.read_file(identity, path)
        except AnswerError as error:
            if "no such file" not in error.sentence().lower():
                raise
        else:
            assert text == kind
            kinds.add(kind)
    return kinds


def told(events: EventStream, identity: str, last: str) -> list[str]:
    """The actions told of a container, up to ``last``; ends the stream."""
    actions = []
    for event in events:
        if event["Type"] == "container" and event["Actor"]["ID"] == identity:
            actions.append(str(event["Action"]))
            if event["Action"] == last:
                break
    events.close()
    return [action for action in actions if not action.startswith("exec_")]


def test_pausing_loses_nothing(client: EngineClient) -> None:
    identity = marked(client, "contract-pause")
    client.pause_container(identity)
    assert state(client, identity) == "paused"
    client.unpause_container(identity)
    assert state(client, identity) == "running"
    assert found(client, identity) == set(PLACES)


def test_only_what_runs_can_be_paused_and_only_what_is_paused_unpaused(client: EngineClient) -> None:
    identity = client.create_container("contract-still", body())
    with pytest.raises(AnswerError) as refused:
        client.pause_container(identity)
    assert refused.value.status == 409
    client.start_container(identity)
    with pytest.raises(AnswerError) as refused:
        client.unpause_container(identity)
    assert refused.value.status in {409, 500}
    client.pause_container(identity)
    with pytest.raises(AnswerError) as refused:
        client.pause_container(identity)
    assert refused.value.status == 409


def test_a_restart_loses_what_is_in_memory(client: EngineClient) -> None:
    identity = marked(client, "contract-restart")
    client.restart_container(identity)
    assert state(client, identity) == "running"
    assert found(client, identity) == {"layer", "named", "anonymous"}


def test_a_kill_and_a_start_lose_what_is_in_memory(client: EngineClient) -> None:
    identity = marked(client, "contract-kill")
    client.kill_container(identity)
    assert client.wait_container(identity, 10) == 137
    client.start_container(identity)
    assert found(client, identity) == {"layer", "named", "anonymous"}


def test_a_signal_is_for_the_process(client: EngineClient) -> None:
    identity = started(client, "contract-signal")
    client.kill_container(identity, "SIGUSR1")
    assert state(client, identity) == "running"
    client.kill_container(identity, "SIGTERM")
    assert client.wait_container(identity, 10) == 0
    with pytest.raises(AnswerError) as refused:
        client.kill_container(identity)
    assert refused.value.status == 409
    client.start_container(identity)
    with pytest.raises(AnswerError):
        client.kill_container(identity, "SIGNONSENSE")


def test_a_paused_container_restarts(client: EngineClient) -> None:
    identity = started(client, "contract-thaw")
    client.pause_container(identity)
    with pytest.raises(AnswerError):
        client.start_container(identity)
    client.restart_container(identity)
    assert state(client, identity) == "running"


def test_a_restart_starts_what_was_stopped_and_starting_or_stopping_twice_is_fine(client: EngineClient) -> None:
    identity = client.create_container("contract-twice", body())
    client.restart_container(identity)
    client.start_container(identity)
    assert state(client, identity) == "running"
    client.stop_container(identity)
    client.stop_container(identity)
    assert state(client, identity) == "exited"


def test_a_restart_tells_of_each_step(client: EngineClient) -> None:
    identity = started(client, "contract-steps")
    events = client.events()
    client.restart_container(identity)
    steps = told(events, identity, "restart")
    # Engine 28.5 tells of the stop before or after the end, as it happens.
    assert (steps[0], set(steps[1:3]), steps[3:]) == ("kill", {"die", "stop"}, ["start", "restart"])


def test_a_restart_keeps_a_container_with_rm_and_its_volume(client: EngineClient) -> None:
    identity = marked(client, "contract-rm-restart", AutoRemove=True)
    client.restart_container(identity)
    assert state(client, identity) == "running"
    assert found(client, identity) == {"layer", "named", "anonymous"}


def test_a_kill_ends_a_container_with_rm_and_its_anonymous_volume(client: EngineClient) -> None:
    before = volume_names(client)
    events = client.events()
    identity = marked(client, "contract-rm-kill", AutoRemove=True)
    client.kill_container(identity)
    assert told(events, identity, "destroy")[-3:] == ["kill", "die", "destroy"]
    assert state(client, identity) == "gone"
    assert volume_names(client) - before == {"contract-data"}


def test_removing_a_running_container_with_rm_by_force_keeps_its_anonymous_volume(client: EngineClient) -> None:
    before = volume_names(client)
    kept = started(client, "contract-rm-force", ANONYMOUS, AutoRemove=True)
    client.remove_container(kept, force=True)
    orphaned = volume_names(client) - before
    assert len(orphaned) == 1
    gone = started(client, "contract-rm-force-v", ANONYMOUS, AutoRemove=True)
    client.remove_container(gone, force=True, volumes=True)
    assert volume_names(client) - before == orphaned


def test_a_volume_mounted_by_name_is_kept_whatever_its_name(client: EngineClient) -> None:
    first = started(client, "contract-first", ANONYMOUS)
    (anonymous,) = volume_names(client) - volume_names_of_others(client, first)
    client.remove_container(first, force=True)
    second = client.create_container("contract-second", body({**ANONYMOUS, "Source": anonymous}))
    client.remove_container(second, volumes=True)
    assert anonymous in volume_names(client)
    third = client.create_container("contract-third", body(Binds=[f"{anonymous}:/data"]))
    client.remove_container(third, volumes=True)
    assert anonymous in volume_names(client)


def volume_names_of_others(client: EngineClient, identity: str) -> set[str]:
    """The volumes that a container does not use."""
    (inspected,) = client.inspect_containers([identity])
    return volume_names(client) - {mount.get("Name") for mount in inspected["Mounts"]}


def test_a_container_is_renamed(client: EngineClient) -> None:
    identity = client.create_container("contract-old", body())
    events = client.events()
    client.rename_container(identity, "contract-new")
    for event in events:
        if event["Action"] == "rename":
            assert event["Actor"]["Attributes"]["oldName"].lstrip("/") == "contract-old"
            break
    events.close()
    (listed,) = client.containers([identity])
    assert listed["Names"] == ["/contract-new"]
    client.create_container("contract-old", body())


@pytest.mark.parametrize(("name", "statuses"), [("contract-other", {409}), ("", {400, 500}), ("/no/name", {400, 500})])
def test_a_name_that_is_taken_or_none_is_refused(client: EngineClient, name: str, statuses: set[int]) -> None:
    client.create_container("contract-other", body())
    identity = client.create_container("contract-mine", body())
    with pytest.raises(AnswerError) as refused:
        client.rename_container(identity, name)
    assert refused.value.status in statuses
    (listed,) = client.containers([identity])
    assert listed["Names"] == ["/contract-mine"]


@pytest.mark.parametrize(
    "act",
    [
        lambda client: client.pause_container("0" * 64),
        lambda client: client.unpause_container("0" * 64),
        lambda client: client.restart_container("0" * 64),
        lambda client: client.kill_container("0" * 64),
        lambda client: client.rename_container("0" * 64, "contract-nobody"),
        lambda client: client.run_in_container("0" * 64, ["true"]),
    ],
)
def test_what_is_gone_cannot_be_acted_on(client: EngineClient, act: Callable[[EngineClient], None]) -> None:
    with pytest.raises(AnswerError) as refused:
        act(client)
    assert is_gone(refused.value)


def test_a_program_is_run_and_its_failure_told(client: EngineClient) -> None:
    identity = started(client, "contract-run")
    assert client.run_in_container(identity, ["echo", "two words", "; no shell"]) == "two words ; no shell\n"
    client.run_in_container(identity, ["mkdir", "-p", "/tmp/a/b"])
    client.write_file(identity, "/tmp/a/b/marker", "x")
    assert client.run_in_container(identity, ["ls", "/tmp/a/b"]) == "marker\n"
    with pytest.raises(AnswerError) as failed:
        client.run_in_container(identity, ["cat", "/tmp/absent"])
    assert "no such file" in failed.value.why.lower()
    with pytest.raises(AnswerError):
        client.run_in_container(identity, ["no-such-program"])


def test_what_a_process_prints_is_in_the_log_until_the_container_is_removed(client: EngineClient) -> None:
    identity = started(client, "contract-log")
    client.write_file(identity, "/proc/1/fd/1", "printed\n")
    client.restart_container(identity)
    assert client.container_logs(identity) == "printed\n"


def test_runtime_files_are_written_anew_at_every_start(client: EngineClient) -> None:
    request = {key: value for key, value in body().items() if key != "NetworkDisabled"}
    identity = client.create_container("contract-runtime", request)
    client.start_container(identity)
    for path in RUNTIME_FILES:
        client.write_file(identity, path, "192.0.2.1 marker\n")
        assert client.read_file(identity, path) == "192.0.2.1 marker\n"
    client.restart_container(identity)
    for path in RUNTIME_FILES:
        assert "marker" not in client.read_file(identity, path)
    assert "localhost" in client.read_file(identity, "/etc/hosts")


def test_a_volume_in_memory_empties_when_its_last_running_user_ends(client: EngineClient) -> None:
    client.create_volume({"Name": "contract-memory", "DriverOpts": {"type": "tmpfs", "device": "tmpfs"}})
    mount = {"Type": "volume", "Source": "contract-memory", "Target": "/data"}
    first, second = started(client, "contract-one", mount), started(client, "contract-two", mount)
    client.write_file(first, "/data/marker", "in memory")
    client.remove_container(first, force=True)
    assert client.read_file(second, "/data/marker") == "in memory"
    client.restart_container(second)
    with pytest.raises(AnswerError):
        client.read_file(second, "/data/marker")


def test_a_restart_policy_can_be_changed_but_not_with_rm(client: EngineClient) -> None:
    identity = started(client, "contract-update")
    client.update_container(identity, {"RestartPolicy": {"Name": "always"}})
    (payload,) = client.inspect_containers([identity])
    assert payload["HostConfig"]["RestartPolicy"]["Name"] == "always"
    assert payload["HostConfig"]["NetworkMode"] == "none"
    client.update_container(identity, {"RestartPolicy": {"Name": "no"}})
    disposable = started(client, "contract-update-rm", AutoRemove=True)
    with pytest.raises(AnswerError) as refused:
        client.update_container(disposable, {"RestartPolicy": {"Name": "always"}})
    assert "AutoRemove" in refused.value.message
