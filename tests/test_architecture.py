"""The direction of imports is a rule that is kept by a test, and the test is shown to notice a breach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter over the package in ``checkout``/gui."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "gui"), "COLUMNS": "200"}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copytree(ROOT / "gui", tmp_path / "gui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_one_way() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("domain/sensitive.py", "import bayplan.engine.client\n"),
        ("domain/sensitive.py", "import PySide6.QtCore\n"),
        ("layout/shapes.py", "import bayplan.engine.client\n"),
        ("engine/state.py", "import PySide6.QtCore\n"),
        ("jobs/__init__.py", "import bayplan.views.selection\n"),
        ("views/selection.py", "import docker\n"),
        ("engine/state.py", "import docker\n"),
    ],
)
def test_a_breach_is_noticed(checkout: Path, module: str, line: str) -> None:
    spoilt = checkout / "gui" / "bayplan" / module
    spoilt.write_text(spoilt.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    result = lint_imports(checkout)
    assert result.returncode != 0
    assert "broken" in result.stdout.lower()
