"""Finds the files in resources/, the same way from a checkout, a wheel and a frozen build."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resources_root() -> Path:
    """The folder that holds icons/, styles/, fonts/, demo/ and help/.

    A wheel and a frozen build carry it inside the package as ``_resources``; a checkout has it at the top level.
    Raises FileNotFoundError when neither is there (a broken installation).
    """
    for candidate in (_PACKAGE / "_resources", _PACKAGE.parent.parent / "resources"):
        if (candidate / "styles").is_dir():
            return candidate
    raise FileNotFoundError(f"Bayplan's resources folder is missing beside {_PACKAGE}; reinstall Bayplan")


def resource(*parts: str) -> Path:
    """The path of one resource, e.g. ``resource("styles", "dark.json")``."""
    return resources_root().joinpath(*parts)
