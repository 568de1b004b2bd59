"""Writes nested mappings, lists and scalars as YAML that every version of YAML reads alike.

It writes only what Compose files need. A string is left plain only when no reader could take it for anything else;
every other one is in double quotes, with escapes that YAML 1.1 and 1.2 both understand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool
Node: TypeAlias = "Scalar | Sequence[Node] | Mapping[str, Node]"

#: Starts with a letter, slash or underscore, holds no sign that means something to YAML, and is not a word below.
_PLAIN = re.compile(r"[A-Za-z/_][A-Za-z0-9/_.+-]*")

#: Words that some version of YAML reads as a boolean or as null.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})


def yaml_text(node: Mapping[str, Node]) -> str:
    """The mapping as YAML in block style, two spaces a level, with a line break at the end."""
    return "".join(f"{line}\n" for line in _mapping_lines(node))


def scalar_text(value: Scalar) -> str:
    """One value as YAML: booleans and integers bare, strings in double quotes unless they are plainly strings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _mapping_lines(mapping: Mapping[str, Node]) -> list[str]:
    lines: list[str] = []
    for key, value in mapping.items():
        short = _short(value)
        if short is not None:
            lines.append(f"{scalar_text(key)}: {short}")
        else:
            lines.append(f"{scalar_text(key)}:")
            lines.extend(f"  {line}" for line in _lines(value))
    return lines


def _list_lines(items: Sequence[Node]) -> list[str]:
    lines: list[str] = []
    for item in items:
        short = _short(item)
        first, *rest = [short] if short is not None else _lines(item)
        lines.append(f"- {first}")
        lines.extend(f"  {line}" for line in rest)
    return lines


def _lines(node: Node) -> list[str]:
    """A mapping or a list that is not empty."""
    if isinstance(node, str | int):
        return [scalar_text(node)]
    return _mapping_lines(node) if isinstance(node, Mapping) else _list_lines(node)


def _short(node: Node) -> str | None:
    """What fits behind a key: a scalar, an empty mapping, an empty list; None for anything else."""
    if isinstance(node, str | int):
        return scalar_text(node)
    if node:
        return None
    return "{}" if isinstance(node, Mapping) else "[]"
