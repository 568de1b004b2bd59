"""Copies of volumes and layers on a real engine: the same bytes, owners, modes, times and links; hostile names too."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bayplan.domain.ways_out import WayOut, helper_images, readers
from bayplan.engine import ways_out
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.tar_streams import members_of
from bayplan.engine.ways_out import VolumeSource
from tests.support.private_engine import PrivateEngine

#: Everything that is easily lost on the way.
MAKE = r"""
set -e
cd "$0"
mkdir -p deep/er private empty
printf plain > plain
printf x > "odd  name
with a break"
printf ü > "ümlaut"
head -c 3000000 /dev/urandom > large
ln large deep/hard
ln -s ../plain deep/soft
ln -s /etc/passwd outside
ln -s nowhere dangling
printf secret > private/key
printf run > program
mkfifo pipe
mknod device c 1 3
long=$(printf 'l%.0s' $(seq 200))
mkdir -p "$long/$long"
printf long > "$long/$long/file"
chown 999:998 plain private private/key
chown -h 7:8 outside
chmod 0640 plain
chmod 0500 private
chmod 0600 private/key
chmod 4755 program
chmod 1777 deep
touch -d @1500000000 plain deep/er private
"""


@pytest.fixture
def client(clean_engine: PrivateEngine) -> Iterator[EngineClient]:
    made = connect(resolve(host=clean_engine.host))
    yield made
    made.close()


def run(engine: PrivateEngine, *arguments: str) -> str:
    """A container that ends and is removed; what it printed."""
    return engine.docker("run", "--rm", "--network=none", *arguments)


def fingerprint(engine: PrivateEngine, mount: str) -> str:
    """Every path below /v with its owner, mode, kind, time and links, and the sum of its bytes."""
    script = (
        "cd /v; find . -print0 | sort -z | xargs -0 stat -c '%n|%u:%g|%a|%F|%Y|%h|%t,%T|%N';"
        "find . -type f -print0 | sort -z | xargs -0 sha256sum"
    )
    return run(engine, "--volume", mount, "busybox:latest", "sh", "-c", script)


def precious(engine: PrivateEngine) -> str:
    """The name of a volume with everything that is easily lost in it."""
    run(engine, "--volume", "precious:/v", "busybox:latest", "sh", "-c", f"{MAKE}\nchown 5:6 /v; chmod 0751 /v", "/v")
    return "precious"


def source(client: EngineClient, name: str) -> VolumeSource:
    inventory = read_inventory(client)
    return VolumeSource(inventory.volumes[name], readers(name, inventory), helper_images(inventory))


def quiet(_fraction: float | None, _text: str) -> None:
    """Takes the progress and says nothing."""


def test_a_copied_volume_is_the_same_to_the_last_bit(clean_engine: PrivateEngine, client: EngineClient) -> None:
    name = precious(clean_engine)
    ways_out.copy_volume(client, source(client, name), "copy", quiet)
    assert fingerprint(clean_engine, "copy:/v:ro") == fingerprint(clean_engine, f"{name}:/v:ro")


def test_a_saved_tar_gives_the_same_volume_back(
    clean_engine: PrivateEngine, client: EngineClient, tmp_path: Path
) -> None:
    name = precious(clean_engine)
    path = tmp_path / "copy.tar"
    ways_out.save_volume(client, source(client, name), path, WayOut.TAR, quiet)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # As a person would do it by hand: docker cp would leave the owner and mode of the volume itself as they are.
    clean_engine.docker("volume", "create", "back")
    place = clean_engine.docker("volume", "inspect", "--format={{.Mountpoint}}", "back")
    subprocess.run(["tar", "-xpf", path, "--numeric-owner", "-C", place], check=True)
    assert fingerprint(clean_engine, "back:/v:ro") == fingerprint(clean_engine, f"{name}:/v:ro")


def test_a_saved_folder_has_the_same_bytes_owners_and_modes(
    clean_engine: PrivateEngine, client: EngineClient, tmp_path: Path
) -> None:
    name = precious(clean_engine)
    folder = tmp_path / "copy"
    kept = ways_out.save_volume(client, source(client, name), folder, WayOut.FOLDER, quiet)
    original = Path(clean_engine.docker("volume", "inspect", "--format={{.Mountpoint}}", name))
    expected, found = on_host(original), on_host(folder)
    for gone in ("pipe", "device"):
        del expected[gone]
    # A program of a container must not run with its owner's rights on the host.
    assert found["program"][2] == 0o755
    expected["program"] = found["program"]
    assert found == expected
    assert (folder / "large").stat().st_ino == (folder / "deep" / "hard").stat().st_ino
    assert len(kept.notes) == 2


def on_host(folder: Path) -> dict[str, tuple[object, ...]]:
    """Every path with kind, owner, mode, time and contents."""
    found: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        info = path.lstat()
        content: object = None
        if path.is_symlink():
            content = str(path.readlink())
        elif path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        moment = None if path.is_symlink() else int(info.st_mtime)
        mode = stat.S_IMODE(info.st_mode)
        found[str(path.relative_to(folder))] = (
            stat.S_IFMT(info.st_mode),
            (info.st_uid, info.st_gid),
            mode,
            moment,
            content,
        )
    return found


def test_a_volume_inside_another_mount_is_read_whole(
    clean_engine: PrivateEngine, client: EngineClient, tmp_path: Path
) -> None:
    clean_engine.docker(
        *("run", "--detach", "--network=none", "--name=nested", "--volume=outer:/o", "--volume=inner:/o/sub"),
        *("busybox:latest", "sh", "-c", "echo outer > /o/file; echo inner > /o/sub/file; exec sleep 999"),
    )
    ways_out.save_volume(client, source(client, "outer"), tmp_path / "outer.tar", WayOut.TAR, quiet)
    ways_out.save_volume(client, source(client, "inner"), tmp_path / "inner.tar", WayOut.TAR, quiet)
    with tarfile.open(tmp_path / "outer.tar") as tar:
        assert {member.name.removeprefix("./") for member in tar} - {".", "sub"} == {"file"}
    with tarfile.open(tmp_path / "inner.tar") as tar:
        assert {member.name.removeprefix("./") for member in tar} - {"."} == {"file"}


def test_a_saved_layer_has_exactly_what_was_changed(
    clean_engine: PrivateEngine, client: EngineClient, tmp_path: Path
) -> None:
    clean_engine.build_image(
        "with-files:1",
        "FROM busybox:latest\nRUN mkdir -p /app/lib && echo 1 > /app/lib/kept && echo 2 > /app/lib/gone"
        " && echo 3 > /app/edited && echo 4 > /app/moded\n",
    )
    clean_engine.docker(
        *("run", "--detach", "--network=none", "--name=writer", "--volume=data:/new/data", "--tmpfs=/new/memory"),
        *("with-files:1", "sh", "-c", f"mkdir -p /made\n{MAKE}\nexec sleep 999", "/made"),
    )
    clean_engine.docker(
        *("exec", "writer", "sh", "-c"),
        "echo changed >> /app/edited; chmod 600 /app/moded; chown 3:4 /app/moded; rm /app/lib/gone; "
        "echo v > /new/data/volume; echo m > /new/memory/memory; echo l > /new/layer",
    )
    writer = next(c for c in read_inventory(client).containers.values() if c.name == "writer")
    path = tmp_path / "layer.tar"
    ways_out.save_layer(client, writer, path, WayOut.TAR, quiet)
    with tarfile.open(path) as tar:
        found = {member.name: member for member in tar}
        assert tar.extractfile("app/edited").read() == b"3\nchanged\n"  # type: ignore[union-attr]  # it is a file
    assert {"app", "app/edited", "app/moded", "app/lib", "new", "new/layer"} <= found.keys()
    assert (found["app/moded"].uid, found["app/moded"].gid, found["app/moded"].mode) == (3, 4, 0o600)
    assert found["made/deep/hard"].islnk() or found["made/large"].islnk()
    assert found["made/device"].ischr()
    assert found["made/program"].mode == 0o4755
    assert not {"app/lib/kept", "app/lib/gone", "new/data/volume", "new/memory/memory", "bin/busybox"} & found.keys()
    assert (tmp_path / "layer.deleted.txt").read_text() == "/app/lib/gone\n"
    # Unpacked over the image it is the container again.
    clean_engine.docker("create", "--name=back", "--network=none", "with-files:1", "true")
    clean_engine.docker("cp", "-", "back:/", stdin=path.read_bytes())
    assert exported(client, "back", "/made") == exported(client, "writer", "/made")


def exported(client: EngineClient, name: str, path: str) -> dict[str, tuple[object, ...]]:
    """Every path of a container below one, with all that its tar tells."""
    container = next(c.id for c in read_inventory(client).containers.values() if c.name == name)
    found: dict[str, tuple[object, ...]] = {}
    for member, content in members_of(client.get_archive(container, path)):
        bits = hashlib.sha256(content.read()).hexdigest() if content else ""
        found[member.name] = (member.type, member.uid, member.gid, member.mode, member.mtime, member.linkname, bits)
    return found
