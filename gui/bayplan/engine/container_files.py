"""The commands that write, read and remove a file inside a running container, as a process of its own would.

Not the archive calls of the Engine API: those write as root past a read-only mount's rules and emit mount events.
"""

from __future__ import annotations


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
