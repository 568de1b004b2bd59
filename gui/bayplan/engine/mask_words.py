"""Command lines as they may be shown: argument vectors, and texts that a shell would read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bayplan.engine.mask_values import mask_pair, mask_prose, mask_value, may_hold_secret
from bayplan.engine.secret_names import MASK, is_secret_name

_WORD = re.compile(r"(?:\"(?:\\.|[^\"\\])*(?:\"|$)|'[^']*(?:'|$)|[^\s\"'])+|\s+", re.DOTALL)
_PAIR = re.compile(r"(-{0,2}[A-Za-z_][\w.\-]*)=(.*)", re.DOTALL)
_HEADER = re.compile(r"[\w\-]+:")
_QUOTE = re.compile(r"[\"']")
#: Quotes within quotes deeper than this are not looked through but hidden.
_DEEPEST = 8

#: Options whose *next* argument is a secret although their name does not say so, by program.
_SECRET_FLAGS: dict[str, frozenset[str]] = {
    "redis-cli": frozenset({"-a", "--pass"}),
    "curl": frozenset({"-u", "--user", "-U", "--proxy-user"}),
    "wget": frozenset({"--http-user"}),
    "sshpass": frozenset({"-p"}),
    "mongosh": frozenset({"-p"}),
    "mongo": frozenset({"-p"}),
    "mongodump": frozenset({"-p"}),
    "sqlcmd": frozenset({"-P"}),
    "bcp": frozenset({"-P"}),
    "mysql": frozenset(),
    "mysqladmin": frozenset(),
    "mysqldump": frozenset(),
    "mariadb": frozenset(),
    "mariadb-admin": frozenset(),
    "mariadb-dump": frozenset(),
    "mc": frozenset(),
    "ldapsearch": frozenset({"-w"}),
    "smbclient": frozenset({"-U"}),
}


def mask_text(text: str) -> str:
    """A command line or another text for reading, secrets masked, spacing kept."""
    return _mask_text(text, 0)


def mask_arguments(arguments: Sequence[str]) -> tuple[str, ...]:
    """An argument vector, secrets masked; arguments with blanks (``sh -c "…"``) are looked through as texts."""
    if not any(_needs_words(argument) for argument in arguments):
        return tuple(arguments)
    return tuple(_mask_words(arguments, 0))


def _needs_words(text: str) -> bool:
    return may_hold_secret(text) or " -" in text or text.startswith("-")


def _mask_text(text: str, depth: int) -> str:
    if not _needs_words(text):
        return text
    if depth > _DEEPEST:
        return MASK
    words = _WORD.findall(text)
    masked = iter(_mask_words([word for word in words if not word.isspace()], depth))
    return "".join(word if word.isspace() else next(masked) for word in words)


def _mask_words(words: Sequence[str], depth: int) -> list[str]:
    masked: list[str] = []
    hide = 0
    program = ""
    for word in words:
        bare = word.strip("\"'")
        name = bare.rpartition("/")[2]
        if name in _SECRET_FLAGS:
            program = name
        if hide:
            hide -= 1
            if bare.lower() in {"bearer", "basic"}:
                hide = 1
                masked.append(word)
            else:
                masked.append(MASK)
            continue
        shown = _mask_word(word, program, depth)
        masked.append(shown)
        if shown == word and _announces_secret(bare, program):
            hide = 1
    return masked


def _announces_secret(word: str, program: str) -> bool:
    """True for a flag or header whose value is the next word."""
    if "=" in word:
        return False
    if word.startswith("-"):
        flags = _SECRET_FLAGS.get(program, frozenset())
        return word in flags or is_secret_name(word)
    if _HEADER.fullmatch(word):
        return is_secret_name(word)
    return word in {"requirepass", "masterauth"}


def _mask_word(word: str, program: str, depth: int) -> str:
    quote = word[:1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else ""
    bare = word[1:-1] if quote else word
    hidden = _hidden_after_flag(bare, program)
    if hidden is not None:
        return f"{quote}{hidden}{quote}"
    if any(character.isspace() for character in bare):
        return f"{quote}{_mask_phrase(bare, depth)}{quote}"
    pair = _PAIR.fullmatch(bare)
    if pair is not None:
        return f"{quote}{pair[1]}={mask_pair(pair[1], pair[2])}{quote}"
    return f"{quote}{mask_value(bare)}{quote}" if may_hold_secret(bare) else word


def _mask_phrase(phrase: str, depth: int) -> str:
    """A word with blanks in it: what was quoted, a setting with a quoted value, or a quote that is never closed."""
    pair = _PAIR.fullmatch(phrase)
    if pair is not None and " " not in pair[1]:
        masked = mask_pair(pair[1], pair[2])
        return f"{pair[1]}={masked if masked != pair[2] else _mask_text(pair[2], depth + 1)}"
    quote = _QUOTE.search(phrase)
    if quote is not None and len(_WORD.findall(phrase)) == 1:
        return phrase[: quote.end()] + _mask_text(phrase[quote.end() :], depth + 1)
    return mask_prose(_mask_text(phrase, depth + 1))


def _hidden_after_flag(word: str, program: str) -> str | None:
    """A secret written onto its flag without a blank (mysql's ``-psecret``); None when there is none."""
    flags = _SECRET_FLAGS.get(program, frozenset())
    if program.startswith(("mysql", "mariadb")):
        flags = frozenset({"-p"})
    for flag in flags:
        if len(flag) == 2 and word.startswith(flag) and len(word) > 2:
            return f"{flag}{MASK}"
    return None
