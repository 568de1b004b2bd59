"""Copies on this machine: whole or not there at all, and never outside of the folder they were meant for."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bayplan.engine.saved_files import new_file, new_folder, new_tar
from bayplan.engine.tar_streams import members_of, whole
from bayplan.errors import BayplanError


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    """A member of a tar."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode, made.size = kind, link, mode, 4 if kind == tarfile.REGTYPE else 0
    return made


def tar_of(entries: Iterable[tarfile.TarInfo]) -> bytes:
    """The members as a tar, each file with four bytes in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for each in entries:
            tar.addfile(each, io.BytesIO(b"data") if each.isfile() else None)
    return buffer.getvalue()


def in_pieces(data: bytes, size: int = 700) -> Iterator[bytes]:
    """The bytes as they might come from an engine."""
    return (data[start : start + size] for start in range(0, len(data), size))


def unpack(entries: Iterable[tarfile.TarInfo], folder: Path) -> list[str]:
    """Unpacks the members into a new folder; the notes."""
    with new_folder(folder) as writer:
        for member, content in members_of(whole(in_pieces(tar_of(entries)))):
            writer.add(member, content)
    return writer.notes()


SYMLINK, HARDLINK, FOLDER = tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE


@pytest.mark.parametrize(
    "entries",
    [
        [entry("../escaped")],
        [entry("a/../../escaped")],
        [entry("link", SYMLINK, ".."), entry("link/escaped")],
        [entry("deep/link", SYMLINK, "../.."), entry("deep/link/escaped")],
        [entry("link", SYMLINK, ".."), entry("link", FOLDER, mode=0o777), entry("link/escaped")],
        [entry("link", SYMLINK, ".."), entry("link", FOLDER, mode=0o777)],
        [entry("hard", HARDLINK, "../outside")],
        [entry("link", SYMLINK, ".."), entry("hard", HARDLINK, "link/outside")],
        [entry(".")],
    ],
)
def test_no_member_leaves_the_folder(tmp_path: Path, entries: list[tarfile.TarInfo]) -> None:
    (tmp_path / "outside").write_text("mine")
    mode = tmp_path.stat().st_mode
    with pytest.raises(BayplanError, match="not safe"):
        unpack(entries, tmp_path / "copy")
    assert [each.name for each in tmp_path.iterdir()] == ["outside"]
    assert tmp_path.stat().st_mode == mode


def test_an_absolute_name_stays_in_the_folder(tmp_path: Path) -> None:
    unpack([entry("/etc/passwd")], tmp_path / "copy")
    assert (tmp_path / "copy" / "etc" / "passwd").read_text() == "data"


def test_a_link_out_of_the_folder_is_only_a_link(tmp_path: Path) -> None:
    unpack([entry("link", SYMLINK, "/etc/passwd"), entry("twin", HARDLINK, "link")], tmp_path / "copy")
    assert str((tmp_path / "copy" / "link").readlink()) == "/etc/passwd"
    assert (tmp_path / "copy" / "twin").is_symlink()


def test_devices_are_left_out_and_programs_lose_the_rights_of_their_owner(tmp_path: Path) -> None:
    notes = unpack(
        [entry("null", tarfile.CHRTYPE), entry("pipe", tarfile.FIFOTYPE), entry("program", mode=0o6755)],
        tmp_path / "copy",
    )
    assert [each.name for each in (tmp_path / "copy").iterdir()] == ["program"]
    assert (tmp_path / "copy" / "program").stat().st_mode & 0o7777 == 0o755
    assert any("2 device files and pipes" in note for note in notes)
    assert any("1 program" in note for note in notes)


def test_a_folder_that_nobody_may_write_to_gets_its_files_all_the_same(tmp_path: Path) -> None:
    unpack([entry("closed", FOLDER, mode=0o500), entry("closed/file")], tmp_path / "copy")
    assert (tmp_path / "copy" / "closed" / "file").read_text() == "data"
    assert (tmp_path / "copy" / "closed").stat().st_mode & 0o777 == 0o500


@pytest.mark.parametrize("cut", [1, 600, 1024, 1536, 2048])
def test_a_tar_that_was_cut_off_is_no_copy(tmp_path: Path, cut: int) -> None:
    data = tar_of([entry("one"), entry("two")])[:3072]
    assert set(data[2048:]) == {0}

    def to_folder() -> None:
        with new_folder(tmp_path / "copy") as writer:
            for member, content in members_of(whole(in_pieces(data[:-cut]))):
                writer.add(member, content)

    def to_file() -> None:
        with new_file(tmp_path / "copy.tar") as file:
            file.writelines(whole(in_pieces(data[:-cut])))

    for copy in (to_folder, to_file):
        with pytest.raises(BayplanError, match="not complete"):
            copy()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_bayplan_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".copy.part").write_text("half")
    with new_file(tmp_path / "copy") as file:
        file.write(b"whole")
    (tmp_path / ".folder.part").mkdir()
    (tmp_path / ".folder.part" / "half").write_text("half")
    unpack([entry("file")], tmp_path / "folder")
    assert (tmp_path / "copy").read_text() == "whole"
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["copy", "file", "folder"]


def test_what_was_put_there_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def write() -> None:
        with new_tar(tmp_path / "copy.tar") as tar:
            tar.add(entry("file"), io.BytesIO(b"data"))
            (tmp_path / "copy.tar").write_text("mine")

    with pytest.raises(BayplanError, match="could not be written"):
        write()
    assert (tmp_path / "copy.tar").read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["copy.tar"]
