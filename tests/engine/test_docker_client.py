"""The real client, call by call, against a private engine: what it reads is what the docker CLI says."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.docker_client import DockerClient, connect, docker_py_transport
from bayplan.engine.endpoints import resolve
from bayplan.engine.failures import AnswerError, EngineError, is_gone
from bayplan.engine.reads import Reads, agree_on_version
from tests.support.fake_engine import VERSION, FakeEngine, raw_reply, reply
from tests.support.private_engine import PrivateEngine


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[DockerClient]:
    """A client of the engine of the run."""
    connected = connect(resolve(clean_engine.host, environ={}))
    yield connected
    connected.close()


def body(**more: Any) -> Json:
    """A container that stays until it is stopped."""
    stay = "trap 'exit 0' TERM; while :; do sleep 1000 & wait $!; done"
    return {"Image": "busybox", "Cmd": ["sh", "-c", stay], "HostConfig": {"NetworkMode": "none"}, **more}


def inspected(engine: PrivateEngine, *names: str) -> Any:
    return json.loads(engine.docker("inspect", *names))


def test_it_is_an_engine_client(client: DockerClient, clean_engine: PrivateEngine) -> None:
    typed: EngineClient = client
    assert (typed.host, typed.demo) == (clean_engine.host, False)
    assert typed.api_version == min(typed.version()["ApiVersion"], "1.55")
    assert typed.info()["DockerRootDir"] == str(clean_engine.folder / "data")


def test_containers_are_listed_whatever_their_state(client: DockerClient, clean_engine: PrivateEngine) -> None:
    assert client.containers() == []
    running = client.create_container("run", body())
    client.start_container(running)
    created = client.create_container("made", body(Labels={"a": "<b>"}))
    assert {item["Id"]: item["State"] for item in client.containers()} == {running: "running", created: "created"}
    [chosen] = client.containers([created])
    assert chosen["Labels"] == {"a": "<b>"}
    assert client.containers([]) == []
    assert client.containers(["0" * 64]) == []
    assert "SizeRootFs" in client.containers([created], size=True)[0]
    assert clean_engine.docker("ps", "--quiet", "--no-trunc") == running


def test_inspecting_gives_what_the_cli_gives_and_leaves_out_what_is_gone(
    client: DockerClient, clean_engine: PrivateEngine
) -> None:
    made = [client.create_container(f"c{number}", body()) for number in range(3)]
    assert list(client.inspect_containers([made[0], "0" * 64, *made[1:]])) == inspected(clean_engine, *made)
    assert not list(client.inspect_containers(["0" * 64]))
    assert not list(client.inspect_containers([]))


def test_200_containers_are_inspected_in_order(client: DockerClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: client.create_container(f"many-{number}", body()), range(200)))
    assert [item["Id"] for item in client.inspect_containers(made)] == made
    assert {item["Id"] for item in client.containers()} == set(made)


def test_images_come_with_their_history(client: DockerClient, clean_engine: PrivateEngine) -> None:
    built = clean_engine.build_image(
        "example.net:5000/team/app:1.0", "FROM busybox\nCOPY a /a\nVOLUME /data\nLABEL x=y", {"a": b"12345"}
    )
    listed = {item["Id"]: item for item in client.images()}
    assert listed[built]["RepoTags"] == ["example.net:5000/team/app:1.0"]
    by_id, by_name = client.inspect_images([built, "sha256:" + "0" * 64, "example.net:5000/team/app:1.0"])
    assert by_id == by_name
    assert [by_id | {"History": None}] == [item | {"History": None} for item in inspected(clean_engine, built)]
    label, volume, copied = [step["Size"] for step in by_id["History"]][:3]
    assert (label, volume) == (0, 0)
    assert copied in {5, 8192}  # bytes in the file, or in the blocks that it and its folder take (containerd)
    assert by_id["Config"]["Volumes"] == {"/data": {}}


def test_volumes_are_chosen_by_their_exact_names(client: DockerClient, clean_engine: PrivateEngine) -> None:
    assert client.volumes() == []
    made = client.create_volume(
        {"Name": "data", "Driver": "local", "DriverOpts": {"type": "tmpfs", "device": "tmpfs"}, "Labels": {"a": "b"}}
    )
    client.create_volume({"Name": "data-2"})
    anonymous = client.create_volume({})["Name"]
    assert {item["Name"] for item in client.volumes()} == {"data", "data-2", anonymous}
    assert [item["Name"] for item in client.volumes(["data", "absent"])] == ["data"]
    assert client.volumes([]) == []
    assert (made["Options"], made["Labels"]) == ({"type": "tmpfs", "device": "tmpfs"}, {"a": "b"})
    client.remove_volume("data")
    assert clean_engine.docker("volume", "ls", "--quiet").split() == sorted([anonymous, "data-2"])


def test_disk_usage_is_asked_for_once_at_a_time(client: DockerClient) -> None:
    client.create_volume({"Name": "data"})
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: client.disk_usage(), range(4)))
    assert all([volume["Name"] for volume in answer["Volumes"]] == ["data"] for answer in answers)


def test_a_disk_usage_that_another_client_runs_is_asked_for_again(tmp_path: Path) -> None:
    busy = [reply({"message": "a disk usage operation is already running"}, 500)] * 2

    def answer(target: str) -> bytes:
        if target == "/version":
            return reply(VERSION | {"ApiVersion": "1.42"})
        return busy.pop() if busy else reply({"LayersSize": 7})

    with FakeEngine(tmp_path, answer) as engine:
        fake = connect(resolve(engine.host, environ={}))
        assert fake.disk_usage() == {"LayersSize": 7}
        assert engine.targets[1:] == ["/v1.42/system/df?type=volume"] * 3
        fake.close()


def test_changes_files_and_logs_of_a_running_container(client: DockerClient) -> None:
    container = client.create_container("work", body(Cmd=["sh", "-c", "echo out; echo err >&2; sleep 1000"]))
    client.start_container(container)
    assert client.changes(container) == []
    text = 'it\'s $HOME\n"<b>" ünïcödé\n'
    client.write_file(container, "/tmp/a file", text)
    assert client.read_file(container, "/tmp/a file") == text
    assert {"Path": "/tmp/a file", "Kind": 1} in client.changes(container)
    client.remove_file(container, "/tmp/a file")
    client.remove_file(container, "/tmp/a file")
    with pytest.raises(AnswerError) as caught:
        client.read_file(container, "/tmp/a file")
    assert "No such file or directory" in caught.value.why
    assert sorted(client.container_logs(container).splitlines()) == ["err", "out"]


def test_a_container_lives_and_ends(client: DockerClient) -> None:
    container = client.create_container("life", body(Volumes={"/data": {}}))
    client.start_container(container)
    with pytest.raises(EngineError, match=r"did not end within 0\.1 seconds"):
        client.wait_container(container, 0.1)
    client.stop_container(container, 30)
    assert client.wait_container(container, 30) == 0
    assert len(client.volumes()) == 1
    client.remove_container(container, volumes=True)
    assert client.containers() == []
    assert client.volumes() == []


def test_removing_by_force_keeps_named_volumes(client: DockerClient) -> None:
    config = {"NetworkMode": "none", "Binds": ["kept:/a"]}
    container = client.create_container("forced", body(HostConfig=config))
    client.start_container(container)
    client.remove_container(container, volumes=True, force=True)
    assert [item["Name"] for item in client.volumes()] == ["kept"]


def test_no_mount_option_is_lost_on_creation(client: DockerClient, clean_engine: PrivateEngine, tmp_path: Path) -> None:
    bind_options = {"Propagation": "private"}
    mounts = [
        {"Type": "tmpfs", "Target": "/t", "TmpfsOptions": {"SizeBytes": 1 << 20, "Mode": 0o700}},
        {"Type": "bind", "Source": str(tmp_path), "Target": "/b", "ReadOnly": True, "BindOptions": bind_options},
        {"Type": "volume", "Source": "data", "Target": "/v", "VolumeOptions": {"NoCopy": True, "Labels": {"x": "y"}}},
    ]
    container = client.create_container("all", body(HostConfig={"NetworkMode": "none", "Mounts": mounts}))
    [made] = inspected(clean_engine, container)
    assert made["HostConfig"]["Mounts"] == mounts


def test_refusals_carry_the_engines_words(client: DockerClient) -> None:
    container = client.create_container("holder", body(HostConfig={"NetworkMode": "none", "Binds": ["held:/a"]}))
    with pytest.raises(AnswerError, match="could not remove the volume held") as caught:
        client.remove_volume("held")
    assert caught.value.status == 409
    assert "volume is in use" in caught.value.why
    with pytest.raises(AnswerError) as taken:
        client.create_container("holder", body())
    assert (taken.value.status, container in taken.value.why) == (409, True)
    with pytest.raises(AnswerError) as absent:
        client.create_container("x", body(Image="absent:1"))
    assert is_gone(absent.value)
    for call in (client.start_container, client.remove_container, client.changes, client.container_logs):
        with pytest.raises(AnswerError) as gone:
            call("0" * 64)
        assert is_gone(gone.value)


def test_a_pull_that_fails_raises_the_engines_message(client: DockerClient) -> None:
    with pytest.raises(AnswerError, match=r"could not pull the image localhost:1/none:2") as caught:
        list(client.pull_image("localhost:1/none:2"))
    assert "refused" in caught.value.why


def test_a_pull_reports_its_progress_and_an_error_in_the_middle(tmp_path: Path) -> None:
    progress = b'{"status":"Pulling from library/x"}\r\n{"status":"Downloading","progress":"[=>]"}\r\n'
    answers = {
        "/version": reply(VERSION),
        "/v1.41/images/create?fromImage=good&tag=latest": raw_reply(progress),
        "/v1.41/images/create?fromImage=bad.example%2Fb&tag=1": raw_reply(progress + b'{"error":"unauthorized"}\r\n'),
    }
    with FakeEngine(tmp_path, answers.get) as engine:
        fake = connect(resolve(engine.host, environ={}))
        assert [message["status"] for message in fake.pull_image("good")] == ["Pulling from library/x", "Downloading"]
        pull = fake.pull_image("bad.example/b:1")
        assert [next(pull)["status"], next(pull)["status"]] == ["Pulling from library/x", "Downloading"]
        with pytest.raises(AnswerError) as caught:
            next(pull)
        assert caught.value.why == "Unauthorized."
        fake.close()


def test_events_tell_what_happens_until_they_are_closed(client: DockerClient) -> None:
    stream = client.events()
    seen: list[str] = []
    destroyed = threading.Event()

    def listen() -> None:
        for event in stream:
            if event["Type"] == "container":
                seen.append(event["Action"])
            if event["Action"] == "destroy":
                destroyed.set()

    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(listen)
        container = client.create_container("eventful", body())
        client.start_container(container)
        client.remove_container(container, force=True)
        assert destroyed.wait(30)
        stream.close()
        listening.result(30)
    assert seen == ["create", "start", "kill", "die", "destroy"]


def test_events_since_a_moment_are_told_again(client: DockerClient) -> None:
    stream = client.events()
    client.create_volume({"Name": "before"})
    first = next(iter(stream))
    stream.close()
    client.create_volume({"Name": "after"})
    seconds, nanoseconds = divmod(first["timeNano"] + 1, 1_000_000_000)
    again = client.events(f"{seconds}.{nanoseconds:09}")
    assert next(iter(again))["Actor"]["ID"] == "after"
    again.close()


def test_events_end_when_the_engine_is_killed_and_reads_go_on_after_its_restart(fresh_engine: PrivateEngine) -> None:
    client = connect(resolve(fresh_engine.host, environ={}))
    stream = client.events()
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(lambda: list(stream))
        fresh_engine.kill()
        assert listening.result(30) == []
    with pytest.raises(EngineError):
        client.containers()
    fresh_engine.start()
    assert client.containers() == []
    client.create_volume({"Name": "data"})
    assert [item["Name"] for item in client.volumes()] == ["data"]
    client.close()


def test_a_hanging_engine_fails_every_kind_of_call_in_time(fresh_engine: PrivateEngine) -> None:
    client = connect(resolve(fresh_engine.host, environ={}), timeout=1.5, action_timeout=0.3)
    fresh_engine.pause()
    with pytest.raises(EngineError, match="does not answer"):
        client.containers()
    with pytest.raises(EngineError, match="does not answer"):
        client.create_volume({"Name": "more"})
    with pytest.raises(EngineError, match="does not answer"):
        client.remove_volume("data")
    with pytest.raises(EngineError, match="does not answer"):
        client.events()
    fresh_engine.resume()
    client.close()
    later = connect(resolve(fresh_engine.host, environ={}))
    assert later.containers() == []
    later.close()


def test_a_first_listing_needs_no_docker_py(engine: PrivateEngine) -> None:
    program = (
        "import sys\n"
        "from bayplan.engine.docker_client import connect\n"
        "from bayplan.engine.endpoints import resolve\n"
        "client = connect(resolve(sys.argv[1], environ={}))\n"
        "client.containers(), client.images(), client.volumes(), client.events().close()\n"
        "client.close()\n"
        "sys.exit('docker' in sys.modules or 'requests' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program, engine.host], check=True)


def test_docker_pys_transports_read_the_same(client: DockerClient, clean_engine: PrivateEngine) -> None:
    made = [client.create_container(f"c{number}", body()) for number in range(5)]
    transport = docker_py_transport(resolve(clean_engine.host, environ={}), 20)
    reads = Reads(transport, agree_on_version(transport, clean_engine.host)[1])
    assert list(reads.inspect_containers([*made, "0" * 64])) == list(client.inspect_containers(made))
    assert reads.images() == client.images()
    images = [item["Id"] for item in client.images()]
    assert reads.inspect_images(images) == client.inspect_images(images)
    with pytest.raises(AnswerError):
        reads.changes("0" * 64)
    for closed in ("stream", "transport"):
        stream = reads.events()
        events = iter(stream)
        client.create_volume({"Name": f"before-the-{closed}-is-closed"})
        assert next(events)["Actor"]["ID"] == f"before-the-{closed}-is-closed"
        with ThreadPoolExecutor(1) as pool:
            rest = pool.submit(list, events)
            (stream if closed == "stream" else transport).close()
            assert rest.result(30) == []
