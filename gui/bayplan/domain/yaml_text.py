"""Writes nested mappings, lists and scalars as YAML that every version of YAML reads alike.

It writes only what Compose files need. A string is left plain only when no reader could take it for anything else;
every other one is in double quotes with JSON's escapes, which YAML 1.1 and 1.2 both understand.
"""

from __future__ import annotations

import json
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
    return json.dumps(value)


def _mapping_lines(mapping: Mapping[str, Node]) -> list[str]:
    lines: list[str] = []
    for key, value in mapping.items():
        name = scalar_text(key)
        if isinstance(value, str | int):
            lines.append(f"{name}: {scalar_text(value)}")
        elif isinstance(value, Mapping):
            lines.append(f"{name}:" if value else f"{name}: {{}}")
            lines.extend(f"  {line}" for line in _mapping_lines(value))
        else:
            lines.append(f"{name}:" if value else f"{name}: []")
            lines.extend(f"  {line}" for line in _list_lines(value))
    return lines


def _list_lines(items: Sequence[Node]) -> list[str]:
    lines: list[str] = []
    for item in items:
        if isinstance(item, str | int):
            lines.append(f"- {scalar_text(item)}")
            continue
        inner = _mapping_lines(item) if isinstance(item, Mapping) else _list_lines(item)
        lines.append(f"- {inner[0]}")
        lines.extend(f"  {line}" for line in inner[1:])
    return lines
