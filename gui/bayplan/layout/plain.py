"""Engine text as it may stand in files: one line, without characters that programs stumble over."""

from __future__ import annotations

import re

#: Characters that XML 1.0 has no place for, and those that would turn the direction of the text after them.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_WHITE = re.compile(r"[\t\r\n\u2028\u2029]+")


def one_line(text: str) -> str:
    """Any text as one line of harmless characters."""
    return _UNWANTED.sub("", _WHITE.sub(" ", text))
