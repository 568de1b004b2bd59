"""Which names say that their value is a secret: of variables, options, flags, labels and connection settings."""

from __future__ import annotations

import re
from functools import lru_cache

#: Stands for a value that is not shown.
MASK = "•••"

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

#: A name that contains one of these, case and separators aside, is secret ("PGPASSWORD", "AccountKey").
_FRAGMENTS = (
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "credential",
    "apikey",
    "accesskey",
    "accountkey",
    "privatekey",
    "signingkey",
    "requirepass",
    "masterauth",
    "basicauth",
    "authorization",
    "sharedaccesssignature",
    "jaas",
    "cookie",
    "xamzsignature",
)
#: A name that ends with one of these is secret ("DBPASS", "MSSQL_SA_PWD").
_ENDINGS = ("pass", "pwd", "htpasswd")
#: A name with one of these as a word of its own is secret ("SECRET_KEY_BASE", "license.key").
_WHOLE_WORDS = frozenset(
    {"pass", "pwd", "key", "keys", "cred", "creds", "salt", "jwt", "bearer", "sig", "signature", "sas"}
)
#: … and these when they are the last word ("REDIS_AUTH", "GITHUB_PAT"; but not "POSTGRES_HOST_AUTH_METHOD").
_LAST_WORDS = frozenset({"auth", "pat", "pin"})

#: Names that look secret and are not: the shell's folders, the fingerprint that the Python images carry.
_HARMLESS = frozenset(
    {"pwd", "oldpwd", "gpgkey", "gpgkeys", "cachekey", "sharedaccesskeyname", "tokenizersparallelism"}
)
#: A last word that says "the value is where the secret is kept", not the secret.
_PLACES = frozenset({"file", "path", "dir", "directory"})
#: Words that make a name a switch ("ALLOW_EMPTY_PASSWORD=yes").
_SWITCHES = frozenset(
    {"allow", "allowempty", "enable", "enabled", "disable", "disabled", "random", "use", "require", "required", "empty"}
)
_SWITCH_VALUES = frozenset({"", "0", "1", "true", "false", "yes", "no", "on", "off"})


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """True when the value of something called ``name`` must not be shown. Any spelling: FOO_BAR, fooBar, --foo-bar."""
    words = _words(name)
    if not words:
        return False
    joined = "".join(words)
    if joined in _HARMLESS:
        return False
    if any(fragment in joined for fragment in _FRAGMENTS) or joined.endswith(_ENDINGS):
        return True
    if "public" in words and words[-1] in {"key", "keys"}:
        return False
    return words[-1] in _LAST_WORDS or not _WHOLE_WORDS.isdisjoint(words)


def names_a_place(name: str, value: str) -> bool:
    """True when ``name`` (…_FILE, …_PATH) says that ``value`` is only the path of a secret, and it is a path."""
    words = _words(name)
    is_path = value.startswith(("/", "./", "../", "~/")) or value[1:3] in {":\\", ":/"}
    return bool(words) and words[-1] in _PLACES and is_path and "://" not in value


def is_switch(name: str, value: str) -> bool:
    """True when ``name`` turns something about secrets on or off and ``value`` is no more than that."""
    return value.lower() in _SWITCH_VALUES and not _SWITCHES.isdisjoint(_words(name))


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: "ConnectionStrings__OrdersDb" gives (connection, strings, orders, db)."""
    return _words(name)


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(name))
