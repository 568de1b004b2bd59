"""Runs every benchmark, each in a process of its own: ``make bench``. Exits with 1 when one of them missed a bound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Runs bench_*.py in the order of their names."""
    missed = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n== {path.stem}", flush=True)
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        if subprocess.run([sys.executable, "-m", f"tests.bench.{path.stem}"], env=environment, check=False).returncode:
            missed.append(path.stem)
    print(f"\nMissed a bound: {', '.join(missed)}" if missed else "\nEvery bound was met.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
