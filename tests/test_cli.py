"""The command line: what it writes, what it says when it cannot, and its exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from bayplan import __version__
from bayplan.cli import main
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine

ROOT = Path(__file__).parent.parent


def snapshot(*words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What ``bayplan snapshot`` prints."""
    assert main(["snapshot", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def without_display(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs bayplan as a process on a machine without a display."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "bayplan", *words],
        cwd=ROOT / "gui",
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_demos_snapshot_has_the_fixed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = snapshot("--demo", capsys=capsys)
    assert (found["format"], found["version"]) == ("bayplan-snapshot", 1)
    assert {"taken_at", "engine", "containers", "images", "stores", "mounts", "findings"} <= found.keys()
    assert len(found["containers"]) >= 15
    kinds = {store["kind"] for store in found["stores"]}
    assert kinds >= {
        *("writable-layer", "image-layers", "named-volume", "anonymous-volume", "bind", "tmpfs", "shm"),
        *("network-volume", "plugin-volume", "remote", "log", "runtime-file"),
    }
    assert "demo-only-secret" not in json.dumps(found)


def test_sizes_may_be_left_out_and_are_then_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    found = snapshot("--demo", "--no-sizes", capsys=capsys)
    writable = [store["size"] for store in found["stores"] if store["kind"] == "writable-layer"]
    assert writable
    assert set(writable) == {None}


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf", ".mmd", ".dot"])
def test_a_diagram_is_drawn_without_a_display(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"picture{suffix}"
    result = without_display("diagram", "--demo", "-o", str(target))
    assert result.returncode == 0, result.stderr
    assert str(target) in result.stdout
    content = target.read_bytes()
    if suffix == ".png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 50_000
    elif suffix == ".pdf":
        assert content.startswith(b"%PDF-")
        assert b"/FontFile" in content, "letters, not pixels"
    elif suffix == ".mmd":
        assert b"\nflowchart LR\n" in content
    elif suffix == ".dot":
        assert content.startswith(b"digraph bayplan {")
    else:
        assert ET.fromstring(content).tag.endswith("svg")


def test_a_snapshot_can_be_drawn_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, direct, later = (tmp_path / name for name in ("kept.json", "direct.svg", "later.svg"))
    assert main(["snapshot", "--demo", "-o", str(kept)]) == 0
    assert main(["diagram", "--demo", "-o", str(direct)]) == 0
    assert main(["diagram", "-o", str(later), str(kept)]) == 0
    capsys.readouterr()
    assert "shop_pgdata" in later.read_text(encoding="utf-8")


def test_a_diagram_shows_what_an_event_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "removed.svg"
    assert main(["diagram", "--demo", "-o", str(target), "--what-if", "remove", "--of", "db-1"]) == 0
    assert "What if: removing db-1 loses" in capsys.readouterr().out
    root = ET.fromstring(target.read_bytes())
    texts = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"✕ lost", "◌ orphaned", "✓ survives"} <= set(texts)
    assert any(text.startswith("removing db-1 loses") for text in texts)
    assert main(["diagram", "--demo", "-o", str(target), "--what-if", "host-reboot", "--theme", "light"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--what-if", "remove", "--of", "db"], 2, "called db. Did you mean db-1?"),
        (["--what-if", "remove"], 2, "Name a container, a project or a volume."),
        (["--what-if", "compose-down", "--of", "ci-runner"], 1, "compose-down cannot be applied to ci-runner."),
        (["--what-if", "remove", "--of", "shop_pgdata"], 1, "db-1"),
    ],
)
def test_a_question_that_has_no_answer_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["diagram", "--demo", "-o", str(tmp_path / "x.svg"), *words]) == code
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_event_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--what-if", "explode"], ["--of", "db-1"]):
        with pytest.raises(SystemExit) as left:
            main(["diagram", "--demo", "-o", "x.svg", *words])
        assert left.value.code == 2
    assert "'explode' is no event; these are: pause, restart" in capsys.readouterr().err


def test_no_engine_is_exit_code_3_and_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "--host", f"unix://{tmp_path}/nobody.sock"]) == 3
    error = capsys.readouterr().err
    assert error.startswith("bayplan: ")
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_wrong_use_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["diagram", "--demo"], ["diagram", "-o", "x.gif"], ["snapshot", "--demo", "--host", "unix:///x"]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
    assert main(["diagram", "-o", str(tmp_path / "x.svg"), str(tmp_path / "missing.json")]) == 1
    assert "missing.json" in capsys.readouterr().err


