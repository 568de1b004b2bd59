"""A single value as it may be shown: URLs and connection strings with their allow-listed parts, tokens not at all."""

from __future__ import annotations

import re

from bayplan.engine.connection_pairs import parse_commas, parse_semicolons, parse_spaces
from bayplan.engine.connection_urls import parse_url
from bayplan.engine.secret_names import MASK, is_secret_name, is_switch, names_a_place, words_of

_TOKEN = re.compile(
    r"eyJ[\w\-]{8,}\.[\w\-.=]*|-----BEGIN.*|gh[pousr]_\w{8,}|github_pat_\w+|glpat-[\w\-]+|xox[abprs]-[\w\-]+"
    r"|\bsk-[\w\-]{8,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\$(?:2[aby]|apr1|6)\$\S+",
    re.DOTALL,
)
#: Longer values are not parsed, but hidden: no connection string is that long, and a hostile one would cost seconds.
LONGEST = 4096

_LONG = (
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|api[_-]?key|access[_-]?key|account[_-]?key"
    r"|private[_-]?key|requirepass|masterauth|signature|authorization)"
)
_SHORT = r"(?<![a-z])(?:sig|key|auth|cookie|pw)"
#: A secret setting inside a longer text: from its value to the end nothing is shown. A colon counts as "is" in JSON,
#: before a blank, and after a whole word; not in "keycloak:24".
_ASSIGNMENT = re.compile(
    rf"((?:{_LONG}|{_SHORT})[\w.\-]*[\"']?\s*=\s*|(?:{_LONG}|{_SHORT})[\w.\-]*[\"']\s*:\s*"
    rf"|{_LONG}s?\s*:(?!//)\s*|{_SHORT}s?:\s)(?=\S).*",
    re.IGNORECASE | re.DOTALL,
)
#: Each thing that the expression above finds holds one of these.
_SECRET_WORDS = ("pass", "pw", "secret", "token", "credential", "key", "auth", "sig", "cookie")
_AUTHORIZATION = re.compile(r"\b(bearer|basic)\s+\S.*", re.IGNORECASE | re.DOTALL)
_URL_START = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]*(?::[a-z0-9]+)?://")
_URL_IN_TEXT = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]*(?::[a-z0-9]+)?://[^\s\"'<>|`]*")
_URL_LIST = re.compile(r"[,\s]+(?=[A-Za-z][A-Za-z0-9+.\-]*://)")
_USER_AT_HOST = re.compile(r"[^\s:@/]*:\S*@[\w.\-]+|\S+/\S+@[\w./:\-]+", re.DOTALL)


def may_hold_secret(text: str) -> bool:
    """A cheap test before any parsing: False when ``text`` can't hold a secret in a known form.

    Plain searches one after the other: several times as fast as one regular expression, and every value passes here.
    """
    return (
        "=" in text
        or "://" in text
        or "@" in text
        or ": " in text
        or "eyJ" in text
        or "$" in text
        or "sk-" in text
        or ("_" in text and "gh" in text)
        or "-----BEGIN" in text
        or "glpat-" in text
        or "xox" in text
        or "AKIA" in text
        or "ASIA" in text
        or "earer " in text
        or "asic " in text
        or (":" in text and _speaks_of_secrets(text))
    )


def _speaks_of_secrets(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _SECRET_WORDS)


def mask_pair(name: str, value: str) -> str:
    """The value of something called ``name``, as it may be shown."""
    if is_secret_name(name):
        if not value or is_switch(name, value) or names_a_place(name, value):
            return value
        return MASK
    if not may_hold_secret(value):
        return value
    masked = mask_value(value)
    if masked == value and _promises_connection(name) and "=" in value:
        return MASK
    return masked


def mask_value(value: str) -> str:
    """A single value without a name: URLs and connection strings show their allow-listed parts, tokens nothing."""
    if not may_hold_secret(value):
        return value
    if len(value) > LONGEST:
        return MASK
    text = value.strip()
    if _URL_START.match(text):
        pieces = _URL_LIST.split(text)
        if len(pieces) > 1 or not re.search(r"\s", text):
            urls = [parse_url(piece) for piece in pieces]
            return ",".join(url.masked if url is not None else MASK for url in urls)
        return mask_prose(value)
    go_mysql = parse_url(text) if "@tcp(" in text else None
    if go_mysql is not None:
        return go_mysql.masked
    pairs = parse_semicolons(text) or parse_commas(text) or parse_spaces(text)
    if pairs is not None:
        return pairs.masked
    return mask_prose(value)


def _promises_connection(name: str) -> bool:
    """True for names of connection strings (ConnectionStrings__Orders, SQLCONNSTR_X, DB_DSN)."""
    joined = "".join(words_of(name))
    return "connectionstring" in joined or "connstr" in joined or joined.endswith("dsn")


def mask_prose(text: str) -> str:
    """Looks for secrets anywhere in a text that is in no known form."""
    if len(text) > LONGEST:
        return MASK
    text = _mask_urls(text)
    text = _TOKEN.sub(MASK, text)
    if _speaks_of_secrets(text):
        text = _ASSIGNMENT.sub(rf"\1{MASK}", text)
    text = _AUTHORIZATION.sub(rf"\1 {MASK}", text)
    if "@" in text and "://" not in text:
        text = _USER_AT_HOST.sub(MASK, text)
    return text


def _mask_urls(text: str) -> str:
    if "://" not in text:
        return text
    shown: list[str] = []
    position = 0
    for match in _URL_IN_TEXT.finditer(text):
        url = parse_url(match.group())
        if url is None:
            continue
        shown.append(text[position : match.start()])
        shown.append(url.masked)
        position = match.end()
        if url.masked.endswith(f"://{MASK}") or ("@" not in match.group() and _goes_on(text, match)):
            shown.append(MASK if position < len(text) else "")
            return "".join(shown)
    return "".join(shown) + text[position:]


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """True when what looks like host:port may be user and half a password, cut at a blank or a quote."""
    authority = match.group().partition("://")[2].partition("/")[0]
    rest = text[match.end() :]
    at, next_url = rest.find("@"), rest.find("://")
    return ":" in authority and at >= 0 and (next_url < 0 or at < next_url)
