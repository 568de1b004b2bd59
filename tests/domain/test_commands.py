"""Mounts and containers as commands: what they say, and that a shell, Docker's CSV reader and YAML read it back."""

from __future__ import annotations

import csv
import shlex
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain import ids
from bayplan.domain.commands import (
    MASK,
    compose_container,
    compose_mount,
    docker_run,
    mount_flag,
    volume_flag,
)
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Container, ContainerDetails, Image, Mount, Volume
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, bind_mount, shm_mount, tmpfs_mount, volume_mount

CID = "ab" * 32
ANONYMOUS = "9f" * 32
PIPE = r"\\.\pipe\docker_engine"

paths = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(lambda text: f"/{text}")


def with_options(mount: Mount, **options: str) -> Mount:
    return replace(mount, options={name.replace("_", "-"): value for name, value in options.items()})


def pipe_mount() -> Mount:
    return Mount(container=CID, store=ids.npipe_store(PIPE), kind=StoreKind.NPIPE, source=PIPE, destination=PIPE)


def image_mount() -> Mount:
    return Mount(
        container=CID,
        store=ids.image_mount_store("busybox:1"),
        kind=StoreKind.IMAGE_MOUNT,
        source="busybox:1",
        destination="/tools",
        read_only=True,
        options={"subpath": "bin"},
    )


@pytest.mark.parametrize(
    ("mount", "text"),
    [
        (volume_mount(CID, "data", "/d"), "--mount type=volume,source=data,target=/d"),
        (volume_mount(CID, "data", "/d", read_only=True), "--mount type=volume,source=data,target=/d,readonly"),
        (
            with_options(volume_mount(CID, "data", "/d"), nocopy="true", subpath="a/b"),
            "--mount type=volume,source=data,target=/d,volume-nocopy,volume-subpath=a/b",
        ),
        (bind_mount(CID, "/srv", "/d"), "--mount type=bind,source=/srv,target=/d"),
        (
            replace(bind_mount(CID, "/srv", "/d"), propagation="rshared"),
            "--mount type=bind,source=/srv,target=/d,bind-propagation=rshared",
        ),
        (
            with_options(bind_mount(CID, "/srv", "/d"), recursive="disabled"),
            "--mount type=bind,source=/srv,target=/d,bind-recursive=disabled",
        ),
        (tmpfs_mount(CID, "/t"), "--mount type=tmpfs,target=/t"),
        (
            with_options(tmpfs_mount(CID, "/t"), size="1024", mode="700"),
            "--mount type=tmpfs,target=/t,tmpfs-size=1024,tmpfs-mode=700",
        ),
        (with_options(tmpfs_mount(CID, "/t"), size="1024", noexec="true"), "--tmpfs /t:size=1024,noexec"),
        (with_options(tmpfs_mount(CID, "/t"), size="50%"), "--tmpfs /t:size=50%"),
        (shm_mount(CID, size=1 << 20), "--shm-size 1048576"),
        (replace(shm_mount(CID), store=ids.HOST_SHM), "--ipc host"),
        (replace(shm_mount(CID), store=ids.shm_store("cd" * 32)), f"--ipc container:{'cd' * 32}"),
        (pipe_mount(), f"--mount 'type=npipe,source={PIPE},target={PIPE}'"),
        (image_mount(), "--mount type=image,source=busybox:1,target=/tools,image-subpath=bin"),
        (bind_mount(CID, "/a b", "/d"), "--mount 'type=bind,source=/a b,target=/d'"),
        (bind_mount(CID, "/a,b", "/d"), "--mount 'type=bind,\"source=/a,b\",target=/d'"),
        (bind_mount(CID, '/a"b', "/d"), """--mount 'type=bind,"source=/a""b",target=/d'"""),
    ],
)
def test_mount_flag(mount: Mount, text: str) -> None:
    assert mount_flag(mount).text == text


def test_mount_flag_tells_the_driver_of_a_volume_that_has_one() -> None:
    volume = Volume(
        name="media",
        kind=StoreKind.NETWORK_VOLUME,
        options={"type": "cifs", "o": f"addr=nas,password={MASK}", "device": "//nas/media"},
    )
    said = mount_flag(volume_mount(CID, "media", "/m"), volume)
    assert said.text == (
        "--mount 'type=volume,source=media,target=/m,volume-driver=local,volume-opt=type=cifs,"
        f'"volume-opt=o=addr=nas,password={MASK}",volume-opt=device=//nas/media\''
    )
    assert "fill it in" in said.note
    plain = Volume(name="data", kind=StoreKind.NAMED_VOLUME)
    assert "volume-driver" not in str(mount_flag(volume_mount(CID, "data", "/m"), plain).text)


