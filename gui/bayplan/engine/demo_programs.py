"""The few programs that run in the demo's containers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bayplan.engine import answers
from bayplan.engine.client import Json
from bayplan.engine.demo_files import DemoFiles


def run(files: DemoFiles, container: Json, argv: Sequence[str]) -> str:
    """What the program prints. Raises AnswerError when it fails or when there is no such program."""
    program, *arguments = argv
    if program not in _PROGRAMS:
        said = f'exec: "{program}": executable file not found in $PATH'
        raise answers.said_in_container(said, f"run {program} in the demo's container")
    return _PROGRAMS[program](files, container, [each for each in arguments if not each.startswith("-")])


def _echo(_files: DemoFiles, _container: Json, words: list[str]) -> str:
    return " ".join(words) + "\n"


def _cat(files: DemoFiles, container: Json, paths: list[str]) -> str:
    return "".join(files.read(container, path).decode("utf-8", "replace") for path in paths)


def _list(files: DemoFiles, container: Json, folders: list[str]) -> str:
    tree = files.tree(container)
    names = {
        path.removeprefix(f"{folder.rstrip('/')}/").partition("/")[0]
        for folder in folders
        for path in tree
        if path.startswith(f"{folder.rstrip('/')}/")
    }
    return "".join(f"{name}\n" for name in sorted(filter(None, names)))


def _remove(files: DemoFiles, container: Json, paths: list[str]) -> str:
    for path in paths:
        files.remove(container, path)
    return ""


def _touch(files: DemoFiles, container: Json, paths: list[str]) -> str:
    there = files.tree(container)
    for path in paths:
        files.write(container, path, there.get(path, b""))
    return ""


def _make_folders(files: DemoFiles, container: Json, paths: list[str]) -> str:
    for path in paths:
        files.write(container, f"{path.rstrip('/')}/", b"")
    return ""


_PROGRAMS: dict[str, Callable[[DemoFiles, Json, list[str]], str]] = {
    "echo": _echo,
    "cat": _cat,
    "ls": _list,
    "rm": _remove,
    "touch": _touch,
    "mkdir": _make_folders,
}
