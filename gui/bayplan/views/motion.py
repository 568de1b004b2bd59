"""Whether the program may move what it shows: the person's choice, or what the desktop says, as it changes.

Qt tells of the desktop's wish only from 6.12 on (``QAccessibilityHints.motionPreference``), so it is read here where
each desktop keeps it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication, QStyle

from bayplan.settings import Settings

if sys.platform.startswith("linux"):
    from bayplan.views.motion_portal import MotionPortal

_SPI_GETCLIENTAREAANIMATION = 0x1042  # winuser.h


class Motion(QObject):
    """Whether animations are to be left out.

    Signals:
        changed(bool): they are to be left out from now on, or no longer.
    """

    changed = Signal(bool)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._kept = _kept_by_desktop()
        self._heard = False
        self._told = self.reduced
        if sys.platform.startswith("linux"):
            self._portal = MotionPortal(self.hear, self)

    @property
    def choice(self) -> str:
        """What the person chose, one of settings.MOTION_CHOICES."""
        return self._settings.motion

    @property
    def reduced(self) -> bool:
        """True when animations are to be left out."""
        return self._kept or self._heard if self.choice == "desktop" else self.choice == "reduced"

    def choose(self, choice: str) -> None:
        """Moves ("full"), does not ("reduced"), or does as the desktop says ("desktop"), now and at the next start."""
        self._settings.motion = choice
        self._tell()

    def hear(self, reduced: bool) -> None:
        """The desktop says whether it wants less motion."""
        self._heard = reduced
        self._tell()

    def _tell(self) -> None:
        if self.reduced != self._told:
            self._told = self.reduced
            self.changed.emit(self._told)


def _kept_by_desktop() -> bool:
    """What desktops keep in files and tell in calls of their own, or in the widgets' style; False where nothing is
    said."""
    if QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0:
        return True
    if sys.platform == "win32":
        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(shown), 0)
        return not shown.value
    if sys.platform == "darwin":
        kept = Path.home() / "Library" / "Preferences" / "com.apple.universalaccess.plist"
        return bool(QSettings(str(kept), QSettings.Format.NativeFormat).value("reduceMotion", False, bool))
    return kde_reduces_motion(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "kdeglobals")


def kde_reduces_motion(file: Path) -> bool:
    """Whether KDE's settings in ``file`` turn animations off (animation speed "instant")."""
    factor = QSettings(str(file), QSettings.Format.IniFormat).value("KDE/AnimationDurationFactor", "1")
    return str(factor).strip() in {"0", "0.0"}
