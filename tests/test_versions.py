"""What the program says of itself comes from what is installed."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bayplan import __version__, versions
from bayplan.views.about import AboutDialog, LicencesDialog

REQUIRED = ("PySide6_Essentials", "shiboken6", "docker", "requests", "urllib3", "QDarkStyle", "QtPy")


def test_everything_that_is_required_is_listed_with_its_version_and_licence() -> None:
    listed = {part.name: part for part in versions.parts()}
    for name in REQUIRED:
        assert listed[name].version == importlib.metadata.version(name)
        assert listed[name].licence != "see its text"
    assert listed["Qt"].version == qVersion()
    assert listed["docker"].licence == "Apache-2.0"
    assert "pytest" not in listed, "tools of the developers are not shipped"
    assert "paramiko" not in listed, "what an extra requires is not shipped"


def test_the_terms_of_the_lgpl_are_passed_on() -> None:
    text = versions.licence_text()
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "you may replace them"):
        assert words in text
    assert "SIL Open Font License" in text
    assert "Apache License" in text


def test_a_build_says_the_commit_that_was_written_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "commit.txt").write_text("0123456789ab\n")
    monkeypatch.setattr(versions, "resource", tmp_path.joinpath)
    versions.commit.cache_clear()
    try:
        assert versions.bayplan_version() == f"{__version__} (0123456789ab)"
    finally:
        versions.commit.cache_clear()


def test_without_a_commit_the_version_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "resource", tmp_path.joinpath)
    monkeypatch.setattr(versions, "resources_root", lambda: tmp_path / "resources")
    versions.commit.cache_clear()
    try:
        assert versions.bayplan_version() == __version__
    finally:
        versions.commit.cache_clear()


def test_a_checkout_asks_git() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", versions.commit())


def test_the_about_window_shows_versions_and_leads_to_the_licences(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    about = AboutDialog(parent)

    texts = [child.property("text") for child in about.findChildren(QWidget)]
    assert f"Bayplan {versions.bayplan_version()}" in texts
    [licences] = [child for child in about.findChildren(QWidget) if child.property("text") == "Licences…"]
    licences.click()  # type: ignore[attr-defined]  # a QPushButton
    [dialog] = about.findChildren(LicencesDialog)
    assert "docker" in dialog.text.toPlainText()
    about.close()
