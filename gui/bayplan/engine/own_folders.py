"""Folders of Bayplan's own for temporary files, and how they are found again when nobody removed them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bayplan.domain.experiment import LAB_PREFIX
from bayplan.domain.model import Engine
from bayplan.domain.tour import TOUR_PREFIX

#: The file in a folder that says for which engine it was made, by the engine's id.
_NOTE = "engine-id"


def note_engine(folder: Path, engine: Engine) -> None:
    """Notes in a new folder for which engine it was made. Raises OSError."""
    (folder / _NOTE).write_text(engine.id, encoding="utf-8")


def left_folders(engine: Engine) -> Iterable[str]:
    """The folders that experiments and tours on this engine left on this machine."""
    there = Path(tempfile.gettempdir())
    for note in sorted(note for prefix in (LAB_PREFIX, TOUR_PREFIX) for note in there.glob(f"{prefix}*/{_NOTE}")):
        # Other users' and links to elsewhere are none of ours; another engine's may be in use.
        mine = not note.parent.is_symlink() and note.stat().st_uid == os.getuid()
        if mine and note.read_text(encoding="utf-8", errors="replace") == engine.id:
            yield str(note.parent)
