"""The history of an image: which instruction made which layer, cleaned for reading, secrets masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bayplan.engine.client import Json
from bayplan.engine.masking import mask_text

#: Instructions that never make a layer.
_METADATA = frozenset(
    {"CMD", "ENTRYPOINT", "ENV", "LABEL", "EXPOSE", "VOLUME", "USER", "ARG", "STOPSIGNAL", "HEALTHCHECK", "ONBUILD"}
    | {"MAINTAINER", "SHELL"}
)
_NOP = re.compile(r"^/bin/sh -c #\(nop\)\s*")
_BUILDKIT = re.compile(r"\s*# buildkit$")
_BUILD_ARGUMENTS = re.compile(r"^\|\d+ .*?(?=(?:/\S*/)?(?:ba|da|a|z|k)?sh (?:-\S+ (?:\w+ )?)*-\w*c )", re.DOTALL)
_SHELL = re.compile(r"^(?:/\S*/)?(?:ba|da|a|z|k)?sh (?:-\S+ (?:pipefail )?)*?-\w*c\s+")
_CONTENT_DIGEST = re.compile(r"\b(file|dir|multi):([0-9a-f]{8})[0-9a-f]{56}\b")
_DEBUERREOTYPE = re.compile(r"^# debian\.sh .*?out/ '([\w.\-]+)'")


def commands_of_layers(history: Sequence[Json], layers: int) -> list[tuple[str | None, int | None]]:
    """(command, size in bytes) of each of an image's ``layers``, base first.

    ``history`` is GET /images/{id}/history, newest first. It does not say which entries made a layer: those with a size
    did; if they are fewer than the layers, the instructions that can make an empty layer fill up, the likeliest
    first. When the numbers cannot be matched, nothing is claimed: (None, None).
    """
    entries = list(reversed(history))
    made = [index for index, entry in enumerate(entries) if _size(entry)]
    if len(made) < layers:
        empty = [index for index, entry in enumerate(entries) if not _size(entry)]
        empty.sort(key=lambda index: (_unlikely(_raw_command(entries[index])), index))
        made = sorted(made + empty[: layers - len(made)])
    if len(made) != layers:
        return [(None, None)] * layers
    return [(readable_instruction(entries[index]), _size(entries[index])) for index in made]


def readable_instruction(entry: Json) -> str | None:
    """A history entry's instruction for reading; None when it does not tell.

    Strips the shell and markers that builders add, build arguments (they may hold secrets) and "RUN".
    """
    text = _raw_command(entry)
    if not text:
        comment = entry.get("Comment")
        return mask_text(comment) if isinstance(comment, str) and comment else None
    base = _DEBUERREOTYPE.match(text)
    if base:
        return f"debian {base[1]}"
    text = _BUILDKIT.sub("", _NOP.sub("", text)).removeprefix("RUN ")
    text = _SHELL.sub("", _BUILD_ARGUMENTS.sub("", text))
    text = _CONTENT_DIGEST.sub(r"\1:\2…", text)
    return mask_text(" ".join(text.split())) or None


def _raw_command(entry: Json) -> str:
    command = entry.get("CreatedBy")
    return command.strip() if isinstance(command, str) else ""


def _size(entry: Json) -> int:
    size = entry.get("Size")
    return size if isinstance(size, int) and size > 0 else 0


def _unlikely(command: str) -> int:
    """How unlikely it is that an entry of size 0 made a layer: 0 a file instruction, 1 WORKDIR, 2 metadata."""
    instruction = _NOP.sub("", command).lstrip().partition(" ")[0].upper()
    if instruction == "WORKDIR":
        return 1
    return 2 if instruction in _METADATA else 0
