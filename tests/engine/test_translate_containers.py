"""Entries of the container list and inspects become Containers, whatever is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain.model import Container
from bayplan.engine.masking import MASK
from bayplan.engine.translate import container_from_inspect, container_from_list
from bayplan.engine.translate.containers import readable_command

LISTED: dict[str, Any] = {
    "Id": "c" * 64,
    "Names": ["/other/alias", "/web-1"],
    "Image": "shop/web:1.4",
    "ImageID": "sha256:" + "a" * 64,
    "Command": "docker-entrypoint.sh node server.js",
    "Created": 1767225600,
    "State": "running",
    "Status": "Up 3 days",
    "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"},
}
INSPECTED: dict[str, Any] = {
    "Id": "c" * 64,
    "Name": "/web-1",
    "Image": "sha256:" + "a" * 64,
    "Created": "2026-01-01T00:00:00.123456789Z",
    "Path": "docker-entrypoint.sh",
    "Args": ["node", "server.js"],
    "State": {
        "Status": "exited",
        "Running": False,
        "ExitCode": 3,
        "StartedAt": "2026-01-01T00:00:01Z",
        "FinishedAt": "2026-01-02T00:00:00Z",
    },
    "LogPath": "/var/lib/docker/containers/c/c-json.log",
    "GraphDriver": {"Name": "overlay2", "Data": {"UpperDir": "/var/lib/docker/overlay2/x/diff"}},
    "Config": {
        "Image": "shop/web:1.4",
        "Hostname": "web",
        "Env": ["A=b", "API_TOKEN=x1"],
        "Cmd": ["node", "server.js"],
        "Entrypoint": "docker-entrypoint.sh",
        "WorkingDir": "/app",
        "User": "1000",
    },
    "HostConfig": {
        "AutoRemove": True,
        "ReadonlyRootfs": False,
        "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
        "LogConfig": {"Type": "json-file", "Config": {}},
        "NetworkMode": "shop_default",
        "IpcMode": "private",
        "ShmSize": 1024,
        "PortBindings": {
            "80/tcp": [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "::1", "HostPort": "8081"}],
            "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5353"}],
            "9000/tcp": [{"HostIp": "", "HostPort": ""}],
            "22/tcp": None,
        },
        "VolumesFrom": ["data:ro"],
        "Memory": 512,
        "Privileged": True,
    },
    "NetworkSettings": {"Networks": {"shop_default": {"Aliases": ["web", "Front"], "IPAddress": "172.18.0.3"}}},
}


def test_a_listed_container() -> None:
    container = container_from_list(LISTED)
    assert (container.name, container.image, container.state, container.status) == (
        "web-1",
        "shop/web:1.4",
        "running",
        "Up 3 days",
    )
    assert container.command == "node server.js"
    assert container.created == datetime(2026, 1, 1, tzinfo=UTC)
    assert (container.project, container.service, container.group_kind) == ("shop", "web", "compose")
    assert container.details is None
    assert container.auto_remove is None
    assert container.size_rw is None


@pytest.mark.parametrize(
    ("sizes", "size_rw"),
    [
        ({"SizeRw": 4096, "SizeRootFs": 5000}, 4096),
        ({"SizeRw": -1, "SizeRootFs": 5000}, None),
        ({"SizeRootFs": 5000}, 0),
        ({}, None),
    ],
)
def test_the_classic_store_leaves_a_writable_size_of_zero_out(sizes: dict[str, int], size_rw: int | None) -> None:
    assert container_from_list(LISTED | sizes).size_rw == size_rw


def test_an_inspected_container() -> None:
    container = container_from_inspect(INSPECTED)
    details = container.details
    assert details is not None
    assert (container.name, container.image, container.image_id) == ("web-1", "shop/web:1.4", "sha256:" + "a" * 64)
    assert container.created == datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert (container.auto_remove, container.read_only_rootfs, container.restart_policy) == (
        True,
        False,
        "on-failure:3",
    )
    assert details.environment == ("A=b", f"API_TOKEN={MASK}")
    assert details.entrypoint == ("docker-entrypoint.sh",)
    assert details.ports == ("8080:80", "[::1]:8081:80", "127.0.0.1:5353:53/udp", "9000")
    assert (details.graph_driver, details.upper_dir) == ("overlay2", "/var/lib/docker/overlay2/x/diff")
    assert (details.log_driver, details.log_path) == ("json-file", "/var/lib/docker/containers/c/c-json.log")
    assert (details.exit_code, details.memory_limit, details.privileged) == (3, 512, True)
    assert (details.volumes_from, details.ipc_mode, details.shm_size) == (("data:ro",), "private", 1024)
    assert details.network_names == ("web", "front", "172.18.0.3")


def test_what_only_the_list_knows_is_kept() -> None:
    listed = container_from_list(LISTED | {"State": "exited", "Status": "Exited (3) 2 days ago", "SizeRw": 7})
    container = container_from_inspect(INSPECTED, listed)
    assert (container.status, container.size_rw, container.service) == ("Exited (3) 2 days ago", 7, "web")


def test_a_phrase_about_another_state_is_not_kept() -> None:
    assert container_from_inspect(INSPECTED, container_from_list(LISTED)).status == ""


def test_a_running_container_has_no_exit_code() -> None:
    state = {
        "Status": "running",
        "Running": True,
        "ExitCode": 0,
        "FinishedAt": "0001-01-01T00:00:00Z",
        "Health": {"Status": "healthy"},
    }
    details = container_from_inspect(INSPECTED | {"State": state}).details
    assert details is not None
    assert (details.exit_code, details.finished_at, details.health) == (None, None, "healthy")


def test_the_containerd_store_tells_no_path() -> None:
    old = container_from_inspect(INSPECTED | {"GraphDriver": {"Name": "overlayfs", "Data": None}}).details
    new_payload = INSPECTED | {"Storage": {"RootFS": {"Snapshot": {"Name": "overlayfs"}}}}
    del new_payload["GraphDriver"]
    new = container_from_inspect(new_payload).details
    assert old is not None
    assert new is not None
    assert (old.graph_driver, old.upper_dir) == (new.graph_driver, new.upper_dir) == ("overlayfs", None)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("stopped", "exited"),
        ("configured", "created"),
        ("initialized", "created"),
        ("Running", "running"),
        ("dead", "dead"),
    ],
)
def test_podmans_words_for_states(word: str, state: str) -> None:
    assert container_from_list(LISTED | {"State": word}).state == state


@pytest.mark.parametrize(
    ("labels", "more", "group"),
    [
        (
            {"com.docker.stack.namespace": "shop", "com.docker.swarm.service.name": "shop_web"},
            {},
            ("shop", "web", "swarm"),
        ),
        ({"com.docker.swarm.service.name": "web"}, {}, ("web", "web", "swarm")),
        ({"io.kubernetes.pod.name": "p", "io.kubernetes.container.name": "c"}, {}, ("p", "c", "pod")),
        ({}, {"PodName": "p"}, ("p", None, "pod")),
        ({}, {"Pod": "0123456789abcdef"}, ("0123456789ab", None, "pod")),
        ({}, {}, (None, None, "")),
    ],
)
def test_groups(labels: dict[str, str], more: dict[str, str], group: tuple[str | None, str | None, str]) -> None:
    container = container_from_list(LISTED | more | {"Labels": labels})
    assert (container.project, container.service, container.group_kind) == group


def test_podmans_image_id_without_its_algorithm() -> None:
    assert container_from_list(LISTED | {"ImageID": "a" * 64}).image_id == "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("/usr/local/bin/docker-entrypoint.sh postgres", "postgres"),
        ("tini -- /entrypoint.sh jenkins", "jenkins"),
        ("/bin/sh -c 'npm start'", "npm start"),
        ("sh -c 'sleep 5; ls' x", "sleep 5; ls x"),
        ("docker-entrypoint.sh", "docker-entrypoint.sh"),
        ("node server.js", "node server.js"),
        ("", ""),
    ],
)
def test_commands_for_reading(command: str, shown: str) -> None:
    assert readable_command(command) == shown


_ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 5), st.just(""), st.just("x"), st.just([]), st.just({}), st.just([None])
)


@given(payload=st.dictionaries(st.sampled_from(sorted({*INSPECTED, *LISTED, "Mounts"})), _ODD))
def test_what_is_missing_null_or_odd_is_no_error(payload: dict[str, Any]) -> None:
    assert isinstance(container_from_inspect({"Id": "c"} | payload), Container)
    assert isinstance(container_from_list({"Id": "c"} | payload), Container)


@given(
    section=st.sampled_from(["Config", "HostConfig", "State", "NetworkSettings", "GraphDriver"]),
    odd=_ODD,
    data=st.data(),
)
def test_odd_fields_within_are_no_error(section: str, odd: Any, data: st.DataObject) -> None:
    field = data.draw(
        st.sampled_from(sorted([*INSPECTED[section], "Tmpfs", "Mounts", "Binds", "Volumes", "Healthcheck"]))
    )
    assert isinstance(container_from_inspect(INSPECTED | {section: INSPECTED[section] | {field: odd}}), Container)
