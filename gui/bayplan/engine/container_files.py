"""The commands that write, read and remove a file inside a running container, as a process of its own would.

Not the archive calls of the Engine API: those write as root past a read-only mount's rules and emit mount events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: Ends a file that is there, where several are printed; each file, there or not, ends with a NUL.
_THERE = "\x01"


def write_command(path: str, text: str, *, windows: bool) -> list[str]:
    """Writes ``text`` (no line break is added); path and text are arguments, never parts of a shell's program."""
    if windows:
        # "set /p" prints without a line break and always ends with 1, so whether it worked must be seen otherwise.
        # Nothing else is certain to be in a Nano Server image.
        return ["cmd", "/S", "/C", f'<nul set /p "={text}" > "{path}" & if exist "{path}" (exit 0) else (exit 1)']
    return ["sh", "-c", 'printf %s "$2" > "$1"', "sh", path, text]


def read_command(path: str, *, windows: bool) -> list[str]:
    """Prints the file."""
    return ["cmd", "/S", "/C", f'type "{path}"'] if windows else ["cat", path]


def remove_command(path: str, *, windows: bool) -> list[str]:
    """Removes the file; one that is not there is fine."""
    return ["cmd", "/S", "/C", f'del /Q "{path}"'] if windows else ["rm", "-f", path]


def write_all_command(files: Mapping[str, str]) -> list[str]:
    """Writes several files with one process of a Linux container; fails at the first that cannot be written."""
    program = 'while [ $# -gt 1 ]; do printf %s "$2" > "$1" || exit 1; shift 2; done'
    return ["sh", "-c", program, "sh", *(word for item in files.items() for word in item)]


def read_all_command(paths: Iterable[str]) -> list[str]:
    """Prints several files of a Linux container, those that are there, for :func:`split_files`."""
    program = r"""for path do cat "$path" 2>/dev/null && printf '\001'; printf '\000'; done"""
    return ["sh", "-c", program, "sh", *paths]


def split_files(paths: Iterable[str], printed: str) -> dict[str, str]:
    """The text of each file by its path, from what :func:`read_all_command` printed; only those that are there."""
    parts = zip(paths, printed.split("\0"), strict=False)
    return {path: part.removesuffix(_THERE) for path, part in parts if part.endswith(_THERE)}