def test_an_anonymous_volume_keeps_its_name_unless_a_fresh_one_is_meant() -> None:
    mount = volume_mount(CID, ANONYMOUS, "/d", anonymous=True)
    assert mount_flag(mount).text == f"--mount type=volume,source={ANONYMOUS},target=/d"
    assert mount_flag(mount, fresh=True).text == "--mount type=volume,target=/d"
    assert volume_flag(mount, fresh=True).text == "-v /d"
    read_only = replace(mount, read_only=True)
    assert volume_flag(read_only, fresh=True).text is None
    assert mount_flag(read_only, fresh=True).text is None
    assert "readonly" in str(mount_flag(read_only).text)


def test_what_mount_cannot_say_is_noted() -> None:
    said = mount_flag(with_options(bind_mount(CID, "/srv", "/d"), selinux="private"))
    assert "SELinux" in said.note
    secret = Mount(
        container=CID, store=ids.secret_store("s"), kind=StoreKind.SECRET, source="s", destination="/run/secrets/s"
    )
    assert mount_flag(secret).text is None
    assert "Swarm" in mount_flag(secret).note
    assert "29" in mount_flag(with_options(bind_mount(CID, "/srv", "/d"), create_src="true")).note


@pytest.mark.parametrize(
    ("mount", "text"),
    [
        (volume_mount(CID, "data", "/d"), "-v data:/d"),
        (with_options(volume_mount(CID, "data", "/d", read_only=True), nocopy="true"), "-v data:/d:ro,nocopy"),
        (replace(bind_mount(CID, "/srv", "/d"), propagation="rslave"), "-v /srv:/d:rslave"),
        (with_options(bind_mount(CID, "/srv", "/d"), selinux="shared"), "-v /srv:/d:z"),
        (bind_mount(CID, r"C:\data", r"C:\d"), r"-v 'C:\data:C:\d'"),
        (pipe_mount(), f"-v '{PIPE}:{PIPE}'"),
        (tmpfs_mount(CID, "/t", size=1024), "--tmpfs /t:size=1024"),
        (replace(tmpfs_mount(CID, "/t"), read_only=True), "--tmpfs /t:ro"),
        (shm_mount(CID, size=1024), "--shm-size 1024"),
    ],
)
def test_volume_flag(mount: Mount, text: str) -> None:
    assert volume_flag(mount).text == text


@pytest.mark.parametrize(
    ("mount", "reason"),
    [
        (bind_mount(CID, "/a:b", "/d"), "colon"),
        (bind_mount(CID, "/a", "/d:e"), "colon"),
        (tmpfs_mount(CID, "/t:u"), "colon"),
        (with_options(volume_mount(CID, "data", "/d"), subpath="a"), "subpath"),
        (with_options(bind_mount(CID, "/srv", "/d"), recursive="disabled"), "recursive"),
        (image_mount(), "image"),
    ],
)
def test_volume_flag_gives_the_reason_where_it_cannot_say_a_mount(mount: Mount, reason: str) -> None:
    said = volume_flag(mount)
    assert said.text is None
    assert reason in said.note


@given(source=paths, destination=paths)
def test_a_shell_and_the_csv_reader_give_back_any_path(source: str, destination: str) -> None:
    words = shlex.split(str(mount_flag(bind_mount(CID, source, destination)).text))
    [fields] = csv.reader([words[1]])
    assert words[0] == "--mount"
    assert fields == ["type=bind", f"source={source}", f"target={destination}"]


@given(source=paths, destination=paths)
def test_compose_gives_back_any_path(source: str, destination: str) -> None:
    file = yaml.safe_load(str(compose_mount(bind_mount(CID, source, destination)).text))
    [mount] = file["services"]["app"]["volumes"]
    # Compose itself takes $$ for $.
    assert mount == {
        "type": "bind",
        "source": source.replace("$", "$$"),
        "target": destination.replace("$", "$$"),
    }


