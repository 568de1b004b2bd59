"""Reads and writes small key=value texts and sizes as people type them."""

from __future__ import annotations

from collections.abc import Mapping

_STEPS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def parse_pairs(text: str) -> dict[str, str]:
    """One ``key=value`` per line; empty lines do not count, a key alone has the value ""."""
    pairs = {}
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if key.strip():
            pairs[key.strip()] = value.strip()
    return pairs


def pairs_text(pairs: Mapping[str, str]) -> str:
    """The lines that :func:`parse_pairs` reads."""
    return "\n".join(f"{key}={value}" for key, value in pairs.items())


def parse_size(text: str) -> int | None:
    """Bytes from "64m", "1 GiB" or "4096" (steps of 1,024, as Docker's tmpfs-size); None for "".

    Raises ValueError for anything else.
    """
    clean = text.strip().lower().replace(" ", "")
    if not clean:
        return None
    clean = clean.removesuffix("ib").removesuffix("b") or "0"
    unit = clean[-1] if clean[-1].isalpha() else ""
    number = clean[: len(clean) - len(unit)]
    if unit not in _STEPS or not number.isdecimal():
        raise ValueError(f"“{text}” is not a size; write it like 64m or 1g")
    return int(number) * _STEPS[unit]


def parse_mode(text: str) -> int | None:
    """A file mode from octal digits ("1777"); None for "". Raises ValueError for anything else."""
    clean = text.strip()
    if not clean:
        return None
    try:
        return int(clean, 8)
    except ValueError:
        raise ValueError(f"“{text}” is not an octal mode; write it like 1777 or 755") from None
