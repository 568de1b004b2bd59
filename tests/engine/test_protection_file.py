"""What is protected is remembered in a file, and a broken file protects everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayplan.domain.protection import UNPROTECTED, Protection
from bayplan.engine.protection_file import ProtectionFile, default_protection_file
from bayplan.errors import BayplanError
from bayplan.settings import Settings

SOME = Protection(containers=frozenset({"db-1"}), volumes=frozenset({"data", "f" * 64}))


def test_each_engine_has_its_own(tmp_path: Path) -> None:
    file = ProtectionFile(tmp_path / "new folder" / "protected.json")
    assert file.read("A") == UNPROTECTED
    file.write("A", SOME)
    file.write("B", Protection(volumes=frozenset({"other"})))
    assert ProtectionFile(file.path).read("A") == SOME
    file.write("A", UNPROTECTED)
    assert file.read("A") == UNPROTECTED
    assert file.read("B").volumes == {"other"}
    assert [path.name for path in file.path.parent.iterdir()] == ["protected.json"]


@pytest.mark.parametrize("text", ["", "[]", '{"engines": 5}', '{"engines": {"A": []}}', '{"engines": {"A": {}}}'])
def test_a_file_that_cannot_be_understood_is_an_error(tmp_path: Path, text: str) -> None:
    file = ProtectionFile(tmp_path / "protected.json")
    file.path.write_text(text)
    with pytest.raises(BayplanError) as refused:
        file.read("A")
    assert str(file.path) in refused.value.sentence()


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BayplanError):
        ProtectionFile(tmp_path / "file" / "protected.json").write("A", SOME)


def test_the_command_line_finds_the_window_s_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAYPLAN_SETTINGS", str(tmp_path / "mine.ini"))
    assert default_protection_file().path == Settings().protection_path


def test_without_the_variable_it_lies_in_the_persons_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAYPLAN_SETTINGS", raising=False)
    assert default_protection_file().path == Settings().protection_path
