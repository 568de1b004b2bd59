"""What the packages carry beside the program says what the program does."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from bayplan import __version__
from bayplan.cli import COMMANDS, command_parser, window_parser

ROOT = Path(__file__).parent.parent
LINUX = ROOT / "packaging" / "linux"
SHARE = LINUX / "share"
APP_ID = "io.bayplan.Bayplan"


def long_options() -> set[str]:
    """Every long option that the command line has."""
    helps = [window_parser().format_help()]
    [commands] = [action for action in command_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    helps += [commands.choices[name].format_help() for name in COMMANDS]
    words = " ".join(helps).replace("[", " ").replace("]", " ").replace(",", " ").split()
    return {word.split("=")[0] for word in words if word.startswith("--") and len(word) > 2}


@pytest.fixture(scope="module")
def completions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the completions, as a build writes them."""
    folder = tmp_path_factory.mktemp("completions")
    subprocess.run([sys.executable, str(LINUX / "completions.py"), str(folder)], check=True)
    return folder


def test_the_manual_page_names_every_option_and_command() -> None:
    page = (SHARE / "bayplan.1.in").read_text().replace("\\-", "-")
    assert len(long_options()) >= 15
    assert [option for option in sorted(long_options()) if option not in page] == []
    assert [name for name in COMMANDS if name not in page] == []


@pytest.mark.parametrize("name", ["bayplan.bash", "_bayplan"])
def test_completions_name_every_option_and_command(completions: Path, name: str) -> None:
    text = (completions / name).read_text()
    assert [word for word in sorted({*long_options(), *COMMANDS}) if word not in text] == []


def test_fish_completes_every_option(completions: Path) -> None:
    text = (completions / "bayplan.fish").read_text()
    assert [word for word in sorted(long_options()) if f"-l {word[2:]} " not in text] == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("bayplan sna", "snapshot"),
        ("bayplan --de", "--demo"),
        ("bayplan diagram --theme l", "light"),
        ("bayplan fates --event vol", "volume-prune"),
        ("bayplan clean --dr", "--dry-run"),
    ],
)
def test_bash_completes(completions: Path, line: str, wanted: str) -> None:
    words = line.split()
    script = (
        f"source {completions / 'bayplan.bash'}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
        'COMPREPLY=(); _bayplan; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert wanted in result.stdout.splitlines()


@pytest.mark.parametrize(("shell", "name"), [("bash", "bayplan.bash"), ("zsh", "_bayplan"), ("fish", "bayplan.fish")])
def test_every_shell_can_read_its_completion(completions: Path, shell: str, name: str) -> None:
    # zsh and fish are not needed to work on Bayplan; what is written for them is checked where they are.
    if shutil.which(shell):
        subprocess.run([shell, "-n", str(completions / name)], check=True)


def test_one_name_joins_desktop_entry_icon_appstream_and_window() -> None:
    desktop = (SHARE / f"{APP_ID}.desktop").read_text()
    metainfo = ET.fromstring((SHARE / f"{APP_ID}.metainfo.xml.in").read_text().split("?>", 1)[1])
    mime = ET.fromstring((SHARE / f"{APP_ID}.xml").read_text().split("?>", 1)[1])
    [kind] = [element.attrib["type"] for element in mime]
    assert f"MimeType={kind};" in desktop
    assert metainfo.findtext("provides/mediatype") == kind
    assert metainfo.findtext("id") == APP_ID
    assert metainfo.findtext("launchable") == f"{APP_ID}.desktop"
    assert f"Icon={APP_ID}\n" in desktop
    assert f'setDesktopFileName("{APP_ID}")' in (ROOT / "gui" / "bayplan" / "app.py").read_text()
    flatpak = yaml.safe_load((ROOT / "packaging" / "flatpak" / f"{APP_ID}.yml").read_text())
    assert flatpak["id"] == APP_ID


def test_the_version_is_written_in_one_place() -> None:
    written = [
        path
        for folder in ("gui", "packaging", ".github")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".png"} and f'"{__version__}"' in path.read_text("utf-8")
    ]
    assert written == [ROOT / "gui" / "bayplan" / "__init__.py"]


def test_icons_hold_every_size(tmp_path: Path) -> None:
    script = ROOT / "packaging" / "pyinstaller" / "draw_icons.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    sizes = sorted(int(path.parent.name.split("x")[0]) for path in tmp_path.glob("*/bayplan.png"))
    assert sizes == [16, 22, 24, 32, 48, 64, 96, 128, 256, 512]
    assert (tmp_path / "bayplan.ico").read_bytes()[:6] == b"\x00\x00\x01\x00\x07\x00"
    icns = (tmp_path / "bayplan.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert int.from_bytes(icns[4:8], "big") == len(icns)


def test_a_release_waits_for_every_system() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "packages.yml").read_text())
    assert set(workflow["jobs"]["release"]["needs"]) == {"linux", "windows", "macos"}
    assert "secrets" not in json.dumps(workflow["jobs"]["release"])
