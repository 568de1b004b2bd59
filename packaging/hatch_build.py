"""Writes the commit that a wheel or an sdist is made from into it, for the About window."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_WHERE = {"wheel": "bayplan/_resources/commit.txt", "sdist": "resources/commit.txt"}


class CommitHook(BuildHookInterface):
    """In a checkout it asks git; an sdist has the file already, and elsewhere the commit stays unknown."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the file; an editable installation asks git itself."""
        root = Path(self.root)
        if version == "editable":
            return
        written = root / "resources" / "commit.txt"
        if (root / ".git").exists():
            written = root / "build" / "commit.txt"
            written.parent.mkdir(exist_ok=True)
            written.write_text(_head(root), encoding="utf-8")
        if written.is_file():
            build_data["force_include"][str(written)] = _WHERE[self.target_name]


def _head(root: Path) -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=root, capture_output=True, text=True, check=False
    )
    return asked.stdout
