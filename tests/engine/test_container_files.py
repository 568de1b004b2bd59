"""Commands for files in a container, and what comes back from them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bayplan.engine.container_files import read_command, remove_command, write_command
from bayplan.engine.frames import frames_text


def test_path_and_text_are_never_part_of_a_shells_program(tmp_path: Path) -> None:
    file = tmp_path / 'a "b" $(touch c)'
    text = "`id` $HOME 'x' \"y\" %s\n"
    subprocess.run(write_command(str(file), text, windows=False), check=True)
    assert file.read_text() == text
    read = subprocess.run(read_command(str(file), windows=False), check=True, capture_output=True, text=True)
    assert read.stdout == text
    for _ in range(2):
        subprocess.run(remove_command(str(file), windows=False), check=True)
    assert list(tmp_path.iterdir()) == []


def test_windows_containers_get_commands_that_every_image_has() -> None:
    commands = (write_command(r"C:\d\x", "t", windows=True), read_command(r"C:\d\x", windows=True))
    for command in (*commands, remove_command(r"C:\d\x", windows=True)):
        assert command[:3] == ["cmd", "/S", "/C"]
        assert r'"C:\d\x"' in command[3]


def test_both_outputs_are_joined_in_their_order() -> None:
    frames = b"\x01\0\0\0\0\0\0\x03out" + b"\x02\0\0\0\0\0\0\x04 err" + b"\x01\0\0\0\0\0\0\x09 cut"
    assert frames_text(frames) == "out err cut"
    assert frames_text(b"") == ""
    assert frames_text(b"\x01\0\0") == ""
