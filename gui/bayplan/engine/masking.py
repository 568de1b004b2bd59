"""Keeps secrets out: environment, command lines, labels, volume options and whole payloads, masked for showing.

Everything that leaves the translation has been through here. Two rules decide: a name that says "secret" hides its
whole value; a value in a form that carries secrets (URL, connection string, token) shows only allow-listed parts.
When in doubt the value is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bayplan.engine.connection_pairs import parse_commas, parse_semicolons, parse_spaces
from bayplan.engine.connection_urls import parse_url
from bayplan.engine.secret_names import MASK, is_secret_name, is_switch, names_a_place, words_of

__all__ = ["MASK", "mask_arguments", "mask_environment", "mask_options", "mask_payload", "mask_text", "mask_value"]

#: Cheap test before any parsing: a value without one of these cannot carry a secret in a known form.
_SUSPECT = re.compile(
    r"[@=]|://|: |eyJ|-----BEGIN|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|ASIA"
    r"|\$2[aby]\$|\$apr1\$|\$6\$|[Bb]earer |[Bb]asic "
)
_TOKEN = re.compile(
    r"eyJ[\w\-]{8,}\.[\w\-.=]*|-----BEGIN.*|gh[pousr]_\w{8,}|github_pat_\w+|glpat-[\w\-]+|xox[abprs]-[\w\-]+"
    r"|\bsk-[\w\-]{8,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\$(?:2[aby]|apr1|6)\$\S+",
    re.DOTALL,
)
#: A secret setting inside a longer text: from its value to the end nothing is shown.
_ASSIGNMENT = re.compile(
    r"((?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key|account[_-]?key"
    r"|private[_-]?key|requirepass|masterauth|signature|authorization|(?<![a-z])(?:sig|key|auth|cookie|pw))"
    r"[\w.\-]*[\"']?\s*(?:=|:(?!//))\s*)(?=\S).*",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORIZATION = re.compile(r"\b(bearer|basic)\s+\S.*", re.IGNORECASE | re.DOTALL)
_URL_START = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]*(?::[a-z0-9]+)?://")
_URL_IN_TEXT = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]*(?::[a-z0-9]+)?://[^\s\"'<>|`]*")
_URL_LIST = re.compile(r"[,\s]+(?=[A-Za-z][A-Za-z0-9+.\-]*://)")
_USER_AT_HOST = re.compile(r"[^\s:@/]*:\S*@[\w.\-]+|\S+/\S+@[\w./:\-]+", re.DOTALL)
_WORD = re.compile(r"(?:\"(?:\\.|[^\"\\])*(?:\"|$)|'[^']*(?:'|$)|[^\s\"'])+|\s+", re.DOTALL)
_PAIR = re.compile(r"(-{0,2}[A-Za-z_][\w.\-]*)=(.*)", re.DOTALL)
_HEADER = re.compile(r"[\w\-]+:")


def mask_pair(name: str, value: str) -> str:
    """The value of something called ``name``, as it may be shown."""
    if is_secret_name(name):
        if not value or is_switch(name, value) or names_a_place(name, value):
            return value
        return MASK
    if not _SUSPECT.search(value):
        return value
    masked = mask_value(value)
    if masked == value and _promises_connection(name) and "=" in value:
        return MASK
    return masked


def mask_environment(environment: Iterable[str]) -> tuple[str, ...]:
    """``NAME=value`` of each variable with secret values masked."""
    masked = []
    for entry in environment:
        name, equals, value = entry.partition("=")
        masked.append(f"{name}={mask_pair(name, value)}" if equals else entry)
    return tuple(masked)


def mask_value(value: str) -> str:
    """A single value without a name: URLs and connection strings show their allow-listed parts, tokens nothing."""
    if not _SUSPECT.search(value):
        return value
    text = value.strip()
    if _URL_START.match(text):
        pieces = _URL_LIST.split(text)
        if len(pieces) > 1 or not re.search(r"\s", text):
            urls = [parse_url(piece) for piece in pieces]
            if not _swallowed(pieces):
                return ",".join(url.masked for url in urls if url is not None)
            return MASK
        return _mask_prose(value)
    go_mysql = parse_url(text)
    if go_mysql is not None:
        return go_mysql.masked
    pairs = parse_semicolons(text) or parse_commas(text) or parse_spaces(text)
    if pairs is not None:
        return pairs.masked
    return _mask_prose(value)


def mask_text(text: str) -> str:
    """A command line or another text for reading, secrets masked, spacing kept."""
    if not _needs_words(text):
        return text
    words = _WORD.findall(text)
    solid = [word for word in words if not word.isspace()]
    masked = iter(_mask_words(solid))
    return "".join(word if word.isspace() else next(masked) for word in words)


def mask_arguments(arguments: Sequence[str]) -> tuple[str, ...]:
    """An argument vector, secrets masked; arguments with spaces (``sh -c "…"``) are looked through as texts."""
    if not any(_needs_words(argument) or argument.startswith("-") for argument in arguments):
        return tuple(arguments)
    return tuple(_mask_words(arguments))


def mask_options(options: Mapping[str, str]) -> dict[str, str]:
    """A volume's driver options; in ``o`` (mount options, comma-separated) each secret setting is masked."""
    return {
        name: _mask_mount_options(value) if name == "o" else mask_pair(name, value) for name, value in options.items()
    }


