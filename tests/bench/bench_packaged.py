"""How long the packaged program takes until its window is there, beside the checkout, by the steps of the self-test.

Run: python -m tests.bench.bench_packaged [PROGRAM]; without one, what ``make package`` built is taken, if it is there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5
BOUND = 1.1
_BUILT = Path(__file__).parents[2] / "build" / "program" / "bayplan" / "bayplan"
_SIGN = "✓ Window:"


def main() -> int:
    """Prints the table; 1 when the bound was missed."""
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else _BUILT
    if not program.exists():
        print(f"{program} is not there; make package builds it.")
        return 0
    commands = {"checkout": [sys.executable, "-m", "bayplan"], "packaged": [str(program)]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    # The first turn warms up and is not counted.
    for turn in range(ROUNDS + 1):
        for name, command in commands.items():
            taken = _until_window([*command, "--self-test"])
            if turn:
                times[name].append(taken)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:10} median {medians[name]:7.0f} ms, best {min(values):7.0f} ms")
    ratio = medians["packaged"] / medians["checkout"]
    print(f"packaged ÷ checkout: {ratio:.2f}, at most {BOUND}")
    return int(ratio > BOUND)


def _until_window(command: list[str]) -> float:
    """Milliseconds from the start of a process until it says that its window is there."""
    # Without a path to git: only a checkout would ask it for the commit, which no start does.
    environment = {**os.environ, "PATH": "/nowhere"}
    # As for an installed program, modules are compiled before the start that counts.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(_SIGN):
                taken = (time.monotonic() - began) * 1000
                process.stdout.read()
                return taken
    raise SystemExit(f"{command} showed no window")


if __name__ == "__main__":
    sys.exit(main())