def test_compose_says_every_option() -> None:
    nfs = Volume(name="media", kind=StoreKind.NETWORK_VOLUME, options={"type": "nfs", "device": ":/export"})
    cases: list[tuple[Mount, Volume | None, dict[str, Any], dict[str, Any]]] = [
        (
            with_options(volume_mount(CID, "data", "/d", read_only=True), nocopy="true", subpath="a"),
            None,
            {"type": "volume", "source": "data", "target": "/d", "read_only": True}
            | {"volume": {"nocopy": True, "subpath": "a"}},
            {"volumes": {"data": {"external": True}}},
        ),
        (
            volume_mount(CID, "media", "/m"),
            nfs,
            {"type": "volume", "source": "media", "target": "/m"},
            {
                "volumes": {
                    "media": {"name": "media", "driver": "local", "driver_opts": {"type": "nfs", "device": ":/export"}}
                }
            },
        ),
        (
            with_options(
                replace(bind_mount(CID, "/srv", "/d"), propagation="rshared"),
                create_src="true",
                recursive="readonly",
                selinux="private",
            ),
            None,
            {"type": "bind", "source": "/srv", "target": "/d"}
            | {"bind": {"propagation": "rshared", "create_host_path": True, "recursive": "readonly", "selinux": "Z"}},
            {},
        ),
        (
            with_options(tmpfs_mount(CID, "/t"), size="1024", mode="1777"),
            None,
            {"type": "tmpfs", "target": "/t", "tmpfs": {"size": 1024, "mode": 0o1777}},
            {},
        ),
        (
            image_mount(),
            None,
            {"type": "image", "source": "busybox:1", "target": "/tools", "read_only": True}
            | {"image": {"subpath": "bin"}},
            {},
        ),
        (pipe_mount(), None, {"type": "npipe", "source": PIPE, "target": PIPE}, {}),
    ]
    for mount, volume, entry, top_level in cases:
        file = yaml.safe_load(str(compose_mount(mount, volume, service="s").text))
        assert file == {"services": {"s": {"volumes": [entry]}}, **top_level}


def test_compose_has_a_short_form_for_tmpfs_options_and_a_key_for_shm() -> None:
    tmpfs = with_options(tmpfs_mount(CID, "/t"), size="1024", noexec="true")
    assert yaml.safe_load(str(compose_mount(tmpfs).text)) == {"services": {"app": {"tmpfs": ["/t:size=1024,noexec"]}}}
    assert yaml.safe_load(str(compose_mount(shm_mount(CID, size=1024)).text)) == {
        "services": {"app": {"shm_size": 1024}}
    }
    host = replace(shm_mount(CID), store=ids.HOST_SHM)
    assert yaml.safe_load(str(compose_mount(host).text)) == {"services": {"app": {"ipc": "host"}}}


def test_a_new_volume_is_not_external() -> None:
    file = yaml.safe_load(str(compose_mount(volume_mount(CID, "data", "/d"), external=False).text))
    assert file["volumes"] == {"data": {"name": "data"}}


FULL = Container(
    id=CID,
    name="db-1",
    image="postgres:16",
    image_id="sha256:1",
    state="running",
    project="shop",
    service="db",
    labels={
        "com.docker.compose.project": "shop",
        CREATED_LABEL: "test-mount",
        "from.image": "same",
        "own": "it's $HOME",
    },
    auto_remove=False,
    read_only_rootfs=True,
    restart_policy="on-failure:3",
    mounts=(
        volume_mount(CID, "pgdata", "/var/lib/postgresql/data"),
        replace(volume_mount(CID, ANONYMOUS, "/declared", anonymous=True), declared=True),
        volume_mount(CID, "8a" * 32, "/backup", anonymous=True),
        with_options(bind_mount(CID, "/srv", "/srv"), selinux="private"),
        shm_mount(CID, size=1 << 30),
    ),
    details=ContainerDetails(
        entrypoint=("docker-entrypoint.sh", "-x"),
        command=("postgres", "-c", "a b"),
        environment=(f"POSTGRES_PASSWORD={MASK}", "MODE=it's"),
        working_dir="/work",
        user="70:70",
        hostname="db",
        network_mode="shop_default",
        ports=("127.0.0.1:5432:5432",),
        ipc_mode="shareable",
        shm_size=1 << 30,
        memory_limit=1 << 29,
        privileged=True,
    ),
)


def inventory_of(*containers: Container) -> Inventory:
    image = Image(id="sha256:1", tags=("postgres:16",), labels={"from.image": "same"})
    return build_inventory(engine=ENGINE, containers=containers, images=[image], volumes=[], taken_at=NOW)


