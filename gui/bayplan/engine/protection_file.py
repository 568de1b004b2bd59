"""Remembers what is protected, in a small file of its own: the window and the command line both heed it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from bayplan.domain.protection import UNPROTECTED, Protection
from bayplan.errors import BayplanError

#: The file's name; it lies in the folder of the settings.
PROTECTION_NAME = "protected.json"
#: Names the file of the settings, beside which this one lies; see ``settings.PATH_VARIABLE``.
_SETTINGS_VARIABLE = "BAYPLAN_SETTINGS"


class ProtectionFile:
    """The protected things of every engine, by the engine's id. Any thread may read and write it."""

    def __init__(self, path: Path) -> None:
        """``path`` need not exist: then nothing is protected."""
        self.path = path

    def read(self, engine_id: str) -> Protection:
        """What is protected on an engine. Raises BayplanError when the file cannot be read: then nothing may go."""
        names = self._engines().get(engine_id)
        if names is None:
            return UNPROTECTED
        try:
            return Protection(containers=frozenset(names["containers"]), volumes=frozenset(names["volumes"]))
        except (KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    def write(self, engine_id: str, protection: Protection) -> None:
        """Remembers what is protected on an engine from now on. Raises BayplanError when it cannot."""
        engines = self._engines()
        if protection:
            engines[engine_id] = {
                "containers": sorted(protection.containers),
                "volumes": sorted(protection.volumes),
            }
        else:
            engines.pop(engine_id, None)
        part = self.path.with_name(f".{self.path.name}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"version": 1, "engines": engines}, indent=2) + "\n", encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            raise BayplanError(
                "What is protected could not be remembered.",
                why=f"{self.path} cannot be written: {error.strerror}.",
                what_next="Make room or check its permissions, and try again.",
            ) from error

    def _engines(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8"))["engines"])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> BayplanError:
        return BayplanError(
            "It is not known what is protected, so nothing is removed.",
            why=f"{self.path} cannot be read.",
            what_next="Repair the file, or delete it: then nothing is protected.",
            details=f"{type(error).__name__}: {error}",
        )


def default_protection_file() -> ProtectionFile:
    """The file of this person, beside the settings (QSettings, IniFormat, UserScope), found without Qt."""
    named = os.environ.get(_SETTINGS_VARIABLE)
    if named:
        return ProtectionFile(Path(named).with_name(PROTECTION_NAME))
    if sys.platform == "win32":
        folder = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return ProtectionFile(folder / "bayplan" / PROTECTION_NAME)
