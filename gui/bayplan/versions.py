"""Which Bayplan this is, what it is made of, and under which terms; read from what is really installed."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from PySide6.QtCore import qVersion

from bayplan import __version__
from bayplan.resources import resource, resources_root

#: The file in resources/ into which a build writes the commit that it is made from.
COMMIT_FILE = "commit.txt"
_GIT_PATIENCE = 2.0  # seconds
_CLASSIFIER = "License :: OSI Approved :: "
_LICENCE_FILES = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that Bayplan is made of.

    Attributes:
        name, version: as its maker calls it. licence: its short name, e.g. "Apache-2.0".
        texts: the licence and what else its terms want to be passed on.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...] = ()


@cache
def commit() -> str:
    """The commit this Bayplan is made from, shortened; "" when that is not known.

    A build has it written down; a checkout asks git.
    """
    written = resource(COMMIT_FILE)
    if written.is_file():
        return written.read_text(encoding="utf-8").strip()
    checkout = resources_root().parent
    if not (checkout / ".git").exists():
        return ""
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"],
            cwd=checkout,
            capture_output=True,
            text=True,
            check=False,
            timeout=_GIT_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def bayplan_version() -> str:
    """The version with its commit, e.g. "0.1.0 (3f2c9e1a77b0)"."""
    known = commit()
    return f"{__version__} ({known})" if known else __version__


def version_line() -> str:
    """What a report of an error begins with: Bayplan, Qt, the Docker client, Python and the system."""
    return (
        f"Bayplan {bayplan_version()}, Qt {qVersion()}, docker-py {_version('docker')}, "
        f"Python {platform.python_version()}, {platform.platform()}"
    )


@cache
def parts() -> tuple[Part, ...]:
    """Everything that comes with Bayplan, by name: what it requires, and what that requires.

    Only what is installed is listed; a requirement for another system is not.
    """
    found = {item.name.lower(): item for item in (_part(each) for each in _required("bayplan"))}
    found["python"] = Part("Python", platform.python_version(), "PSF-2.0", _own("python.txt"))
    found["qt"] = Part("Qt", qVersion(), "LGPL-3.0", _own("qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"))
    inter = resource("fonts", "LICENSE.txt").read_text(encoding="utf-8")
    found["inter"] = Part("Inter (typeface)", "4", "OFL-1.1", (inter,))
    libraries = _own("libraries.txt")
    if libraries:
        found["~"] = Part("Libraries of the system it was built on", "", "as each says", libraries)
    return tuple(found[key] for key in sorted(found))


def licence_text() -> str:
    """The terms of every part, as one plain text."""
    chapters = []
    for part in parts():
        title = f"{part.name} {part.version}".strip() + f" · {part.licence}"
        chapters.append("\n\n".join([f"{title}\n{'=' * len(title)}", *(text.strip() for text in part.texts)]))
    return "\n\n\n".join(chapters) + "\n"


def _version(package: str) -> str:
    try:
        return distribution(package).version
    except PackageNotFoundError:
        return "(version unknown)"


def _required(package: str) -> Iterator[Distribution]:
    """The distributions that a package requires, directly or not, each once; without its extras."""
    seen, waiting = {package}, [package]
    while waiting:
        name = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if name != package:
            yield found
        for requirement in found.requires or ():
            wanted = re.match(r"[\w.-]+", requirement)
            if wanted and "extra ==" not in requirement and wanted[0].lower() not in seen:
                seen.add(wanted[0].lower())
                waiting.append(wanted[0])


def _part(found: Distribution) -> Part:
    texts = [
        file.read_text(encoding="utf-8")
        for file in found.files or ()
        if ".dist-info/" in str(file) and _LICENCE_FILES.search(str(file)) and Path(str(file.locate())).is_file()
    ]
    return Part(found.metadata["Name"], found.version, _licence(found), tuple(texts))


def _licence(found: Distribution) -> str:
    facts = found.metadata
    for told in (line for field in ("License-Expression", "License") for line in facts.get_all(field, [])):
        if "\n" not in told:
            return str(told)
    classes = [
        line.removeprefix(_CLASSIFIER) for line in facts.get_all("Classifier", []) if line.startswith(_CLASSIFIER)
    ]
    return " or ".join(classes) or "see its text"


def _own(*names: str) -> tuple[str, ...]:
    """Those of the files in resources/licences that are there; some are written by the build of a packaged program."""
    paths = (resource("licences", name) for name in names)
    return tuple(path.read_text(encoding="utf-8") for path in paths if path.is_file())
