"""Connection strings made of key=value pairs: ADO.NET and Azure (``;``), StackExchange.Redis (``,``), libpq (space).

What is shown of them is an allow-list: hosts, ports, databases, users and a few settings; all else becomes ``•••``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bayplan.engine.secret_names import MASK

HOST_KEYS = frozenset({"server", "datasource", "address", "addr", "networkaddress", "host", "hostaddr", "hostname"})
DATABASE_KEYS = frozenset({"database", "initialcatalog", "databasename", "dbname"})
URL_KEYS = frozenset({"accountendpoint", "endpoint", "blobendpoint", "queueendpoint", "tableendpoint", "fileendpoint"})
#: Settings whose values are shown: what is needed to name the store, and what says nothing about secrets.
SHOWN_KEYS = (
    HOST_KEYS
    | DATABASE_KEYS
    | {
        "port", "userid", "uid", "user", "username", "accountname", "endpointsuffix", "defaultendpointsprotocol",
        "sharedaccesskeyname", "entitypath", "usedevelopmentstorage", "encrypt", "trustservercertificate", "ssl",
        "sslmode", "tls", "usessl", "authentication", "integratedsecurity", "trustedconnection", "persistsecurityinfo",
        "multipleactiveresultsets", "connecttimeout", "connectiontimeout", "timeout", "commandtimeout", "pooling",
        "maxpoolsize", "minpoolsize", "applicationname", "charset", "abortconnect", "allowadmin", "connectretry",
        "synctimeout", "defaultdatabase", "transporttype", "loginmode", "driver", "provider", "authsource",
        "replicaset", "retrywrites", "w", "directconnection", "servertimezone", "serverversion", "schema",
        "currentschema", "searchpath", "parsetime", "loc", "encoding", "connectiontype", "region", "authmechanism",
        "readpreference", "maxidletimems", "targetsessionattrs", "heartbeat", "protocol", "applicationintent",
    }
)  # fmt: skip
#: Keys that only connection strings have: one of them makes a text with ``;`` such a string.
_TELLING_KEYS = (
    HOST_KEYS
    | DATABASE_KEYS
    | URL_KEYS
    | {"userid", "uid", "password", "pwd", "accountkey", "accountname", "sharedaccesskey", "sharedaccesssignature"}
    | {"usedevelopmentstorage"}
)
_KNOWN_KEYS = SHOWN_KEYS | _TELLING_KEYS | {"accesstoken", "requirepass", "sslpassword", "sslkey", "passfile"}
_URL_VALUE = re.compile(r"[A-Za-z][\w+.\-]*://[\w.\-:]*/?")
#: What may stand before the first pair: a host, with a port.
_BARE = re.compile(r"[\w.\-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")
_SHOWN_VALUE = re.compile(r"[\w.\-:,\\/()\[\]@ *+]{0,255}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """A parsed connection string.

    Attributes:
        shown: the allow-listed settings, keys in lower case without spaces. bare: what stands before the first pair
            ("cache.example.net:6380" of StackExchange.Redis). masked: the text with everything else masked.
    """

    shown: dict[str, str]
    bare: tuple[str, ...]
    masked: str


def plain_key(key: str) -> str:
    """A setting's key without case, spaces, dashes and underscores: "Initial Catalog" gives "initialcatalog"."""
    return key.strip().lower().replace(" ", "").replace("_", "").replace("-", "")


def parse_semicolons(text: str) -> Pairs | None:
    """``Server=tcp:h,1433;Database=d;Password=…``; None when the text is no such string."""
    if ";" not in text or "=" not in text:
        return None
    parts = _split_quoted(text, ";")
    if _TELLING_KEYS.isdisjoint(plain_key(key) for key, _ in parts if key is not None):
        return None
    return _allow_listed(parts, ";")


def parse_commas(text: str) -> Pairs | None:
    """``host:6380,password=…,ssl=True`` (StackExchange.Redis); None when the text is no such string."""
    if "," not in text:
        return None
    first, _, rest = text.partition(",")
    if "=" not in rest or not _BARE.fullmatch(first):
        return None
    return _allow_listed(_split_quoted(text, ","), ",")


def parse_spaces(text: str) -> Pairs | None:
    """``host=h port=5432 dbname=d password='p w'`` (libpq); None when the text is no such string."""
    if "host" not in text and "dbname" not in text:
        return None
    parts = _split_quoted(text.strip(), " ")
    keys = {plain_key(key) for key, _ in parts if key is not None}
    if keys.isdisjoint({"host", "hostaddr", "dbname"}) or len(keys) < 2:
        return None
    return _allow_listed(parts, " ")


def _allow_listed(parts: list[tuple[str | None, str]], separator: str) -> Pairs:
    shown: dict[str, str] = {}
    bare: list[str] = []
    masked: list[str] = []
    only_bare_so_far = True
    for key, value in parts:
        if key is None:
            # A bare piece after a pair may be the rest of a password that holds the separator.
            keep = not value.strip() or (only_bare_so_far and bool(_BARE.fullmatch(value.strip())))
            if keep and value.strip():
                bare.append(value.strip())
            masked.append(value if keep else MASK)
            continue
        only_bare_so_far = False
        name, written = plain_key(key), MASK
        if name in URL_KEYS and _URL_VALUE.fullmatch(value.strip()):
            shown[name] = written = value.strip()
        elif name in SHOWN_KEYS and _SHOWN_VALUE.fullmatch(_unquoted(value)):
            shown[name] = written = _unquoted(value)
        masked.append(f"{key}={written}" if _is_known(key) else MASK)
    return Pairs(shown, tuple(bare), separator.join(masked))


def _is_known(key: str) -> bool:
    """False for what may be a piece of a password that holds a separator and an equals sign."""
    return plain_key(key) in _KNOWN_KEYS


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _split_quoted(text: str, separator: str) -> list[tuple[str | None, str]]:
    """Splits into (key, value) and (None, bare) pieces. Values may be quoted: '…', "…" (doubled inside), {…}.

    A quote that is never closed makes everything after it one bare piece, which is masked.
    """
    parts: list[tuple[str | None, str]] = []
    position, length = 0, len(text)
    while position <= length:
        equals = text.find("=", position)
        end = text.find(separator, position)
        end = length if end < 0 else end
        if equals < 0 or equals > end:
            parts.append((None, text[position:end]))
            position = end + 1
            continue
        key, start = text[position:equals], equals + 1
        while separator != " " and start < length and text[start] == " ":
            start += 1
        closing = {"'": "'", '"': '"', "{": "}"}.get(text[start : start + 1])
        if closing is not None:
            close = _closing_quote(text, start + 1, closing)
            if close < 0:
                parts.extend(((key, ""), (None, text[start:])))
                return parts
            end = text.find(separator, close)
        else:
            end = text.find(separator, start)
        end = length if end < 0 else end
        parts.append((key, text[equals + 1 : end]))
        position = end + 1
    return parts


def _closing_quote(text: str, start: int, quote: str) -> int:
    """Position of the quote that ends the value; doubled and backslashed ones do not; -1 when none does."""
    position = start
    while (position := text.find(quote, position)) >= 0:
        if text[position + 1 : position + 2] == quote:
            position += 2
        elif text[position - 1] == "\\" and position > start:
            position += 1
        else:
            return position
    return -1
