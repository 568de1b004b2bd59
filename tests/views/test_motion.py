"""Whether the program moves what it shows: as the person chose, or as the desktop says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtDBus import QDBusVariant

from bayplan.settings import Settings
from bayplan.views.motion import Motion, kde_reduces_motion
from bayplan.views.motion_portal import MotionPortal

_COMMON = ("org.freedesktop.appearance", "reduced-motion")
_GNOME = ("org.gnome.desktop.interface", "enable-animations")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object) -> Settings:
    del qapp
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def test_the_choice_counts_and_is_kept(settings: Settings) -> None:
    motion = Motion(settings)
    heard: list[bool] = []
    motion.changed.connect(heard.append)
    assert not motion.reduced
    motion.choose("reduced")
    motion.choose("reduced")
    assert Motion(settings).reduced
    motion.choose("full")
    motion.hear(True)
    assert not motion.reduced, "the person's choice comes before the desktop's"
    motion.choose("desktop")
    assert heard == [True, False, True]


def test_an_unknown_choice_is_the_default(settings: Settings) -> None:
    settings.store.setValue("motion", "sideways")
    assert settings.motion == "desktop"


def test_the_desktop_says_so_in_its_own_ways(qapp: object) -> None:
    del qapp
    heard: list[bool] = []
    portal = MotionPortal(heard.append)
    portal.take(*_COMMON, QDBusVariant(1))
    portal.take(*_GNOME, True)
    portal.take(*_COMMON, 0)
    portal.take(*_GNOME, False)
    portal.take("org.freedesktop.appearance", "contrast", 1)
    portal.take(*_COMMON, "nonsense")
    assert heard == [True, True, False, True]


@pytest.mark.parametrize(("factor", "reduced"), [("0", True), ("0.5", False), ("1", False)])
def test_kde_keeps_it_in_a_file(tmp_path: Path, settings: Settings, factor: str, reduced: bool) -> None:
    kept = tmp_path / "kdeglobals"
    assert not kde_reduces_motion(kept)
    kept.write_text(f"[General]\nfont=x\n\n[KDE]\nAnimationDurationFactor={factor}\n", encoding="utf-8")
    assert kde_reduces_motion(kept) is reduced
    assert Motion(settings).reduced is reduced
