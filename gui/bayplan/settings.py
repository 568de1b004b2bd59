"""What Bayplan remembers between two runs: the window's places and the person's choices, in one ini file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from bayplan.engine.protection_file import PROTECTION_NAME

#: Names a file to keep the settings in instead of the person's own; tests and screenshots set it.
PATH_VARIABLE = "BAYPLAN_SETTINGS"
#: The choices of theme; "desktop" follows the desktop's own dark or light.
THEME_CHOICES = ("desktop", "dark", "light")
#: The choices of motion; "desktop" follows what the desktop says about animations.
MOTION_CHOICES = ("desktop", "full", "reduced")
#: The sizes of the guided tour's type: at a desk, in a meeting, in a hall.
TOUR_SIZES = (1.0, 1.4, 1.9)


def open_settings() -> QSettings:
    """The settings of this person, or those in the file that BAYPLAN_SETTINGS names."""
    path = os.environ.get(PATH_VARIABLE)
    if path:
        return QSettings(path, QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "bayplan", "bayplan")


class Settings:
    """Typed access to the settings that the window's shell needs. Unknown or broken values give the default."""

    def __init__(self, store: QSettings | None = None) -> None:
        self.store = open_settings() if store is None else store

    @property
    def theme(self) -> str:
        """One of THEME_CHOICES."""
        value = self.store.value("theme", "desktop")
        return value if value in THEME_CHOICES else "desktop"

    @theme.setter
    def theme(self, choice: str) -> None:
        self.store.setValue("theme", choice)

    @property
    def motion(self) -> str:
        """One of MOTION_CHOICES."""
        value = self.store.value("motion", "desktop")
        return value if value in MOTION_CHOICES else "desktop"

    @motion.setter
    def motion(self, choice: str) -> None:
        self.store.setValue("motion", choice)

    @property
    def protection_path(self) -> Path:
        """The file beside the settings that says what is protected; see ``engine.protection_file``."""
        return Path(self.store.fileName()).with_name(PROTECTION_NAME)

    @property
    def tour_size(self) -> int:
        """Number of one of TOUR_SIZES."""
        value = str(self.store.value("tour/size", ""))
        return int(value) if value.isdecimal() and int(value) < len(TOUR_SIZES) else 0

    @tour_size.setter
    def tour_size(self, number: int) -> None:
        self.store.setValue("tour/size", number)

    def window_place(self) -> tuple[QByteArray, QByteArray]:
        """The window's geometry and the places of its docks as Qt saved them; empty when never saved."""
        return self._bytes("window/geometry"), self._bytes("window/docks")

    def save_window_place(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Keeps what :meth:`window_place` gives back."""
        self.store.setValue("window/geometry", geometry)
        self.store.setValue("window/docks", docks)

    @property
    def lists(self) -> dict[str, Any]:
        """How the lists are set up, as plain data; {} when never saved."""
        try:
            value = json.loads(str(self.store.value("lists", "{}")))
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @lists.setter
    def lists(self, state: Mapping[str, Any]) -> None:
        self.store.setValue("lists", json.dumps(state))

    def _bytes(self, key: str) -> QByteArray:
        value = self.store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
