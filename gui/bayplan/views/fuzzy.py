"""Finding things by a few letters of their names: a pure scoring that is quick with ten thousand names."""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence


def best_matches(query: str, names: Sequence[str], limit: int = 60) -> list[int]:
    """Indices into ``names`` (lower case) of the best matches of ``query``, best first.

    Every word of the query must be in the name, as it stands or as letters in that order. A name that begins with the
    word comes before one that has it at the start of a part, that before one that has it anywhere, then the rest;
    shorter names come before longer ones, and the order of ``names`` decides between equals. "" matches all.
    """
    words = query.lower().split()
    if not words:
        return list(range(min(limit, len(names))))
    patterns = [(word, re.compile(".*?".join(map(re.escape, word)), re.DOTALL)) for word in words]
    scored = []
    for index, name in enumerate(names):
        total = 0
        for word, pattern in patterns:
            score = _score(word, pattern, name)
            if score is None:
                break
            total += score
        else:
            scored.append((total, len(name), index))
    return [index for _, _, index in heapq.nsmallest(limit, scored)]


def _score(word: str, letters: re.Pattern[str], name: str) -> int | None:
    """How badly a name fits a word: 0 is best; None does not fit."""
    at = name.find(word)
    if at == 0:
        return 0
    if at > 0:
        return 20 if name[at - 1].isalnum() else 10
    found = letters.search(name)
    return None if found is None else 100 + found.end() - found.start() - len(word)
