"""Connection URLs (``scheme://user:password@host1,host2:port/database?settings``), JDBC and Go's forms included.

As with key=value strings, what is shown is an allow-list. A URL in which it is not certain where the password
ends is masked as a whole and names nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from bayplan.engine.connection_pairs import DATABASE_KEYS, SHOWN_KEYS, parse_semicolons, plain_key
from bayplan.engine.secret_names import MASK

Host = tuple[str, int | None]

_SCHEME = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]{0,40}(?::[a-z0-9]{1,20})?")
_END_OF_AUTHORITY = re.compile(r"[/?#;]")
_HOST = re.compile(r"[A-Za-z0-9](?:[\w.\-]{0,251}\w)?|\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Fa-f]*::[0-9A-Fa-f:.]*")
#: What may be shown as an authority although it is no host: empty, or with variables that a shell fills in.
_SHOWN_AUTHORITY = re.compile(r"[\w.\-$*%,{}]*(?::(?:\d{1,5}|\$\{?\w+\}?|\*))?")
_SHOWN_VALUE = re.compile(r"[\w.\-:,/]{0,120}")
#: The name before "@" is a user where it stands for one; elsewhere (https://TOKEN@host) it may be the secret itself.
_SCHEMES_WITH_USERS = frozenset(
    {"postgres", "postgresql", "mysql", "mysql2", "mariadb", "mongodb", "amqp", "amqps", "sqlserver", "mssql", "ssh"}
)
_HOOKS = re.compile(r"hooks?\.|webhook|/bot\d+:|api\.telegram\.org|logic\.azure\.com|/webhooks?/", re.IGNORECASE)
_GO_MYSQL = re.compile(
    r"(?P<user>[\w.\-]*)(?::(?P<secret>.*))?@tcp\((?P<host>[^()@]*)\)/(?P<database>[\w.\-]*)(?P<rest>\?.*)?", re.S
)


@dataclass(frozen=True, slots=True)
class ConnectionUrl:
    """A parsed URL.

    Attributes:
        scheme: in lower case, without "jdbc:" and without a driver ("postgresql+asyncpg" gives "postgresql").
        hosts: (host in lower case, port or None); empty when there are none or it is not certain which.
        database: the first part of the path, decoded. path: the whole path. settings: allow-listed ones of the query.
        masked: the text with everything else masked.
    """

    scheme: str
    masked: str
    hosts: tuple[Host, ...] = ()
    database: str = ""
    path: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def parse_host(text: str) -> Host | None:
    """``host``, ``host:port``, ``[v6]:port``; None for what is neither (a variable, a pattern, a pipe)."""
    host, colon, port = text.strip().rpartition(":")
    if not colon or text.endswith("]") or (text.count(":") > 1 and not host.endswith("]")):
        host, port = text.strip(), ""
    if not _HOST.fullmatch(host) or (port and not (port.isascii() and port.isdecimal() and int(port) < 65536)):
        return None
    return host.lower(), int(port) if port else None


@lru_cache(maxsize=16)  # each is read twice in a row: to be masked, and for the store that it names
def parse_url(text: str) -> ConnectionUrl | None:
    """Reads ``text`` as one URL; None when it does not start with a scheme."""
    head, separator, rest = text.partition("://")
    if not separator:
        return _parse_go_mysql(text)
    if not _SCHEME.fullmatch(head):
        return None
    scheme = _plain_scheme(head)
    authority, tail = _split_authority(rest)
    user_info, at, hosts_text = authority.rpartition("@")
    if _ambiguous(authority, tail):
        return ConnectionUrl(scheme, f"{head}://{MASK}")
    instance = scheme in {"sqlserver", "mssql"}
    hosts = tuple(parse_host(part.partition("\\")[0] if instance else part) for part in hosts_text.split(","))
    known = tuple(host for host in hosts if host is not None)
    if len(known) != len(hosts):
        if at or not _SHOWN_AUTHORITY.fullmatch(hosts_text):
            return ConnectionUrl(scheme, f"{head}://{MASK}")
        known = ()
    path, settings, masked_tail = _read_tail(tail)
    if _HOOKS.search(rest):
        masked_tail = f"/{MASK}"
    shown_user = f"{_shown_user(scheme, user_info)}@" if at else ""
    database = settings.get("databasename", "") if instance else ""
    return ConnectionUrl(
        scheme=scheme,
        masked=f"{head}://{shown_user}{hosts_text}{masked_tail}",
        hosts=known,
        database=database or unquote(path.strip("/").partition("/")[0]),
        path=path,
        settings=settings,
    )


def _plain_scheme(head: str) -> str:
    scheme = head.lower().removeprefix("jdbc:")
    if scheme == "mongodb+srv":
        return scheme
    return scheme.partition("+")[0].partition(":")[0]


def _split_authority(rest: str) -> tuple[str, str]:
    end = _END_OF_AUTHORITY.search(rest)
    return (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])


def _ambiguous(authority: str, tail: str) -> bool:
    """True when a password that holds one of ``/?#;@`` unescaped may reach over what looks like the authority's end."""
    return "@" in tail and ("@" in authority or ":" in authority)


def _shown_user(scheme: str, user_info: str) -> str:
    user, colon, _ = user_info.partition(":")
    if scheme.partition("+")[0] not in _SCHEMES_WITH_USERS:
        return MASK
    if not _SHOWN_VALUE.fullmatch(unquote(user)):
        return MASK
    return f"{user}:{MASK}" if colon else user


def _read_tail(tail: str) -> tuple[str, dict[str, str], str]:
    """Path, shown settings and the masked text of what follows the authority."""
    if tail.startswith(";"):
        pairs = parse_semicolons(tail[1:])
        return ("", pairs.shown, f";{pairs.masked}") if pairs else ("", {}, f";{MASK}" if tail != ";" else tail)
    path, question, query = tail.partition("?")
    path, semicolon, _ = path.partition(";")
    path, path_hash, _ = path.partition("#")
    if path_hash or semicolon:
        return path, {}, f"{path}{path_hash or semicolon}{MASK}"
    query, hash_sign, _ = query.partition("#")
    settings: dict[str, str] = {}
    shown: list[str] = []
    for item in query.split("&") if query else ():
        key, equals, value = item.partition("=")
        name = plain_key(unquote(key))
        if equals and (name in SHOWN_KEYS or name in DATABASE_KEYS) and _SHOWN_VALUE.fullmatch(value):
            settings[name] = unquote(value)
            shown.append(item)
        else:
            shown.append(f"{key}={MASK}" if equals and _SHOWN_KEY.fullmatch(key) else MASK)
    masked = path + question + "&".join(shown) + (f"#{MASK}" if hash_sign else "")
    return path, settings, masked


_SHOWN_KEY = re.compile(r"[A-Za-z][\w.\-]{0,40}")


def _parse_go_mysql(text: str) -> ConnectionUrl | None:
    """``user:password@tcp(host:3306)/database?parseTime=true`` of Go's MySQL driver."""
    match = _GO_MYSQL.fullmatch(text)
    host = parse_host(match["host"]) if match else None
    if match is None or host is None:
        return None
    _, settings, tail = _read_tail(match["rest"] or "")
    secret = f":{MASK}" if match["secret"] is not None else ""
    return ConnectionUrl(
        scheme="mysql",
        masked=f"{match['user']}{secret}@tcp({match['host']})/{match['database']}{tail}",
        hosts=(host,),
        database=match["database"],
        settings=settings,
    )