def mask_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels with secret values masked."""
    return {name: mask_pair(name, value) for name, value in labels.items()}


def mask_payload(payload: Any) -> Any:
    """A deep copy of any JSON of the engine in which no secret is left, for showing it raw."""
    return _mask_json(payload, "")


_ARGUMENT_KEYS = frozenset({"Cmd", "Entrypoint", "Args", "Test", "CreateCommand", "Shell", "OnBuild", "Command"})
_OPTION_KEYS = frozenset({"Options", "DriverOpts", "Opts"})
_NAME_KEYS = frozenset({"Secrets", "SecretName", "SecretID", "MaskedPaths", "ReadonlyPaths"})


def _mask_json(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        if key in _OPTION_KEYS and all(isinstance(item, str) for item in value.values()):
            return mask_options(value)
        return {name: _mask_json(item, name) for name, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            if key == "Env":
                return list(mask_environment(value))
            if key in _ARGUMENT_KEYS:
                return list(mask_arguments(value))
        return [_mask_json(item, key) for item in value]
    if isinstance(value, str):
        if key not in _NAME_KEYS and is_secret_name(key):
            return mask_pair(key, value)
        return mask_text(value)
    return value


def _mask_mount_options(value: str) -> str:
    if not _SUSPECT.search(value):
        return value
    shown: list[str] = []
    after_secret = False
    for piece in value.split(","):
        name, equals, setting = piece.partition("=")
        if equals and is_secret_name(name):
            shown.append(f"{name}={MASK}")
            after_secret = True
        elif after_secret and name.strip().lower() not in _MOUNT_SETTINGS:
            shown.append(MASK)  # may be the rest of a password that holds a comma
        else:
            shown.append(f"{name}={mask_value(setting)}" if equals else piece)
    return ",".join(shown)


_MOUNT_SETTINGS = frozenset({
    "addr", "ro", "rw", "soft", "hard", "nolock", "noatime", "nodiratime", "atime", "relatime", "nosuid", "nodev",
    "noexec", "exec", "suid", "dev", "sync", "async", "tcp", "udp", "vers", "nfsvers", "minorversion", "proto", "port",
    "timeo", "retrans", "rsize", "wsize", "bg", "fg", "intr", "nointr", "local_lock", "actimeo", "ac", "noac",
    "username", "user", "uid", "gid", "file_mode", "dir_mode", "domain", "workgroup", "iocharset", "serverino",
    "noserverino", "mfsymlinks", "sec", "seal", "nobrl", "nounix", "unix", "cache", "forceuid", "forcegid", "noperm",
    "perm", "multichannel", "ip", "_netdev", "nofail", "guest", "bind", "rbind", "size", "mode",
})  # fmt: skip


def _promises_connection(name: str) -> bool:
    """True for names of connection strings (ConnectionStrings__Orders, SQLCONNSTR_X, DB_DSN)."""
    joined = "".join(words_of(name))
    return "connectionstring" in joined or "connstr" in joined or joined.endswith("dsn")


def _swallowed(pieces: list[str]) -> bool:
    """True when splitting a list of URLs may have cut a password in two."""
    return len(pieces) > 1 and any("@" in later and not _URL_START.match(later) for later in pieces[1:])


def _mask_prose(text: str) -> str:
    """Looks for secrets anywhere in a text that is in no known form."""
    text = _mask_urls(text)
    text = _TOKEN.sub(MASK, text)
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


def _needs_words(text: str) -> bool:
    return bool(_SUSPECT.search(text)) or (" -" in text) or text.startswith("-")


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


def _mask_words(words: Sequence[str]) -> list[str]:
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
        shown = _mask_word(word, program)
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


def _mask_word(word: str, program: str) -> str:
    quote = word[:1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else ""
    bare = word[1:-1] if quote else word
    if any(character.isspace() for character in bare):
        return f"{quote}{_mask_prose(mask_text(bare))}{quote}"
    if program.startswith(("mysql", "mariadb")) and bare.startswith("-p") and len(bare) > 2:
        return f"{quote}-p{MASK}{quote}"
    for flag in _SECRET_FLAGS.get(program, ()):
        if len(flag) == 2 and bare.startswith(flag) and len(bare) > 2:
            return f"{quote}{flag}{MASK}{quote}"
    pair = _PAIR.fullmatch(bare)
    if pair is not None and "://" not in pair[1]:
        return f"{quote}{pair[1]}={mask_pair(pair[1], pair[2])}{quote}"
    return f"{quote}{mask_value(bare)}{quote}" if _SUSPECT.search(bare) else word
