"""Folders of Bayplan's own on the engine's host, for the bind mounts of experiments."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bayplan.domain.experiment import LAB_PREFIX
from bayplan.domain.model import Engine
from bayplan.engine.own_folders import note_engine


@dataclass(frozen=True, slots=True)
class LabFolder:
    """The folder of one run.

    Attributes:
        path: on the engine's host. here: it is a folder of this machine, which Bayplan makes, reads and removes; else
            the engine makes it (only the demo's, which is none really).
    """

    path: PurePosixPath
    here: bool

    def inner(self, name: str) -> str:
        """The path of a folder in it, made if it is here."""
        found = self.path / name
        if self.here:
            Path(found).mkdir(parents=True, exist_ok=True)
        return str(found)

    def read(self, file: str) -> str | None:
        """A text file in it, if it is there and can be read. Only where the folder is here."""
        try:
            return Path(file).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def remove(self) -> None:
        """Removes it with all that is in it; what another user's container made below it may stay."""
        if self.here:
            shutil.rmtree(self.path, ignore_errors=True)


def make_folder(engine: Engine, run: str) -> LabFolder | None:
    """A new folder for a run; None where the engine's host is another machine or a virtual one."""
    if engine.demo:
        return LabFolder(PurePosixPath("/tmp") / f"{LAB_PREFIX}{run}", here=False)
    if not engine.local or engine.vm:
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"{LAB_PREFIX}{run}-"))
    note_engine(folder, engine)
    return LabFolder(PurePosixPath(folder), here=True)
