"""How wide a text is in the diagram's fonts, without Qt: from a table of the shipped fonts' advance widths."""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache

from bayplan.layout.shapes import TYPE_STYLES, Font
from bayplan.resources import resource

_ELLIPSIS = "…"

#: Signs that the fonts lack; the window draws them as shapes. Their width is in em.
DRAWN_SIGNS = "▾▸✕◌⌕⇄🔒"
SIGN_WIDTH = 0.82


class _Advances(dict[str, float]):
    """Width of each character in units of the diagram; characters that the fonts lack are estimated once."""

    def __init__(self, known: dict[str, int], size: float) -> None:
        super().__init__({character: width * size / 1000 for character, width in known.items()})
        self._size = size

    def __missing__(self, character: str) -> float:
        if character in DRAWN_SIGNS:
            share = SIGN_WIDTH
        elif unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
            share = 0.0
        elif unicodedata.east_asian_width(character) in {"W", "F"}:
            share = 1.0
        else:
            share = 0.6
        width = self[character] = share * self._size
        return width


@cache
def _table() -> dict[str, dict[str, int]]:
    """Weight to character to width in thousandths of an em (written by tests/support/measure_fonts.py)."""
    loaded: dict[str, dict[str, int]] = json.loads(resource("fonts", "advances.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _advances(font: Font) -> _Advances:
    style = TYPE_STYLES[font]
    return _Advances(_table()[str(style.weight)], style.size)


@lru_cache(maxsize=16384)
def width_of(text: str, font: Font) -> float:
    """Width of one line of text in diagram units; kerning is not counted, so it errs on the wide side."""
    return sum(map(_advances(font).__getitem__, text))


@lru_cache(maxsize=16384)
def elide(text: str, width: float, font: Font, middle: bool = False) -> str:
    """The text if it fits into ``width`` (diagram units), else as much as fits, with "…" at the end or in the middle.

    Returns "" when not even the "…" fits.
    """
    if width_of(text, font) <= width:
        return text
    advances = _advances(font)
    room = width - advances[_ELLIPSIS]
    if room < 0:
        return ""
    if not middle:
        return text[: _fitting(text, room, advances)].rstrip() + _ELLIPSIS
    head = _fitting(text, room / 2, advances)
    used = sum(map(advances.__getitem__, text[:head]))
    tail = _fitting(text[::-1], room - used, advances)
    return text[:head] + _ELLIPSIS + (text[-tail:] if tail else "")


def _fitting(text: str, room: float, advances: _Advances) -> int:
    """How many characters from the start fit into ``room``."""
    used = 0.0
    for count, character in enumerate(text):
        used += advances[character]
        if used > room:
            return count
    return len(text)
