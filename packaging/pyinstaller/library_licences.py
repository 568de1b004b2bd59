"""Collects the terms of what a packaged program takes from the system it is built on: library_licences.py FOLDER.

FOLDER is what PyInstaller made. The copyright files of the Debian packages that its libraries come from are written
into its resources, and Python's own licence; the About window shows them. Elsewhere than on Debian only Python's.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

INTERNAL = "_internal"


def main(folder: Path) -> None:
    """Writes libraries.txt and python.txt."""
    target = next(folder.rglob("_resources")) / "licences"
    stdlib = Path(sysconfig.get_path("stdlib"))
    for candidate in (stdlib / "LICENSE.txt", stdlib.parent.parent / "LICENSE.txt"):
        if candidate.is_file():
            (target / "python.txt").write_text(candidate.read_text(encoding="utf-8"), encoding="utf-8")
    if sys.platform != "linux":
        return
    names = sorted(path.name for path in (folder / INTERNAL).glob("lib*.so*") if not path.is_symlink())
    packages = {package for name in names for package in owners(name)}
    chapters = [f"{package}\n{'-' * len(package)}\n\n{terms(package)}" for package in sorted(packages)]
    (target / "libraries.txt").write_text("\n\n".join(chapters), encoding="utf-8")


def owners(name: str) -> set[str]:
    """The Debian packages that have a library of this name; none for one that came with a wheel or with Python."""
    asked = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True, check=False)
    return {line.split(":")[0] for line in asked.stdout.splitlines() if line.endswith(f"/{name}")}


def terms(package: str) -> str:
    """The copyright file of a Debian package. Raises FileNotFoundError when there is none: it may not be left out."""
    return Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
