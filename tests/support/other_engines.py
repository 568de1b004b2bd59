"""Holds newer engines, both image stores and Podman to the tests of a real engine, and prints how each fares.

    python -m tests.support.other_engines [--folder FOLDER] [--mirror URL] [WORD …]

Needs root, debootstrap and a Debian mirror. The engines are those of several Debian releases, each installed once, in a
folder of its own below FOLDER; on the machine itself nothing is installed. Docker must pass every test that needs an
engine, Podman the part of the contract that is about the API: what events do to state is Docker's own elsewhere, and
Podman's differs. WORDs choose the engines whose names hold one of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_PACKAGES = "docker.io docker-cli containerd runc podman crun netavark"
#: $1 is the release, $2 the mirror. Debian's experimental is no release of its own but goes on top of sid.
_INSTALL = f"""
set -e
target=
if [ "$1" = experimental ]; then
    echo "deb $2 experimental main" > /etc/apt/sources.list.d/experimental.list
    target=--target-release=experimental
fi
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d # starts no service at installation
chmod +x /usr/sbin/policy-rc.d
apt-get update -qq -o Acquire::Check-Valid-Until=false
for package in {_PACKAGES}; do # not every release has each
    apt-cache show "$package" > /dev/null 2>&1 || continue
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $target "$package"
done
"""

_PODMAN_KEEPS = ("acting", "following", "reading", "test_mounts", "tour")


@dataclass(frozen=True, slots=True)
class Other:
    """An engine to test: its name for people, the Debian release that has it, and pytest's --engine."""

    name: str
    release: str
    engine: str


OTHERS = (
    Other("Docker 26", "trixie", "docker"),
    Other("Docker 26, containerd image store", "trixie", "docker-containerd"),
    Other("Docker 28", "sid", "docker"),
    Other("Docker 28, containerd image store", "sid", "docker-containerd"),
    Other("Podman 4", "bookworm", "podman"),
    Other("Podman 5.4", "trixie", "podman"),
    Other("Podman 5.8", "sid", "podman"),
    Other("Podman 6", "experimental", "podman"),
)


def main() -> int:
    """Builds what is missing, tests each engine; 1 when one of them failed a test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("/var/cache/bayplan-engines"))
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("only root may start engines: use sudo")
    rows = [("engine", "version", "API", "storage", "passed", "failed")]
    for other in OTHERS:
        if not arguments.words or any(word.lower() in other.name.lower() for word in arguments.words):
            print(f"\n== {other.name}", flush=True)
            rows.append((other.name, *tested(other, installed(other.release, arguments.folder, arguments.mirror))))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    return int(any(row[-1] != "0" for row in rows[1:]))


def installed(release: str, folder: Path, mirror: str) -> Path:
    """The folder that holds this Debian release with its engines, made if it is not there (two minutes)."""
    root = folder / release
    base = "sid" if release == "experimental" else release
    complete = folder / f"{release}.complete"
    if not complete.exists():
        print(f"Installing Debian {release} into {root}", flush=True)
        with tempfile.TemporaryFile() as log:
            for command in (
                ["rm", "-rf", str(root)],
                ["mkdir", "-p", str(root)],
                ["debootstrap", "--variant=minbase", base, str(root), mirror],
                ["chroot", str(root), "sh", "-c", _INSTALL, "sh", release, mirror],
            ):
                if subprocess.run(command, stdout=log, stderr=log, check=False).returncode:
                    log.seek(0)
                    sys.exit(f"{' '.join(command[:2])} failed:\n{log.read().decode(errors='replace')[-3000:]}")
        complete.touch()
    return root


def tested(other: Other, root: Path) -> tuple[str, str, str, str, str]:
    """Version, API version, storage, number of tests passed and failed. Details go to the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-m", "engine", f"--junitxml={report}"]
        command += [f"--engine-root={root}", f"--engine={other.engine}"]
        command += [f"tests/contract/test_{part}.py" for part in _PODMAN_KEEPS] if other.engine == "podman" else []
        subprocess.run(command, check=False, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        suite = ElementTree.parse(report).getroot()[0]
    told = {item.get("name"): item.get("value", "") for item in suite.iter("property")}
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0)) + int(suite.get("skipped", 0))
    passed = int(suite.get("tests", 0)) - failed
    return told.get("version", "?"), told.get("api", "?"), told.get("storage", "?"), str(passed), str(failed)


if __name__ == "__main__":
    sys.exit(main())