def test_a_window_without_a_display_says_what_to_do() -> None:
    result = without_display("--demo")
    assert result.returncode == 1
    assert "bayplan diagram" in result.stderr


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "--demo", "-o", str(tmp_path / "no" / "folder.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


class TestAgainstDockerInspect:
    """The snapshot's fixed keys, checked against what ``docker inspect`` says of the same engine."""

    @pytest.fixture
    def found(self, clean_engine: PrivateEngine, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
        docker = clean_engine.docker
        docker("volume", "create", "unused")
        docker("volume", "create", "--opt", "type=nfs", "--opt", "o=addr=nas.local", "--opt", "device=:/x", "remote")
        common = ("--network", "none")
        docker(
            *("run", "-d", *common, "--name", "all-mounts", "--read-only", "--restart", "on-failure"),
            *("-v", "named:/named", "-v", "/anonymous", "-v", "/srv:/srv:ro", "--tmpfs", "/t1:size=1m"),
            *("--mount", "type=tmpfs,target=/t2,tmpfs-size=2m", "--shm-size", "32m"),
            *("--label", "com.docker.compose.project=p", "--label", "com.docker.compose.service=s"),
            *("busybox:latest", "sleep", "1000"),
        )
        docker("create", *common, "--rm", "--name", "with-rm", "-v", "named:/again:ro", "busybox:latest", "true")
        return snapshot("--host", clean_engine.host, capsys=capsys)

    def test_containers(self, found: dict[str, Any], clean_engine: PrivateEngine) -> None:
        inspected = json.loads(clean_engine.docker("inspect", "all-mounts", "with-rm"))
        by_id = {container["id"]: container for container in found["containers"]}
        assert by_id.keys() == {raw["Id"] for raw in inspected}
        for raw in inspected:
            container = by_id[raw["Id"]]
            assert f"/{container['name']}" == raw["Name"]
            assert container["image"] == raw["Config"]["Image"]
            assert container["image_id"] == raw["Image"]
            assert container["state"] == raw["State"]["Status"]
            assert container["auto_remove"] is raw["HostConfig"]["AutoRemove"]
            assert container["read_only_rootfs"] is raw["HostConfig"]["ReadonlyRootfs"]
            assert container["restart_policy"].split(":")[0] == raw["HostConfig"]["RestartPolicy"]["Name"]
            assert container["labels"] == raw["Config"]["Labels"]
            assert container["created"][:19] == raw["Created"][:19]
            assert container["created"].endswith("Z")
        assert by_id[inspected[0]["Id"]]["project"] == "p"
        assert by_id[inspected[0]["Id"]]["service"] == "s"
        writable = {s["used_by"][0] for s in found["stores"] if s["kind"] == "writable-layer"}
        assert writable == by_id.keys()

    def test_mounts(self, found: dict[str, Any], clean_engine: PrivateEngine) -> None:
        (raw,) = json.loads(clean_engine.docker("inspect", "all-mounts"))
        mounts = {m["destination"]: m for m in found["mounts"] if m["container"] == raw["Id"]}
        listed = {m["Destination"]: m for m in raw["Mounts"]}
        assert mounts.keys() == listed.keys() | {"/t1", "/dev/shm"}
        for path, theirs in listed.items():
            assert mounts[path]["read_only"] is not theirs["RW"]
            if theirs["Type"] == "volume":
                assert mounts[path]["source"] == theirs["Name"]
        kinds = {path: mount["kind"] for path, mount in mounts.items()}
        assert kinds == {
            "/named": "named-volume",
            "/anonymous": "anonymous-volume",
            "/srv": "bind",
            "/t1": "tmpfs",
            "/t2": "tmpfs",
            "/dev/shm": "shm",
        }
        stores = {store["id"] for store in found["stores"]}
        assert {mount["store"] for mount in found["mounts"]} <= stores

    def test_volumes(self, found: dict[str, Any], clean_engine: PrivateEngine) -> None:
        names = clean_engine.docker("volume", "ls", "--quiet").split()
        inspected = {raw["Name"]: raw for raw in json.loads(clean_engine.docker("volume", "inspect", *names))}
        stores = {store["name"]: store for store in found["stores"] if store["kind"].endswith("-volume")}
        assert stores.keys() == inspected.keys()
        for name, raw in inspected.items():
            assert stores[name]["driver"] == raw["Driver"]
        assert stores["remote"]["kind"] == "network-volume"
        assert stores["remote"]["zone"] == "remote"
        assert stores["named"]["zone"] == "docker-area"
        assert stores["named"]["location"] == inspected["named"]["Mountpoint"]
        assert len(stores["named"]["used_by"]) == 2
        assert stores["unused"]["used_by"] == []

    def test_images_and_engine(self, found: dict[str, Any], clean_engine: PrivateEngine) -> None:
        (raw,) = json.loads(clean_engine.docker("image", "inspect", "busybox:latest"))
        (image,) = found["images"]
        assert image["id"] == raw["Id"]
        assert image["tags"] == raw["RepoTags"]
        # The containerd store's list counts the unpacked layers too, which its inspect does not.
        with contextlib.closing(connect(resolve(host=clean_engine.host))) as client:
            (listed,) = client.images()
        assert image["size"] == listed["Size"] >= raw["Size"]
        assert len(image["layers"]) == len(raw["RootFS"]["Layers"])
        info = json.loads(clean_engine.docker("info", "--format", "{{json .}}"))
        engine = found["engine"]
        assert engine["id"] == info["ID"]
        assert engine["name"] == info["Name"]
        assert engine["version"] == info["ServerVersion"]
        assert engine["storage_driver"] == info["Driver"]
        assert engine["root_dir"] == info["DockerRootDir"]
        assert engine["swarm"] is False
        assert engine["host"] == clean_engine.host


def test_clean_removes_only_what_bayplan_made(clean_engine: PrivateEngine, capsys: pytest.CaptureFixture[str]) -> None:
    docker = clean_engine.docker
    docker("volume", "create", "--label", "io.bayplan.created=test-mount", "ours")
    docker("volume", "create", "theirs")
    docker("create", "--name", "ours", "--label", "io.bayplan.created=test-mount", "-v", "ours:/x", "busybox", "true")
    docker("create", "--name", "theirs", "-v", "theirs:/x", "busybox", "true")
    assert main(["clean", "--host", clean_engine.host, "--dry-run"]) == 0
    listed = capsys.readouterr().out
    assert "container ours" in listed
    assert "theirs" not in listed
    assert docker("ps", "-aq", "--filter", "name=ours")
    assert main(["clean", "--host", clean_engine.host]) == 0
    assert docker("ps", "-a", "--format", "{{.Names}}").split() == ["theirs"]
    assert docker("volume", "ls", "--quiet").split() == ["theirs"]