def test_docker_run_says_what_makes_the_container_again() -> None:
    assert docker_run(FULL, inventory_of(FULL)).text == "\n".join(
        [
            f"# {MASK} stands for a secret that Bayplan does not keep: fill it in.",
            "docker run -d \\",
            "  --name db-1 \\",
            "  --restart on-failure:3 \\",
            "  --hostname db \\",
            "  --network shop_default \\",
            "  --user 70:70 \\",
            "  --workdir /work \\",
            "  --read-only \\",
            "  --privileged \\",
            f"  --memory {1 << 29} \\",
            "  --ipc shareable \\",
            f"  --shm-size {1 << 30} \\",
            f"  -e 'POSTGRES_PASSWORD={MASK}' \\",
            "  -e 'MODE=it'\"'\"'s' \\",
            "  -p 127.0.0.1:5432:5432 \\",
            "  --mount type=volume,source=pgdata,target=/var/lib/postgresql/data \\",
            "  --mount type=volume,target=/backup \\",
            "  -v /srv:/srv:Z \\",
            "  --label 'own=it'\"'\"'s $HOME' \\",
            "  --entrypoint docker-entrypoint.sh \\",
            "  postgres:16 -x postgres -c 'a b'",
        ]
    )


def test_compose_says_what_makes_the_container_again() -> None:
    text = str(compose_container(FULL, inventory_of(FULL)).text)
    assert text.startswith(f"# {MASK} stands for a secret")
    file = yaml.safe_load(text)
    assert file["networks"] == {"shop_default": {"external": True}}
    assert file["volumes"] == {"pgdata": {"external": True}}
    service = file["services"]["db"]
    assert service["command"] == ["postgres", "-c", "a b"]
    assert service["environment"] == [f"POSTGRES_PASSWORD={MASK}", "MODE=it's"]
    assert service["labels"] == {"own": "it's $$HOME"}
    assert service["shm_size"] == 1 << 30
    assert service["ports"] == ["127.0.0.1:5432:5432"]
    assert [mount["target"] for mount in service["volumes"]] == ["/var/lib/postgresql/data", "/backup", "/srv"]
    assert {"read_only": True, "privileged": True, "restart": "on-failure:3", "networks": ["shop_default"]}.items() <= (
        service.items()
    )


def test_rm_forbids_a_restart_policy_and_compose_says_that_it_has_no_rm() -> None:
    details = ContainerDetails(network_mode="host", hostname="workstation", ipc_mode="private", shm_size=64 << 20)
    container = replace(FULL, auto_remove=True, details=details, mounts=())
    words = shlex.split(str(docker_run(container, inventory_of(container)).text))
    assert "--rm" in words
    assert not {"--restart", "--hostname", "--ipc", "--shm-size"} & set(words)
    text = str(compose_container(container, inventory_of(container)).text)
    assert "no --rm" in text.splitlines()[0]
    assert yaml.safe_load(text)["services"]["db"]["network_mode"] == "host"


def test_volumes_from_brings_its_mounts_itself() -> None:
    source = replace(
        FULL, id="cd" * 32, name="source", mounts=(volume_mount("cd" * 32, ANONYMOUS, "/a", anonymous=True),)
    )
    mounts = (volume_mount(CID, ANONYMOUS, "/a", anonymous=True), volume_mount(CID, "own", "/own"))
    user = replace(FULL, mounts=mounts, details=ContainerDetails(volumes_from=("source:ro",)))
    text = str(docker_run(user, inventory_of(source, user)).text)
    assert "--volumes-from source:ro" in text
    assert "target=/a" not in text
    assert "source=own,target=/own" in text
    file = yaml.safe_load(str(compose_container(user, inventory_of(source, user)).text))
    assert file["services"]["db"]["volumes_from"] == ["container:source:ro"]


def test_before_the_inspect_there_is_no_command() -> None:
    container = replace(FULL, details=None)
    for said in (docker_run(container, inventory_of(container)), compose_container(container, inventory_of(container))):
        assert said.text is None
        assert "read" in said.note


def test_a_mount_that_docker_run_cannot_make_becomes_a_comment() -> None:
    secret = Mount(
        container=CID, store=ids.secret_store("s"), kind=StoreKind.SECRET, source="s", destination="/run\nrm -rf /"
    )
    container = replace(FULL, mounts=(secret,))
    lines = str(docker_run(container, inventory_of(container)).text).splitlines()
    assert lines[1].startswith("# Not mounted at /run rm -rf /: ")
    assert lines[2] == "docker run -d \\"
